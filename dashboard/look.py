"""How a page looks to its reader: language and theme, as in c3-app."""

import gettext
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from starlette.requests import HTTPConnection

from shared.access import Viewer
from shared.language import COOKIE, spoken
from shared.settings import ROOT
from shared.theme import DARK, LIGHT
from shared.words import Language as Words

Language = Literal["ja", "en-US"]
Colours = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Look:
    """`dark` is None where the device decides."""

    language: Language = "ja"
    dark: bool | None = None

    @property
    def texts(self) -> gettext.NullTranslations:
        """The catalogue of this reader: from a Japanese sentence to theirs."""
        return _catalogue("en" if self.language == "en-US" else "ja")

    @property
    def is_japanese(self) -> bool:
        """Whether numbers and dates are written the Japanese way."""
        return self.language == "ja"


def look_of(asked: HTTPConnection) -> Look:
    """The look for a browser and, where the guard knows them, its reader; `dark` by the theme's cookie."""
    viewer: Viewer | None = getattr(asked.state, "viewer", None)
    language = spoken(
        viewer.language if viewer else "",
        asked.cookies.get(COOKIE, ""),
        asked.headers.get("accept-language", ""),
    )
    return Look(
        "en-US" if language is Words.EN else "ja",
        {"light": False, "dark": True}.get(asked.cookies.get("theme", "")),
    )


def colours_of(dark: bool | None) -> Colours:
    """The theme's colours by name."""
    return DARK if dark else LIGHT


def colour_rules(dark: bool | None) -> str:
    """CSS that sets the variables `--c-<name>`; with None the device's own setting decides."""
    if dark is not None:
        return _rule(colours_of(dark), "dark" if dark else "light")
    return f"{_rule(LIGHT, 'light')}\n@media (prefers-color-scheme: dark) {{ {_rule(DARK, 'dark')} }}"


def _rule(colours: Colours, scheme: str) -> str:
    variables = "".join(f"--c-{name}:{value};" for name, value in colours.items())
    return f":root{{color-scheme:{scheme};{variables}}}"


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("django", ROOT / "locale", [language], fallback=True)
