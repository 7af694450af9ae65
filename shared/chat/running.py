"""A turn from the side of the process that runs it, and of those that tell its stream.

A process claims a turn by a lease, and writes with the number of its attempt: one that was thought dead and
comes back writes nothing any more. What is told is what is kept: the answer in the thread is put together
from the events.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, LiteralString
from uuid import UUID

from shared.access import VIEWER, Viewer
from shared.chat.channels import EVENTS, TURNS
from shared.db import Query
from shared.settings import settings

LEASE_SECONDS: Final = 15
MOST_ATTEMPTS: Final = 3
KEPT_HOURS: Final = 24

Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A turn to run; `told` says that a part of its answer is out (by an attempt that died)."""

    turn_id: UUID
    attempt: int
    thread_id: int
    user_id: str
    asked_from: str
    question: str
    told: bool


@dataclass(frozen=True, slots=True)
class Held:
    """The turn is still ours; `stop_asked` by its person. `last` is the number of its last event."""

    stop_asked: bool
    last: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A turn that is still ours; `stop_asked` by its person."""

    turn_id: UUID
    stop_asked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A question or an answer that went before, the oldest first; `asked_at` is the question's moment."""

    role: str
    content: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a turn ended: `state` (done, stopped, failed), and what is kept of it. `cost` is in millionths of a
    US dollar."""

    state: str
    fault: str | None = None
    model: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    cost: int = 0
    unbacked: int = 0
    citations: Sequence[Mapping[str, object]] = ()
    artifacts: Sequence[Mapping[str, object]] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """How many rows it was."""

    rows: int


def claim(limit: int) -> Query[Claimed]:
    """Take at most `limit` turns that wait, or whose process has died; the oldest first."""
    return Query(
        """
        WITH due AS (
            SELECT id FROM ai_turns
            WHERE state IN ('waiting', 'running') AND (state = 'waiting' OR leased_until < now())
            ORDER BY created_at LIMIT %(limit)s::int FOR UPDATE SKIP LOCKED
        ), taken AS (
            UPDATE ai_turns t
            SET state = 'running', attempt = t.attempt + 1,
                leased_until = now() + make_interval(secs => %(lease)s::int)
            FROM due WHERE t.id = due.id
            RETURNING t.id, t.attempt, t.thread_id, t.user_id, t.asked_from, t.created_at
        )
        SELECT t.id AS turn_id, t.attempt::int AS attempt, h.id AS thread_id, t.user_id, t.asked_from,
               coalesce(q.content, '') AS question,
               EXISTS (SELECT FROM ai_turn_events e
                       WHERE e.turn_id = t.id AND e.data->>'type' = 'token') AS told
        FROM taken t JOIN ai_chat_threads h ON h.id = t.thread_id
        LEFT JOIN ai_chat_history q ON q.turn_id = t.id AND q.role = 'user'
        ORDER BY t.created_at""",
        Claimed,
        {"limit": limit, "lease": LEASE_SECONDS},
    )


def asker(user_id: str) -> Query[Viewer]:
    """Who asked, as they are now; no row once the person is retired."""
    return Query(
        VIEWER + " WHERE u.is_active AND u.user_id = %(user)s",
        Viewer,
        {"user": user_id, "shared": settings().reports_shared_across_stores},
    )


def memory(thread_id: int, turn_id: UUID, limit: int) -> Query[Line]:
    """The last `limit` finished turns of the thread before this one, two lines each, the oldest first.

    A turn that asks again (`again_of`) takes the place of the one that asked before, and of all that came
    between: 「その前は？」 asked again is still the month before the same one.
    """
    return Query(
        """
        WITH before AS (
            SELECT t.id, t.created_at FROM ai_turns t
            WHERE t.thread_id = %(thread)s::bigint AND t.state IN ('done', 'stopped')
              AND t.id <> %(turn)s::uuid
              AND NOT EXISTS (
                SELECT FROM ai_turns r JOIN ai_turns o ON o.id = r.again_of
                WHERE r.thread_id = t.thread_id
                  AND t.created_at >= o.created_at AND t.created_at < r.created_at
                  AND (r.state IN ('done', 'stopped') OR r.id = %(turn)s::uuid))
            ORDER BY t.created_at DESC LIMIT %(limit)s::int
        )
        SELECT h.role, h.content, b.created_at AS asked_at
        FROM before b JOIN ai_chat_history h ON h.turn_id = b.id
        ORDER BY b.created_at, h.role DESC""",
        Line,
        {"thread": thread_id, "turn": turn_id, "limit": limit},
    )


def renew(turn_id: UUID, attempt: int) -> Query[Held]:
    """Keep the lease. No row: the turn is another process's, has ended, or was cleared."""
    return tell(turn_id, attempt, [])


