"""The pool of connections of an async process: c3-app-stream, c3-worker."""

from typing import Any

from psycopg import AsyncConnection, OperationalError
from psycopg_pool import AsyncConnectionPool

Pool = AsyncConnectionPool[AsyncConnection[Any]]
AWAY = OperationalError  # what a statement raises while the database cannot be reached; `PoolTimeout` is one

CONNECTION: dict[str, Any] = {
    "autocommit": True,
    "prepare_threshold": None,  # a pooler in transaction mode knows no prepared statements
    "connect_timeout": 5,
}


def new_pool(url: str, size: int) -> Pool:
    """A pool of at most `size` connections, not open yet. It opens and lives on while the database is away.

    A connection is tried before it is lent, so that a restart of the database is not felt.
    `pool.connection()` raises `AWAY` within two seconds when there is none.
    """
    return AsyncConnectionPool(
        url,
        kwargs=CONNECTION,
        min_size=1,
        max_size=size,
        open=False,
        check=AsyncConnectionPool.check_connection,
        timeout=2,
        reconnect_timeout=2,
    )
