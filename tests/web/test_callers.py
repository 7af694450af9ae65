"""Whose request it is: what proxies of ours have seen, and nothing that a client has said of itself."""

import pytest
from django.test import RequestFactory

from shared.settings import settings
from web.accounts import callers

CLIENT, FORGED, PROXY = "203.0.113.7", "198.51.100.9", "10.0.0.2"


@pytest.fixture
def behind(monkeypatch):
    """`behind(2, "10.0.0.0/8")`: so many proxies, of these networks."""

    def told(hops: int, trusted: str = PROXY) -> None:
        changed = settings().model_copy(update={"proxy_hops": hops, "forwarded_allow_ips": trusted})
        monkeypatch.setattr(callers, "settings", lambda: changed)

    return told


def asked(peer: str, forwarded: str | None = None) -> str | None:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return callers.address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer))


@pytest.mark.parametrize(
    ("hops", "trusted", "peer", "forwarded", "seen"),
    [
        (0, PROXY, PROXY, CLIENT, PROXY),  # no proxy of ours: nothing is believed
        (1, PROXY, PROXY, CLIENT, CLIENT),
        (1, PROXY, PROXY, f"{FORGED}, {CLIENT}", CLIENT),  # what the client sent stands left
        (2, PROXY, PROXY, f"{FORGED}, {CLIENT}, 10.0.0.9", CLIENT),
        (2, PROXY, PROXY, CLIENT, PROXY),  # fewer than there are proxies: it came by another way
        (1, PROXY, CLIENT, FORGED, CLIENT),  # not from a proxy of ours
        (1, "10.0.0.0/8", PROXY, CLIENT, CLIENT),
        (1, "10.0.0.0/8", "::ffff:10.0.0.2", CLIENT, CLIENT),
        (1, "*", FORGED, CLIENT, CLIENT),
        (1, PROXY, PROXY, "[2001:db8::1]", "2001:db8::1"),
        (1, PROXY, PROXY, "not an address", PROXY),
        (1, PROXY, PROXY, None, PROXY),
        (1, PROXY, "", None, None),  # a Unix socket
        (1, "*", "", CLIENT, CLIENT),
    ],
)
def test_the_address_is_the_one_that_the_outermost_proxy_of_ours_saw(
    behind, hops, trusted, peer, forwarded, seen
):
    behind(hops, trusted)
    assert asked(peer, forwarded) == seen
