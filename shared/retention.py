"""What has been kept for long enough: statements of the retainer (`shared.retainer`), which no viewer asks.

Each deletes at most `limit` of the rows that are older than `until` (aware) and passes over those that
somebody holds. The rows that belong to them go with them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, LiteralString

from shared.db import Query


@dataclass(frozen=True, slots=True)
class Gone:
    """How many rows went."""

    rows: int


def chats(until: datetime, limit: int) -> Query[Gone]:
    """Threads in which nobody has said anything since, with their questions and answers."""
    return Query(
        """
        WITH old AS (
            SELECT t.id FROM ai_chat_threads t
            WHERE t.created_at < %(until)s::timestamptz
              AND NOT EXISTS (SELECT FROM ai_chat_history h
                              WHERE h.thread_id = t.id AND h.created_at >= %(until)s::timestamptz)
              AND NOT EXISTS (SELECT FROM ai_turns u
                              WHERE u.thread_id = t.id AND u.created_at >= %(until)s::timestamptz)
            ORDER BY t.id LIMIT %(limit)s::int FOR UPDATE SKIP LOCKED
        ), events AS (
            DELETE FROM ai_turn_events e USING ai_turns u, old WHERE u.thread_id = old.id AND e.turn_id = u.id
        ), turns AS (
            DELETE FROM ai_turns u USING old WHERE u.thread_id = old.id
        ), lines AS (
            DELETE FROM ai_chat_history h USING old WHERE h.thread_id = old.id
        ), gone AS (
            DELETE FROM ai_chat_threads t USING old WHERE t.id = old.id RETURNING 1
        )
        SELECT count(*)::int AS rows FROM gone""",
        Gone,
        {"until": until, "limit": limit},
    )


def cleared_turns(until: datetime, limit: int) -> Query[Gone]:
    """What was left of the turns of deleted threads, so that they count on their day."""
    return _gone("ai_turns", "o.thread_id IS NULL AND o.created_at", until, limit)


def audit(until: datetime, limit: int) -> Query[Gone]:
    """Events of the audit log, which refuses everybody who does not say first that it is for their age.

    The two subqueries run when CASE comes to them, hence in this order; the table's guard asks before the
    first row.
    """
    return Query(
        """
        WITH gone AS (
            DELETE FROM audit_events d WHERE d.ctid = ANY(ARRAY(
                SELECT o.ctid FROM audit_events o WHERE o.at < %(until)s::timestamptz
                LIMIT %(limit)s::int FOR UPDATE SKIP LOCKED))
            RETURNING 1
        )
        SELECT CASE (SELECT set_config('c3.audit', 'retained', true))
            WHEN 'retained' THEN (SELECT count(*)::int FROM gone) ELSE 0 END AS rows""",
        Gone,
        {"until": until, "limit": limit},
    )


def versions_of_reports(until: datetime, limit: int) -> Query[Gone]:
    """What reports said before they were changed or deleted, by then."""
    return _gone("report_versions", "o.replaced_at", until, limit)


def versions_of_board(until: datetime, limit: int) -> Query[Gone]:
    """What posts and comments said before they were changed or deleted, by then."""
    return _gone("bbs_versions", "o.replaced_at", until, limit)


def versions_of_figures(until: datetime, limit: int) -> Query[Gone]:
    """What a day's figures were before somebody replaced them, by then."""
    return _gone("performance_versions", "o.replaced_at", until, limit)


def report_drafts(until: datetime, limit: int) -> Query[Gone]:
    """Drafts of reports that nobody has touched since; the sweeper finds their photos."""
    return _gone("report_drafts", "o.updated_at", until, limit)


def board_drafts(until: datetime, limit: int) -> Query[Gone]:
    """Drafts of posts and comments that nobody has touched since."""
    return _gone("bbs_drafts", "o.updated_at", until, limit)


def sessions(until: datetime, limit: int) -> Query[Gone]:
    """Sessions that had ended by themselves by then; their phones hear no more."""
    return _gone("sessions", "o.expire_date", until, limit)


def failed_logins(until: datetime, limit: int) -> Query[Gone]:
    """Wrong passwords, with the address and the browser that sent them."""
    return _gone("axes_accessfailurelog", "o.attempt_time", until, limit)


def logins(until: datetime, limit: int) -> Query[Gone]:
    """Logins, with the address and the browser."""
    return _gone("axes_accesslog", "o.attempt_time", until, limit)


def lockouts(until: datetime, limit: int) -> Query[Gone]:
    """Lock-outs that are long over."""
    return Query(
        """
        WITH old AS (
            SELECT a.id FROM axes_accessattempt a WHERE a.attempt_time < %(until)s::timestamptz
            LIMIT %(limit)s::int FOR UPDATE SKIP LOCKED
        ), ends AS (
            DELETE FROM axes_accessattemptexpiration e USING old WHERE e.access_attempt_id = old.id
        ), gone AS (
            DELETE FROM axes_accessattempt a USING old WHERE a.id = old.id RETURNING 1
        )
        SELECT count(*)::int AS rows FROM gone""",
        Gone,
        {"until": until, "limit": limit},
    )


def sent_forms(until: datetime, limit: int) -> Query[Gone]:
    """Keys of what phones sent; by then no phone sends it again."""
    return _gone("sent_forms", "o.made_at", until, limit)


def imports(until: datetime, limit: int) -> Query[Gone]:
    """What imports said, and the hash of the password that they gave."""
    return _gone("imports", "o.heartbeat_at", until, limit)


def questions(until: datetime, limit: int) -> Query[Gone]:
    """Vectors of questions that nobody has asked since."""
    return _gone("question_vectors", "o.asked_at", until, limit)


_GONE: Final[LiteralString] = """
    WITH gone AS (
        DELETE FROM {table} d WHERE d.ctid = ANY(ARRAY(
            SELECT o.ctid FROM {table} o WHERE {moment} < %(until)s::timestamptz
            LIMIT %(limit)s::int FOR UPDATE SKIP LOCKED))
        RETURNING 1
    )
    SELECT count(*)::int AS rows FROM gone"""


def _gone(table: LiteralString, moment: LiteralString, until: datetime, limit: int) -> Query[Gone]:
    statement = _GONE.replace("{table}", table).replace("{moment}", moment)
    return Query(statement, Gone, {"until": until, "limit": limit})
