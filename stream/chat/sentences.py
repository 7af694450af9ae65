"""An answer that comes in pieces, cut into what is checked and told at once: sentences, list items, tables.

A cut never stands inside a reference, a number, a citation, a quotation or a table.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

OPENING: Final = "「『（(【"
CLOSING: Final = "」』）)】"
STOPS: Final = "。！？!?"
LONGEST: Final = 600  # characters without a stop: then it is cut after a comma, or there
_CITED: Final = re.compile(r"(?:\s?\[\d{1,3}\])+")
_OPEN_CITATION: Final = re.compile(r"\s?(?:\[\d{0,3})?$")
_TABLE: Final = re.compile(r"(?:[ \t]*\|[^\n]*\n)+")
_FENCE: Final = re.compile(r"```.*?\n```[^\n]*\n+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of the answer; `ends_block` where a paragraph, a list or a table ends with it."""

    text: str
    ends_block: bool = False


class Cutter:
    """Takes pieces, gives units; nothing is lost, doubled or changed."""

    def __init__(self) -> None:
        self._rest = ""

    def feed(self, piece: str) -> Iterator[Unit]:
        """The units that are whole with this piece."""
        self._rest += piece
        while end := _end(self._rest):
            unit, self._rest = self._rest[:end], self._rest[end:]
            yield Unit(unit, unit.endswith("\n\n"))

    def rest(self) -> Iterator[Unit]:
        """What is left at the end of the answer."""
        while end := _end(self._rest + "\n\n\0"):
            unit, self._rest = self._rest[:end], self._rest[end:]
            if not self._rest:
                yield Unit(unit, ends_block=True)
                return
            yield Unit(unit, unit.endswith("\n\n"))
        if self._rest:
            unit, self._rest = self._rest, ""
            yield Unit(unit, ends_block=True)


def _end(text: str) -> int:
    """Where the first unit of `text` ends; 0 while it is not whole. What follows it has begun to come."""
    if text.startswith("```"):
        fence = _FENCE.match(text)
        return fence.end() if fence and fence.end() < len(text) else 0
    if text.lstrip(" \t").startswith("|"):
        return _end_of_table(text)
    depth = 0
    for at, sign in enumerate(text):
        if sign == "\n":
            return _after_lines(text, at)
        depth += (sign in OPENING) - (sign in CLOSING and depth > 0)
        is_stop = sign in STOPS and not depth
        if is_stop and sign in "!?" and text[at + 1 : at + 2].isalnum():
            is_stop = False
        if is_stop or (sign in "、,. " and at > LONGEST):
            return _after_citations(text, at + 1)
    return 0


def _end_of_table(text: str) -> int:
    table = _TABLE.match(text)
    if not table or table.end() == len(text) or text[table.end()] == "|":
        return 0
    return _after_lines(text, table.end() - 1)


def _after_lines(text: str, at: int) -> int:
    """Behind all line breaks; 0 while more of them may come."""
    end = at
    while end < len(text) and text[end] in "\n\r":
        end += 1
    return end if end < len(text) else 0


def _after_citations(text: str, at: int) -> int:
    """Behind closing signs and `[1]`; 0 while one of them may still come."""
    while at < len(text) and text[at] in CLOSING + STOPS + "*":
        at += 1
    cited = _CITED.match(text, at)
    at = cited.end() if cited else at
    if at == len(text) or _OPEN_CITATION.fullmatch(text[at:]):
        return 0
    return _after_lines(text, at) if text[at] == "\n" else at
