"""Whether all that an answer says is so: its numbers, days, stores and people, looked for in SQL's truth."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from tests.evaluation.asked import Question, Span, month, page_span
from tests.evaluation.chain import TODAY
from tests.evaluation.running import Turn
from tests.evaluation.spoken import Number, Spoken, heard, is_day
from tests.evaluation.texts import Text, cited
from tests.evaluation.truth import Truth, bases

FOUND: Final = re.compile(r"(\d+)件(?:が|を)?(?:見つ|ヒット)")
BESIDE: Final = re.compile(r"前(?P<which>週|年)同曜日(?:の|[(（は:：])\s*(?:売上)?は?(?P<yen>[\d,]+)円")
MONTHS_OF_GOALS: Final = 4
FAR: Final = 800  # days to come of which it may be said that there is nothing


def spans_of(turn: Turn) -> list[Span]:
    """The days that an answer may speak of: those asked for, and those of the pages that it cites."""
    question = turn.question
    pages = [page_span(one["url"]) for one in turn.citations]
    found = [*question.periods, *question.bases, *(span for span in pages if span)]
    return list(dict.fromkeys(found))


def unbacked(turn: Turn, truth: Truth, texts: Sequence[Text]) -> list[str]:
    """What the answer says and nothing says so."""
    read, spans = cited(texts, turn.citations), spans_of(turn)
    said, written = heard(turn.answer), heard("\n".join(text.whole for text in read))
    universe = truth.universe(turn.question.who, spans)
    missing = [
        number.text
        for number in said.numbers
        if not universe.holds(number.value, number.unit, number.step)
        and not _stands_in(number, written)
        and not (number.unit == "件" and number.value in _shown(turn))
    ]
    days = list(_known_days(turn, spans, read))
    missing += [day.text for day in said.days if not any(is_day(day, one) for one in days)]
    missing += _strangers(turn.question, said, truth, read)
    return [*missing, *_miscounted(turn, truth), *_misnamed(turn, truth, spans)]


def _stands_in(number: Number, written: Spoken) -> bool:
    return any((one.value, one.unit) == (number.value, number.unit) for one in written.numbers)


def _shown(turn: Turn) -> set[int]:
    """How many texts are cited: in all, and of each kind."""
    kinds = [one["kind"] for one in turn.citations if one["kind"] != "figures"]
    return {len(kinds), *(kinds.count(kind) for kind in set(kinds))}


def _miscounted(turn: Turn, truth: Truth) -> Iterator[str]:
    """`8件見つかりました`: as many texts must be there, or at least be shown."""
    counts = _shown(turn)
    for call in turn.calls:
        if call.name == "search_reports" and call.span and not call.args.get("query"):
            names = call.args.get("store", "")
            ids = truth.oracle.chosen(turn.question.who, names if names.endswith("店") else "all")
            genre, location = call.args.get("genre", ""), call.args.get("location", "")
            counts.add(int(truth.oracle.measure("reports", ids, call.span, genre, location)))
    for match in FOUND.finditer(unicodedata.normalize("NFKC", turn.answer)):
        if int(match[1]) not in counts:
            yield f"{match[0]} (there are {sorted(counts)})"


def _misnamed(turn: Turn, truth: Truth, spans: Sequence[Span]) -> Iterator[str]:
    """What is said to be that of 前週同曜日 or 前年同曜日 must be it, and not that of another stretch."""
    for match in BESIDE.finditer(turn.answer.replace("**", "")):
        shift = timedelta(days=7 if match["which"] == "週" else 364)
        moved = [(first - shift, last - shift) for first, last in spans]
        until = [(first, min(last, TODAY - timedelta(days=1) - shift)) for first, last in moved]
        values = {
            truth.sums(ids, span).sales
            for ids in truth.scopes(turn.question.who)
            for span in [*moved, *until]
        }
        if int(match["yen"].replace(",", "")) not in values:
            yield match[0]


def _known_days(turn: Turn, spans: Sequence[Span], read: Sequence[Text]) -> Iterator[date]:
    yield TODAY
    for first, last in [*spans, *(base for span in spans for base in bases(span))]:
        yield from (date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))
    if "goal_status" in {call.name for call in turn.calls}:
        yield from (month(span[1], -n)[0] for span in spans for n in range(MONTHS_OF_GOALS))
    for text in read:
        yield from [text.day] if text.day else []
        yield from (
            date(day.year or TODAY.year, day.month, day.day) for day in heard(text.content).days if day.day
        )
    if turn.question.refuse:  # that there is nothing of these days is no figure
        yield from (TODAY + timedelta(days=n) for n in range(1, FAR))
        yield from (date(2019, 1, 1) + timedelta(days=n) for n in range(365))


def _strangers(question: Question, said: Spoken, truth: Truth, read: Sequence[Text]) -> Iterator[str]:
    """Stores and people that are neither in reach nor in a text that is cited."""
    whole = "\n".join(text.whole for text in read).replace(" ", "")
    reach = [truth.oracle.names[store] for store in truth.oracle.reach(question.who)]
    yield from (name for name in said.stores if name not in whole and not name.endswith(tuple(reach)))
    yield from (person for person in said.persons if person.replace(" ", "") not in whole)
