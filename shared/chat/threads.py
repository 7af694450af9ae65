"""A person's threads, their questions and answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, LiteralString
from uuid import UUID

from shared.access import Viewer
from shared.chat.channels import EVENTS, TURNS
from shared.chat.citations import Artifact, Citation
from shared.db import Query

# The moment at which the day began by which questions and their cost are counted.
TODAY: Final[LiteralString] = "date_trunc('day', now() AT TIME ZONE 'Asia/Tokyo') AT TIME ZONE 'Asia/Tokyo'"


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread; `asked_at` is when its last question was asked, `is_running` whether one waits now."""

    id: int
    title: str
    asked_at: datetime
    is_running: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer, None until it ended; `state`, `fault`, `rating` as in `ai_turns`."""

    turn_id: UUID
    thread_id: int
    question: str
    asked_from: str
    answer: str | None
    state: str
    fault: str | None
    model: str
    citations: list[Citation]
    artifacts: list[Artifact]
    unbacked: int
    rating: int | None
    rating_reason: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Counted:
    """How many threads there are, and the title of one of them."""

    threads: int
    title: str


@dataclass(frozen=True, slots=True)
class Held:
    """A turn that nobody else changes now."""

    id: UUID


@dataclass(frozen=True, slots=True)
class Cleared:
    """How many threads are gone."""

    threads: int


def threads(viewer: Viewer, limit: int) -> Query[Thread]:
    """The viewer's threads, the one asked in last first."""
    return Query(
        """
        SELECT t.id, t.title, coalesce(l.asked_at, t.created_at) AS asked_at,
               coalesce(l.is_running, false) AS is_running
        FROM ai_chat_threads t
        LEFT JOIN LATERAL (
            SELECT max(u.created_at) AS asked_at, bool_or(u.state IN ('waiting', 'running')) AS is_running
            FROM ai_turns u WHERE u.thread_id = t.id) l ON true
        WHERE t.user_id = %(user)s
        ORDER BY 3 DESC, t.id DESC LIMIT %(limit)s::int""",
        Thread,
        {"user": viewer.user_id, "limit": limit},
    )


def counted(viewer: Viewer, thread_id: int | None) -> Query[Counted]:
    """The viewer's threads: how many, or (with a number) that one's title."""
    return Query(
        """
        SELECT count(*)::int AS threads, coalesce(max(t.title), '') AS title FROM ai_chat_threads t
        WHERE t.user_id = %(user)s AND t.id = coalesce(%(thread)s::bigint, t.id)""",
        Counted,
        {"user": viewer.user_id, "thread": thread_id},
    )


def turns(viewer: Viewer, thread_id: int | None, limit: int) -> Query[Turn]:
    """The last `limit` turns of the viewer's thread (None: of all of them), the oldest first.

    No row when there is no such thread of the viewer's.
    """
    return Query(
        TURN
        + """
        FROM (SELECT * FROM ai_turns u
              WHERE u.user_id = %(user)s AND u.thread_id = coalesce(%(thread)s::bigint, u.thread_id)
              ORDER BY u.created_at DESC, u.id LIMIT %(limit)s::int) t
        """
        + LINES
        + " ORDER BY t.created_at, t.id",
        Turn,
        {"user": viewer.user_id, "thread": thread_id, "limit": limit},
    )


def turn(viewer: Viewer, turn_id: UUID) -> Query[Turn]:
    """One turn of the viewer's; else no row."""
    return Query(
        TURN + " FROM ai_turns t " + LINES + " WHERE t.id = %(turn)s::uuid AND t.user_id = %(user)s",
        Turn,
        {"user": viewer.user_id, "turn": turn_id},
    )


def hold_turns(viewer: Viewer, thread_id: int | None) -> Query[Held]:
    """Lock the turns of one of the viewer's threads (None: of all of them), so that none tells or ends while
    they are cleared: what was told until now is seen by the next statement."""
    return Query(
        """
        SELECT u.id FROM ai_turns u JOIN ai_chat_threads t ON t.id = u.thread_id
        WHERE t.user_id = %(user)s AND t.id = coalesce(%(thread)s::bigint, t.id)
        ORDER BY u.id FOR UPDATE OF u""",
        Held,
        {"user": viewer.user_id, "thread": thread_id},
    )


def clear(viewer: Viewer, thread_id: int | None) -> Query[Cleared]:
    """Delete one of the viewer's threads (None: all of them) with everything in it; a turn that runs ends.

    Of today's turns it stays, until tomorrow and without a word, that they were and what they cost: whoever
    tidies up gets no further questions for it, and the chain no further money. In a transaction that has run
    `hold_turns`.
    """
    return Query(
        """
        WITH gone AS (
            SELECT t.id FROM ai_chat_threads t
            WHERE t.user_id = %(user)s AND t.id = coalesce(%(thread)s::bigint, t.id) FOR UPDATE
        ), of_gone AS (
            SELECT u.id FROM ai_turns u JOIN gone ON gone.id = u.thread_id
        ), told AS (
            SELECT count(pg_notify(%(channel)s::text, of_gone.id::text))
                   + count(pg_notify(%(events)s::text, of_gone.id::text)) AS times FROM of_gone
        ), events AS (
            DELETE FROM ai_turn_events e USING of_gone, told WHERE e.turn_id = of_gone.id RETURNING 1
        ), counted AS (
            UPDATE ai_turns u
            SET thread_id = NULL, asked_from = '', citations = '[]', artifacts = '[]', rating = NULL,
                rating_reason = NULL, finished_at = coalesce(u.finished_at, statement_timestamp()),
                state = CASE WHEN u.state IN ('waiting', 'running') THEN 'stopped' ELSE u.state END
            FROM of_gone WHERE u.id = of_gone.id AND u.created_at >= """
        + TODAY
        + """ RETURNING 1
        ), asked AS (
            DELETE FROM ai_turns u USING of_gone
            WHERE u.id = of_gone.id AND (SELECT count(*) FROM events) >= 0 AND u.created_at < """
        + TODAY
        + """ RETURNING 1
        ), lines AS (
            DELETE FROM ai_chat_history h USING gone WHERE h.thread_id = gone.id RETURNING 1
        ), cleared AS (
            DELETE FROM ai_chat_threads t USING gone
            WHERE t.id = gone.id AND (SELECT count(*) FROM asked) + (SELECT count(*) FROM counted)
                                     + (SELECT count(*) FROM lines) >= 0
            RETURNING 1
        )
        SELECT count(*)::int AS threads FROM cleared""",
        Cleared,
        {"user": viewer.user_id, "thread": thread_id, "channel": TURNS, "events": EVENTS},
    )


TURN: LiteralString = """
    SELECT t.id AS turn_id, h.id AS thread_id, coalesce(q.content, '') AS question, t.asked_from,
           a.content AS answer, t.state, t.fault, t.model, t.citations::json AS citations,
           t.artifacts::json AS artifacts, t.unbacked, t.rating::int AS rating, t.rating_reason,
           t.created_at"""
LINES: LiteralString = """
    JOIN ai_chat_threads h ON h.id = t.thread_id
    LEFT JOIN ai_chat_history q ON q.turn_id = t.id AND q.role = 'user'
    LEFT JOIN ai_chat_history a ON a.turn_id = t.id AND a.role = 'assistant'"""
