"""Which tools a reading calls, and with which arguments."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from shared.analytics.periods import DAY, NoPeriod, Period
from shared.asked_dates import dated
from shared.words import Genre, Metric
from stream.chat.rules.comparing import compared
from stream.chat.rules.intents import Intent
from stream.chat.rules.marks import Mark
from stream.chat.rules.reading import Reading, injuries
from stream.chat.rules.vocabulary import FIGURES, GENRES, METRICS, WORRYING

MOST_CALLS: Final = 2
TWO: Final = 2


@dataclass(frozen=True, slots=True)
class Call:
    """A tool and its arguments, all of them texts; empty ones are left out."""

    tool: str
    args: dict[str, str]


Asked = Iterator[tuple[str, Mapping[str, str]]]


def calls(reading: Reading, today: date) -> list[Call]:
    """The calls of a reading, at most `MOST_CALLS`; none where nothing is looked up."""
    return _all_calls(reading, today)[:MOST_CALLS]


def is_cut(reading: Reading, today: date) -> bool:
    """Whether more is asked than `calls` answer; texts beside figures may be nobody's wish."""
    wants_texts = reading.has(Mark.CONTENT, Mark.REASON)
    left = _all_calls(reading, today)[MOST_CALLS:]
    return any(call.tool != "search_reports" or wants_texts for call in left)


def _all_calls(reading: Reading, today: date) -> list[Call]:
    asked = _ASKED.get(reading.intent)
    return [Call(tool, _args(reading, args)) for tool, args in (asked(reading, today) if asked else ())]


def further_calls(reading: Reading, today: date, first: list[Call]) -> list[Call]:
    """After `first` calls that found nothing, those that look further: into other texts, into days before."""
    if _unread(reading):
        return []
    searched = next((call.args for call in first if call.tool == "search_reports"), None)
    if reading.has(Mark.HANDOVER) and reading.stretches:
        return [Call("search_reports", {"period": _since_yesterday(reading.stretches[0], today)})]
    if reading.has(Mark.REASON) and searched and "period" in searched:
        return [Call("search_reports", {name: value for name, value in searched.items() if name != "query"})]
    if reading.intent in {Intent.KNOWLEDGE, Intent.BOARD}:
        return [Call("gather_topic", {"topic": reading.topic or reading.text})]
    if reading.intent is Intent.REPORTS and searched and {"query", "period"} <= searched.keys():
        is_of_today = reading.stretches[-1].last >= today  # what is to happen was written before
        return [Call("search_reports", _without_days(searched))] if is_of_today else []
    return []


def _args(reading: Reading, args: Mapping[str, str]) -> dict[str, str]:
    """Those that say something; what cannot be read of a time goes as it is, and the tool says so."""
    unread = _unread(reading)
    times = {name: unread for name in ("period", "month") if name in args and unread}
    return {name: value for name, value in {**args, **times}.items() if value}


def _unread(reading: Reading) -> str:
    """What it says of a time that cannot be asked; all its stretches where they are more than are told."""
    if reading.unread or not _has_too_many_stretches(reading):
        return reading.unread
    return "、".join(written(named.period) for named in reading.periods)


def _has_too_many_stretches(reading: Reading) -> bool:
    """Three beside each other, or two with a figure each; of one sum several that do not follow each other,
    or of several figures."""
    if reading.intent is Intent.COMPARE:
        return len(reading.periods) > TWO or _have_their_own(reading)
    stretches = sorted(set(reading.stretches), key=lambda period: period.first)
    are_one = all(one.last + DAY == following.first for one, following in pairwise(stretches))
    figures = reading.marks & {*METRICS, *GENRES}
    is_of_one = len(figures) <= 1 and not reading.has(Mark.GOAL)
    return len(stretches) > 1 and not (are_one and is_of_one)


def _have_their_own(reading: Reading) -> bool:
    """Whether two times that nobody compares have a figure each: 「昨日の売上と先週の客数」."""
    if len(reading.metrics) <= 1 or reading.has(Mark.COMPARE, Mark.THAN, Mark.MOVED):
        return False
    places = [reading.text.find(named.words) for named in reading.periods]
    between = reading.text[min(places, default=0) : max(places, default=0)]
    return -1 not in places and any(FIGURES[mark].search(between) for mark in METRICS if reading.has(mark))


def _without_days(args: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in args.items() if name != "period"}


def written(period: Period | None) -> str:
    """A stretch as the tools read it again; empty for none."""
    return dated(period) if period else ""


def _since_yesterday(asked: Period, today: date) -> str:
    first = min(asked.first, today - timedelta(days=1))
    return f"{first}..{max(first, min(asked.last, today))}"


def _when(reading: Reading) -> str:
    """Its stretch, never the one that it is compared with; of several that follow each other, all as one."""
    stretches = sorted(reading.stretches, key=lambda period: period.first)
    if not stretches:
        return ""
    first, last = stretches[0], stretches[-1]
    return f"{first.first}..{last.last}" if len(stretches) > 1 else written(first)


