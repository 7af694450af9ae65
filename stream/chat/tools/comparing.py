"""Two stretches beside each other, and the stores in order of a figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from langchain.tools import ToolRuntime

from shared.analytics import ranking
from shared.analytics.counts import counted
from shared.analytics.periods import Base, NoPeriod, Period, between, whole
from shared.analytics.question import Question
from shared.analytics.ranking import Listing
from shared.analytics.series import Point
from shared.asked_dates import NotUnderstood, beside
from shared.words import Genre, Metric, PeriodKind, RankedBy
from stream.chat.ledger import FactKind, Result, Source, Status, period_text
from stream.chat.scope import Scope
from stream.chat.tools.asking import (
    Asked,
    Refused,
    Said,
    figures_source,
    needs_several_stores,
    percent_text,
    rows,
    sums,
    understood,
    word_of,
)
from stream.chat.tools.figures import note_through, nothing_of, points_of, totals
from stream.chat.tools.making import tool

Runtime = ToolRuntime[Any, Any]  # its context is a `Run`, which pydantic need not know
MOST_STORES: Final = 50
UNFILED: Final = "未提出"
ALL_STORES: Final = 1_000  # more than anybody has: the largest 違算 may be the smallest number


@tool
async def compare_periods(
    runtime: Runtime, metric: str, period: str = "", against: str = "", store: str = ""
) -> tuple[str, Result]:
    """同じ数字を2つの期間で比べる。

    Args:
        metric: sales（売上）、customers（客数）、spend（客単価）、difference（違算）、claims（クレーム）、
            reports（日報の件数）。
        period: 知りたい期間。
        against: 比べる期間。「前年同月」「前週」などは知りたい期間から数える。空なら1つ前の期間。
        store: 店舗名。空ならふだんの店舗。
    """
    scope: Scope = runtime.context.scope
    asked = await understood(scope, period, store)
    other = _other(scope, asked, against)
    word = _metric(metric)
    a, b = await _side(scope, word, asked.question), await _side(scope, word, other.question)
    alike = await _alike(scope, word, a, b)
    said = Said(scope, "compare_periods", asked)
    page = "incidents/" if word in {Metric.CLAIMS, Metric.REPORTS} else "sales/"
    source = figures_source(said, page, asked.question, word.label)
    other_source = figures_source(said, page, other.question, word.label)
    said.where(source)
    _note_period(said, "against", b.period, other_source)
    _note_side(said, word, "a", a, source)
    _note_side(said, word, "b", b, other_source)
    note_through(said, a.through, source)
    if a.why is b.why is not Status.OK:
        return said.result(a.why)
    if alike and alike != (a, b):
        for name, side, of in (("a", alike[0], source), ("b", alike[1], other_source)):
            _note_period(said, f"{name}_period", side.period, of)
            _note_side(said, word, f"{name}_same", side, of)
        said.lines.append("difference と change は、同じ日までの a_same と b_same のものです。")
    if alike:
        _note_change(said, word, *alike, source)
    _table_of_two(said, word, *(alike or (a, b)), source)
    return said.result()


@dataclass(frozen=True, slots=True)
class Side:
    """One of two stretches: its figure, or why it has none. `through` is its last day that is compared."""

    question: Question
    through: date
    value: int | None
    why: Status

    @property
    def period(self) -> Period:
        """The stretch."""
        return self.question.period

    @property
    def is_under_way(self) -> bool:
        """Whether not all of it is compared yet."""
        return self.through < self.period.last


async def _side(scope: Scope, metric: Metric, question: Question) -> Side:
    points = await points_of(scope, question)
    value = measured(points, metric)
    why = Status.OK if value is not None else nothing_of(points, question.period, scope.today)
    return Side(question, points[0].through, value, why)


async def _alike(scope: Scope, metric: Metric, a: Side, b: Side) -> tuple[Side, Side] | None:
    """The two; where one is under way, what of them ends on the same day; None where no day of it is compared
    yet."""
    if not a.is_under_way and not b.is_under_way:
        return a, b
    same = _same_days(a, b)
    if same is None:
        return None
    own, base = same
    return await _side(scope, metric, a.question.at(own)), await _side(scope, metric, b.question.at(base))


def _same_days(a: Side, b: Side) -> tuple[Period, Period] | None:
    if not a.is_under_way:
        same = _same_days(b, a)
        return same and (same[1], same[0])
    base = _beside(a.period, b.period, b.through).until(a.through)
    return (between(a.period.first, a.through), base) if base and a.period.first <= a.through else None


def _beside(period: Period, other: Period, through: date) -> Base:
    """`other`, up to `through`, as what the days of `period` stand beside; those of years by their names."""
    last = min(other.last, through)
    if period.kind is other.kind is PeriodKind.YEAR:
        return Base(other.first, last, 0, period.first.year - other.first.year)
    return Base(other.first, last, (period.first - other.first).days)


def _note_period(said: Said, name: str, period: Period, source: Source) -> None:
    said.note(name, FactKind.PERIOD, period, period_text(period), source)


def _note_side(said: Said, metric: Metric, name: str, side: Side, source: Source) -> None:
    """The figure under its name, or that it is 未提出."""
    if side.value is not None:
        said.note(name, _KINDS[metric], side.value, _text(metric, side.value), source)
    if side.why is Status.EMPTY:
        said.note(f"{name}_unfiled", FactKind.LABEL, UNFILED, UNFILED, source)


def _note_change(said: Said, metric: Metric, a: Side, b: Side, source: Source) -> None:
    """How the second differs from the first, where both have a figure."""
    if a.value is None or b.value is None:
        return
    difference = a.value - b.value
    said.note("difference", _KINDS[metric], difference, _signed(metric, difference), source)
    if b.value > 0:
        share = a.value / b.value - 1
        said.note("change", FactKind.PERCENT, round(share * 100, 1), percent_text(share), source)


def _metric(text: str) -> Metric:
    """The metric of a code or a label. Raises `Refused`."""
    metric = word_of(Metric, text)
    if metric is None:
        raise Refused(Status.WRONG)
    return metric


def _other(scope: Scope, asked: Asked, against: str) -> Asked:
    """The same of the stretch that it is compared with. Raises `Refused`."""
    period = asked.question.period
    try:
        other = whole(beside(against, period, scope.today) if against.strip() else period.before)
    except (NotUnderstood, NoPeriod):
        raise Refused(Status.NO_PERIOD) from None
    if (other.first, other.last) == (period.first, period.last):
        raise Refused(Status.NO_PERIOD)  # beside itself everything is +0.0%
    if other.first > scope.today:
        raise Refused(Status.FUTURE, other)
    return Asked(asked.question.at(other), asked.store_name)


def measured(points: Sequence[Point], metric: Metric) -> int | None:
    """The metric over a period's points: 円, people or reports; None where nobody filed."""
    if metric is Metric.CLAIMS:
        return round(sum(counted(point.counts, Genre.CLAIM) for point in points))
    if metric is Metric.REPORTS:
        return round(sum(counted(point.counts) for point in points))
    told = totals(points)
    if metric is Metric.DIFFERENCE:
        return sums([point.difference for point in points])
    return {Metric.SALES: told.sales, Metric.CUSTOMERS: told.customers, Metric.SPEND: told.spend}[metric]


