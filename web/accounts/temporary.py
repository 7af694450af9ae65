"""Temporary passwords: made here, shown once in the answer to the request that made them, kept nowhere."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from web.viewer import SignedIn

# No two of these are taken for each other on paper: no l and 1, no o and 0, no i. 31 ** 12 is 59 bits.
LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 3, 4


@dataclass(frozen=True, slots=True)
class Login:
    """What a person needs to sign in for the first time."""

    user_id: str
    name: str
    password: str


def new_password() -> str:
    """Three groups of four letters and digits, such as `k7mp-3xta-9hwd`."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


def shown_once(request: SignedIn, logins: Sequence[Login], heading: str) -> HttpResponse:
    """The page that hands passwords over; no cache and no history keeps it."""
    context = {"logins": logins, "heading": heading, "login_url": request.build_absolute_uri("/")}
    template = "accounts/handed_over.html" if len(logins) == 1 else "accounts/handed_over_many.html"
    response = render(request, template, context | {"login": logins[0]})
    add_never_cache_headers(response)
    return response
