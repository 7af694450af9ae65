"""What a value has to look like where strangers reach C3: pure rules, asked by `shared.settings`.

Each function gives None, or what is wrong, as the rest of a sentence that begins with the setting's name.
"""

import re
from collections.abc import Callable, Sequence
from ipaddress import ip_network
from urllib.parse import urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

LABEL = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
HOST = re.compile(rf"\.?{LABEL}(\.{LABEL})*|\[[0-9a-f:.]+\]", re.IGNORECASE)
ORIGIN = re.compile(rf"https?://({LABEL}(\.{LABEL})*|\[[0-9a-f:.]+\])(:[0-9]+)?", re.IGNORECASE)
# Everybody may have a name below these: a host pattern would answer to strangers' names.
SHARED_BY_STRANGERS = (".onrender.com", ".supabase.co", ".co.jp", ".or.jp", ".ne.jp", ".ac.jp", ".go.jp")
DIFFERENT_CHARACTERS = 10  # of a key: a random one of 40 has some thirty
LOCAL = ("localhost", "127.0.0.1", "::1")


def key(value: str) -> str | None:
    """A `SECRET_KEY` that nobody can guess; its length is looked at elsewhere."""
    return "is one pattern repeated" if len(set(value)) < DIFFERENT_CHARACTERS else None


def host(value: str) -> str | None:
    """A name, or `.name` for all below it, that is of one owner."""
    if not HOST.fullmatch(value):
        return "names something that is no host name (no scheme, port or path)"
    if value.startswith(".") and (value.count(".") == 1 or value.lower() in SHARED_BY_STRANGERS):
        return "answers to names that others may have: name the hosts one by one"
    return None


def origin(value: str) -> str | None:
    """Scheme, host and port of one place."""
    return None if ORIGIN.fullmatch(value) else "is no origin such as https://c3.example.jp (no path, no *)"


def encrypted_origin(value: str) -> str | None:
    """The same, where what is sent can be read by nobody on the way."""
    is_open = value.lower().startswith("http:")
    return origin(value) or (
        "is not https: passwords and cookies would travel in the open" if is_open else None
    )


def first(rule: Callable[[str], str | None], values: list[str]) -> str | None:
    """What is wrong with the first value that breaks the rule."""
    return next((wrong for value in values if (wrong := rule(value))), None)


def proxies(value: str) -> str | None:
    """`*`, or addresses and networks of proxies."""
    try:
        networks = [] if value == "*" else [ip_network(word) for word in words(value)]
    except ValueError:
        return "names something that is no IP address or network: set those of your proxies, or *"
    return "trusts the whole internet: say * if only your proxy reaches C3" if _is_all(networks) else None


def is_on_this_machine(url: str) -> bool:
    """Whether a libpq URL leads nowhere else. Its host may hide in the query, and there may be several."""
    try:
        told = conninfo_to_dict(url)
    except ProgrammingError:
        return urlsplit(url).hostname in {None, *LOCAL}
    places = [*str(told.get("host") or "").split(","), *str(told.get("hostaddr") or "").split(",")]
    return all(not place or place[0] in "/@" or place in LOCAL for place in places)


def words(text: str) -> list[str]:
    """What stands between commas."""
    return [word.strip() for word in text.split(",") if word.strip()]


def _is_all(networks: Sequence[object]) -> bool:
    return any(str(network).endswith("/0") for network in networks)
