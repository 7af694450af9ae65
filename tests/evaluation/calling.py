"""Whether the right tools were called with the right arguments."""

from collections.abc import Callable
from typing import Any

from shared.words import Genre, Location
from tests.evaluation.asked import Question, Span
from tests.evaluation.chain import AREA_OF, TODAY
from tests.evaluation.oracle import Oracle
from tests.evaluation.running import Call, Turn


def uncalled(turn: Turn) -> list[str]:
    """The tools that were wanted and not called."""
    called = [f"{call.name}{call.args}" for call in turn.calls] or ["none"]
    return [f"{names} wanted, called {called}" for names in wanted(turn.question) if not _named(turn, names)]


def misasked(turn: Turn, oracle: Oracle) -> list[str]:
    """What is wrong with the arguments of the calls; of several calls of a tool the best counts."""
    found: list[str] = []
    for names in wanted(turn.question):
        wrong = [_wrong(turn.question, call, oracle) for call in _named(turn, names)]
        best = min(wrong, key=len) if wrong else [f"{names} not called"]
        found += best
    return found


def wanted(question: Question) -> list[list[str]]:
    """All of these tools are wanted, each of them one of the list."""
    return [one.split("|") for one in question.tools.split("+")]


def chosen(question: Question, oracle: Oracle) -> set[int]:
    """The stores that a call for the question is about; a ranking is of all within reach."""
    is_ranking = "rank_stores" in question.tools and not question.store
    return set(oracle.chosen(question.who, "all" if is_ranking else question.store))


def _named(turn: Turn, names: list[str]) -> list[Call]:
    return [call for call in turn.calls if call.name in names]


def _wrong(question: Question, call: Call, oracle: Oracle) -> list[str]:
    checks: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("period", lambda: not question.period or _is_period(question, call)),
        ("store", lambda: _is_place(question, call, oracle)),
        ("genre", lambda: not question.genre or _is_genre(question.genre, call)),
        ("location", lambda: _is_word(Location, question.location, call.args.get("location", ""))),
        ("metric", lambda: _is_metric(question.metric, call)),
    )
    return [f"{name} of {call.name}{call.args} {call.span}" for name, is_right in checks if not is_right()]


def _is_place(question: Question, call: Call, oracle: Oracle) -> bool:
    if call.place is None or call.name == "gather_topic":
        return True
    return _stores(question, call.place, oracle) == chosen(question, oracle)


def _stores(question: Question, place: str, oracle: Oracle) -> set[int]:
    """The stores of a place's name that the asker may read."""
    reach = set(oracle.chosen(question.who, "all"))
    name = place.removesuffix("エリア")
    return {store for store in reach if not place or place == oracle.names[store] or name == AREA_OF[store]}


def _clipped(span: Span | None) -> Span | None:
    """As far as it is over: what is to come has no figures."""
    return (span[0], min(span[1], TODAY)) if span else None


def _is_period(question: Question, call: Call) -> bool:
    spans = [_clipped(span) for span in question.periods]
    if call.name != "compare_periods" or not question.against:
        return _clipped(call.span) in spans
    fact: Any = call.result.facts.get("against") if call.result else None
    other = _clipped((fact.value.first, fact.value.last)) if fact else None
    pairs = zip(spans, [_clipped(span) for span in question.bases], strict=True)
    return {_clipped(call.span), other} in [set(pair) for pair in pairs]


def _is_genre(genre: str, call: Call) -> bool:
    if call.name == "claim_statistics" or call.args.get("metric") == "claims":
        return genre == "claim"
    return _is_word(Genre, genre, call.args.get("genre", ""))


def _is_metric(metric: str, call: Call) -> bool:
    return not metric or "metric" not in call.args or call.args["metric"] == metric


def _is_word(words: Any, code: str, given: str) -> bool:
    return not code or given in {code, words.of(code).label}
