"""Figures in sentences, and their rows as lists: every value is a reference."""

from collections.abc import Callable, Mapping
from typing import Final

from shared.words import Metric
from stream.chat.ledger import Fact
from stream.chat.rules.asking import is_least
from stream.chat.rules.marks import Mark
from stream.chat.rules.saying import Saying, joined

FEW: Final = 2  # rows that are worth a list


def _sales(saying: Saying) -> str:
    reading, facts = saying.reading, saying.result.facts
    if reading.has(Mark.MISSING):
        first = ["missing_first"] if "missing" in facts else []
        told = saying.sentences([*first, "filed", "also_sales"])
        return told if first else joined(saying.filled(saying.phrases.none_missing) + told)
    asked = [metric.value for metric in reading.metrics if metric.value in facts]
    first_asked = next((name for name in asked if name in _OF_SALES), "sales")
    first_told = first_asked if first_asked in facts else "sales"
    rest = [f"also_{name}" for name in _OF_SALES if name != first_told]
    names = [first_told, *rest, "change", "year_change"]
    is_of_a_day = reading.has(Mark.WHICH_DAY, Mark.MOST)
    is_best = first_told == "sales" and not is_least(reading, Metric.SALES)
    best = ["best_day"] if is_best or not is_of_a_day else []
    names = [first_told, *best, *names[1:]] if is_of_a_day else [*names, *best]
    days = _days(saying, first_told) if reading.has(Mark.WHICH_DAY) else ""
    text = saying.sentences([*names, "missing"]) or saying.empty()
    return joined(text + _gap(saying) + saying.goes_on(), days or saying.rows("name", _OF_SALES))


def _days(saying: Saying, figure: str) -> str:
    """The days in order of the figure, where they have it; the first of them is the one that is asked for."""
    if not saying.result.rows or any(figure not in row for row in saying.result.rows):
        return ""
    least = is_least(saying.reading, Metric.of(figure))
    sentence = saying.phrases.ranked_least if least else saying.phrases.ranked
    head = sentence.format(where="", metric=saying.phrases.metrics[Metric.of(figure)])
    return joined(head, saying.ordered(figure, is_least=least).rows("name", _OF_SALES))


_OF_SALES: Final = ("sales", "customers", "spend")


def _gap(saying: Saying) -> str:
    return "" if saying.reading.is_japanese else " "


def _claims(saying: Saying) -> str:
    text = saying.sentences(["claims", "rate", "missing", "same_claims", "base_claims"])
    return joined(text, _list_of_counts(saying) if not saying.reading.location else "")


def _statistics(saying: Saying) -> str:
    is_of_days = saying.reading.has(Mark.WHICH_DAY)  # the most first: 「クレームが一番多かった日は？」
    listed = saying.ordered("count", is_least=saying.reading.has(Mark.LEAST)) if is_of_days else saying
    return joined(saying.sentences(["total"]), _list_of_counts(listed))


def _list_of_counts(saying: Saying) -> str:
    rows = [row for row in saying.result.rows if "name" in row]
    return saying.rows("name", ["count"]) if len(rows) >= FEW else ""


def _differences(saying: Saying) -> str:
    text = saying.sentences(["sum", "largest", "missing"]) or saying.empty()
    rows = saying.result.rows
    is_one_store = "store" in saying.result.facts
    values = ["difference"] if is_one_store else ["store", "difference"]
    return joined(
        text + _gap(saying) + saying.goes_on(), saying.rows("date", values) if len(rows) >= FEW else ""
    )


def _goal(saying: Saying) -> str:
    names = ["target", "sold", "attainment", "forecast", "achievement_rate"]
    if "target" not in saying.result.facts:
        head = saying.filled(saying.phrases.no_goal)
        text = head + saying.sentences(names[1:])
    else:
        text = saying.sentences(names)
    return joined(text, saying.rows("month", ["target", "sold", "attainment"]))


def _compared(saying: Saying) -> str:
    facts = saying.result.facts
    names = ["both"] if {"a", "b"} <= facts.keys() else [_side(name, facts) for name in "ab"]
    text = saying.sentences([*names, "same", "difference", "change"]) or saying.empty()
    return text + _gap(saying) + saying.goes_on()


def _side(name: str, facts: Mapping[str, Fact]) -> str:
    """The sentence of one of two stretches: its figure, that it is 未提出, or that there is none."""
    if name in facts:
        return name
    return f"{name}_unfiled" if f"{name}_unfiled" in facts else f"{name}_none"


def _ranked(saying: Saying) -> str:
    is_ascending = saying.args.get("order") == "asc"
    head = saying.filled(saying.phrases.ranked_least if is_ascending else saying.phrases.ranked)
    return joined(head, saying.rows("store", ["value"])) if saying.result.rows else saying.empty()


FIGURES: Final[Mapping[str, Callable[[Saying], str]]] = {
    "sales_of": _sales,
    "claim_statistics": _claims,
    "report_statistics": _statistics,
    "cash_differences": _differences,
    "goal_status": _goal,
    "compare_periods": _compared,
    "rank_stores": _ranked,
}
