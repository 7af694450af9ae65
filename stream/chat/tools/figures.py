"""Sales, customers and 客単価 of a period, beside the period before and the year before."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Final, Protocol

from langchain.tools import ToolRuntime

from shared.analytics import series
from shared.analytics.periods import Base, Period, around, between, whole
from shared.analytics.question import Question
from shared.analytics.series import Point
from shared.chat.citations import Artifact
from shared.spend import spend
from shared.words import Against, PeriodKind
from stream.chat.ledger import FactKind, Result, Source, Status, day_text, period_text, yen_text
from stream.chat.scope import Scope
from stream.chat.tools.asking import (
    Refused,
    Said,
    against,
    base_of,
    figures_source,
    percent_text,
    rows,
    sums,
    understood,
)
from stream.chat.tools.making import tool

Runtime = ToolRuntime[Any, Any]  # its context is a `Run`, which pydantic need not know
MOST_POINTS: Final = 92
Rows = list[list[str | int | float | None]]


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
        """客単価 in 円."""
        return spend(self.sales, self.customers)

    @property
    def change(self) -> float | None:
        """The share by which the compared part differs from its base."""
        if not self.base_sales or self.compared_sales is None:
            return None
        return self.compared_sales / self.base_sales - 1


def totals(points: Sequence[Point]) -> Totals:
    """The sums of a period's points. Nothing is compared where only days were filed that are not yet."""
    sales = sums([point.sales for point in points])
    compared = sales if any(point.is_compared for point in points) else None
    late = sum(point.late_sales for point in points)
    return Totals(
        sales=sales,
        customers=sums([point.customers for point in points]),
        base_sales=sums([point.base_sales for point in points]),
        compared_sales=None if compared is None else compared - late,
        filed=sum(point.filed for point in points),
        missing=sum(point.missing for point in points),
    )


async def points_of(scope: Scope, question: Question) -> list[Point]:
    """The points of the question, with figures and reports, without those of others: a tool reads the asker's
    stores alone. Raises `Refused` out of reach."""
    found = await rows(scope, series.overview(scope.viewer, question, scope.today, with_others=False))
    if not found:
        raise Refused(Status.NO_STORE)
    return found


@tool
async def sales_of(
    runtime: Runtime, period: str = "", store: str = "", by: str = "total"
) -> tuple[str, Result]:
    """売上・客数・客単価と、前の期間（1週間までは前週同曜日、ほかは1つ前の同じ長さ）および前年同曜日との比較。

    Args:
        period: 期間。「先週」「11月」「2026-11-01..2026-11-15」など。
        store: 店舗名。空ならふだんの店舗、「全店」なら見られる全店。
        by: total（合計）、day（日別）、week（週別）、month（月別）。
    """
    scope: Scope = runtime.context.scope
    asked = await understood(scope, period, store)
    said, question = Said(scope, "sales_of", asked), asked.question
    base = base_of(question.period)
    points = await points_of(scope, against(question, base))
    last_year = totals(await points_of(scope, against(question, Against.LAST_YEAR)))
    source = figures_source(said, "sales/", against(question, base), "売上")
    told = totals(points)
    said.where(source)
    _note_totals(said, told, source)
    note_through(said, points[0].through, source)
    stretch = question.period.base(base)
    if stretch and told.base_sales is not None:
        compared = compared_of(question.period, stretch, points[0].through)
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
    return said.result(
        Status.OK if told.sales is not None else nothing_of(points, question.period, scope.today)
    )


class Filed(Protocol):
    """A row of figures: of a point, of a store."""

    @property
    def through(self) -> date:
        """The last day that is compared."""

    @property
    def filed(self) -> int:
        """Store-days that were filed."""

    @property
    def missing(self) -> int:
        """Store-days that are 未提出."""


def nothing_of(found: Sequence[Filed], period: Period, today: date) -> Status:
    """Why there is no figure: filed without it, 未提出 (today too, until it is filed), or nobody was open."""
    if any(row.filed for row in found):
        return Status.UNCOUNTED
    is_awaited = found[0].through < min(period.last, today)
    return Status.EMPTY if is_awaited or any(row.missing for row in found) else Status.CLOSED


