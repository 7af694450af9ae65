"""A primary with the cast in it, its streaming replica, and a pooler in transaction mode."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from shared.cluster import Cluster
from tests.databases import TEMPLATE, copy_database
from tests.launch.launcher import free_ports
from tests.parts import HOST, Part, answers

# No fsync: a process is killed here, not the machine, and what it has written outlives it.
OPTIONS = ("fsync=off", "wal_level=replica", "max_wal_senders=6", "max_connections=120")
DATABASE = "c3_topology"
POOLER = """
[databases]
* = host={folder} port=5432 user=postgres
[pgbouncer]
listen_addr = {host}
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 25
max_client_conn = 500
server_login_retry = 1
server_connect_timeout = 3
query_wait_timeout = 10
ignore_startup_parameters = extra_float_digits,options
logfile =
"""


@dataclass(frozen=True)
class Databases:
    """The servers and the pooler. `direct` goes past the pooler."""

    primary: Cluster
    replica: Cluster
    pooler: Part
    port: int

    @property
    def pooled(self) -> str:
        return f"postgresql://postgres@{HOST}:{self.port}/{DATABASE}"

    @property
    def direct(self) -> str:
        return self.primary.url(DATABASE)

    @property
    def copy(self) -> str:
        return self.replica.url(DATABASE)


@contextmanager
def databases(folder: Path, prepare: Callable[[Cluster], None]) -> Iterator[Databases]:
    """All three; `prepare` starts the primary with `DATABASE` in it."""
    primary, replica = Cluster((folder / "primary").resolve()), Cluster((folder / "replica").resolve())
    prepare(primary)
    copied(primary.url("postgres"), replica, "-R")
    replica.start(*OPTIONS)
    port = free_ports(1)[0]
    pooler = _pooler(folder, primary, port)
    pooler.start()
    try:
        yield Databases(primary, replica, pooler, port)
    finally:
        pooler.end()
        replica.stop()
        primary.stop()


def with_cast(primary: Cluster) -> None:
    """Start it with all that the tests' own server has, and a copy of the cast. Needs their template."""
    copy_database(TEMPLATE, DATABASE)
    copied(os.environ["DATABASE_URL"], primary)
    _drop_here()
    primary.start(*OPTIONS)


def copied(source: str, target: Cluster, *options: str) -> None:
    """Make a cluster of all that the server at `source` has; with `-R` it follows that server."""
    target._log.touch(mode=0o600)
    target._make_way()
    target._own(target.folder)
    asked = ("-d", source, *options, "-X", "stream", "-c", "fast")
    assert target._run("pg_basebackup", *asked), target._log.read_text()


def _drop_here() -> None:
    import psycopg  # noqa: PLC0415  pytest loads this before Django's settings

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


def _pooler(folder: Path, primary: Cluster, port: int) -> Part:
    configuration = folder / "pgbouncer.ini"
    configuration.write_text(POOLER.format(folder=primary._socket_folder, host=HOST, port=port))
    configuration.chmod(0o644)
    owner = primary._owner  # the only one who reaches the server's socket
    return Part(
        "pgbouncer",
        [which("pgbouncer") or "/usr/sbin/pgbouncer", str(configuration)],
        folder,
        lambda: answers(port),
        owner=owner,
    )
