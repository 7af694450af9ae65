"""The guide for the people who use C3: the Markdown and the pictures of docs/guide, read once a process.

`README.md` is its index: a chapter for each `##`, with a line `- [title](name.md)：what is there` for a page.
A page is its `#`, and sections below `##`. A picture stands on a line of its own.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from PIL import Image

from shared.settings import ROOT
from shared.words import Role
from web.knowledge.reading.texts import markdown_parts

FOLDER: Final = ROOT / "docs" / "guide"
INDEX: Final = "README"
# The chapters in their order: whose each is.
CHAPTERS: Final = ({Role.STAFF}, {Role.MANAGER, Role.AREA}, {Role.ADMIN})
ENTRY: Final = re.compile(r"^- \[(?P<title>[^\]]+)\]\((?P<name>[a-z-]+)\.md\)：(?P<hint>.+)$", re.MULTILINE)
PICTURE: Final = re.compile(r"^!\[(?P<alt>[^\]]+)\]\(img/(?P<name>[a-z-]+\.webp)\)$", re.MULTILINE)
PAGE_LINK: Final = re.compile(r"\]\((?P<name>[A-Za-z-]+)\.md\)")
WIDEST_OF_A_PHONE: Final = 780  # dots, two for each pixel of the phone
SHOWN: Final = 3 / 8  # of these dots: a phone within a phone is seen to be a picture


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, with the size in which a page shows it. Its address changes with what is on it."""

    address: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (empty: the beginning of a page), and what stands below it in order."""

    heading: str
    blocks: Sequence[str | Picture]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the guide."""

    title: str
    sections: Sequence[Section]


@dataclass(frozen=True, slots=True)
class Entry:
    """A page, as the index names it."""

    name: str
    title: str
    hint: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """The pages for people of some roles."""

    heading: str
    roles: set[Role]
    entries: Sequence[Entry]


@cache
def chapters() -> Sequence[Chapter]:
    """The chapters of the index."""
    parts = [part for part in markdown_parts(_read(INDEX)) if part.level > 1]
    return [
        Chapter(part.heading, roles, [Entry(**found.groupdict()) for found in ENTRY.finditer(part.text)])
        for part, roles in zip(parts, CHAPTERS, strict=True)
    ]


def own_first(role: str | None) -> Sequence[Chapter]:
    """The chapters, those for people of this role before the others."""
    return sorted(chapters(), key=lambda chapter: role not in chapter.roles)


@cache
def pages() -> Mapping[str, Page]:
    """Every page that the index names, by its name."""
    return {entry.name: _page(_read(entry.name)) for chapter in chapters() for entry in chapter.entries}


def beside(name: str) -> tuple[Entry | None, Entry | None]:
    """The page before this one and the page after it."""
    entries = [entry for chapter in chapters() for entry in chapter.entries]
    place = [entry.name for entry in entries].index(name)
    around = [None, *entries, None]
    return around[place], around[place + 2]


@cache
def pictures() -> Mapping[str, Path]:
    """The file of every picture, by the last part of its address, which a changed picture does not keep."""
    return {_named(file): file for file in sorted((FOLDER / "img").glob("*.webp"))}


def _read(name: str) -> str:
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")


def _page(text: str) -> Page:
    """Its beginning stands below its title."""
    _nothing, first, *rest = markdown_parts(text)
    sections = [Section("", [*_blocks(first.text)])]
    sections += [Section(part.heading, [*_blocks(part.text)]) for part in rest]
    return Page(first.heading, sections)


def _blocks(text: str) -> Iterator[str | Picture]:
    """Texts and pictures in turn; links to other pages lead to where these are here."""
    at = 0
    for found in PICTURE.finditer(text):
        yield from _text(text[at : found.start()])
        yield _picture(FOLDER / "img" / found["name"], found["alt"])
        at = found.end()
    yield from _text(text[at:])


def _text(text: str) -> Iterator[str]:
    if text.strip():
        yield PAGE_LINK.sub(_led, text.strip("\n"))


def _led(link: re.Match[str]) -> str:
    return "](/help/)" if link["name"] == INDEX else f"](/help/{link['name']}/)"


def _picture(file: Path, alt: str) -> Picture:
    with Image.open(file) as picture:
        width, height = picture.size
    scale = SHOWN if width <= WIDEST_OF_A_PHONE else 1
    return Picture(f"/help/img/{_named(file)}", alt, round(width * scale), round(height * scale))


def _named(file: Path) -> str:
    return f"{file.stem}.{sha256(file.read_bytes()).hexdigest()[:12]}{file.suffix}"
