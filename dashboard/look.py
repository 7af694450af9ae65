"""How a page looks to its reader: language and theme, by the cookies that c3-app sets."""

import gettext
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from shared.settings import ROOT
from shared.theme import DARK, LIGHT

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


def look_of(cookies: Mapping[str, str]) -> Look:
    """The look that a browser asks for; Japanese, and the device's theme, when it says nothing we know."""
    return Look(
        "en-US" if cookies.get("django_language") == "en" else "ja",
        {"light": False, "dark": True}.get(cookies.get("theme", "")),
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
