"""Two questions in one message, each read by itself: 「今月の目標達成率は？あと食中毒を防ぐ手順は？」."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from stream.chat.rules.asking import Call, calls
from stream.chat.rules.following import FIGURES, is_bare, read
from stream.chat.rules.intents import SILENT, Intent
from stream.chat.rules.marks import Mark
from stream.chat.rules.reading import Reading
from stream.chat.rules.vocabulary import OWN_STORE

TWO: Final = 2
_COMPARING: Final = (Mark.COMPARE, Mark.THAN, Mark.YEAR_BEFORE, Mark.BEFORE, Mark.MOVED)
_BETWEEN: Final = re.compile(
    r"[?？。！!\n]+\s*|[、,\s]+(?=あと(?![0-9０-９一-九])|それと|それから|ついでに|ちなみに)"
)


def readings(
    question: str,
    today: date,
    stores: Sequence[str] = (),
    before: Sequence[str] = (),
    days: Sequence[date] = (),
) -> list[Reading]:
    """The question's reading; of two questions both, where the whole would leave one of them unanswered.

    `before` and `days` as in `following.read`.
    """
    days = days or [today] * len(before)
    whole = read(question, today, stores, before, days)
    parts = [part for part in _BETWEEN.split(question) if part.strip()]
    is_comparison = whole.intent is Intent.COMPARE and whole.has(*_COMPARING)
    if len(parts) != TWO or whole.intent in SILENT or is_comparison:
        return [whole]
    first = read(parts[0], today, stores, before, days)
    each = _leaning(first, read(parts[1], today, stores, [*before, parts[0]], [*days, today]))
    if any(one.intent in SILENT for one in each):
        return [whole]
    alone = [read(part, today, stores) for part in parts]
    if any(is_bare(one) for one in alone) and not all(one.periods for one in alone):
        return [whole]
    wanted, told = first_calls(each, today), calls(whole, today)
    is_two = len(wanted) == TWO and wanted[0] != wanted[1]
    return each if is_two and any(call not in told for call in wanted) else [whole]


def _leaning(one: Reading, other: Reading) -> list[Reading]:
    """Both; the second is of the store and the time that the first names, where it names none itself."""
    is_own = OWN_STORE.search(other.text)
    stores = other.stores if is_own else other.stores or one.stores
    if other.has_dates or other.intent not in FIGURES:
        return [one, replace(other, stores=stores)]
    return [one, replace(other, stores=stores, periods=one.periods, unread=one.unread)]


def first_calls(asked: Sequence[Reading], today: date) -> list[Call]:
    """The calls of the first round: of two questions the first of each."""
    most = 1 if len(asked) > 1 else None
    return [call for one in asked for call in calls(one, today)[:most]]
