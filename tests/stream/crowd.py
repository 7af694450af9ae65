"""Many people with browsers at the real c3-app, who ask the chat on a committed database."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from tests.stream.served import at_c3_app

OF = "demo-manager"  # whose store they are of


@dataclass(frozen=True, slots=True)
class Asked:
    """A turn that c3-app took; `path` is its stream's address with its ticket."""

    who: int
    question: str
    turn_id: UUID
    thread_id: int
    path: str


@dataclass(frozen=True)
class Crowd:
    """People, by number."""

    database: str
    browsers: Sequence[Any]

    def asks(self, who: int, question: str) -> Asked:
        """Somebody asks in a new thread."""
        given = {"message": question}

        def asking() -> Any:
            return self.browsers[who].post("/ai/api/chat/stream/", given, content_type="application/json")

        answer = at_c3_app(self.database, asking)
        assert answer.status_code == 202, answer.content
        told = answer.json()
        path = urlsplit(told["stream_url"])
        return Asked(who, question, UUID(told["turn_id"]), told["thread_id"], f"{path.path}?{path.query}")

    def asks_again(self, asked: Asked) -> None:
        """The button もう一度 under a turn's answer, as its form sends it."""
        given = {"thread": asked.thread_id, "message": asked.question, "asked_from": ""}

        def asking() -> Any:
            page = self.browsers[asked.who].get(f"/ai/chat/{asked.thread_id}/")
            assert "もう一度" in page.content.decode()
            return self.browsers[asked.who].post("/ai/chat/ask/", given)

        assert at_c3_app(self.database, asking).status_code == 302

    def sees(self, turns: Sequence[Asked]) -> list[dict[str, Any]]:
        """How each turn stands, as c3-app tells its person."""

        def seeing() -> list[dict[str, Any]]:
            return [dict(self.browsers[one.who].get(f"/ai/api/chat/{one.turn_id}/").json()) for one in turns]

        return at_c3_app(self.database, seeing)


def crowd(database: str, number: int) -> Crowd:
    """So many people, signed in."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415  pytest loads this before Django's settings
    from django.test import Client  # noqa: PLC0415

    def gathering() -> list[Client]:
        users = get_user_model().objects
        pattern = users.get(user_id=OF)
        people = [copy(pattern) for _ in range(number)]
        for n, one in enumerate(people):
            one.pk = one.user_id = f"crowd-{n}"
        browsers = [Client() for _ in people]
        for one, browser in zip(users.bulk_create(people), browsers, strict=True):
            browser.force_login(one, "django.contrib.auth.backends.ModelBackend")
        return browsers

    return Crowd(database, at_c3_app(database, gathering))
