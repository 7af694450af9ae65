"""A turn that tells: what its process would write, written by a test."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import psycopg

from shared.chat import running, threads, tickets
from shared.db import Query, first, one
from tests.cast import CAST
from tests.house.world import viewer_of
from tests.stream.served import run

BEGUN = """
    WITH thread AS (INSERT INTO ai_chat_threads (user_id, title) VALUES (%(user)s, '題') RETURNING id),
    turn AS (
        INSERT INTO ai_turns (id, thread_id, user_id, state, attempt, leased_until)
        SELECT %(turn)s, id, %(user)s, 'running', 1, now() + interval '1 hour' FROM thread
        RETURNING thread_id)
    INSERT INTO ai_chat_history (thread_id, turn_id, role, content)
    SELECT thread_id, %(turn)s, 'user', '昨日の売上は？' FROM turn"""


@dataclass(frozen=True)
class Teller:
    """A turn in work, which no process takes up meanwhile."""

    database: str
    turn_id: UUID
    user_id: str

    @property
    def path(self) -> str:
        """Its stream's address, with a ticket."""
        return f"/ai/stream/{self.turn_id}/?ticket={tickets.issue(self.turn_id)}"

    def tells(self, *events: dict[str, Any]) -> None:
        """Events, told in one go."""
        assert self._ran(running.tell(self.turn_id, 1, events))
        self._hold()

    def says(self, *pieces: str) -> None:
        """Pieces of the answer, told in one go."""
        self.tells(*({"type": "token", "content": piece} for piece in pieces))

    def ends(self) -> None:
        """The turn is done."""
        ended = running.finish(self.turn_id, 1, running.Outcome("done"), {"type": "done", "state": "done"})
        assert self._ran(ended)

    def whispers(self, content: str) -> None:
        """A piece of which nobody is notified, as behind a pooler."""
        told = (
            "INSERT INTO ai_turn_events (turn_id, number, data) SELECT turn_id, max(number) + 1, "
            "jsonb_build_object('type', 'token', 'content', %s::text) "
            "FROM ai_turn_events WHERE turn_id = %s GROUP BY 1"
        )
        run(self.database, told, content, self.turn_id)

    def is_cleared(self) -> None:
        """Its person deletes the thread."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            one(connection, threads.clear(viewer_of(connection, self.user_id), None))

    def _hold(self) -> None:
        lease = "UPDATE ai_turns SET leased_until = now() + interval '1 hour' WHERE id = %s"
        run(self.database, lease, self.turn_id)

    def _ran(self, query: Query[running.Held]) -> running.Held | None:
        with psycopg.connect(self.database, autocommit=True) as connection:
            return first(connection, query)


def teller(database: str, user_id: str = CAST.manager) -> Teller:
    """A turn that a process holds; of a person all of whose other turns have ended."""
    over = "UPDATE ai_turns SET state = 'done', finished_at = now() WHERE state IN ('waiting', 'running')"
    run(database, over + " AND user_id = %s", user_id)
    turn_id = uuid4()
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(BEGUN, {"user": user_id, "turn": turn_id})
    return Teller(database, turn_id, user_id)
