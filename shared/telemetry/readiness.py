"""Whether a process can serve people: /health/ready/ of both applications, answered within two seconds.

Not ready (503) is a process without its database, on one that lets read alone (a standby, a full disk), or on
one without all of the code's migrations: it can do nothing right. Where pictures do not reach their storage,
or the worker is late, every process is in the same state, and people can still work: pictures wait in the
database, new texts are found later. Taking the processes out of service would make a whole failure of half a
one; so it is told (`degraded`), with 200.

The address is public. It names parts and states, never a host, a person, or the words of an error.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from psycopg import Connection
from psycopg.errors import UndefinedTable

from shared.db import many, one
from shared.storage import S3, Bucket, folder, storage
from shared.telemetry import backlog
from shared.telemetry.migrations import Migration, applied
from shared.telemetry.probe import Probe

LATE_SECONDS: Final = 300.0  # a text, or a picture, that has been due for longer
SILENT_SECONDS: Final = 60.0  # a worker says every 5 seconds that it is there
SECONDS_FOR_BUCKET: Final = 1.5
LEAST_FREE: Final = 100 * 1024 * 1024  # bytes of the disk of pictures

Status = Literal["ready", "degraded", "not ready"]
OK: Final = "ok"
NO_ANSWER: Final = "no answer"
Part = dict[str, object]


@dataclass(frozen=True, slots=True)
class Report:
    """What there is to tell; `parts` by their names."""

    status: Status
    parts: dict[str, Part]

    @property
    def code(self) -> int:
        """The status of the answer."""
        return 503 if self.status == "not ready" else 200

    @property
    def body(self) -> dict[str, object]:
        """The answer, as it is written in JSON."""
        return {"status": self.status, **self.parts}


class Readiness:
    """`connect` opens a connection (autocommit); `wanted` are the migrations that the code brings."""

    def __init__(
        self, connect: Callable[[], "Connection[Any]"], wanted: Callable[[], frozenset[Migration]]
    ) -> None:
        self._connect, self._wanted = connect, wanted
        self._database = Probe("database", self._ask_database)
        self._storage = Probe("storage", look)

    def report(self) -> Report:
        """Ask all parts at once; blocks for two seconds at most."""
        self._database.begin()
        self._storage.begin()
        of_database = self._database.answer() or {
            name: {"state": NO_ANSWER} for name in ("database", "migrations", "worker")
        }
        parts: dict[str, Part] = {
            **of_database,
            "storage": {"state": self._storage.answer() or NO_ANSWER},
        }
        is_serving = all(parts[name]["state"] == OK for name in ("database", "migrations"))
        is_whole = all(part["state"] == OK for part in parts.values())
        return Report("ready" if is_whole else "degraded" if is_serving else "not ready", parts)

    def _ask_database(self) -> dict[str, Part]:
        with self._connect() as connection:
            (lets_read_alone,) = connection.execute("SHOW transaction_read_only").fetchone() or ("",)
            missing = self._wanted() - _applied(connection)
            state = "unapplied" if missing else OK
            migrations: Part = {"state": state, "unapplied": len(missing)}
            worker: Part = {"state": "unknown"} if missing else _worker(connection)
            database: Part = {"state": "read-only" if lets_read_alone == "on" else OK}
            return {"database": database, "migrations": migrations, "worker": worker}


def look() -> str:
    """Of the place of new pictures: `ok`, or what is wrong."""
    place = storage()
    return _bucket(place.bucket) if isinstance(place, S3) else _folder()


def _bucket(bucket: Bucket) -> str:
    """Whether its service answers; asked without keys, and without boto3, which only pictures need."""
    address = urlsplit(bucket.endpoint)
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    connection = kind(address.netloc, timeout=SECONDS_FOR_BUCKET)
    try:
        connection.request("HEAD", f"{address.path}/{bucket.name}")
        status = connection.getresponse().status
    except (OSError, HTTPException):
        return "away"
    finally:
        connection.close()
    if status == HTTPStatus.NOT_FOUND:
        return "no bucket"
    return OK if status < HTTPStatus.INTERNAL_SERVER_ERROR else "away"


def _applied(connection: "Connection[Any]") -> set[Migration]:
    try:
        return set(many(connection, applied()))
    except UndefinedTable:
        return set()


def _folder() -> str:
    root = folder().root
    here = next(path for path in (root, *root.parents) if path.is_dir())
    if not os.access(here, os.W_OK):
        return "read-only"
    return OK if shutil.disk_usage(here).free > LEAST_FREE else "full"


def _worker(connection: "Connection[Any]") -> Part:
    """Push messages do not count: without keys nobody sends them."""
    silent = one(connection, backlog.sign()).seconds
    waiting = {one.queue: one for one in many(connection, backlog.backlogs())}
    lag = max(waiting[queue].oldest_seconds for queue in ("embedding", "pictures"))
    is_there = silent is not None and silent <= SILENT_SECONDS
    state = "away" if not is_there else "late" if lag > LATE_SECONDS else OK
    return {"state": state, "lag_seconds": round(lag)}
