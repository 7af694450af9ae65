"""The deletion of a person's data: what is theirs goes, what is the store's stays, under 「退職者」.

Reports, posts, comments, figures and confirmations are records of the store. They keep a writer,
who has no name any more, and a login id made by lot. Everything that describes or was only for the person is
deleted: name, address, password, sessions, phones, chat, drafts, views, what they have read, failed logins,
and their name in the audit log. What people wrote *about* the person stays but for the mention.

One transaction, as a half-forgotten person would be somebody else each time; it locks the person's rows only.
"""

import re
import secrets
from dataclasses import dataclass, field
from typing import Any, Final, LiteralString

from psycopg import Connection

from web.safety.catalog import references, statement

RETIRED: Final = "退職者"
# The person's alone: deleted by this column.
OWN: Final = (
    ("push_messages", "user_id"),
    ("push_subscriptions", "user_id"),
    ("push_preferences", "user_id"),
    ("sessions", "user_id"),
    ("analysis_views", "owner"),
    ("report_drafts", "user_id"),
    ("bbs_drafts", "user_id"),
    ("sent_forms", "user_id"),
    ("bbs_notices", "user_id"),
    ("bbs_reads", "user_id"),
    ("bbs_reminders", "user_id"),
    ("area_managers", "user_id"),
    ("axes_accessattempt", "username"),
    ("axes_accessfailurelog", "username"),
    ("axes_accesslog", "username"),
)
CHAT: Final[tuple[tuple[str, LiteralString], ...]] = (
    ("ai_turn_events", "turn_id IN (SELECT id FROM ai_turns WHERE user_id = %(user)s)"),
    ("ai_chat_history", "thread_id IN (SELECT id FROM ai_chat_threads WHERE user_id = %(user)s)"),
    ("ai_turns", "user_id = %(user)s"),
    ("ai_chat_threads", "user_id = %(user)s"),
)
# Where people write, and so may have mentioned the person; versions last, since a change makes one.
WRITTEN: Final = (
    ("bbs_posts", "content"),
    ("bbs_comments", "content"),
    ("daily_reports", "content"),
    ("bbs_versions", "content"),
    ("report_versions", "content"),
    ("ai_chat_history", "content"),
)
_EVENTS: LiteralString = """
    UPDATE audit_events e
    SET actor = CASE e.actor WHEN %(user)s THEN %(alias)s ELSE e.actor END,
        subject_id = CASE WHEN {about} THEN %(alias)s ELSE e.subject_id END,
        detail = CASE WHEN {about} THEN
            coalesce((SELECT jsonb_object_agg(key, '[null, null]'::jsonb)
                      FROM jsonb_object_keys(e.detail) key), '{{}}')
            ELSE e.detail END
    WHERE e.actor = %(user)s OR {about}"""
_ABOUT: LiteralString = "(e.subject IN ('person', 'area_manager') AND e.subject_id = %(user)s)"


class NobodyError(Exception):
    """There is no such person, or they still work here. The text is for the person at the console."""


@dataclass(slots=True)
class Forgotten:
    """The login id that the records have now, and how many rows were deleted and changed, by table."""

    alias: str
    deleted: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)


def forget(connection: Connection[Any], user_id: str) -> Forgotten:
    """Forget the person, in the caller's transaction.

    Raises:
        NobodyError: there is none of this login id, or they may still log in.
        psycopg.Error: refused; nothing is to be committed.
    """
    person = connection.execute(
        "SELECT is_active FROM users WHERE user_id = %s FOR UPDATE", [user_id]
    ).fetchone()
    if person is None:
        raise NobodyError(f"There is nobody with the login id {user_id}.")
    if person[0]:
        raise NobodyError(f"{user_id} may still log in: retire the person first (/accounts/staff-list/).")
    connection.execute(
        "SELECT set_config('c3.audit', 'summed', true), set_config('c3.user_id', '', true),"
        " set_config('c3.writer', 'forgotten', true)"
    )
    done = Forgotten(f"former-{secrets.token_hex(5)}")
    _delete(connection, user_id, done)
    _make_alias(connection, user_id, done)
    _rename(connection, user_id, done)
    _unmention(connection, user_id, done)
    _forget_in_audit(connection, user_id, done)
    connection.execute("DELETE FROM users WHERE user_id = %s", [user_id])
    done.deleted["users"] = 1
    return done


def _delete(connection: Connection[Any], user_id: str, done: Forgotten) -> None:
    for table, condition in CHAT:
        rows = connection.execute(
            statement("DELETE FROM {} WHERE ", table) + statement(condition), {"user": user_id}
        )
        done.deleted[table] = rows.rowcount
    connection.execute(
        "DELETE FROM axes_accessattemptexpiration WHERE access_attempt_id IN"
        " (SELECT id FROM axes_accessattempt WHERE username = %s)",
        [user_id],
    )
    for table, column in OWN:
        rows = connection.execute(statement("DELETE FROM {} WHERE {} = %s", table, column), [user_id])
        done.deleted[table] = rows.rowcount
    rows = connection.execute(
        "DELETE FROM django_admin_log WHERE object_id = %s AND (content_type_id IS NULL OR content_type_id IN"
        " (SELECT id FROM django_content_type WHERE app_label = 'accounts' AND model = 'user'))",
        [user_id],
    )
    done.deleted["django_admin_log"] = rows.rowcount


def _make_alias(connection: Connection[Any], user_id: str, done: Forgotten) -> None:
    """Somebody of the same store and role, without a name, who can never log in."""
    connection.execute(
        "INSERT INTO users (user_id, password, last_name, first_name, email, is_active, user_type, store_id)"
        " SELECT %s, '!', %s, '', '', false, user_type, store_id FROM users WHERE user_id = %s",
        [done.alias, RETIRED, user_id],
    )


def _rename(connection: Connection[Any], user_id: str, done: Forgotten) -> None:
    """In every column that names a writer."""
    for table, column in references(connection, "users"):
        rows = connection.execute(
            statement("UPDATE {} SET {} = %s WHERE {} = %s", table, column, column), [done.alias, user_id]
        )
        done.changed[table] = done.changed.get(table, 0) + rows.rowcount


def _unmention(connection: Connection[Any], user_id: str, done: Forgotten) -> None:
    """A mention is a login id behind an @, as `shared.markup` finds it: stops end a sentence."""
    found = f"([@＠]){re.escape(user_id)}(?![@._+-]*[A-Za-z0-9])"
    for table, column in WRITTEN:
        words = statement(
            "UPDATE {} SET {} = regexp_replace({}, %s, %s, 'g') WHERE position(%s IN {}) > 0 AND {} ~ %s",
            table, column, column, column, column,
        )  # fmt: skip
        rows = connection.execute(words, [found, rf"\1{RETIRED}", user_id, found])
        done.changed[table] = done.changed.get(table, 0) + rows.rowcount


def _forget_in_audit(connection: Connection[Any], user_id: str, done: Forgotten) -> None:
    """That something happened to somebody stays; who it was, and what they were called, does not."""
    connection.execute("SELECT set_config('c3.audit', 'retained', true)")
    words = _EVENTS.replace("{about}", _ABOUT).replace("{{}}", "{}")
    rows = connection.execute(words, {"user": user_id, "alias": done.alias})
    done.changed["audit_events"] = rows.rowcount
    connection.execute("SELECT set_config('c3.audit', 'summed', true)")
    connection.execute(
        "INSERT INTO audit_events (action, subject, subject_id, store_id)"
        " SELECT 'removed', 'person', user_id, store_id FROM users WHERE user_id = %s",
        [done.alias],
    )