def keep(held_turns: Mapping[UUID, int]) -> Query[Kept]:
    """Keep the leases of all turns that a process holds, by their attempts, where they are half over.

    A row for each that is still held. One without a row is another's, has ended, or was cleared.
    """
    return Query(
        """
        WITH held AS (
            SELECT t.id, t.attempt, t.stop_asked, t.leased_until
            FROM unnest(%(turns)s::uuid[], %(attempts)s::int[]) AS h (id, attempt)
            JOIN ai_turns t ON t.id = h.id AND t.attempt = h.attempt AND t.state = 'running'
        ), renewed AS (
            UPDATE ai_turns t SET leased_until = now() + make_interval(secs => %(lease)s::int)
            FROM held
            WHERE t.id = held.id AND t.attempt = held.attempt AND t.state = 'running'
              AND held.leased_until < now() + make_interval(secs => %(lease)s::int / 2)
            RETURNING t.id
        )
        SELECT held.id AS turn_id, held.stop_asked
        FROM held LEFT JOIN renewed ON renewed.id = held.id""",
        Kept,
        {"turns": list(held_turns), "attempts": list(held_turns.values()), "lease": LEASE_SECONDS},
    )


def tell(turn_id: UUID, attempt: int, events: Sequence[Event], after_event: int | None = None) -> Query[Held]:
    """Add events to the stream, and keep the lease; no row as in `renew`, and then nothing was told.

    With the number of the event after which they come, it may be said twice: after a database that went away
    before it answered, nobody knows whether the first time was heard.
    """
    return Query(
        "WITH " + _HELD + ", " + _TOLD + " SELECT stop_asked, last FROM held CROSS JOIN told",
        Held,
        {**_of(turn_id, attempt, events, after_event), "lease": LEASE_SECONDS},
    )


def finish(turn_id: UUID, attempt: int, outcome: Outcome, event: Event) -> Query[Held]:
    """End the turn: its last event, and what was told as the answer in its thread. No row as in `renew`.

    Where the outcome names no citations, those that were told are the answer's: its process may have been
    killed, and another one ends the turn.
    """
    return Query(
        "WITH "
        + _HELD
        + ", "
        + _TOLD
        + """, kept AS (
            INSERT INTO ai_chat_history (thread_id, turn_id, role, content)
            SELECT held.thread_id, held.id, 'assistant', s.content
            FROM held CROSS JOIN (
                SELECT coalesce(string_agg(e.data->>'content', '' ORDER BY e.number), '') AS content
                FROM ai_turn_events e
                WHERE e.turn_id = %(turn)s::uuid AND e.data->>'type' = 'token') s
            WHERE s.content <> ''
        )
        SELECT stop_asked, last FROM held CROSS JOIN told""",
        Held,
        {
            **_of(turn_id, attempt, [event]),
            "lease": 0,
            "ends": True,
            "state": outcome.state,
            "fault": outcome.fault,
            "model": outcome.model[:80],
            "input": outcome.input_tokens,
            "output": outcome.output_tokens,
            "cost": outcome.cost,
            "unbacked": outcome.unbacked,
            "citations": json.dumps(list(outcome.citations), ensure_ascii=False),
            "artifacts": json.dumps(list(outcome.artifacts), ensure_ascii=False),
        },
    )