def _beside(reading: Reading, today: date) -> list[str]:
    """Its stretch; and the one that it is compared with: 「事故は先月より減った？」."""
    if reading.intent is not Intent.COMPARE and not reading.has(Mark.THAN, Mark.YEAR_BEFORE, Mark.BEFORE):
        return [_when(reading)]
    main, base = compared(reading, today)
    with suppress(NoPeriod):
        base = base or (main and main.before)
    return list(dict.fromkeys(map(written, (main, base or main))))


def _where(reading: Reading) -> dict[str, str]:
    return {"period": _when(reading), "store": reading.store}


def _each(tool: str, reading: Reading, args: Mapping[str, str]) -> Asked:
    """The tool, for each store that is named."""
    for store in reading.stores or ("",):
        yield tool, {**args, "store": store}


def _kind(reading: Reading) -> dict[str, str]:
    genre, place = next(iter(reading.genres), None), reading.location
    return {"genre": genre.value if genre else "", "location": place.value if place else ""}


def _goal(reading: Reading, today: date) -> Asked:
    months: dict[str, str] = {}
    for when in _beside(reading, today):
        months.setdefault(when[-10:-3], when)  # a month has one goal
    for when in months.values():
        yield from _each("goal_status", reading, {"month": when})
    for metric in reading.metrics:
        if metric in {Metric.CLAIMS, Metric.DIFFERENCE}:
            yield _TOOLS[metric], _where(reading)


def _knowledge(reading: Reading, today: date) -> Asked:
    yield "search_knowledge", {"query": reading.topic or reading.text}


def _board(reading: Reading, today: date) -> Asked:
    genre = "" if reading.has(Mark.IDEAS, Mark.OTHERS) else _kind(reading)["genre"]
    query = reading.topic if reading.content or reading.has(Mark.METRIC, *GENRES) else reading.text
    yield "search_board", {"query": query or reading.text, "genre": genre, "period": _when(reading)}


def _compare(reading: Reading, today: date) -> Asked:
    if reading.metrics == (Metric.CLAIMS,) and reading.location:
        place = _kind(reading)["location"]
        for when in _beside(reading, today):
            yield from _each("claim_statistics", reading, {"period": when, "location": place})
        return
    if reading.genres and not reading.metrics:
        yield from _statistics(reading, today)
        return
    period, against = compared(reading, today)
    stretches = {"period": written(period), "against": written(against)}
    usual = Metric.REPORTS if reading.has(Mark.REPORTS) else Metric.SALES
    metrics = reading.metrics or (usual,)
    for metric in metrics[:1] if reading.has(Mark.REASON) else metrics:
        yield from _each("compare_periods", reading, {"metric": metric.value, **stretches})
    if reading.has(Mark.REASON):
        yield from _reasons(reading, metrics[0], written(period))


_LIKELY: Final = {
    Metric.SALES: "売上 客数 天気 イベント",
    Metric.CUSTOMERS: "客数 客足 天気 イベント",
    Metric.SPEND: "客単価 注文 メニュー",
    Metric.DIFFERENCE: "違算 レジ お釣り",
}


def _reasons(reading: Reading, metric: Metric, period: str) -> Asked:
    genre = Genre.CLAIM.value if metric is Metric.CLAIMS else ""
    query = reading.content or _LIKELY.get(metric, "")
    yield "search_reports", {"query": query, "genre": genre, "period": period, "store": reading.store}


def _rank(reading: Reading, today: date) -> Asked:
    is_of_place = reading.location and {*reading.metrics} <= {Metric.CLAIMS}
    if is_of_place or (reading.genres and not reading.metrics):
        yield "report_statistics", {"period": _when(reading), **_kind(reading), "by": "store"}
        return
    usual = Metric.REPORTS if reading.has(Mark.REPORTS) else usual_rank(reading)
    for metric in reading.metrics or (usual,):
        order = "asc" if is_least(reading, metric) or _NONE.search(reading.text) else ""
        yield "rank_stores", {"metric": metric.value, "period": _when(reading), "order": order}


# 「クレームがなかった店」, and of what they did not do; but 「レジが合わない店」, and 「多い店はないですか」.
_NONE: Final = re.compile(
    r"(?:[がはのも ]|(?<=[一-龥ァ-ヶー]))(?<![店舗ろこん][はがも])(?<![店舗])"
    r"(?:なかった|ない|無い|なし|無し|ありません)|ゼロ|(?<!\d)0件|"
    r"(?:出|書|売れ|[出提]し)てい?(?:な|ませ)|[良よ]くな|\b(?:no|without|zero)\b"
)


def is_least(reading: Reading, metric: Metric) -> bool:
    """Whether the smallest come first: 少ない, and the worst, but for claims and 違算."""
    is_bad = metric in {Metric.CLAIMS, Metric.DIFFERENCE}
    return reading.has(Mark.LEAST) or (reading.has(Mark.WORST) and not is_bad)


def usual_rank(reading: Reading) -> Metric:
    """What stores are ranked by where no figure is named: worrying ones by claims."""
    return Metric.CLAIMS if WORRYING.search(reading.text) else Metric.SALES


