"""Headings and what stands below them, as sections of a size that is read, embedded and found well."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from shared.markup import plain
from web.knowledge.reading.refusals import EMPTY, TOO_LONG, Unreadable

LONGEST: Final = 1_500  # characters of a section
MOST_SECTIONS: Final = 500
MOST_CHARACTERS: Final = 500_000
LONGEST_TITLE: Final = 200
LONGEST_LINE: Final = 40  # of a first line that stands for a heading
DEEPEST: Final = 3
WITHIN: Final = " › "

TABLE: Final = re.compile(r"\|?[ :|-]*-[ :|-]*\|[ :|-]*")


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and the text below it, as light Markdown. `level` is 1 for the highest; 0: no heading."""

    level: int
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A section as it is kept. `title` is the way to it through the headings, `heading` its own one.

    `level` is 1 to 3; 0 for what has no heading of its own: a beginning, or the rest of a long section.
    """

    title: str
    heading: str
    level: int
    content: str


def sections_of(parts: Iterable[Part]) -> list[Section]:
    """The sections of a document, in their order.

    Raises:
        Unreadable: there is no text, or too much of it.
    """
    parts = [part for part in parts if part.heading or part.text.strip()]
    if sum(len(part.heading) + len(part.text) for part in parts) > MOST_CHARACTERS:
        raise Unreadable(TOO_LONG)
    found: list[Section] = []
    for section in _sections(parts):
        found.append(section)
        if len(found) > MOST_SECTIONS:
            raise Unreadable(TOO_LONG)
    if not found:
        raise Unreadable(EMPTY)
    return found


def body_of(sections: Iterable[Section]) -> str:
    """The whole document as one text."""
    texts = (
        f"{'#' * (section.level + 1)} {section.heading}" if section.heading else "" for section in sections
    )
    both = zip(texts, (section.content for section in sections), strict=True)
    return "\n\n".join(text for pair in both for text in pair if text)


def shortened(text: str, most: int) -> str:
    """The beginning of a text that is too long for its place."""
    return text if len(text) <= most else text[: most - 1] + "…"


def _sections(parts: list[Part]) -> Iterator[Section]:
    own = _own_title(parts)
    way: list[tuple[int, str]] = []
    for part in parts:
        heading = plain(part.heading).strip()
        text = part.text if len(heading) <= LONGEST_TITLE else f"{heading}\n\n{part.text}"
        if part is own:
            yield from _cut(heading, "", 0, text)
            continue
        if heading:
            way = [one for one in way if one[0] < part.level] + [(part.level, heading)]
        names = [name for _level, name in way]
        yield from _cut(WITHIN.join(names), heading, min(len(names), DEEPEST), text)


def _own_title(parts: list[Part]) -> Part | None:
    """The document's own title: a heading at its very beginning that all others stand below."""
    if not parts or not parts[0].level or (len(parts) == 1 and not parts[0].text.strip()):
        return None
    return parts[0] if all(part.level > parts[0].level for part in parts[1:]) else None


def _cut(title: str, heading: str, level: int, text: str) -> Iterator[Section]:
    """One section, or several where the text is long; none where there is nothing."""
    pieces = _pieces(text.strip("\n"))
    if not pieces and heading:
        yield Section(_end_of(title), shortened(heading, LONGEST_TITLE), level, "")
    for number, piece in enumerate(pieces, 1):
        name = title or _first_line(piece)
        if number == 1:
            yield Section(_end_of(name), shortened(heading, LONGEST_TITLE), level if heading else 0, piece)
        else:
            yield Section(_end_of(f"{name}（{number}）" if title else name), "", 0, piece)


def _end_of(title: str) -> str:
    """A way that is too long keeps its end, which is the section itself."""
    return title if len(title) <= LONGEST_TITLE else "…" + title[1 - LONGEST_TITLE :]


def _first_line(text: str) -> str:
    line = next((line.strip() for line in text.split("\n") if line.strip(" |-#>*")), "")
    return shortened(plain(line).strip("|#> ").strip(), LONGEST_LINE) or "…"


def _pieces(text: str) -> list[str]:
    """Whole paragraphs together, as long as a section may be."""
    pieces: list[str] = []
    for block in re.split(r"\n\s*\n", text):
        if not block.strip():
            continue
        for part in _parts_of(block):
            if pieces and len(pieces[-1]) + len(part) + 2 <= LONGEST:
                pieces[-1] += "\n\n" + part
            else:
                pieces.append(part)
    return pieces


def _parts_of(block: str) -> Iterator[str]:
    """A paragraph, list or table that is too long, cut between its lines; parts of a table have its head."""
    if len(block) <= LONGEST:
        yield block
        return
    lines = block.split("\n")
    is_table = len(lines) > 2 and TABLE.fullmatch(lines[1].strip()) is not None  # noqa: PLR2004  head, rule, row
    head = "\n".join(lines[:2]) + "\n" if is_table and len(lines[0]) + len(lines[1]) < LONGEST // 2 else ""
    part = ""
    for line in lines[2:] if head else lines:
        for bit in _bits(line, LONGEST - len(head)):
            if part and len(head) + len(part) + len(bit) + 1 > LONGEST:
                yield head + part
                part = ""
            part += "\n" * bool(part) + bit
    yield head + part


def _bits(line: str, most: int) -> Iterator[str]:
    """A line that is too long, cut behind its sentences, or anywhere."""
    while len(line) > most:
        end = line.rfind("。", 0, most) + 1 or most
        yield line[:end]
        line = line[end:]
    yield line
