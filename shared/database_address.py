"""How a database is reached that the environment names: over the internet with TLS alone."""

import os
from ipaddress import ip_address
from urllib.parse import parse_qs, urlsplit


def over_tls(url: str) -> str:
    """The libpq URL, with `sslmode=require` where it leads over the internet and says nothing of TLS.

    libpq itself would go on in the clear where a server, or who stands in between, says that it has no TLS.
    What the URL or `PGSSLMODE` says is left as it is.
    """
    parts = urlsplit(url)
    is_silent = "sslmode" not in parse_qs(parts.query) and not os.environ.get("PGSSLMODE")
    if not is_silent or not any(_is_far(host) for host in _hosts(parts.netloc)):
        return url
    return parts._replace(query=f"{parts.query}&sslmode=require".lstrip("&")).geturl()


def _hosts(netloc: str) -> list[str]:
    """The hosts of a URL, which may be several: `user@one:5432,two:5432`."""
    places = netloc.rpartition("@")[2].split(",")
    return [urlsplit(f"//{place}").hostname or "" for place in places]


def _is_far(host: str) -> bool:
    """Whether it is on the internet: a full name, or an address outside of this machine and its network."""
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host.strip(".") and not host.endswith((".internal", ".local", ".localhost"))
