"""Each number that the API answers, recomputed from the raw rows in plain Python: equal to the yen."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from shared.analytics.chosen import Scope
from shared.analytics.counts import counted
from shared.analytics.periods import around
from shared.analytics.question import Question
from shared.analytics.series import Point
from shared.words import Against, Genre, Location, PeriodKind, ScopeKind
from tests.analytics import lists
from tests.analytics.asking import NAMES, Served
from tests.analytics.raw import quotient, total

EACH_PERIOD = pytest.mark.parametrize("name", NAMES)
FIGURES = {"sales": "sales", "customer_count": "customers", "cash_difference": "difference"}
MONTHS = [
    date(2024, 2, 1),  # of the leap day
    date(2025, 2, 1),  # four Sundays, a store opened in its midst
    date(2025, 3, 1),  # five Sundays
    date(2025, 7, 1),  # a store closed in it
    date(2019, 5, 1),  # without data
]


@EACH_PERIOD
@pytest.mark.parametrize("graph", FIGURES)
def test_figures_by_point(served_chain, name, graph):
    for role, question in served_chain.questions(name):
        answer, points = _graph(served_chain, role, question, graph)
        field = FIGURES[graph]
        wanted = [_figure(point, field) for point in points]
        assert answer["points"] == wanted, question
        assert answer["total"] == _totals(wanted), question


@EACH_PERIOD
def test_reports_by_point(served_chain, name):
    for role, question in served_chain.questions(name):
        answer, points = _graph(served_chain, role, question, "incident_trend")
        wanted = [
            {
                "date": f"{point.date}",
                "others_stores": [point.others_least, point.others_most],
                **_reports([point], question.genre, question.location),
            }
            for point in points
        ]
        _alike(answer["points"], wanted)
        assert answer["total"] == _totals(wanted), question


@EACH_PERIOD
def test_reports_by_location(served_chain, name):
    for role, question in served_chain.questions(name):
        answer, points = _graph(served_chain, role, question, "incident_by_location")
        wanted = [
            {"location": place.value, "label": place.label, **_reports(points, question.genre, place)}
            for place in Location
            if question.location in {None, place}
        ]
        _alike(answer["bars"], wanted)
        assert answer["total"] == _totals(wanted), question


@pytest.mark.parametrize("store", [0, 2, 5, 6, 8, 9])
def test_a_month_of_goals(served_chain, store):
    for month in [*MONTHS, served_chain.today.replace(day=1)]:
        question = _month(month, store)
        chain = (served_chain.raw, served_chain.people["admin"], question, served_chain.today)
        whole, *stores = [_goal(row) for row in lists.goals(*chain)]
        answer = _of_month(served_chain, "monthly-goal", month, store)
        assert answer["total"] == {name: whole[name] for name in answer["total"]}, question
        assert answer["stores"] == stores, question
        assert (answer["stores_total"], answer["next_offset"]) == (len(stores), None)


@pytest.mark.parametrize("store", [0, 2, 5, 6, 8, 9])
def test_a_month_day_by_day(served_chain, store):
    for month in [*MONTHS, served_chain.today.replace(day=1)]:
        question = _month(month, store)
        chain = (served_chain.raw, served_chain.people["admin"], question, served_chain.today)
        answer = _of_month(served_chain, "calendar", month, store)
        for found in answer["days"]:
            found.pop("holiday")
        assert answer["days"] == [_calendar_day(row) for row in lists.calendar(*chain)], question


@pytest.mark.parametrize("store", [0, 2, 5, 9])
def test_one_day_store_by_store(served_chain, store):
    today = served_chain.today
    for day in (date(2024, 2, 29), date(2025, 7, 19), date(2025, 2, 12), today, today.replace(day=1)):
        question = _month(day, store)
        chain = (served_chain.raw, served_chain.people["admin"], question)
        wanted = lists.day(*chain, day, today)
        query = f"?store={store}" if store else ""
        if not wanted:
            served_chain.get("admin", f"api/calendar/{day}/{query}", 404)
            continue
        answer = served_chain.get("admin", f"api/calendar/{day}/{query}").json()
        reports = sum(len(row.pop("reports")) for row in answer["stores"])
        for row in answer["stores"]:
            assert (row.pop("filed_by") is None) == (row["sales"] is None)
        assert answer["stores"] == [_store_day(row) for row in wanted], day
        assert reports == answer["reports_total"] == sum(sum(row["counts"]) for row in wanted)


def test_the_head_office_is_in_no_answer(served_chain):
    """Its reports are in the tables, and its number is asked for: there is nothing."""
    assert any(store == 1 for store, _day in served_chain.raw.reports)
    for path in ("graph-data/?store=1", "graph-data/?graph_type=incident_trend&store=1", "calendar/?store=1"):
        served_chain.get("admin", f"api/{path}", 404)
    stores = served_chain.get("admin", f"api/calendar/{date(2024, 2, 29)}/").json()["stores"]
    assert 1 not in {row["store_id"] for row in stores}


def _graph(served: Served, role: str, question: Question, graph: str) -> tuple[Any, list[Point]]:
    answer = served.get(role, f"api/graph-data/?graph_type={graph}&{question.query}").json()
    is_figure = graph in FIGURES
    points = served.points(role, question, with_figures=is_figure, with_counts=not is_figure)
    base = question.period.base(question.against)
    asked = answer["asked"]
    assert (asked["scope"], asked["period"]["through"]) == (str(question.scope), f"{points[0].through}")
    assert asked["compared_with"]["first"] == (f"{base.first}" if base else None)
    return answer, points


def _figure(point: Point, field: str) -> dict[str, object]:
    own = getattr(point, field)
    is_compared = own is not None and point.filed > point.late_filed
    return {
        "date": f"{point.date}",
        "value": own,
        "compared": own - getattr(point, f"late_{field}") if is_compared else None,
        "base": getattr(point, f"base_{field}"),
        "others": getattr(point, f"others_{field}"),
        "others_stores": [point.others_least, point.others_most],
        "goal": point.goal if field == "sales" else None,
        "filed": point.filed,
        "missing": point.missing,
    }


def _reports(points: Iterable[Point], genre: Genre | None, place: Location | None) -> dict[str, object]:
    points = list(points)
    own = sum(counted(point.counts, genre, place) for point in points)
    return {
        "value": own,
        "compared": own - sum(counted(point.late_counts, genre, place) for point in points),
        "base": sum(counted(point.base_counts, genre, place) for point in points),
        "others": sum(counted(point.others_counts, genre, place) for point in points),
        "by_genre": {
            word.value: sum(counted(point.counts, word, place) for point in points)
            for word in Genre
            if genre in {None, word}
        },
    }


def _totals(rows: list[dict[str, Any]]) -> dict[str, object]:
    value, compared, base = (total(row[name] for row in rows) for name in ("value", "compared", "base"))
    change = round((compared - base) / base, 4) if base and compared is not None else None
    return {"value": value, "compared": compared, "base": base, "change": change}


def _alike(found: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> None:
    """Means are rounded to four decimals by cell and by day; everything else is equal."""
    assert [row.pop("others") for row in found] == pytest.approx(
        [row.pop("others") for row in wanted], abs=0.05
    )
    assert found == wanted


def _month(day: date, store: int) -> Question:
    scope = Scope(ScopeKind.STORE, store) if store else Scope()
    return Question(scope, around(PeriodKind.MONTH, day), Against.LAST_YEAR)


def _of_month(served: Served, what: str, month: date, store: int) -> Any:
    query = f"year={month.year}&month={month.month}" + (f"&store={store}" if store else "")
    return served.get("admin", f"api/{what}/?{query}").json()


def _goal(row: dict[str, Any]) -> dict[str, Any]:
    names = {"to_date": "target_to_date", "sold": "sales", "sold_to_target": "sales_to_target"}
    return {
        names.get(name, name): row[name]
        for name in row
        if name not in {"is_total", "total", "forecast_to_target", "missing_to_target"}
    }


def _genres(row: dict[str, Any]) -> dict[str, float]:
    return {genre.value: counted(row["counts"], genre) for genre in Genre}


def _calendar_day(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "date": f"{row['date']}",
        "sales": row["sales"],
        "customers": row["customers"],
        "spend": quotient(row["sales"], row["customers"]),
        "cash_difference": row["difference"],
        "goal": row["goal"],
        "goal_sales": row["goal_sales"],
        "last_year_sales": row["last_year_sales"],
        "stores_open": row["open"],
        "stores_filed": row["filed"],
        "stores_missing": row["missing"],
        "reports": _genres(row),
    }


def _store_day(row: dict[str, Any]) -> dict[str, Any]:
    told = {name: row[name] for name in row if name not in {"counts", "difference"}}
    return {
        **told,
        "spend": quotient(row["sales"], row["customers"]),
        "cash_difference": row["difference"],
        "report_counts": _genres(row),
    }
