"""A device that may be told something, as its browser names it; and which addresses we send to at all."""

import re
from base64 import urlsafe_b64decode
from binascii import Error
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import urlsplit

LONGEST_ENDPOINT: Final = 1000
POINT_BYTES, SECRET_BYTES = 65, 16  # RFC 8291: an uncompressed point of P-256, and a shared secret
HOST = re.compile(r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])")
INWARD = (".localhost", ".local", ".internal", ".lan", ".home", ".corp", ".intranet", ".arpa", ".onion")
TRANSLATED = tuple(map(IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))

PLATFORMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "Chromebook",
    "Macintosh": "Mac",
    "Linux": "Linux",
}
BROWSERS = {
    "SamsungBrowser/": "Samsung Internet",
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}


@dataclass(frozen=True, slots=True)
class Device:
    """What `PushSubscription.toJSON()` says (its keys in base64url), and a short name of the browser."""

    endpoint: str
    p256dh: str
    auth: str
    agent: str


def is_device(device: Device, *, is_laptop: bool) -> bool:
    """Whether we can send to it: an address that we go to, a key and a secret of the right length."""
    point, secret = _decoded(device.p256dh), _decoded(device.auth)
    is_key = len(point) == POINT_BYTES and point[0] == 4  # noqa: PLR2004  RFC 8291: uncompressed
    return is_key and len(secret) == SECRET_BYTES and is_endpoint(device.endpoint, is_laptop=is_laptop)


def is_endpoint(endpoint: str, *, is_laptop: bool) -> bool:
    """Whether we send to this address: https, at a name of the public net; a laptop's too with `is_laptop`.

    What the name stands for is looked at when it is sent to (`is_public`).
    """
    if len(endpoint) > LONGEST_ENDPOINT or not re.fullmatch(r"[!-~]+", endpoint):
        return False
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if is_laptop:
        return parts.scheme in {"http", "https"} and bool(host)
    is_named = bool(HOST.fullmatch(host)) and not host.endswith(INWARD)
    is_plain = parts.username is None and parts.password is None and port in {None, 443}
    return parts.scheme == "https" and is_named and is_plain


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public net, also where it only wraps another one."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return is_public(str(found.ipv4_mapped))
        if any(found in network for network in TRANSLATED):
            return False
    return found.is_global and not found.is_multicast


def short_name(user_agent: str) -> str:
    """A browser as its person knows it, such as "iPhone Safari"; empty for one that we do not know."""
    found = [
        next((name for sign, name in names.items() if sign in user_agent), "")
        for names in (PLATFORMS, BROWSERS)
    ]
    return " ".join(filter(None, found))


def _decoded(text: str) -> bytes:
    """The bytes of base64url, with or without its padding; none for what is no such text."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,200}={0,2}", text):
        return b""
    bare = text.rstrip("=")
    try:
        return urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except (Error, ValueError):
        return b""
