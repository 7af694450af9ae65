"""One message to one device: encrypted for it (RFC 8291), signed by us (RFC 8292), posted to its service.

The address came from a browser: it is asked again whether we go there, its name must stand for an address of
the public net at the very moment of connecting, no redirect is followed, nothing of the answer is read.
"""

import asyncio
import socket
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from http import HTTPStatus
from typing import Any, Final, Self
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector, ThreadedResolver
from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from http_ece import ECEException
from py_vapid import Vapid02
from pywebpush import WebPusher, WebPushException

from shared.push.devices import is_endpoint, is_public
from shared.push.outbox import Target
from shared.settings import Settings, UnsafeSettings

TTL_SECONDS: Final = 24 * 3600  # how long a push service keeps it for a phone that is off
SECONDS_OF_A_SIGNATURE: Final = 12 * 3600  # RFC 8292: at most 24 hours
SECONDS_TO_ANSWER: Final = 10
AT_ONCE: Final = 40
LONGEST_RETRY_AFTER: Final = 3600
GONE: Final = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
MOST_SIGNATURES: Final = 200


class Fate(Enum):
    """What became of a message to one device."""

    TAKEN = auto()
    GONE = auto()
    LATER = auto()


@dataclass(frozen=True, slots=True)
class Answer:
    """A fate; `error` is the kind of the failure, `seconds` how long we are asked to wait (0: not asked)."""

    fate: Fate
    error: str = ""
    seconds: int = 0


class PublicOnly(AbstractResolver):
    """Names stand for addresses of the public net alone, whatever a name server says."""

    def __init__(self) -> None:
        self.resolver = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Raises OSError when no address of `host` is public."""
        found = await self.resolver.resolve(host, port, family)
        public = [result for result in found if is_public(result["host"])]
        if not public:
            raise OSError("not an address of the public net")
        return public

    async def close(self) -> None:
        """Close the resolver within."""
        await self.resolver.close()


class PushService:
    """Sends; to be made and left (`async with`) inside a running loop."""

    def __init__(self, settings: Settings) -> None:
        """Raises UnsafeSettings when the two keys are no pair."""
        self.is_laptop, self.subject = settings.is_laptop, settings.vapid_subject
        self.vapid = _vapid(settings)
        self.signatures: dict[str, tuple[float, str]] = {}
        connector = TCPConnector(limit=AT_ONCE, resolver=None if self.is_laptop else PublicOnly())
        self.session = ClientSession(
            connector=connector,
            cookie_jar=DummyCookieJar(),
            timeout=ClientTimeout(total=SECONDS_TO_ANSWER),
            raise_for_status=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.session.close()

    async def send(self, target: Target, payload: bytes, headers: Mapping[str, str]) -> Answer:
        """Bring the message to the device's push service; `headers` are its Urgency and Topic."""
        endpoint = target["endpoint"]
        if not is_endpoint(endpoint, is_laptop=self.is_laptop):
            return Answer(Fate.GONE, "not an address that we send to")
        try:
            body = await asyncio.to_thread(_encrypted, target, payload)
        except (ValueError, TypeError, ECEException, WebPushException) as error:
            return Answer(Fate.GONE, type(error).__name__)
        told = {
            **headers,
            "TTL": str(TTL_SECONDS),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "Authorization": self._signature(endpoint),
        }
        try:
            asked = self.session.post(endpoint, data=body, headers=told, allow_redirects=False)
            async with asked as response:
                return _answer(response.status, response.headers.get("Retry-After", ""))
        except (ClientError, OSError, TimeoutError) as error:
            return Answer(Fate.LATER, type(error).__name__)

    def _signature(self, endpoint: str) -> str:
        """`Authorization` for the service of the endpoint; good for half a day, and used for half of that."""
        parts = urlsplit(endpoint)
        audience, now = f"{parts.scheme}://{parts.netloc}", time.time()
        made_at, text = self.signatures.get(audience, (0.0, ""))
        if now - made_at > SECONDS_OF_A_SIGNATURE / 2:
            claims = {"aud": audience, "sub": self.subject, "exp": int(now) + SECONDS_OF_A_SIGNATURE}
            text = str(self.vapid.sign(claims)["Authorization"])
            if len(self.signatures) >= MOST_SIGNATURES:
                self.signatures.clear()
            self.signatures[audience] = (now, text)
        return text


def _vapid(settings: Settings) -> Any:
    vapid = Vapid02.from_string(settings.vapid_private_key.get_secret_value())
    point = vapid.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    if urlsafe_b64encode(point).rstrip(b"=").decode() != settings.vapid_public_key:
        raise UnsafeSettings("VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY are no pair: see `python -m web vapid`.")
    return vapid


def _encrypted(target: Target, payload: bytes) -> bytes:
    keys = {"p256dh": target["p256dh"], "auth": target["auth"]}
    pusher = WebPusher({"endpoint": target["endpoint"], "keys": keys})
    return bytes(pusher.encode(payload, "aes128gcm")["body"])


def _answer(status: int, retry_after: str) -> Answer:
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Answer(Fate.TAKEN)
    if status in GONE:
        return Answer(Fate.GONE, f"HTTP {status}")
    is_number = retry_after.isascii() and retry_after.isdigit() and len(retry_after) < len("1000000")
    seconds = min(int(retry_after), LONGEST_RETRY_AFTER) if is_number else 0
    return Answer(Fate.LATER, f"HTTP {status}", seconds)
