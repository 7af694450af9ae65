"""The embedded PostgreSQL: a laptop's database in one folder, with no TCP port and nothing to install.

The server lives in `<data folder>/postgres` and listens on a socket that only its owner (and root) reaches.
Every process of C3 asks `database_url()`; the first one starts the server. Each holds a shared lock on
`postgres.used` as long as it lives, and the one that can make its lock exclusive at its end was the last: it
stops the server. Locks die with their process, so `kill -9` leaves nothing that has to be cleaned up.
"""

import atexit
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from shared.cluster import VERSION, Cluster, DataFolderError
from shared.settings import settings

DATABASE = "c3"


@cache
def database_url() -> str:
    """The database of this installation as a libpq URL: the one the environment names, else the embedded one.

    Raises:
        DataFolderError: the embedded database is needed, and its folder cannot be used.
    """
    return settings().own_database_url or url(settings().data_dir)


def url(data_dir: Path) -> str:
    """The libpq URL of database `c3` in `data_dir/postgres`; its server is started when it is not running.

    The server then runs for at least as long as this process.

    Raises:
        DataFolderError: the folder cannot be used, or another version of PostgreSQL made it.
    """
    cluster = Cluster(data_dir / "postgres")
    with refusals(data_dir):
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        users = hold(data_dir / "postgres.used", fcntl.LOCK_SH)
        atexit.register(_stop_if_last, cluster, users, os.getpid())
        with os.fdopen(_lock(data_dir / "postgres.start", fcntl.LOCK_EX)):
            if not cluster.is_ready():
                cluster.start()
                _create_database(cluster.url("postgres"))
    return cluster.url(DATABASE)


@contextmanager
def server(folder: Path, version: int = VERSION, *options: str) -> Iterator[str]:
    """A server of its own in `folder`, stopped at the end; gives the URL of its database `postgres`.

    `version` is a bundled one (16 or 18); `options` are PostgreSQL settings such as `fsync=off`.

    Raises:
        DataFolderError: the folder cannot be used, or another version of PostgreSQL made it.
    """
    cluster = Cluster(folder.resolve(), version)
    with refusals(folder):
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        cluster.start(*options)
    try:
        yield cluster.url("postgres")
    finally:
        cluster.stop()


@contextmanager
def refusals(folder: Path) -> Iterator[None]:
    """Turn what the system refuses about the data folder into a `DataFolderError`."""
    try:
        yield
    except OSError as error:
        raise DataFolderError(
            f"The data folder {folder} cannot be used ({error.strerror}: {error.filename}): "
            "name another one with C3_DATA."
        ) from None


def hold(path: Path, kind: int) -> int:
    """Lock a file until this process ends; neither a fork nor a program that it starts holds it too.

    Raises:
        BlockingIOError: `kind` has `LOCK_NB`, and somebody else holds it.
    """
    descriptor = _lock(path, kind)
    held = [descriptor]

    def release() -> None:
        while held:
            os.close(held.pop())

    os.register_at_fork(after_in_child=release)
    return descriptor


def _lock(path: Path, kind: int) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, kind)
    return descriptor


def _create_database(maintenance_url: str) -> None:
    import psycopg  # noqa: PLC0415  whoever only joins a running server does not need it here

    with psycopg.connect(maintenance_url, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")


def _stop_if_last(cluster: Cluster, users: int, started_in: int) -> None:
    """At exit; a forked child inherits this call, but not the duty."""
    if os.getpid() != started_in:
        return
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    cluster.stop()