def note_through(said: Said, through: date, source: Source) -> None:
    """Of a period that is not over, the last day that is compared."""
    if said.asked.question.period.first <= through < said.asked.question.period.last:
        said.note("through", FactKind.DATE, through, day_text(through), source)
        said.lines.append("期間はまだ終わっていません。そろっているのは through までです。")


def compared_of(period: Period, base: Base, through: date) -> Period:
    """The part of the base that stands beside the days that are compared."""
    part = base.until(through) if through < period.last else None
    return part or between(base.first, base.last)


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
    """Rows by day, week or month, and where a point is a day the best; the days, or months, as a table."""
    period = said.asked.question.period
    told = [point for point in points if point.sales is not None and point.date <= period.last]
    if len(told) < 2:  # noqa: PLR2004  one day is the sum itself
        return
    stretches = [(stretch, totals(group)) for stretch, group in _grouped(told, period, by)]
    for stretch, sold in stretches:
        _note_row(said, _ROW_NAMES[by](stretch), stretch, sold, source)
    if period.grain != "day":
        rows: Rows = [[_month_text(stretch), sold.sales, sold.customers] for stretch, sold in stretches]
        _note_table(said, ("期間", "text"), rows, "bar", source)
        return
    best = max(told, key=lambda point: point.sales or 0)
    said.note("best_day", FactKind.DATE, best.date, day_text(best.date), source)
    said.note("best_day_sales", FactKind.YEN, best.sales, yen_text(best.sales or 0), source)
    days: Rows = [[point.date.isoformat(), point.sales, point.customers] for point in told]
    _note_table(said, ("日付", "date"), days, "line", source)


def _note_table(said: Said, first: tuple[str, str], rows: Rows, chart: str, source: Source) -> None:
    """A table whose first column is `first`, by its name and unit; nothing without rows."""
    table: Artifact = {
        "title": "売上",
        "columns": [first[0], "売上", "客数"],
        "units": [first[1], "yen", "people"],
        "rows": rows,
        "chart": chart,
        "source": source.n,
    }
    said.scope.ledger.artifacts.extend([table] if rows else [])


def _note_row(said: Said, name: str, stretch: Period, told: Totals, source: Source) -> None:
    ledger = said.scope.ledger
    row = {"name": ledger.fact(FactKind.PERIOD, stretch, name, source)}
    row["sales"] = ledger.fact(FactKind.YEN, told.sales or 0, yen_text(told.sales or 0), source)
    row["customers"] = ledger.fact(FactKind.PEOPLE, told.customers or 0, f"{told.customers or 0:,}人", source)
    said.rows.append(row)
    said.lines.append(" ".join(f"{key}={fact}={fact.text}" for key, fact in row.items()))


def _month_text(stretch: Period) -> str:
    is_whole = whole(stretch).kind is PeriodKind.MONTH
    return f"{stretch.first.year}年{stretch.first.month}月" if is_whole else period_text(stretch)


_AROUND: Final = {"day": PeriodKind.DAYS, "week": PeriodKind.WEEK, "month": PeriodKind.MONTH}
_ROW_NAMES: Final[Mapping[str, Callable[[Period], str]]] = {
    "day": lambda stretch: day_text(stretch.first),
    "week": lambda stretch: f"{day_text(stretch.first - timedelta(days=stretch.first.weekday()))}の週",
    "month": _month_text,
}


def _grouped(points: Sequence[Point], period: Period, by: str) -> list[tuple[Period, list[Point]]]:
    """The points by the day, week or month in which they lie, cut to the period."""
    if by not in _AROUND or (by != "month" and period.grain != "day"):
        return []
    groups = groupby(points, lambda point: around(_AROUND[by], point.date))
    return [(_cut(stretch, period), list(group)) for stretch, group in groups]


def _cut(stretch: Period, period: Period) -> Period:
    return between(max(stretch.first, period.first), min(stretch.last, period.last))
