"""A real S3-compatible server (moto's, in its own process), and a door in front of it that can be shut."""

import os
import selectors
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from uuid import uuid4

import boto3
import httpx
import pytest
from botocore.config import Config

from shared import storage
from shared.settings import settings
from shared.storage.owner import KEY

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ACCESS_KEY, SECRET_KEY = "c3-tests", "not-a-secret-of-anybody"
REGION: Final = "ap-northeast-1"


class Door:
    """A TCP proxy on its own port. Shut, nobody answers there; stuck, it takes calls and never answers."""

    def __init__(self, behind: int) -> None:
        self.behind = behind
        self.port = 0
        self.is_stuck = False
        self.refused = ""  # the method of requests on which it hangs up
        self.torn_after = 10**12  # bytes of one answer, then it hangs up
        self.shuts_after = 10**12  # bytes of its callers
        self._listener: socket.socket | None = None
        self._lines: list[socket.socket] = []
        self.open()

    def open(self) -> None:
        """Answer, on the same port as before."""
        self.is_stuck, self.shuts_after, self.torn_after, self.refused = False, 10**12, 10**12, ""
        if self._listener is None:
            self._listener = socket.create_server(("127.0.0.1", self.port))
            self.port = self._listener.getsockname()[1]
            threading.Thread(target=self._answer, args=(self._listener,), daemon=True).start()

    def shut(self) -> None:
        """Hang up, and take no more calls."""
        listener, self._listener = self._listener, None
        if listener:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        self._hang_up()

    def stick(self) -> None:
        """Take calls and never answer; those that are being answered hang too."""
        self.is_stuck = True
        self._hang_up()

    def _hang_up(self) -> None:
        while self._lines:
            with suppress(OSError):
                self._lines.pop().shutdown(socket.SHUT_RDWR)

    def _answer(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                caller = listener.accept()[0]
                self._lines.append(caller)
                threading.Thread(target=self._connect, args=(caller,), daemon=True).start()

    def _connect(self, caller: socket.socket) -> None:
        with caller, suppress(OSError):
            while self.is_stuck:
                time.sleep(0.05)
            with socket.create_connection(("127.0.0.1", self.behind)) as server:
                self._lines.append(server)
                self._relay(caller, server)

    def _refuses(self, data: bytes) -> bool:
        self.shuts_after -= len(data)
        if self.shuts_after < 0:
            self.shut()
        return self.shuts_after < 0 or bool(self.refused and data.startswith(self.refused.encode()))

    def _relay(self, caller: socket.socket, server: socket.socket) -> None:
        answered = 0
        with selectors.DefaultSelector() as waiting:
            waiting.register(caller, selectors.EVENT_READ, (caller, server))
            waiting.register(server, selectors.EVENT_READ, (server, caller))
            while True:
                for key, _ in waiting.select():
                    ready, other = key.data
                    data = ready.recv(65536)
                    if not data or (ready is caller and self._refuses(data)):
                        return
                    answered += len(data) if ready is server else 0
                    if answered > self.torn_after:
                        return
                    other.sendall(data)


@dataclass
class House:
    """The server behind its door, and one bucket in it. `client` goes past the door."""

    door: Door
    client: "S3Client"
    bucket: str = field(default_factory=lambda: f"c3-{uuid4().hex[:12]}")

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.door.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What C3 is told of it."""
        return {
            "S3_ENDPOINT_URL": self.endpoint,
            "SUPABASE_STORAGE_ACCESS_KEY": ACCESS_KEY,
            "SUPABASE_STORAGE_SECRET_KEY": SECRET_KEY,
            "SUPABASE_STORAGE_BUCKET": self.bucket,
            "SUPABASE_STORAGE_REGION": REGION,
        }

    def keys(self, prefix: str = "") -> list[str]:
        """What is in the bucket."""
        found = self.client.list_objects_v2(Bucket=self.bucket, Prefix=prefix).get("Contents", [])
        return [one["Key"] for one in found]

    def pictures(self) -> list[str]:
        """The same without what has only just arrived, and without whose bucket it is."""
        return [key for key in self.keys() if not key.startswith(("incoming/", KEY))]

    def bytes_of(self, key: str) -> bytes:
        return self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read()


def forget_settings() -> None:
    """Let C3 in this process read its environment anew."""
    for known in (settings, storage.storage, storage.s3, storage.folder):
        known.cache_clear()


@pytest.fixture(scope="session")
def s3_server() -> Iterator[int]:
    """The port of the server, started once."""
    with running() as port:
        yield port


@contextmanager
def running() -> Iterator[int]:
    """A server; its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", str(port)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=os.environ, **quiet) as process:  # type: ignore[call-overload]
        deadline = time.monotonic() + 60
        while not _answers(port):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        try:
            yield port
        finally:
            process.terminate()


@pytest.fixture
def s3_house(s3_server: int) -> Iterator[House]:
    """An empty private bucket behind a door of its own; C3 does not know it yet."""
    house = new_house(s3_server)
    yield house
    house.door.shut()


@pytest.fixture
def s3(s3_house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """The same, and C3 in this process keeps its pictures there."""
    for name, value in s3_house.environment.items():
        monkeypatch.setenv(name, value)
    forget_settings()
    yield s3_house
    monkeypatch.undo()
    forget_settings()


def new_house(port: int) -> House:
    """A bucket of its own in the server on this port."""
    config = Config(s3={"addressing_style": "path"})
    client = boto3.session.Session(ACCESS_KEY, SECRET_KEY, region_name=REGION).client(
        "s3", endpoint_url=f"http://127.0.0.1:{port}", config=config
    )
    house = House(Door(port), client)
    make_bucket(house)
    return house


def make_bucket(house: House) -> None:
    """Make the bucket, which is not there."""
    where = {"LocationConstraint": REGION}
    house.client.create_bucket(Bucket=house.bucket, CreateBucketConfiguration=where)  # type: ignore[arg-type]


def _answers(port: int) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(f"http://127.0.0.1:{port}/moto-api/", timeout=5).status_code > 0
    return False
