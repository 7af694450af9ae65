"""Temporary passwords: made here, shown once in the answer to the request that made them, kept nowhere."""

import secrets
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from shared.csv_file import csv_file
from web.viewer import SignedIn

# No two of these are taken for each other on paper: no l and 1, no o and 0, no i. 31 ** 12 is 59 bits.
LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 3, 4
ROUNDS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Login:
    """What a person needs to sign in for the first time."""

    user_id: str
    name: str
    password: str


def new_password() -> str:
    """Three groups of four letters and digits, such as `k7mp-3xta-9hwd`."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


def hashed(password: str) -> str:
    """The hash of a temporary password, with few rounds: what is drawn by lot is not found by a dictionary.

    A file of a thousand people takes seconds so, instead of ten minutes. The own password that follows gets
    Django's full number.
    """
    hasher = PBKDF2PasswordHasher()
    return hasher.encode(password, hasher.salt(), iterations=ROUNDS)


def shown_once(request: SignedIn, logins: Sequence[Login], heading: str) -> HttpResponse:
    """The page that hands passwords over; no cache and no history keeps it."""
    context: dict[str, object] = {
        "logins": logins,
        "heading": heading,
        "login_url": request.build_absolute_uri("/"),
    }
    context["file"] = b64encode(_sheet(logins)).decode()
    template = "accounts/handed_over.html" if len(logins) == 1 else "accounts/handed_over_many.html"
    response = render(request, template, context | {"login": logins[0]})
    add_never_cache_headers(response)
    return response


def _sheet(logins: Sequence[Login]) -> bytes:
    """The same as a CSV, inside the page: nothing asks for it a second time."""
    rows = [[login.name, login.user_id, login.password] for login in logins]
    return b"".join(csv_file([_("名前"), _("ログインID"), _("パスワード")], [rows]))
