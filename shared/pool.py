"""The pool of connections of an async process: c3-app-stream, c3-worker."""

from typing import Any

from psycopg import AsyncConnection, Notify, OperationalError
from psycopg.errors import ReadOnlySqlTransaction
from psycopg_pool import AsyncConnectionPool

from shared.db import PATIENCE
from shared.telemetry.statements import TimedCursor

Pool = AsyncConnectionPool[AsyncConnection[Any]]
# What a statement raises while the database cannot be reached (`PoolTimeout` is one), or takes nothing for
# now: a standby that is not promoted yet, a service that lets read alone where its disk is full.
AWAY = (OperationalError, ReadOnlySqlTransaction)

CONNECTION: dict[str, Any] = {
    "autocommit": True,
    "prepare_threshold": None,  # a pooler in transaction mode knows no prepared statements
    **PATIENCE,
    "cursor_factory": TimedCursor,
}


def new_pool(url: str, size: int) -> Pool:
    """A pool of at most `size` connections, not open yet. It opens and lives on while the database is away.

    A connection is tried before it is lent, so that a restart of the database costs a second and no answer:
    where one has died all are tried, since the pool waits one second, then two, for each dead one it meets.
    `pool.connection()` raises `AWAY` within two seconds when there is none.
    """

    async def tried(connection: AsyncConnection[Any]) -> None:
        try:
            await AsyncConnectionPool.check_connection(connection)
        except AWAY:
            await pool.check()
            raise

    async def deaf(connection: AsyncConnection[Any]) -> None:
        connection.add_notify_handler(unheard)

    pool: Pool = AsyncConnectionPool(
        url,
        kwargs=CONNECTION,
        configure=deaf,
        min_size=1,
        max_size=size,
        open=False,
        check=tried,
        timeout=2,
        reconnect_timeout=2,
    )
    return pool


def unheard(note: Notify) -> None:
    """Drop a note that nobody waits for. Behind a pooler in transaction mode those of a LISTEN reach whoever
    has its server connection just then, and psycopg would keep them as long as the connection lives."""
