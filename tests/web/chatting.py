"""What the tests of the chat's page share: a turn that is asked, told and finished as its process would."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from shared.chat import running, turns
from shared.chat.citations import Artifact, Citation
from shared.db import first, one
from tests.house.world import viewer_of

HTMX = {"HX-Request": "true"}
REPORT = Citation(n=1, kind="report", id="3", title="日報 11/22 渋谷店", url="/report/view/3/")
TABLE = Artifact(
    title="店舗ごとの売上",
    columns=["店舗", "売上"],
    units=["text", "yen"],
    rows=[["渋谷店", 412_300], ["新宿店", None], ["=梅田店", 98_000]],
    chart="bar",
    source=1,
)


def asked(
    user_id: str, question: str = "昨日の売上は？", thread_id: int | None = None, source: str = ""
) -> UUID:
    """A turn that waits; its id."""
    viewer = viewer_of(connection, user_id)
    started = one(connection, turns.start(viewer, uuid4(), thread_id, question, source))
    assert started.turn_id is not None
    return started.turn_id


def claimed() -> running.Claimed:
    """The turn that waits, taken by a process."""
    return one(connection, running.claim(1))


def told(turn: running.Claimed, *events: dict[str, Any]) -> None:
    """Events of it."""
    assert first(connection, running.tell(turn.turn_id, turn.attempt, list(events)))


def finished(
    turn: running.Claimed,
    *pieces: str,
    state: str = "done",
    fault: str | None = None,
    citations: Sequence[Citation] = (REPORT,),
    artifacts: Sequence[Artifact] = (),
    unbacked: int = 0,
) -> UUID:
    """The turn ended with these pieces as its answer; its id."""
    told(turn, *({"type": "token", "content": piece} for piece in pieces))
    outcome = running.Outcome(
        state, fault, "rules", unbacked=unbacked, citations=citations, artifacts=artifacts
    )
    ended = (
        {"type": "done", "state": state} if state != "failed" else {"type": "error", "content": fault or ""}
    )
    assert first(connection, running.finish(turn.turn_id, turn.attempt, outcome, ended))
    return turn.turn_id


def answered(user_id: str, *pieces: str, question: str = "昨日の売上は？", **more: Any) -> UUID:
    """A question with its answer; its turn's id."""
    asked(user_id, question)
    return finished(claimed(), *pieces or ("売上は**412,300円**です[1]。",), **more)


def thread_of(turn_id: UUID) -> int:
    """Its thread."""
    from web.chats.models import AiTurn  # noqa: PLC0415  after the settings

    thread_id = AiTurn.objects.get(pk=turn_id).thread_id
    assert thread_id
    return thread_id
