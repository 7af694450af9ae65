"""Which tools a reading calls, with which arguments."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from shared.analytics.periods import NoPeriod, Period, around, between, shifted
from shared.asked_dates import Found
from shared.words import Genre, Metric, PeriodKind
from stream.chat.rules import vocabulary as v
from stream.chat.rules.reading import Intent, Reading


@dataclass(frozen=True, slots=True)
class Call:
    """A tool and its arguments, all of them texts; empty ones are left out."""

    tool: str
    args: dict[str, str]


def calls(reading: Reading, today: date) -> list[Call]:
    """The calls of a reading, at most two; none where nothing is looked up."""
    asked = _ASKED.get(reading.intent)
    return [
        Call(tool, {name: value for name, value in args.items() if value})
        for tool, args in (asked(reading, today) if asked else ())
    ]


Asked = Iterator[tuple[str, dict[str, str]]]


def written(period: Period) -> str:
    """A stretch as the tools read it again."""
    return f"{period.first}..{period.last}"


def _period(reading: Reading, default: str = "") -> str:
    return written(reading.periods[0].period) if reading.periods else default


def _narrowed(reading: Reading, default: str = "今月") -> dict[str, str]:
    return {"period": _period(reading, default), "store": reading.store}


def _genre(reading: Reading) -> str:
    return reading.genre.value if reading.genre else ""


def _location(reading: Reading) -> str:
    return reading.location.value if reading.location else ""


def _goal(reading: Reading, today: date) -> Asked:
    yield "goal_status", {"month": _period(reading, "今月"), "store": reading.store}


def _knowledge(reading: Reading, today: date) -> Asked:
    yield "search_knowledge", {"query": reading.topic}


def _board(reading: Reading, today: date) -> Asked:
    genre = "" if "ideas" in reading.marks else _genre(reading)
    yield "search_board", {"query": reading.topic, "genre": genre, "period": _period(reading)}


def _compare(reading: Reading, today: date) -> Asked:
    metric = reading.metric or Metric.SALES
    period, against = _compared(reading, today)
    yield (
        "compare_periods",
        {
            "metric": metric.value,
            "period": written(period),
            "against": written(against),
            "store": reading.store,
        },
    )
    if "reason" in reading.marks:
        yield "search_reports", {"query": _METRIC_TOPIC.get(metric, ""), "period": written(period)}


_METRIC_TOPIC: Final = {
    Metric.SALES: "売上 客数 天気 イベント",
    Metric.CUSTOMERS: "客数 来店 天気 イベント",
    Metric.SPEND: "客単価 注文",
    Metric.DIFFERENCE: "違算 レジ",
    Metric.CLAIMS: "クレーム",
}


def _compared(reading: Reading, today: date) -> tuple[Period, Period]:
    """The stretch, and the one that it is compared with."""
    periods = [found.period for found in reading.periods]
    if len(periods) > 1:
        later, earlier = sorted(periods[:2], key=lambda period: period.first, reverse=True)
        return later, earlier
    if periods and _is_base(reading, reading.periods[0]):
        return _present(periods[0], today), periods[0]
    period = periods[0] if periods else shifted(PeriodKind.MONTH, today, 0)
    try:
        return period, _year_before(period) if "last_year" in reading.marks else period.before
    except NoPeriod:
        return period, period


def _is_base(reading: Reading, found: Found) -> bool:
    return bool(
        re.search(
            r"(?:今週|今月|今日|今年|昨日|先週|先月|去年|昨年|前年)[のに]?(?:より|比べ|と比べ)", reading.text
        )
    ) and (found.period.last < date.max)


def _present(period: Period, today: date) -> Period:
    """The stretch of today's that is like `period`."""
    if period.kind is PeriodKind.DAYS:
        return between(today - timedelta(days=period.days - 1), today)
    return around(period.kind, today)


def _year_before(period: Period) -> Period:
    if period.kind is PeriodKind.MONTH:
        first = period.first
        return around(PeriodKind.MONTH, date(first.year - 1, first.month, 1))
    if period.kind is PeriodKind.YEAR:
        return period.before
    back = timedelta(days=364)
    return between(period.first - back, period.last - back)


def _rank(reading: Reading, today: date) -> Asked:
    metric = reading.metric or (Metric.CLAIMS if reading.genre is Genre.CLAIM else Metric.REPORTS)
    if reading.metric is None and reading.genre not in {None, Genre.CLAIM}:
        yield "report_statistics", {**_narrowed(reading), "genre": _genre(reading), "by": "store"}
        return
    yield "rank_stores", {"metric": metric.value, "period": _period(reading, "今月")}


def _differences(reading: Reading, today: date) -> Asked:
    yield "cash_differences", _narrowed(reading)
    if "reason" in reading.marks or ("content" in reading.marks and "count" not in reading.marks):
        yield "search_reports", {"query": "違算 レジ", **_narrowed(reading)}


def _claims(reading: Reading, today: date) -> Asked:
    only_content = "content" in reading.marks and not reading.marks & {"count", "rate"}
    if not only_content or not reading.periods:
        yield "claim_statistics", {**_narrowed(reading), "location": _location(reading)}
    if "content" in reading.marks or "reason" in reading.marks or not reading.marks & {"count", "rate"}:
        yield "search_reports", {**_narrowed(reading), "genre": "claim", "location": _location(reading)}


def _statistics(reading: Reading, today: date) -> Asked:
    yield (
        "report_statistics",
        {
            **_narrowed(reading),
            "genre": _genre(reading),
            "location": "" if reading.by == "location" else _location(reading),
            "by": reading.by if reading.by != "week" else "day",
        },
    )
    if "content" in reading.marks:
        yield (
            "search_reports",
            {**_narrowed(reading), "genre": _genre(reading), "location": _location(reading)},
        )


def _sales(reading: Reading, today: date) -> Asked:
    by = reading.by if reading.by in {"day", "week"} else "total"
    yield "sales_of", {**_narrowed(reading), "by": by}
    if "reason" in reading.marks:
        yield "search_reports", {"query": _METRIC_TOPIC[Metric.SALES], **_narrowed(reading)}


def _reports(reading: Reading, today: date) -> Asked:
    query = "引き継ぎ 申し送り" if "handover" in reading.marks else reading.topic
    if reading.genre and not _more_than(reading):
        query = ""
    narrowed = _narrowed(reading, "")
    yield (
        "search_reports",
        {**narrowed, "query": query, "genre": _genre(reading), "location": _location(reading)},
    )


def _more_than(reading: Reading) -> str:
    """What the topic says beside its genre and place."""
    rest = reading.topic
    for words in (*v.GENRES.values(), *v.LOCATIONS.values(), v.CONTENT, v.REPORTS, v.POLITE):
        rest = words.sub("", rest)
    return re.sub(r"[のがはをにでと、 ?？]+", "", rest)


def _topic(reading: Reading, today: date) -> Asked:
    yield "gather_topic", {"topic": reading.topic, "period": _period(reading)}


_ASKED: Final = {
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