def give_back(turn_id: UUID, attempt: int) -> Query[Done]:
    """The process ends: the turn waits for another one. A renewal that is on its way finds it gone."""
    return Query(
        """
        WITH freed AS (
            UPDATE ai_turns SET state = 'waiting', leased_until = NULL
            WHERE id = %(turn)s::uuid AND attempt = %(attempt)s::int AND state = 'running' RETURNING id
        )
        SELECT count(pg_notify(%(channel)s::text, freed.id::text))::int AS rows FROM freed""",
        Done,
        {"turn": turn_id, "attempt": attempt, "channel": TURNS},
    )


def sweep() -> Query[Done]:
    """Delete the events of turns that ended a day ago: their answers stand in the threads."""
    return Query(
        """
        WITH gone AS (
            DELETE FROM ai_turn_events e USING ai_turns t
            WHERE t.id = e.turn_id AND t.finished_at < now() - make_interval(hours => %(hours)s::int)
            RETURNING 1
        )
        SELECT count(*)::int AS rows FROM gone""",
        Done,
        {"hours": KEPT_HOURS},
    )


def _of(
    turn_id: UUID, attempt: int, events: Sequence[Event], after_event: int | None = None
) -> dict[str, object]:
    return {
        "turn": turn_id,
        "attempt": attempt,
        "after": after_event,
        "events": json.dumps(list(events), ensure_ascii=False),
        "channel": EVENTS,
        "ends": False,
        "state": "running",
        "fault": None,
        "model": "",
        "input": 0,
        "output": 0,
        "cost": 0,
        "unbacked": 0,
        "citations": "[]",
        "artifacts": "[]",
    }


_HELD: LiteralString = """
    held AS (
        UPDATE ai_turns t
        SET leased_until = now() + make_interval(secs => %(lease)s::int), state = %(state)s::text,
            finished_at = CASE WHEN %(ends)s::boolean THEN statement_timestamp() END,
            fault = %(fault)s::text, model = %(model)s::text, input_tokens = %(input)s::int,
            output_tokens = %(output)s::int, cost = %(cost)s::bigint, unbacked = %(unbacked)s::int,
            citations = CASE WHEN %(ends)s::boolean AND %(citations)s::jsonb = '[]' THEN (
                SELECT coalesce(jsonb_agg(e.data - 'type' ORDER BY e.number), '[]') FROM ai_turn_events e
                WHERE e.turn_id = %(turn)s::uuid AND e.data->>'type' = 'citation'
            ) ELSE %(citations)s::jsonb END, artifacts = %(artifacts)s::jsonb
        WHERE t.id = %(turn)s::uuid AND t.attempt = %(attempt)s::int AND t.state = 'running'
        RETURNING t.id, t.thread_id, t.stop_asked
    )"""
_TOLD: LiteralString = """
    before AS (
        SELECT coalesce(%(after)s::int, max(e.number), 0) AS number
        FROM ai_turn_events e WHERE e.turn_id = %(turn)s::uuid
    ), added AS (
        INSERT INTO ai_turn_events (turn_id, number, data)
        SELECT held.id, before.number + n.place, n.data
        FROM held CROSS JOIN before
        CROSS JOIN LATERAL jsonb_array_elements(%(events)s::jsonb) WITH ORDINALITY AS n (data, place)
        ON CONFLICT DO NOTHING
        RETURNING turn_id
    ), heard AS (
        SELECT count(pg_notify(%(channel)s::text, a.turn_id::text)) AS times
        FROM (SELECT DISTINCT turn_id FROM added) a
    ), told AS (
        SELECT (b.number + jsonb_array_length(%(events)s::jsonb))::int AS last
        FROM before b CROSS JOIN heard WHERE heard.times >= 0
    )"""
