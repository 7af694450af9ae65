"""Whose request it is, by address: what django-axes counts mistyped passwords by."""

from ipaddress import ip_address, ip_network

from django.http import HttpRequest

from shared.production import words
from shared.settings import settings


def address(request: HttpRequest) -> str | None:
    """The client's IP address; None where there is none (a Unix socket).

    Each of `PROXY_HOPS` proxies has added whom it saw at the right end of X-Forwarded-For: what stands
    further left was sent by the client and may be forged. Only proxies of `FORWARDED_ALLOW_IPS` are believed.
    """
    peer = str(request.META.get("REMOTE_ADDR") or "")
    told = words(str(request.META.get("HTTP_X_FORWARDED_FOR") or ""))
    hops = settings().proxy_hops
    if not hops or len(told) < hops or not _is_proxy(peer):
        return peer or None
    return _plain(told[-hops]) or peer or None


def _is_proxy(peer: str) -> bool:
    trusted = settings().forwarded_allow_ips
    if trusted == "*":
        return True
    plain = _plain(peer)
    return bool(plain) and any(ip_address(plain) in ip_network(word) for word in words(trusted))


def _plain(text: str) -> str:
    """An address as Python writes it; empty for what is none."""
    try:
        found = ip_address(text.strip("[]"))
    except ValueError:
        return ""
    return str(getattr(found, "ipv4_mapped", None) or found)
