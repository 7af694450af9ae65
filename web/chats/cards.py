"""A question and its answer as the page shows them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared import db
from shared.chat import steps, threads
from shared.chat.steps import Step
from shared.chat.threads import Turn
from shared.words import Genre, Location, Metric, RatingReason, TurnFault, TurnState, Word
from web.chats.tables import Table
from web.streaming import stream_url
from web.viewer import SignedIn

UNFINISHED = {TurnState.WAITING.value, TurnState.RUNNING.value}
ARGUMENTS = {
    "query": gettext_lazy("言葉"),
    "topic": gettext_lazy("話題"),
    "period": gettext_lazy("期間"),
    "month": gettext_lazy("月"),
    "against": gettext_lazy("比較"),
    "store": gettext_lazy("店舗"),
    "genre": gettext_lazy("ジャンル"),
    "location": gettext_lazy("場所"),
    "metric": gettext_lazy("指標"),
}
CODED: dict[str, type[Word]] = {"genre": Genre, "location": Location, "metric": Metric}


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was looked up: what, and by which of its arguments, in words."""

    label: str
    arguments: list[tuple[str, str]]


@dataclass(frozen=True)
class Card:
    """A turn; `stream` is where its answer is told, for one that is not finished."""

    turn: Turn
    stream: str
    steps: list[Done]

    @property
    def is_running(self) -> bool:
        """Its answer is on its way."""
        return self.turn.state in UNFINISHED

    @property
    def is_rateable(self) -> bool:
        """There is an answer to think something of."""
        return bool(self.turn.answer) and self.turn.state in {TurnState.DONE, TurnState.STOPPED}

    @property
    def failure(self) -> str:
        """Why it failed; empty for one that did not."""
        if self.turn.state != TurnState.FAILED:
            return ""
        word = next((word for word in TurnFault if word == self.turn.fault), TurnFault.INTERRUPTED)
        return _(word.label)

    @cached_property
    def tables(self) -> list[Table]:
        """Its tables and charts, numbered from 1."""
        sources = {one["n"]: one for one in self.turn.citations}
        return [
            Table(number, artifact, sources.get(artifact["source"]))
            for number, artifact in enumerate(self.turn.artifacts, 1)
        ]

    @property
    def reasons(self) -> list[tuple[str, str, bool]]:
        """What may be wrong with an answer: code, label, and whether that was said."""
        return [(word.value, _(word.label), word == self.turn.rating_reason) for word in RatingReason]


def of(request: SignedIn, turns: Sequence[Turn]) -> list[Card]:
    """The cards of the viewer's turns; one statement for what was looked up."""
    finished = [turn.turn_id for turn in turns if turn.state not in UNFINISHED]
    done: dict[UUID, list[Done]] = {}
    if finished:
        for step in db.many(connection, steps.steps(request.viewer, finished)):
            done.setdefault(step.turn_id, []).append(Done(_told(step.label), [*_arguments(step)]))
    return [Card(turn, _stream(request, turn), done.get(turn.turn_id, [])) for turn in turns]


def one(request: SignedIn, turn_id: UUID) -> Card:
    """The card of one turn of the viewer's."""
    return of(request, [db.one(connection, threads.turn(request.viewer, turn_id))])[0]


def place(turn: Turn) -> str:
    """Where the turn stands on its thread's page; the page waits for its answer, if that is not there."""
    wait = "?wait=1" if turn.state in UNFINISHED else ""
    return f"{reverse('ai_thread', args=[turn.thread_id])}{wait}#turn-{turn.turn_id}"


def number(text: str | None, usual: int) -> int:
    """A number of an address, at least 1; the usual one where it is none."""
    return max(1, int(text)) if text and text.isascii() and text.isdecimal() and len(text) < 6 else usual  # noqa: PLR2004  more is more than anybody shows


def _stream(request: SignedIn, turn: Turn) -> str:
    if turn.state not in UNFINISHED:
        return ""
    return stream_url(request, turn.turn_id)


def _told(label: str) -> str:
    return _(label).rstrip("…") if label else ""


def _arguments(step: Step) -> Iterator[tuple[str, str]]:
    """In the order of `ARGUMENTS`; an argument without a name of ours is not shown."""
    args = json.loads(step.args)
    for name, label in ARGUMENTS.items() if isinstance(args, dict) else ():
        value = str(args.get(name) or "")
        if value:
            word = next((word for word in CODED.get(name, ()) if word == value), None)
            yield str(label), _(word.label) if word else value
