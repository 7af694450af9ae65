"""Sales, customers and 客単価; two stretches beside each other; the stores in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from langchain.tools import ToolRuntime

from shared.analytics import ranking, series
from shared.analytics.counts import counted
from shared.analytics.periods import Period, between
from shared.analytics.question import Question
from shared.analytics.ranking import Listing
from shared.analytics.series import Point
from shared.words import Against, Genre, Metric, PeriodKind, RankedBy, Role
from stream.chat.ledger import FactKind, Result, Source, Status, day_text, period_text, yen_text
from stream.chat.scope import Scope
from stream.chat.tools.asking import (
    Asked,
    Refused,
    Said,
    against,
    figures_source,
    percent_text,
    rows,
    sums,
    understood,
    whole,
)
from stream.chat.tools.making import tool

Runtime = ToolRuntime[Any, Any]  # its context is a `Scope`, which pydantic need not know
MOST_POINTS: Final = 92
MOST_STORES: Final = 50


@dataclass(frozen=True, slots=True)
class Totals:
    """A period's sums; None where nobody filed. `compared` is the part up to the day that is compared."""

    sales: int | None
    customers: int | None
    base_sales: int | None
    compared_sales: int | None
    filed: int
    missing: int

    @property
    def spend(self) -> int | None:
        """客単価: sales // customers, in 円."""
        return self.sales // self.customers if self.sales is not None and self.customers else None

    @property
    def change(self) -> float | None:
        """The share by which the compared part differs from its base."""
        if not self.base_sales or self.compared_sales is None:
            return None
        return self.compared_sales / self.base_sales - 1


def totals(points: Sequence[Point]) -> Totals:
    """The sums of a period's points."""
    sales = sums([point.sales for point in points])
    late = sum(point.late_sales for point in points)
    return Totals(
        sales=sales,
        customers=sums([point.customers for point in points]),
        base_sales=sums([point.base_sales for point in points]),
        compared_sales=None if sales is None else sales - late,
        filed=sum(point.filed for point in points),
        missing=sum(point.missing for point in points),
    )


async def points_of(scope: Scope, question: Question) -> list[Point]:
    """The points of the question, with figures and reports. Raises `Refused` out of reach."""
    found = await rows(scope, series.overview(scope.viewer, question, scope.today))
    if not found:
        raise Refused(Status.NO_STORE)
    return found


@tool
async def sales_of(
    runtime: Runtime, period: str = "", store: str = "", by: str = "total"
) -> tuple[str, Result]:
    """売上・客数・客単価と、前の期間（週と日は前週同曜日、月と年は前の月・年）および前年同曜日との比較。

    Args:
        period: 期間。「先週」「11月」「2026-11-01..2026-11-15」など。
        store: 店舗名。空ならふだんの店舗、「全店」なら見られる全店。
        by: total（合計）、day（日別）、week（週別）。
    """
    scope: Scope = runtime.context
    asked = await understood(scope, period, store)
    said, question = Said(scope, "sales_of", asked), asked.question
    base = Against.LAST_WEEK if question.period.kind in {PeriodKind.WEEK, PeriodKind.DAYS} else Against.BEFORE
    points = await points_of(scope, against(question, base))
    last_year = totals(await points_of(scope, against(question, Against.LAST_YEAR)))
    source = figures_source(said, "sales/", against(question, base), "売上")
    told = totals(points)
    said.where(source)
    _note_totals(said, told, source)
    stretch = question.period.base(base)
    if stretch and told.base_sales is not None:
        compared = between(stretch.first, stretch.last)
        said.note("base_period", FactKind.PERIOD, compared, period_text(compared), source)
        said.note("base_sales", FactKind.YEN, told.base_sales, yen_text(told.base_sales), source)
        if told.change is not None:
            said.note(
                "change", FactKind.PERCENT, round(told.change * 100, 1), percent_text(told.change), source
            )
    if last_year.base_sales is not None:
        said.note("year_sales", FactKind.YEN, last_year.base_sales, yen_text(last_year.base_sales), source)
        if last_year.change is not None:
            said.note(
                "year_change",
                FactKind.PERCENT,
                round(last_year.change * 100, 1),
                percent_text(last_year.change),
                source,
            )
    _note_points(said, points, source, by)
    return said.result(Status.OK if told.sales is not None else Status.EMPTY)


def _note_totals(said: Said, told: Totals, source: Source) -> None:
    if told.sales is not None:
        said.note("sales", FactKind.YEN, told.sales, yen_text(told.sales), source)
    if told.customers is not None:
        said.note("customers", FactKind.PEOPLE, told.customers, f"{told.customers:,}人", source)
    if told.spend is not None:
        said.note("spend", FactKind.YEN, told.spend, yen_text(told.spend), source)
    said.note("filed", FactKind.COUNT, told.filed, f"{told.filed:,}日分", source)
    if told.missing:
        said.note("missing", FactKind.COUNT, told.missing, f"{told.missing:,}日分", source)


