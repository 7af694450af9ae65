"""The belt under the tools: a statement that forgets whom it is for still reads that person's rows alone.

Each statement of a tool binds its viewer's stores; this holds on the day on which somebody forgets. It runs
in a read-only transaction that begins with `c3_reader.put_on` (`web/chats/migrations/0003_reading_role.py`):
the names of the tables mean views of what the asker may read, and the role may read nothing else. All of
that ends with the transaction, so it also works behind a pooler in transaction mode; it goes to the server
and comes back in one, so it costs no further way.
"""

import logging
from dataclasses import dataclass
from time import perf_counter
from typing import Final, Self, TypeVar

from psycopg import AsyncCursor

from shared.access import Viewer
from shared.db import Query, rows_of
from shared.pool import Pool
from shared.telemetry.statements import ran

log = logging.getLogger("c3.chat")

Row = TypeVar("Row")
PUT_ON: Final = "SELECT c3_reader.put_on(%s::int[], %s::int[], %s::text)"
NO_ROLE: Final = (
    "no role c3_reader: the chat reads through its asker's views, but with all rights of the application"
    " (see the README)"
)
_told: set[str] = set()  # once a process is enough


@dataclass(frozen=True, slots=True)
class Belt:
    """Whose rows are there: those of the person, of these stores, and the reports of these."""

    user_id: str
    stores: tuple[int, ...]
    report_stores: tuple[int, ...]

    @classmethod
    def of(cls, viewer: Viewer) -> Self:
        """The viewer's."""
        return cls(viewer.user_id, tuple(viewer.stores), tuple(viewer.report_stores))

    @property
    def whose(self) -> str:
        """For whom an answer is kept."""
        return f"{self.user_id} {self.stores} {self.report_stores}"

    async def rows(self, pool: Pool, query: Query[Row]) -> list[Row]:
        """The rows of those that are there. It counts as one statement."""
        began = perf_counter()
        try:
            async with pool.connection() as connection:
                begin, put_on, asked, end = (AsyncCursor(connection) for _ in range(4))
                async with connection.pipeline():
                    await begin.execute("BEGIN READ ONLY")
                    await put_on.execute(PUT_ON, (list(self.stores), list(self.report_stores), self.user_id))
                    await asked.execute(query.sql, query.params)
                    await end.execute("COMMIT")
                _tell(await put_on.fetchall())
                return rows_of(query, asked, await asked.fetchall())
        finally:
            ran(query.sql, perf_counter() - began)


def _tell(worn: list[tuple[str | None]]) -> None:
    """Say once that there is no role; what runs without it is still the asker's rows alone."""
    if worn == [(None,)] and NO_ROLE not in _told:
        _told.add(NO_ROLE)
        log.warning(NO_ROLE)
