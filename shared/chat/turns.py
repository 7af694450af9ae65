"""A turn from its person's side: asked, stopped, rated. Each statement answers with what stood in its way."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from shared.access import Viewer
from shared.chat.channels import EVENTS, TURNS
from shared.chat.threads import TODAY
from shared.db import Query
from shared.settings import settings
from shared.words import Word, gettext_noop

LONGEST: Final = 2_000  # characters of a question
TITLE: Final = 60  # characters of the first question name its thread


class Refusal(Word):
    """Why a question was not taken: a sentence that says what to do."""

    BUSY = (
        "busy",
        gettext_noop("前の質問に答えている途中です。終わるのを待つか、止めてから質問してください。"),
    )
    PERSON = "person", gettext_noop("今日の質問の上限に達しました。明日またお使いください。")
    CHAIN = (
        "chain",
        gettext_noop("今日のAI利用の上限（全社）に達しました。明日またお使いください。"),
    )


@dataclass(frozen=True, slots=True)
class Started:
    """The turn that was begun, and its thread. None: `refusal` says why."""

    turn_id: UUID | None
    thread_id: int | None
    refusal: str | None


@dataclass(frozen=True, slots=True)
class Touched:
    """The turn that was found."""

    turn_id: UUID
    state: str


def start(
    viewer: Viewer,
    new_id: UUID,
    thread_id: int | None,
    message: str,
    asked_from: str = "",
    again_of: UUID | None = None,
) -> Query[Started]:
    """Keep the question and begin its turn `new_id`, in a thread of the viewer's (None: a new one).

    `again_of` is the turn of that thread which asked it before: what was said from there on is not before it.

    No row when there is no such thread of the viewer's. Two at once may both find nobody busy: then one
    raises no error, but answers with neither turn nor refusal, and is busy too. Run it in a transaction and
    roll back what was not started: a new thread may stand there empty.
    """
    given = settings()
    return Query(
        """
        WITH place AS (
            SELECT 1 WHERE %(thread)s::bigint IS NULL
                OR EXISTS (SELECT FROM ai_chat_threads t
                           WHERE t.id = %(thread)s::bigint AND t.user_id = %(user)s)
        ), used AS (
            SELECT count(*) FILTER (WHERE t.user_id = %(user)s) AS mine, coalesce(sum(t.cost), 0) AS cost
            FROM ai_turns t
            WHERE t.created_at >= """
        + TODAY
        + """
        ), wanted AS (
            SELECT CASE
                WHEN EXISTS (SELECT FROM ai_turns b
                             WHERE b.user_id = %(user)s AND b.state IN ('waiting', 'running')) THEN 'busy'
                WHEN used.mine >= %(most_turns)s::int THEN 'person'
                WHEN %(most_cost)s::bigint > 0 AND used.cost >= %(most_cost)s::bigint THEN 'chain'
            END AS refusal
            FROM place CROSS JOIN used
        ), opened AS (
            INSERT INTO ai_chat_threads (user_id, title)
            SELECT %(user)s::varchar, %(title)s::varchar FROM wanted
            WHERE wanted.refusal IS NULL AND %(thread)s::bigint IS NULL
            RETURNING id
        ), begun AS (
            INSERT INTO ai_turns (id, thread_id, user_id, asked_from, again_of)
            SELECT %(turn)s::uuid, coalesce(%(thread)s::bigint, (SELECT id FROM opened)), %(user)s::varchar,
                   %(asked_from)s::varchar,
                   (SELECT coalesce(o.again_of, o.id) FROM ai_turns o
                    WHERE o.id = %(again_of)s::uuid AND o.thread_id = %(thread)s::bigint)
            FROM wanted WHERE wanted.refusal IS NULL
            ON CONFLICT DO NOTHING
            RETURNING id, thread_id
        ), asked AS (
            INSERT INTO ai_chat_history (thread_id, turn_id, role, content)
            SELECT begun.thread_id, begun.id, 'user', %(message)s::text FROM begun
        ), told AS (
            SELECT count(pg_notify(%(channel)s::text, begun.id::text)) AS times FROM begun
        )
        SELECT begun.id AS turn_id, begun.thread_id, wanted.refusal
        FROM wanted CROSS JOIN told LEFT JOIN begun ON told.times > 0""",
        Started,
        {
            "user": viewer.user_id,
            "turn": new_id,
            "thread": thread_id,
            "message": message,
            "title": " ".join(message.split())[:TITLE],
            "asked_from": asked_from,
            "again_of": again_of,
            "most_turns": given.chat_turns_per_day,
            "most_cost": round(given.chat_budget_per_day * 1_000_000),
            "channel": TURNS,
        },
    )


def stop(viewer: Viewer, turn_id: UUID) -> Query[Touched]:
    """Ask for the end of the viewer's turn; one that nobody runs yet has ended with it.

    No row when the turn is not the viewer's. `state` is how it was before.
    """
    return Query(
        """
        WITH target AS (
            SELECT t.id, t.state FROM ai_turns t
            WHERE t.id = %(turn)s::uuid AND t.user_id = %(user)s AND t.thread_id IS NOT NULL FOR UPDATE
        ), halted AS (
            UPDATE ai_turns t
            SET stop_asked = true,
                state = CASE target.state WHEN 'waiting' THEN 'stopped' ELSE t.state END,
                finished_at = CASE target.state WHEN 'waiting' THEN statement_timestamp()
                                                ELSE t.finished_at END
            FROM target WHERE t.id = target.id AND target.state IN ('waiting', 'running')
            RETURNING t.id, target.state
        ), ended AS (
            INSERT INTO ai_turn_events (turn_id, number, data)
            SELECT halted.id, 1 + (SELECT coalesce(max(e.number), 0) FROM ai_turn_events e
                                   WHERE e.turn_id = halted.id), '{"type": "done", "state": "stopped"}'
            FROM halted WHERE halted.state = 'waiting'
        ), told AS (
            SELECT count(pg_notify(%(channel)s::text, halted.id::text))
                   + count(pg_notify(%(events)s::text, halted.id::text)) AS times FROM halted
        )
        SELECT target.id AS turn_id, target.state FROM target CROSS JOIN told""",
        Touched,
        {"turn": turn_id, "user": viewer.user_id, "channel": TURNS, "events": EVENTS},
    )


def rate(viewer: Viewer, rated_id: UUID, rating: int | None, reason: str | None) -> Query[Touched]:
    """Keep the viewer's opinion (1, -1, None takes it back) of an answer of their own; else no row."""
    return Query(
        """
        UPDATE ai_turns t SET rating = %(rating)s::smallint, rating_reason = %(reason)s::varchar
        WHERE t.id = %(turn)s::uuid AND t.user_id = %(user)s AND t.thread_id IS NOT NULL
          AND t.state IN ('done', 'stopped')
        RETURNING t.id AS turn_id, t.state""",
        Touched,
        {"turn": rated_id, "user": viewer.user_id, "rating": rating, "reason": reason},
    )
