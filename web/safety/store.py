"""The deletion of a store: its people, its days, what was written there, and its pictures.

It must have been closed, and nobody may work there any more. Batch after batch goes, each in a transaction of
its own, so that the site goes on; stopped at any moment and begun again, it ends complete. What other stores
wrote stays, even where it speaks of this one. Of the audit log, what was done to the store goes; that it was
deleted is the last event.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final, LiteralString

from psycopg import Connection, sql

from shared import backups, outbox
from shared.db import many, one
from shared.storage import Storage
from web.safety.catalog import references, statement
from web.safety.person import NobodyError, forget

BATCH = 500
Tell = Callable[[str, int], object]

_OF_POSTS: Final[tuple[LiteralString, ...]] = (
    "DELETE FROM bbs_drafts WHERE post_id = ANY(%(ids)s)",
    "DELETE FROM push_messages WHERE address ~ ('^/bbs/detail/(' || array_to_string(%(ids)s, '|') || ')/')",
    "DELETE FROM sent_forms WHERE url ~ ('^/bbs/detail/(' || array_to_string(%(ids)s, '|') || ')/')",
    "UPDATE bbs_comments SET parent_id = NULL WHERE post_id = ANY(%(ids)s) AND parent_id IS NOT NULL",
    "DELETE FROM bbs_comments WHERE post_id = ANY(%(ids)s)",
    "DELETE FROM bbs_posts WHERE id = ANY(%(ids)s)",
    "DELETE FROM bbs_versions WHERE post_id = ANY(%(ids)s)",
)
_OF_REPORTS: Final[tuple[LiteralString, ...]] = (
    "DELETE FROM report_drafts WHERE report_id = ANY(%(ids)s)",
    "DELETE FROM push_messages WHERE address ~ ('^/report/view/(' || array_to_string(%(ids)s, '|') || ')/')",
    "DELETE FROM sent_forms WHERE url ~ ('^/report/view/(' || array_to_string(%(ids)s, '|') || ')/')",
    "UPDATE bbs_posts SET report_id = NULL WHERE report_id = ANY(%(ids)s)",
    "DELETE FROM daily_reports WHERE id = ANY(%(ids)s)",
    "DELETE FROM report_versions WHERE report_id = ANY(%(ids)s)",
)
_PICTURES: LiteralString = """
    WITH gone AS (DELETE FROM report_images WHERE {} = ANY(%(ids)s) RETURNING name, thumbnail)
    SELECT unnest(ARRAY[name, thumbnail]) FROM gone"""
# A thread goes when it speaks of the store or stands on what was written there.
_THREADS: LiteralString = """
    SELECT t.id FROM ai_chat_threads t
    WHERE position(%(name)s IN t.title) > 0
       OR EXISTS (SELECT FROM ai_chat_history h
                  WHERE h.thread_id = t.id AND position(%(name)s IN h.content) > 0)
       OR EXISTS (SELECT FROM ai_turns u WHERE u.thread_id = t.id AND (
            position(%(name)s IN u.citations::text || u.artifacts::text) > 0
            OR EXISTS (
                SELECT FROM jsonb_array_elements(u.citations) c
                WHERE (c ->> 'kind' = 'report' AND EXISTS (SELECT FROM daily_reports r
                          WHERE r.store_id = %(store)s AND r.id::text = c ->> 'id'))
                   OR (c ->> 'kind' IN ('post', 'comment') AND EXISTS (SELECT FROM bbs_posts p
                          WHERE p.store_id = %(store)s
                            AND starts_with(c ->> 'url', '/bbs/detail/' || p.id || '/'))))))
    LIMIT %(limit)s"""
_OF_THREADS: Final[tuple[LiteralString, ...]] = (
    "DELETE FROM ai_turn_events WHERE turn_id IN (SELECT id FROM ai_turns WHERE thread_id = ANY(%(ids)s))",
    "DELETE FROM ai_turns WHERE thread_id = ANY(%(ids)s)",
    "DELETE FROM ai_chat_history WHERE thread_id = ANY(%(ids)s)",
    "DELETE FROM ai_chat_threads WHERE id = ANY(%(ids)s)",
)


class Deletion:
    """One store, deleted. `connection` is in no transaction."""

    def __init__(self, connection: Connection[Any], store_id: int, places: list[Storage], tell: Tell) -> None:
        self.connection, self.store_id, self.places, self.tell = connection, store_id, places, tell
        self.name = self._refuse_open()

    def figures(self) -> dict[str, int]:
        """How many rows of each table have the store; nothing is deleted."""
        counted = {}
        for table, column in references(self.connection, "stores"):
            words = statement("SELECT count(*) FROM {} WHERE {} = %s", table, column)
            counted[table] = self._number(words, [self.store_id])
        return counted

    def carry_out(self) -> None:
        """Delete everything."""
        for user_id in self._people():
            with self.connection.transaction():
                self._quietly()
                forget(self.connection, user_id)
        self._each("chats", self._threads, _OF_THREADS)
        self._each("posts", self._ids("bbs_posts"), _OF_POSTS, "post_id")
        self._each("reports", self._ids("daily_reports"), _OF_REPORTS, "report_id")
        rest = [name for name in references(self.connection, "stores") if name[0] != "users"]
        for _again in range(2):  # the triggers of one table write into another, that may have been before it
            for table, column in rest:
                self._by_column(table, column)
        with self.connection.transaction():
            self._end()

    def _refuse_open(self) -> str:
        found = self.connection.execute(
            "SELECT s.name, s.kind, s.closed_on IS NULL, count(u.user_id) FILTER (WHERE u.is_active)"
            " FROM stores s LEFT JOIN users u ON u.store_id = s.store_id"
            " WHERE s.store_id = %s GROUP BY s.store_id",
            [self.store_id],
        ).fetchone()
        if found is None:
            raise NobodyError(f"There is no store {self.store_id}.")
        name, kind, is_open, people = found
        if kind == "hq" or is_open:
            raise NobodyError(f"{name} is open: close it first (head offices cannot be deleted).")
        if people:
            raise NobodyError(f"{people} people still work at {name}: move or retire them first.")
        return str(name)

    def _people(self) -> list[str]:
        found = self.connection.execute(
            "SELECT user_id FROM users WHERE store_id = %s AND user_id NOT LIKE 'former-%%'", [self.store_id]
        )
        return [user_id for (user_id,) in found.fetchall()]

    def _each(
        self,
        what: str,
        next_ids: Callable[[], list[int]],
        statements: tuple[LiteralString, ...],
        pictures: str = "",
    ) -> None:
        """Batches of a thing with all that hangs on it."""
        while True:
            with self.connection.transaction():
                self._quietly()
                ids = next_ids()
                names = self._pictures(pictures, ids) if pictures and ids else []
                for one_statement in statements if ids else ():
                    self.connection.execute(one_statement, {"ids": ids})
            self._forget_files(names)
            if not ids:
                return
            self.tell(what, len(ids))

    def _ids(self, table: str) -> Callable[[], list[int]]:
        words = statement("SELECT id FROM {} WHERE store_id = %s ORDER BY id LIMIT %s FOR UPDATE", table)
        return lambda: [
            number for (number,) in self.connection.execute(words, [self.store_id, BATCH]).fetchall()
        ]

    def _threads(self) -> list[int]:
        asked = {"name": self.name, "store": self.store_id, "limit": BATCH}
        return [number for (number,) in self.connection.execute(_THREADS, asked).fetchall()]

    def _pictures(self, column: str, ids: list[int]) -> list[str]:
        found = self.connection.execute(statement(_PICTURES, column), {"ids": ids})
        names = [name for (name,) in found.fetchall()]
        many(self.connection, outbox.remove(names))
        return names

    def _forget_files(self, names: list[str]) -> None:
        """After their rows; while a backup runs they stay, for the sweeper."""
        if names and not one(self.connection, backups.running()).is_running:
            for place in self.places:
                for name in names:
                    place.delete(name)

    def _by_column(self, table: str, column: str) -> None:
        words = statement(
            "DELETE FROM {} WHERE ctid = ANY(ARRAY(SELECT ctid FROM {} WHERE {} = %s LIMIT %s))",
            table, table, column,
        )  # fmt: skip
        gone = BATCH
        while gone == BATCH:
            with self.connection.transaction():
                self._quietly()
                gone = self.connection.execute(words, [self.store_id, BATCH]).rowcount
            self.tell(table, gone)

    def _end(self) -> None:
        """The people without names who wrote only here, the events, and the store itself."""
        self._quietly()
        for user_id in self._former():
            with_rows = any(
                self._names(table, column, user_id) for table, column in references(self.connection, "users")
            )
            words = (
                "UPDATE users SET store_id = (SELECT min(store_id) FROM stores WHERE kind = 'hq')"
                " WHERE user_id = %s"
                if with_rows
                else "DELETE FROM users WHERE user_id = %s"
            )
            self.connection.execute(words, [user_id])
        self.connection.execute("SELECT set_config('c3.audit', 'retained', true)")
        self.connection.execute(
            "DELETE FROM audit_events WHERE store_id = %s OR (subject = 'store' AND subject_id = %s::text)",
            [self.store_id, self.store_id],
        )
        self._quietly()
        self.connection.execute(
            "DELETE FROM push_messages WHERE kind = 'missing' AND source_id = %s", [self.store_id]
        )
        self.connection.execute("DELETE FROM stores WHERE store_id = %s", [self.store_id])
        self.connection.execute(
            "INSERT INTO audit_events (action, subject, subject_id) VALUES ('removed', 'store', %s::text)",
            [self.store_id],
        )

    def _former(self) -> Iterator[str]:
        found = self.connection.execute("SELECT user_id FROM users WHERE store_id = %s", [self.store_id])
        return (user_id for (user_id,) in found.fetchall())

    def _names(self, table: str, column: str, user_id: str) -> bool:
        words = statement(
            "SELECT count(*) FROM (SELECT FROM {} WHERE {} = %s LIMIT 1) AS first", table, column
        )
        return self._number(words, [user_id]) > 0

    def _quietly(self) -> None:
        """No event of the audit log for each row; nobody is waited for long, and what is long is not cut."""
        self.connection.execute(
            "SELECT set_config('c3.audit', 'summed', true), set_config('c3.user_id', '', true)"
        )
        self.connection.execute("SET LOCAL lock_timeout = '10s'; SET LOCAL statement_timeout = 0")

    def _number(self, words: sql.Composed, parameters: list[object]) -> int:
        found = self.connection.execute(words, parameters).fetchone()
        return int(found[0]) if found else 0