def _differences(reading: Reading, today: date) -> Asked:
    yield from _each("cash_differences", reading, {"period": _when(reading)})
    if reading.has(Mark.REASON):
        yield from _reasons(reading, Metric.DIFFERENCE, _when(reading))
    yield from _also(reading, Metric.DIFFERENCE)


def _claims(reading: Reading, today: date) -> Asked:
    texts = {**_where(reading), **_kind(reading), "query": reading.content and reading.topic}
    is_counted = reading.has(Mark.COUNT, Mark.RATE, Mark.TREND, Mark.CHANGE)
    if reading.content and not reading.has(Mark.RATE):
        yield from _each("search_reports", reading, texts)
        return
    if is_counted or not reading.has(Mark.CONTENT, Mark.REASON):
        counted = {**_where(reading), "location": _kind(reading)["location"]}
        yield from _each("claim_statistics", reading, counted)
    yield from _also(reading, Metric.CLAIMS)
    if reading.has(Mark.CONTENT, Mark.REASON) or not is_counted:
        yield from _each("search_reports", reading, texts)


def _statistics(reading: Reading, today: date) -> Asked:
    shape = next((by for mark, by in _SHAPES.items() if reading.has(mark)), "")
    kind = _kind(reading) if len(reading.genres) < 2 else {**_kind(reading), "genre": ""}  # noqa: PLR2004  two kinds
    if shape == "genre" and reading.genres:
        shape = "location"
    by = shape or ("genre" if len(reading.genres) > 1 else "")
    if by == "location":
        kind["location"] = ""
    kinds = {*injuries(reading.text)} - _ANY_INJURY if reading.has(Mark.COUNT) else ()
    if (reading.content or kinds) and not shape:
        yield from _each("search_reports", reading, {**_where(reading), **kind, "query": reading.topic})
        return
    for when in _beside(reading, today):
        yield from _each("report_statistics", reading, {"period": when, **kind, "by": by})
    if reading.has(Mark.CONTENT, Mark.REASON) or (reading.genres and reading.has(Mark.BY_GENRE)):
        yield from _each("search_reports", reading, {**_where(reading), **kind})


_ANY_INJURY: Final = {"けが", "ケガ", "怪我"}
_SHAPES: Final = {
    Mark.BY_PLACE: "location",
    Mark.WHICH_STORE: "store",
    Mark.WHICH_DAY: "day",
    Mark.BY_DAY: "day",
    Mark.BY_GENRE: "genre",
}


def _sales(reading: Reading, today: date) -> Asked:
    by = "week" if reading.has(Mark.BY_WEEK) else "month" if reading.has(Mark.BY_MONTH) else "total"
    by = "day" if reading.has(Mark.BY_DAY, Mark.WHICH_DAY) else by
    yield from _each("sales_of", reading, {**_where(reading), "by": by})
    if reading.has(Mark.REASON):
        yield from _reasons(reading, Metric.SALES, _when(reading))
    yield from _also(reading, Metric.SALES)


def _also(reading: Reading, told: Metric) -> Asked:
    """The other figures that the question names beside the one that is told."""
    family = {Metric.SALES, Metric.CUSTOMERS, Metric.SPEND}
    for metric in reading.metrics:
        if metric is told or (told in family and metric in family):
            continue
        yield _TOOLS[metric], _where(reading)
    if reading.has(Mark.GOAL):
        yield "goal_status", {"month": _when(reading), "store": reading.store}


_TOOLS: Final = {
    Metric.SALES: "sales_of",
    Metric.CUSTOMERS: "sales_of",
    Metric.SPEND: "sales_of",
    Metric.DIFFERENCE: "cash_differences",
    Metric.CLAIMS: "claim_statistics",
}


def _reports(reading: Reading, today: date) -> Asked:
    query = "引き継ぎ 申し送り" if reading.has(Mark.HANDOVER) else searched_for(reading)
    asked = {**_where(reading), **_kind(reading), "query": query}
    is_to_come = any(period.first > today for period in reading.stretches)
    yield from _each("search_reports", reading, _without_days(asked) if is_to_come and query else asked)


def searched_for(reading: Reading) -> str:
    """What reports are searched for; empty where they are asked for by their kind, place and time alone."""
    return reading.topic if reading.content or _is_told_of(reading) else ""


def _is_told_of(reading: Reading) -> bool:
    return reading.has(Mark.MATTER) and not reading.genres


def _topic(reading: Reading, today: date) -> Asked:
    yield "gather_topic", {"topic": reading.topic or reading.content, "period": _when(reading)}


_ASKED: Final[Mapping[Intent, Callable[[Reading, date], Asked]]] = {
    Intent.GOAL: _goal,
    Intent.KNOWLEDGE: _knowledge,
    Intent.BOARD: _board,
    Intent.COMPARE: _compare,
    Intent.RANK: _rank,
    Intent.DIFFERENCES: _differences,
    Intent.CLAIMS: _claims,
    Intent.STATISTICS: _statistics,
    Intent.SALES: _sales,
    Intent.REPORTS: _reports,
    Intent.TOPIC: _topic,
}
