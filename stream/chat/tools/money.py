"""Cash differences, and the goals of months."""

from collections.abc import Sequence
from typing import Any, Final

from langchain.tools import ToolRuntime

from shared.analytics import goals, tills
from shared.analytics.goals import StoreGoal
from shared.analytics.periods import WEEK, Period, around, shifted
from shared.analytics.tills import OffDay
from shared.words import PeriodKind
from stream.chat.ledger import FactKind, Result, Source, Status, day_text, yen_text
from stream.chat.scope import Scope
from stream.chat.tools.asking import Asked, Refused, Said, figures_source, rows, sums, understood
from stream.chat.tools.figures import nothing_of, points_of
from stream.chat.tools.finding import quoted
from stream.chat.tools.making import tool

Runtime = ToolRuntime[Any, Any]  # its context is a `Run`, which pydantic need not know
SHOWN: Final = 20
MONTHS_BEFORE: Final = 3


@tool
async def cash_differences(runtime: Runtime, period: str = "", store: str = "") -> tuple[str, Result]:
    """違算（レジの過不足）の合計、違算があった日、最も大きい日。

    Args:
        period: 期間。空なら今月。
        store: 店舗名。空ならふだんの店舗。
    """
    scope: Scope = runtime.context.scope
    asked = await understood(scope, period, store)
    said = Said(scope, "cash_differences", asked)
    points = await points_of(scope, asked.question)
    days = await rows(scope, tills.largest(scope.viewer, asked.question, SHOWN))
    source = figures_source(said, "sales/", asked.question, "違算")
    said.where(source)
    total = sums([point.difference for point in points])
    if total is None:
        return said.result(nothing_of(points, asked.question.period, scope.today))
    off = sum(point.off_days for point in points)
    said.note("sum", FactKind.YEN, total, yen_text(total), source)
    said.note("off_days", FactKind.COUNT, off, f"{off:,}日", source)
    filed, missing = sum(point.filed for point in points), sum(point.missing for point in points)
    said.note("filed", FactKind.COUNT, filed, f"{filed:,}日分", source)
    if missing:
        said.note("missing", FactKind.COUNT, missing, f"{missing:,}日分", source)
    if days:
        _note_days(said, days, source)
    return said.result()


def _note_days(said: Said, off: Sequence[OffDay], source: Source) -> None:
    """The largest differences, the largest first."""
    ledger, days = said.scope.ledger, [(one.date, one.store_name, one.difference) for one in off]
    said.note("largest", FactKind.YEN, days[0][2], yen_text(days[0][2]), source)
    said.note("largest_date", FactKind.DATE, days[0][0], day_text(days[0][0]), source)
    for day, store, amount in days:
        row = {
            "date": ledger.fact(FactKind.DATE, day, day_text(day), source),
            "store": ledger.fact(FactKind.STORE, store, store, source),
            "difference": ledger.fact(FactKind.YEN, amount, yen_text(amount), source),
        }
        said.rows.append(row)
        said.lines.append(" ".join(f"{fact}={fact.text}" for fact in row.values()))
    ledger.artifacts.append(
        {
            "title": "違算",
            "columns": ["日付", "店舗", "違算"],
            "units": ["date", "text", "yen"],
            "rows": [[day.isoformat(), store, amount] for day, store, amount in days],
            "chart": "",
            "source": source.n,
        }
    )


@tool
async def goal_status(runtime: Runtime, month: str = "", store: str = "") -> tuple[str, Result]:
    """月の目標、売上目標、ここまでの売上、達成率、着地見込みと、その前の3か月。

    Args:
        month: 月。空なら今月。
        store: 店舗名。空ならふだんの店舗。
    """
    scope: Scope = runtime.context.scope
    asked = await _month(scope, month, store)
    said = Said(scope, "goal_status", asked)
    source = figures_source(said, "goals/", asked.question, "目標")
    goal = await _goal(scope, asked)
    said.where(source)
    if goal is None or (goal.target is None and goal.goal_text is None):
        return said.result(Status.EMPTY)
    _note_goal(said, goal, source)
    for back in range(MONTHS_BEFORE + 1):
        first = shifted(PeriodKind.MONTH, asked.question.period.first, -back)
        then = goal if back == 0 else await _goal(scope, Asked(asked.question.at(first)))
        if then is not None and then.target is not None:
            _note_month(said, first, then, source)
    return said.result()


async def _month(scope: Scope, month: str, store: str) -> Asked:
    """The month in which the asked stretch lies, of a week that in which it ends; the coming month has a goal
    too. Raises `Refused` for several months: the goal of one is not theirs."""
    try:
        asked = await understood(scope, month, store)
    except Refused as refused:
        if refused.status is not Status.FUTURE or refused.period is None:
            raise
        asked = await understood(scope, "今月", store)
        asked = Asked(asked.question.at(refused.period), asked.store_name)
    period, month_of_last = asked.question.period, around(PeriodKind.MONTH, asked.question.period.last)
    if period.days > WEEK.days and period.first < month_of_last.first:
        raise Refused(Status.ONE_MONTH, period)
    return Asked(asked.question.at(month_of_last), asked.store_name)


async def _goal(scope: Scope, asked: Asked) -> StoreGoal | None:
    """The total, or the one store."""
    found = await rows(scope, goals.of_month(scope.viewer, asked.question, scope.today, 0, 1))
    if not found:
        raise Refused(Status.NO_STORE)
    return found[1] if asked.store_id is not None and len(found) > 1 else found[0]


def _note_goal(said: Said, goal: StoreGoal, source: Source) -> None:
    sold, forecast = goal.sold, goal.forecast
    if goal.target is not None:
        sold, forecast = goal.sold_to_target, goal.forecast_to_target
    for name, amount in (("target", goal.target), ("sold", sold), ("forecast", forecast)):
        if amount is not None:
            said.note(name, FactKind.YEN, amount, yen_text(amount), source)
    share = _attainment(goal)
    if share is not None:
        said.note("attainment", FactKind.PERCENT, share, f"{share:.1f}%", source)
    if goal.achievement_rate is not None:
        said.note(
            "achievement_rate", FactKind.PERCENT, goal.achievement_rate, f"{goal.achievement_rate}%", source
        )
    if goal.goal_text:
        said.lines.append(f"goal_text（人が書いた文）: {quoted(goal.goal_text[:200])}")


def _attainment(goal: StoreGoal) -> float | None:
    """What was sold on the days with a target as a share of the month's target, in %, rounded down."""
    if not goal.target or goal.sold_to_target is None:
        return None
    return goal.sold_to_target * 1000 // goal.target / 10


def _note_month(said: Said, month: Period, goal: StoreGoal, source: Source) -> None:
    ledger, share = said.scope.ledger, _attainment(goal)
    name = f"{month.first.year}年{month.first.month}月"
    row = {"month": ledger.fact(FactKind.PERIOD, month, name, source)}
    if goal.target is not None:
        row["target"] = ledger.fact(FactKind.YEN, goal.target, yen_text(goal.target), source)
    if goal.sold_to_target is not None:
        row["sold"] = ledger.fact(FactKind.YEN, goal.sold_to_target, yen_text(goal.sold_to_target), source)
    if share is not None:
        row["attainment"] = ledger.fact(FactKind.PERCENT, share, f"{share:.1f}%", source)
    said.rows.append(row)
    said.lines.append(" ".join(f"{key}={fact}={fact.text}" for key, fact in row.items()))