def _note_points(said: Said, points: Sequence[Point], source: Source, by: str) -> None:
    """The best day, and the days as rows, a table and a line."""
    period = said.asked.question.period
    told = [point for point in points if point.sales is not None and point.date <= period.last]
    if period.grain != "day" or len(told) < 2:  # noqa: PLR2004  one day is the sum itself
        return
    best = max(told, key=lambda point: point.sales or 0)
    said.note("best_day", FactKind.DATE, best.date, day_text(best.date), source)
    said.note("best_day_sales", FactKind.YEN, best.sales, yen_text(best.sales or 0), source)
    for name, group in _grouped(told, by).items() if by in {"day", "week"} else ():
        _note_row(said, name, group, source)
    said.scope.ledger.artifacts.append(
        {
            "title": "売上",
            "columns": ["日付", "売上", "客数"],
            "units": ["date", "yen", "people"],
            "rows": [[point.date.isoformat(), point.sales, point.customers] for point in told],
            "chart": "line",
            "source": source.n,
        }
    )


def _note_row(said: Said, name: str, group: Sequence[Point], source: Source) -> None:
    ledger, told = said.scope.ledger, totals(group)
    row = {"name": ledger.fact(FactKind.PERIOD, between(group[0].date, group[-1].date), name, source)}
    row["sales"] = ledger.fact(FactKind.YEN, told.sales or 0, yen_text(told.sales or 0), source)
    row["customers"] = ledger.fact(FactKind.PEOPLE, told.customers or 0, f"{told.customers or 0:,}人", source)
    said.rows.append(row)
    said.lines.append(" ".join(f"{key}={fact}={fact.text}" for key, fact in row.items()))


def _grouped(points: Sequence[Point], by: str) -> dict[str, list[Point]]:
    groups: dict[str, list[Point]] = {}
    for point in points:
        week = point.date.toordinal() - point.date.weekday()
        key = day_text(point.date) if by == "day" else f"{day_text(type(point.date).fromordinal(week))}の週"
        groups.setdefault(key, []).append(point)
    return groups


@tool
async def compare_periods(
    runtime: Runtime, metric: str, period: str, against: str = "", store: str = ""
) -> tuple[str, Result]:
    """同じ数字を2つの期間で比べる。

    Args:
        metric: sales（売上）、customers（客数）、spend（客単価）、difference（違算）、claims（クレーム）、reports（日報の件数）。
        period: 知りたい期間。
        against: 比べる期間。空なら1つ前の期間。
        store: 店舗名。空ならふだんの店舗。
    """
    scope: Scope = runtime.context
    asked = await understood(scope, period, store)
    other = await understood(scope, against, store) if against.strip() else _before(asked)
    if metric not in Metric.codes():
        raise Refused(Status.WRONG)
    said, word = Said(scope, "compare_periods", asked), Metric.of(metric)
    page = "incidents/" if word in {Metric.CLAIMS, Metric.REPORTS} else "sales/"
    source = figures_source(said, page, asked.question, word.label)
    beside = figures_source(said, page, other.question, word.label)
    said.where(source)
    said.note("against", FactKind.PERIOD, other.question.period, period_text(other.question.period), beside)
    a = measured(await points_of(scope, asked.question), word)
    b = measured(await points_of(scope, other.question), word)
    kind = _KINDS[word]
    if a is not None:
        said.note("a", kind, a, _text(word, a), source)
    if b is not None:
        said.note("b", kind, b, _text(word, b), beside)
    if a is not None and b is not None:
        said.note("difference", kind, a - b, _signed(word, a - b), source)
        if b > 0:
            said.note(
                "change", FactKind.PERCENT, round((a / b - 1) * 100, 1), percent_text(a / b - 1), source
            )
    _table_of_two(said, word, (asked.question.period, a), (other.question.period, b), source)
    return said.result(Status.OK if a is not None or b is not None else Status.EMPTY)


def _before(asked: Asked) -> Asked:
    return Asked(asked.question.at(whole(asked.question.period.before)), asked.store_name)


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


def _table_of_two(
    said: Said,
    metric: Metric,
    first: tuple[Period, int | None],
    second: tuple[Period, int | None],
    source: Source,
) -> None:
    unit = {FactKind.YEN: "yen", FactKind.PEOPLE: "people", FactKind.COUNT: "count"}[_KINDS[metric]]
    said.scope.ledger.artifacts.append(
        {
            "title": metric.label,
            "columns": ["期間", metric.label],
            "units": ["text", unit],
            "rows": [[period_text(period), value] for period, value in (second, first)],
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
async def rank_stores(runtime: Runtime, metric: str, period: str = "") -> tuple[str, Result]:
    """見られる店舗を、ある数字の大きい順に並べる。

    Args:
        metric: sales、customers、spend、difference、claims、reports のどれか。
        period: 期間。空なら今月。
    """
    scope: Scope = runtime.context
    asked = await understood(scope, period, "全店")
    if metric not in Metric.codes():
        raise Refused(Status.WRONG)
    if scope.viewer.role == Role.STAFF:
        raise Refused(Status.NOT_ALLOWED)
    word = Metric.of(metric)
    sort, genre = _SORTS[word]
    question = Question(asked.question.scope, asked.question.period, asked.question.against, genre)
    said = Said(scope, "rank_stores", Asked(question))
    source = figures_source(said, "stores/", question, "店舗比較")
    said.where(source)
    found = await rows(
        scope, ranking.ranking(scope.viewer, question, scope.today, Listing(sort=sort, limit=MOST_STORES))
    )
    for row in found[1:]:
        if row.measure is None:
            continue
        value = int(row.measure)
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
    return said.result(Status.OK if said.rows else Status.EMPTY)