_KINDS: Final = {
    Metric.SALES: FactKind.YEN,
    Metric.CUSTOMERS: FactKind.PEOPLE,
    Metric.SPEND: FactKind.YEN,
    Metric.DIFFERENCE: FactKind.YEN,
    Metric.CLAIMS: FactKind.COUNT,
    Metric.REPORTS: FactKind.COUNT,
}


def _text(metric: Metric, value: int) -> str:
    unit = {FactKind.YEN: "円", FactKind.PEOPLE: "人", FactKind.COUNT: "件"}[_KINDS[metric]]
    return f"{value:,}{unit}"


def _signed(metric: Metric, value: int) -> str:
    return ("+" if value > 0 else "") + _text(metric, value)


def _table_of_two(said: Said, metric: Metric, a: Side, b: Side, source: Source) -> None:
    unit = {FactKind.YEN: "yen", FactKind.PEOPLE: "people", FactKind.COUNT: "count"}[_KINDS[metric]]
    said.scope.ledger.artifacts.append(
        {
            "title": metric.label,
            "columns": ["期間", metric.label],
            "units": ["text", unit],
            "rows": [[period_text(side.period), side.value] for side in (b, a)],
            "chart": "bar",
            "source": source.n,
        }
    )


_SORTS: Final = {
    Metric.SALES: (RankedBy.SALES, None),
    Metric.CUSTOMERS: (RankedBy.CUSTOMERS, None),
    Metric.SPEND: (RankedBy.SPEND, None),
    Metric.DIFFERENCE: (RankedBy.DIFFERENCE, None),
    Metric.CLAIMS: (RankedBy.REPORTS, Genre.CLAIM),
    Metric.REPORTS: (RankedBy.REPORTS, None),
}


@tool
async def rank_stores(
    runtime: Runtime, metric: str, period: str = "", order: str = "desc"
) -> tuple[str, Result]:
    """見られる店舗を、ある数字の順に並べる。違算は、過不足の大きさの順。

    Args:
        metric: sales、customers、spend、difference、claims、reports のどれか。
        period: 期間。空なら今月。
        order: desc（大きい順）、asc（小さい順）。
    """
    scope: Scope = runtime.context.scope
    if order not in {"desc", "asc"}:
        raise Refused(Status.WRONG)
    asked = await understood(scope, period, "全店")
    word = _metric(metric)
    needs_several_stores(scope)
    sort, genre = _SORTS[word]
    question = Question(asked.question.scope, asked.question.period, asked.question.against, genre)
    limit = ALL_STORES if word is Metric.DIFFERENCE else MOST_STORES
    listing = Listing(sort=sort, is_ascending=order == "asc", limit=limit)
    found = await rows(scope, ranking.ranking(scope.viewer, question, scope.today, listing))
    if not found:
        raise Refused(Status.NO_STORE)
    said = Said(scope, "rank_stores", Asked(question))
    source = figures_source(said, "stores/", question, "店舗比較")
    said.where(source)
    measured = [(row, int(row.measure)) for row in found[1:] if row.measure is not None]
    if word is Metric.DIFFERENCE:
        measured.sort(key=lambda one: abs(one[1]), reverse=order == "desc")
    for row, value in measured[:MOST_STORES]:
        store = scope.ledger.fact(FactKind.STORE, row.name, row.name, source)
        amount = scope.ledger.fact(_KINDS[word], value, _text(word, value), source)
        said.rows.append({"store": store, "value": amount})
        said.lines.append(f"{row.name} {store}: {amount}={amount.text}")
    scope.ledger.artifacts.append(
        {
            "title": word.label,
            "columns": ["店舗", word.label],
            "units": [
                "text",
                {FactKind.YEN: "yen", FactKind.PEOPLE: "people", FactKind.COUNT: "count"}[_KINDS[word]],
            ],
            "rows": [[row["store"].text, row["value"].value] for row in said.rows],  # type: ignore[list-item]
            "chart": "bar",
            "source": source.n,
        }
    )
    return said.result(Status.OK if said.rows else nothing_of(found[:1], question.period, scope.today))
