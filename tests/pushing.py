"""What the tests of push messages share: keys, phones that decrypt, a push service that listens over HTTP."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from os import urandom
from threading import Lock, Thread
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from pydantic import SecretStr

from shared.settings import Settings, settings

VAPID = {
    "VAPID_PUBLIC_KEY": "BO8fSpFhvL5XrKDRrX0FBcmusax_ANIOzE03Ziv02NPj37d7X4c6gpvPfBmOq6b4OYsERhfVDqsKG"
    "oVoG-H__Ws",
    "VAPID_PRIVATE_KEY": "UiDK6ot-FYRv6gw8IDUNGP_We56tZeEdeXavpuBs_mE",
    "VAPID_SUBJECT": "mailto:c3@example.jp",
}


def with_keys(**changes: object) -> Settings:
    """The settings of this process, with keys."""
    keys: dict[str, object] = {name.lower(): value for name, value in VAPID.items()}
    keys["vapid_private_key"] = SecretStr(VAPID["VAPID_PRIVATE_KEY"])
    return settings().model_copy(update=keys | changes)


@dataclass
class Phone:
    """A browser's side of a subscription: its private key, its secret, and where its push service listens."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: urandom(16))

    @property
    def p256dh(self) -> str:
        return _text(self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    def subscription(self) -> dict[str, Any]:
        """What `PushSubscription.toJSON()` says."""
        keys = {"p256dh": self.p256dh, "auth": _text(self.secret)}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}

    def read(self, body: bytes) -> dict[str, Any]:
        """What the service worker is given."""
        plain = http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret, version="aes128gcm")
        return dict(json.loads(plain))


@dataclass(frozen=True)
class Post:
    """What came to the push service."""

    path: str
    headers: dict[str, str]
    body: bytes

    def claims(self) -> dict[str, Any]:
        """What the sender says of itself; raises when its signature is wrong."""
        assert Vapid02.verify(self.headers["authorization"])
        token, key = self.headers["authorization"].removeprefix("vapid t=").split(",k=")
        assert key == VAPID["VAPID_PUBLIC_KEY"]
        middle = token.split(".")[1]
        return dict(json.loads(urlsafe_b64decode(middle + "=" * (-len(middle) % 4))))


@dataclass
class PushServer:
    """A push service: answers 201, or what is laid out for a path, one after the other."""

    url: str = ""
    posts: list[Post] = field(default_factory=list)
    answers: dict[str, list[int]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def phone(self, path: str = "/one", *answers: int) -> Phone:
        """A phone of this service; its first messages are answered so."""
        self.answers[path] = list(answers)
        return Phone(self.url + path)

    def take(self, post: Post) -> int:
        with self.lock:
            self.posts.append(post)
            waiting = self.answers.get(post.path, [])
            return waiting.pop(0) if waiting else 201


@contextmanager
def push_server() -> Iterator[PushServer]:
    """One on this machine, at a port of its own."""
    told = PushServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.send_response(told.take(Post(self.path, headers, body)))
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()
