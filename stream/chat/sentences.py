"""An answer that comes in pieces, cut into what is checked and told at once: sentences, list items, tables.

A cut never stands inside a reference, a number, a date, a citation, a quotation, a table or a code block.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

OPENING: Final = "「『（(【"
CLOSING: Final = "」』）)】"
STOPS: Final = "。！？!?"
LONGEST: Final = 600  # characters without a stop: then it is cut after a comma or a space
LONGEST_NUMBER: Final = 12  # digits before a full stop, with what stands before them
LONGEST_TABLE: Final = 20_000
_CITED: Final = re.compile(r"(?:[ \t]?[\[［【]\d{1,3}(?:[,、] ?\d{1,3})*[\]］】])+")
_OPEN_CITATION: Final = re.compile(r"[ \t]?(?:[\[［【][\d,、 ]{0,11})?")
_TABLE: Final = re.compile(r"(?:[ \t]*\|[^\n]*\n)+")
_FENCE: Final = re.compile(r"[ \t]*```[^\n]*\n.*?\n[ \t]*```[^\n]*\n+", re.DOTALL)
# Before a full stop: not the number of an item (`1.`, `- 12.`) or of a heading (`› 7.`).
_ENGLISH: Final = re.compile(r"(?:[A-Za-z]{2}|[%)\]*}]|[^\s\d*›-][ ]?\d+)$")
_COMMA: Final = re.compile(r"[、，]|[ ,](?!\d)")
_SAFE: Final = re.compile(r"(?<![\w{}.,/\[-])(?![\w{}.,/\]-])|(?<=[ぁ-ん])(?=[ぁ-んァ-ヶ一-龥])")


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
            yield self._cut(end)

    def rest(self) -> Iterator[Unit]:
        """What is left at the end of the answer; the last of it ends a block."""
        while self._rest:
            end = min(_end(self._rest + "\n\n\0") or len(self._rest), len(self._rest))
            unit = self._cut(end)
            yield unit if self._rest else Unit(unit.text, ends_block=True)

    def stopped(self) -> Iterator[Unit]:
        """What is whole of the rest, where the answer breaks off: half a sentence is nothing."""
        self._rest += "\0"
        while end := _end(self._rest):
            yield self._cut(end)

    def _cut(self, end: int) -> Unit:
        text, self._rest = self._rest[:end], self._rest[end:]
        return Unit(text, text.endswith("\n\n"))


def _end(text: str) -> int:
    """Where the first unit of `text` ends; 0 while it is not whole. What follows it has begun to come."""
    begin = text.lstrip(" \t")
    if begin.startswith("```"[: len(begin)]) and begin:
        fence = _FENCE.match(text)
        return fence.end() if fence and fence.end() < len(text) else _too_long(text, LONGEST_TABLE)
    if begin.startswith("|"):
        return _end_of_table(text)
    return _end_of_sentence(text)


def _end_of_sentence(text: str) -> int:
    depth = 0
    for at, sign in enumerate(text):
        if sign == "\n":
            return _after_lines(text, at)
        depth += (sign in OPENING) - (sign in CLOSING and depth > 0)
        if not depth and _stops(text, at):
            return _after_citations(text, at + 1)
    return _too_long(text, LONGEST)


def _stops(text: str, at: int) -> bool:
    sign, after = text[at], text[at + 1 : at + 2]
    if sign in "!?":
        return not after.isalnum()
    if sign == ".":
        return after == " " and bool(_ENGLISH.search(text[max(at - LONGEST_NUMBER, 0) : at]))
    return sign in STOPS


def _too_long(text: str, longest: int) -> int:
    """A cut in a text that has no end: after a comma, else where no number, date or reference is."""
    if len(text) <= longest + 1:
        return 0
    for pattern in (_COMMA, _SAFE):
        found = [match.end() for match in pattern.finditer(text, 1, longest) if match.end() < longest]
        if found:
            return found[-1]
    return 0 if len(text) < 2 * longest else longest


def _end_of_table(text: str) -> int:
    table = _TABLE.match(text)
    if not table or table.end() == len(text) or text[table.end() :].lstrip(" \t")[:1] in {"", "|"}:
        return _too_long(text, LONGEST_TABLE)
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
    if at == len(text) or _OPEN_CITATION.fullmatch(text, at):
        return 0
    return _after_lines(text, at) if text[at] == "\n" else at
