"""Whether everything that an answer says is so: its numbers, days, stores and people, looked for in SQL's truth."""

from collections.abc import Iterator, Sequence
from datetime import date

from tests.evaluation.asked import Question, Span, page_span
from tests.evaluation.chain import TODAY
from tests.evaluation.running import Turn
from tests.evaluation.spoken import Number, Spoken, heard, is_day
from tests.evaluation.texts import Text, cited
from tests.evaluation.truth import Truth, bases


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
    counted = _counts_of_citations(turn)
    missing = [
        number.text
        for number in said.numbers
        if not universe.holds(number.value, number.unit, number.step)
        and not _stands_in(number, written)
        and not (number.unit in {"件", "つ", ""} and number.value in counted)
    ]
    missing += [
        day.text for day in said.days if not any(is_day(day, one) for one in _known_days(turn, spans, read))
    ]
    missing += _strangers(turn.question, said, truth, read)
    return missing


def _stands_in(number: Number, written: Spoken) -> bool:
    return any((one.value, one.unit) == (number.value, number.unit) for one in written.numbers)


def _counts_of_citations(turn: Turn) -> set[int]:
    """How many texts are cited, in all and of each kind: an answer says how many it shows."""
    kinds = [one["kind"] for one in turn.citations if one["kind"] != "figures"]
    return {len(kinds), *(kinds.count(kind) for kind in set(kinds))}


def _known_days(turn: Turn, spans: Sequence[Span], read: Sequence[Text]) -> Iterator[date]:
    yield TODAY
    for first, last in [*spans, *(base for span in spans for base in bases(span))]:
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            yield date.fromordinal(ordinal)
    yield from (text.day for text in read if text.day)
    for text in read:
        for day in heard(text.content).days:
            if day.day and day.month:
                yield date(day.year or TODAY.year, day.month, day.day)
    if turn.question.refuse:  # that there is nothing of a day to come is no figure
        yield from (date.fromordinal(TODAY.toordinal() + n) for n in range(1, 800))
        yield from (
            date.fromordinal(n) for n in range(date(2019, 1, 1).toordinal(), date(2019, 12, 31).toordinal())
        )


def _strangers(question: Question, said: Spoken, truth: Truth, read: Sequence[Text]) -> Iterator[str]:
    """Stores and people that are neither in reach nor in a text that is cited."""
    whole = "\n".join(text.whole for text in read)
    reach = {truth.oracle.names[store] for store in truth.oracle.reach(question.who)}
    yield from (
        store for store in said.stores if store not in whole and not any(store.endswith(r) for r in reach)
    )
    yield from (person for person in said.persons if person.replace(" ", "") not in whole.replace(" ", ""))
