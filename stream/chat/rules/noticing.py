"""What a question says, word by word: marks, dates, stores; and what is left of it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from shared.analytics.periods import Period
from shared.asked_dates import named_in
from shared.date_parts import Found, Unread
from shared.date_phrases import plain
from stream.chat.rules import vocabulary as words
from stream.chat.rules import vocabulary_of_asking as asking
from stream.chat.rules.marks import Mark
from stream.chat.rules.naming import stores_named

THAN: Final = re.compile(
    r"\s*(?:の(?:同じ?(?:時期|期間)|同期|同じ頃|今頃|今ごろ|今の時期))?(?:より|に比べ|と比べ|とくらべ|と比較|に対し|との差|との比較|比(?!率)|対比|を上回|を下回|を?[超越]え)"
)
SINCE: Final = re.compile(r"\bthan\s*$|\bversus\s*$|\bvs\.?\s*$|\bcompared (?:to|with)\s*$|\bagainst\s*$")
QUOTATION: Final = re.compile(r"[「『][^」』]*[」』]")
BLANK: Final = " "


@dataclass(frozen=True, slots=True)
class Named:
    """A stretch of dates in a question; `is_base` where others are compared with it: 「先週より」. `words`
    are those that name it: 「前月」 may be counted from another than today."""

    period: Period
    is_base: bool
    words: str


@dataclass(frozen=True, slots=True)
class Noticed:
    """`rest` is the question without dates and stores; `left` without anything that was noticed. `unread` is
    all that it names of a time where some of it is no stretch of dates: 2月30日."""

    marks: frozenset[Mark]
    periods: tuple[Named, ...]
    unread: str
    stores: tuple[str, ...]
    rest: str
    left: str


def noticed(text: str, today: date, stores: Sequence[str]) -> Noticed:
    """What the folded `text` says; `stores` are the names of the stores in reach."""
    before = {mark for mark in (Mark.YEAR_BEFORE, Mark.BEFORE) if asking.ASKING[mark].search(text)}
    periods, unread, undated = _dates(without(text, (asking.ASKING[mark] for mark in before)), today)
    before |= {mark for mark, pattern in asking.BESIDE.items() if pattern.search(text)}
    named, rest = stores_named(undated, stores)
    around = QUOTATION.sub(BLANK, rest)
    marks, left = _marks(around)
    if not marks:
        marks, left = _marks(rest)
    elif around != rest:
        left += BLANK.join(["", *QUOTATION.findall(rest)])
    return Noticed(frozenset(before | marks), tuple(periods), unread, tuple(named), rest, left)


def _marks(text: str) -> tuple[set[Mark], str]:
    """What the text says, and the text without it. What it quotes is what it is about."""
    figures, left = _taken({**words.FIGURES, **words.PLACES}, text)
    kept = {Mark.NOT_KEPT: words.NOT_KEPT, Mark.NO_FIGURE: words.NO_FIGURE}
    others = {
        mark
        for vocabulary in (asking.ASKING, asking.TEXTS, asking.REFUSED, kept)
        for mark, pattern in vocabulary.items()
        if pattern.search(text)
    }
    if Mark.MATTER in others:  # 「違算が続いている件」 is about something that happened, and no figure
        _, left = _taken({mark: words.FIGURES[mark] for mark in words.GENRES}, text)
    return figures | others, without(left, [*asking.ASKING.values(), *asking.TEXTS.values()])


def _dates(text: str, today: date) -> tuple[list[Named], str, str]:
    written = plain(text)
    found = named_in(written, today)
    named = [
        Named(
            one.period,
            bool(THAN.match(written, one.end)) or bool(SINCE.search(written[: one.start])),
            written[one.start : one.end],
        )
        for one in found
        if isinstance(one, Found)
    ]
    is_unread = any(isinstance(one, Unread) for one in found)
    unread = written[found[0].start : found[-1].end] if is_unread else ""  # with what it may be a part of
    for one in reversed(found):
        written = written[: one.start] + BLANK + written[one.end :]
    return list(dict.fromkeys(named)), unread, written


def _taken(vocabulary: Mapping[Mark, re.Pattern[str]], text: str) -> tuple[set[Mark], str]:
    """The marks of `text`, each of whose words is taken out before the next is looked for."""
    marks = set()
    for mark, pattern in vocabulary.items():
        if pattern.search(text):
            marks.add(mark)
            text = pattern.sub(BLANK, text)
    return marks, text


def without(text: str, patterns: Iterable[re.Pattern[str]]) -> str:
    """The text with a blank for each place that one of the patterns fits."""
    for pattern in patterns:
        text = pattern.sub(BLANK, text)
    return text
