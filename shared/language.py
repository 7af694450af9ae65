"""In which language a person is spoken to, the same in both applications.

What the person has chosen counts, on whatever machine they sign in; else what this browser has chosen (a
cookie); else the first of the browser's own languages that C3 speaks; else Japanese.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from shared.access import Viewer
from shared.db import Query
from shared.words import Language

COOKIE = "django_language"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The language that is kept now."""

    language: str


def choose(viewer: Viewer, language: Language) -> Query[Chosen]:
    """Keep the viewer's choice."""
    return Query(
        "UPDATE users SET language = %(language)s WHERE user_id = %(user)s RETURNING language",
        Chosen,
        {"user": viewer.user_id, "language": language.value},
    )


def spoken(person: str, cookie: str, accepted: str) -> Language:
    """The language for a person's choice, a browser's choice and its `Accept-Language`; each may be empty."""
    asked = (person, cookie, *_accepted(accepted))
    return next((language for code in asked for language in Language if language == code), Language.JA)


def _accepted(header: str) -> Iterator[str]:
    """The languages of an `Accept-Language` without their regions, best first (RFC 9110, 12.5.4)."""
    wanted = [part.replace(" ", "").lower().partition(";q=") for part in header[:500].split(",")]
    for tag, _, weight in sorted(wanted, key=lambda part: -_weight(part[2])):
        if _weight(weight) > 0:
            yield tag.partition("-")[0]


def _weight(text: str) -> float:
    """The weight that `text` names; 1 where it names none."""
    try:
        return float(text or 1)
    except ValueError:
        return 0
