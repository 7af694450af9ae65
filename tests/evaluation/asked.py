"""The questions, as they are written in the `.jsonl` files, and the stretches of days that their codes mean.

A line `about` says when its file was written, and how. A period is written `d-1` (yesterday), `w-1`, `m0`,
`m-13`, a date, or `first..last`; `a|b` is either of them.
"""

import json
import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from tests.evaluation.chain import HERE, TODAY

FILES: Final = ("questions", "refusals", "injections", "phone", "unseen", "unseen-2")
Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Question:
    """A question, who asks it (`chain.ASKERS`), and what is expected; what is empty is not checked.

    `tools`: all of `a+b`, each one of `a|b`. `figures`: all of `a,b`, or one of `a|b` (see `oracle.figure`).
    `sources`: one of the keys of `texts.jsonl`, or `filter`: reports of the genre, place, store and period.
    `refuse`: why it cannot be answered. `never` may not be in the answer, `quoted` only where
    its text is cited.
    """

    id: str
    file: str
    who: str
    ask: str
    group: str = ""
    after: str = ""
    tools: str = ""
    period: str = ""
    against: str = ""
    store: str = ""
    genre: str = ""
    location: str = ""
    metric: str = ""
    figures: str = ""
    sources: str = ""
    refuse: str = ""
    never: Sequence[str] = ()
    quoted: Sequence[str] = ()
    no_yen: bool = False
    partial: bool = False

    @property
    def is_unseen(self) -> bool:
        """The rules were not written from it."""
        return self.file.startswith("unseen")

    @property
    def periods(self) -> list[Span]:
        """The stretches that it may mean, the first of them before all."""
        return [span(code) for code in self.period.split("|") if code]

    @property
    def bases(self) -> list[Span]:
        """What it is compared with, in the order of `periods`."""
        return [span(code) for code in self.against.split("|") if code]


@cache
def questions() -> list[Question]:
    """All of them, in an order in which each comes after the one that it follows."""
    return [question for file in FILES for line in _lines(file) for question in _of(file, line)]


def _lines(file: str) -> list[dict[str, Any]]:
    lines = (HERE / f"{file}.jsonl").read_text(encoding="utf-8").splitlines()
    return [line for line in map(json.loads, lines) if "about" not in line]


def _of(file: str, line: dict[str, Any]) -> list[Question]:
    if "asks" not in line:
        return [Question(file=file, **line)]
    rest = {name: value for name, value in line.items() if name not in {"id", "asks"}}
    return [
        Question(id=f"{line['id']}-{at}", file=file, group=line["id"], ask=ask, **rest)
        for at, ask in enumerate(line["asks"], 1)
    ]


def span(code: str) -> Span:
    """The first and the last day of a code."""
    if ".." in code:
        first, last = code.split("..")
        return date.fromisoformat(first), date.fromisoformat(last)
    match = re.fullmatch(r"([dwm])(-?\d+)", code)
    if not match:
        return date.fromisoformat(code), date.fromisoformat(code)
    unit, number = match[1], int(match[2])
    if unit == "d":
        return (TODAY + timedelta(days=number),) * 2
    if unit == "w":
        monday = TODAY - timedelta(days=TODAY.weekday()) + timedelta(weeks=number)
        return monday, monday + timedelta(days=6)
    return month(TODAY, number)


def month(day: date, offset: int = 0) -> Span:
    """The month that is `offset` ones after the day's."""
    count = day.year * 12 + day.month - 1 + offset
    year, number = divmod(count, 12)
    return date(year, number + 1, 1), date(year, number + 1, monthrange(year, number + 1)[1])


def page_span(url: str) -> Span | None:
    """The days that the figures' page of that address shows; None for other pages."""
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query))
    if not parts.path.startswith("/analysis/") or "from" not in asked:
        return None
    first = date.fromisoformat(asked["from"])
    match asked.get("period"):
        case "week":
            monday = first - timedelta(days=first.weekday())
            return monday, monday + timedelta(days=6)
        case "year":
            return date(first.year, 1, 1), date(first.year, 12, 31)
        case "days":
            return first, date.fromisoformat(asked["to"])
    return month(first)
