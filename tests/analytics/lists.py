"""Rankings, rows, calendars, days and goals, by their docstrings, from raw rows in plain Python."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from shared.access import Viewer
from shared.analytics.counts import counted
from shared.analytics.question import Question
from shared.analytics.ranking import Listing
from shared.dates import month_of
from shared.words import Behind, RankedBy, ScopeKind
from tests.analytics.raw import CAME, OFF, SOLD, Raw, compared, quotient, span, total, whole

Fields = dict[str, Any]
NO_POINTS: Fields = {"by_point": [], "missing_by_point": []}  # of the total


def ranking(raw: Raw, viewer: Viewer, question: Question, today: date, listing: Listing) -> list[Fields]:
    """All rows: the total, then the sorted list."""
    chosen = raw.chosen(viewer, question.scope)
    if not chosen:
        return []
    asked = (raw, chosen, question, today)
    whole_chain = _unit(*asked, 0, "", None, chosen) | {"is_total": True} | NO_POINTS
    units = [_unit(*asked, *unit) | {"is_total": False} for unit in _units(raw, chosen, listing.by)]
    for unit in [whole_chain, *units]:
        unit["measure"] = _measure(unit, question, listing.sort)
    units = _sorted(units, listing)
    _place(units)
    return [whole_chain | {"rank": None, "percentile": None}, *units]


def figures(raw: Raw, viewer: Viewer, question: Question, behind: Behind, today: date) -> list[Fields]:
    """All store-days behind a figure."""
    found = [
        {"store_id": store, "date": day, **_filed(raw, store, day)}
        for day in reversed(span(question.period.first, question.period.last))
        for store in raw.chosen(viewer, question.scope)
        if _is_behind(raw, store, day, behind, today)
    ]
    there = [row for row in found if row["sales"] is not None]
    sums: Fields = {f"total_{name}": total(row[name] for row in there) for name in NAMES}
    sums |= {"rows": len(found), "filed": len(there), "missing": len(found) - len(there)}
    return [row | sums for row in found]


def calendar(raw: Raw, viewer: Viewer, question: Question, today: date) -> list[Fields]:
    """Every day of the period."""
    chosen = raw.chosen(viewer, question.scope)
    days = span(question.period.first, question.period.last) if chosen else []
    return [_calendar_day(raw, chosen, day, today) for day in days]


def day(raw: Raw, viewer: Viewer, question: Question, day: date, today: date) -> list[Fields]:
    """Every store of a day, without its reports."""
    return [
        {
            "store_id": store,
            "store_name": raw.shops[store].name,
            "area": raw.areas.get(raw.shops[store].area or 0),
            "is_open": raw.is_open(store, day),
            "is_missing": raw.is_missing(store, day, today),
            **_filed(raw, store, day),
            "last_week_sales": _filed(raw, store, day - timedelta(days=7))["sales"],
            "last_week_customers": _filed(raw, store, day - timedelta(days=7))["customers"],
            "last_year_sales": _filed(raw, store, day - timedelta(days=364))["sales"],
            "last_year_customers": _filed(raw, store, day - timedelta(days=364))["customers"],
            "goal": raw.targets.get((store, day)),
            "counts": raw.counts([store], [day]),
        }
        for store in raw.chosen(viewer, question.scope)
        if raw.is_open(store, day) or (store, day) in raw.filed or (store, day) in raw.reports
    ]


def goals(raw: Raw, viewer: Viewer, question: Question, today: date) -> list[Fields]:
    """The total, then every store that was open in the month, filed in it, or has a goal."""
    chosen = raw.chosen(viewer, question.scope)
    if not chosen:
        return []
    first, last = month_of(question.period.last)
    stores = [
        _goal(raw, store, first, today)
        for store in chosen
        if (store, first.year, first.month) in raw.goals
        or any(raw.is_open(store, day) or (store, day) in raw.filed for day in span(first, last))
    ]
    summed: Fields = {name: total(row[name] for row in stores) for name in SUMMED}
    summed |= {name: summed[name] or 0 for name in COUNTS}
    said = dict.fromkeys(("area", "goal_text", "achievement_rate", "achievement_text"))
    every = [{"is_total": True, "store_id": 0, "store_name": "", **said, **summed}, *stores]
    return [row | {"total": len(stores)} for row in every]


NAMES = ("sales", "customers", "difference")
COUNTS = ("filed", "missing", "missing_to_target")
SUMMED = ("target", "to_date", "sold", "sold_to_target", *COUNTS, "forecast", "forecast_to_target")


def _filed(raw: Raw, store: int, day: date) -> Fields:
    return dict(zip(NAMES, raw.filed.get((store, day), (None, None, None)), strict=True))


def _units(raw: Raw, chosen: list[int], by: ScopeKind) -> list[tuple[int, str, str | None, list[int]]]:
    if by is ScopeKind.STORE:
        names = ((store, raw.shops[store]) for store in chosen)
        return [(store, shop.name, raw.areas.get(shop.area or 0), [store]) for store, shop in names]
    if by is ScopeKind.AREA:
        areas: dict[int, tuple[str, set[int]]] = {
            number: (name, set()) for number, name in (raw.areas | {0: ""}).items()
        }
        for store in chosen:
            areas[raw.shops[store].area or 0][1].add(store)
    else:
        areas = {number: (name, set(chosen) & stores) for number, (name, stores) in raw.groups.items()}
    return [(number, name, None, sorted(held)) for number, (name, held) in areas.items() if held]


def _unit(raw: Raw, chosen: list[int], question: Question, today: date, *unit: Any) -> Fields:
    number, name, area, stores = unit
    through = raw.through(chosen, question, today)
    days = span(question.period.first, question.period.last)
    late = [day for day in days if day > through]
    base = [day for group in compared(question, through).values() for day in group]
    filed = [raw.filed[store, day] for store in stores for day in days if (store, day) in raw.filed]
    aimed = [(store, day) for store in stores for day in days if (store, day) in raw.targets]
    return {
        "number": number,
        "name": name,
        "area": area,
        "stores": len(stores),
        "through": through,
        "sales": raw.sums(stores, days, SOLD),
        "customers": raw.sums(stores, days, CAME),
        "difference": raw.sums(stores, days, OFF),
        "off_days": sum(1 for day in filed if day[OFF]),
        "filed": len(filed),
        "missing": sum(raw.is_missing(store, day, today) for store in stores for day in days),
        "late_filed": sum((store, day) in raw.filed for store in stores for day in late),
        "late_sales": raw.sums(stores, late, SOLD) or 0,
        "late_customers": raw.sums(stores, late, CAME) or 0,
        "base_sales": raw.sums(stores, base, SOLD),
        "base_customers": raw.sums(stores, base, CAME),
        "base_filed": sum((store, day) in raw.filed for store in stores for day in base),
        "goal": total(raw.targets[key] for key in aimed),
        "goal_sales": total(raw.filed[key][SOLD] for key in aimed if key in raw.filed),
        "counts": raw.counts(stores, days),
        **_by_point(raw, stores, question, today),
    }


def _by_point(raw: Raw, stores: list[int], question: Question, today: date) -> Fields:
    """What was sold at each day or month of the period, and its store-days that are 未提出."""
    points: dict[date, list[date]] = defaultdict(list)
    for day in span(question.period.first, question.period.last):
        points[day if question.period.grain == "day" else day.replace(day=1)].append(day)
    return {
        "by_point": [raw.sums(stores, days, SOLD) for days in points.values()],
        "missing_by_point": [
            sum(raw.is_missing(store, day, today) for store in stores for day in days)
            for days in points.values()
        ],
    }


def change(unit: Fields) -> float | None:
    """Beside the base stands what was filed on the days that are compared, if anything was."""
    if not unit["base_sales"] or unit["filed"] == unit["late_filed"]:
        return None
    return float((unit["sales"] - unit["late_sales"]) / unit["base_sales"] - 1)


def _measure(unit: Fields, question: Question, sort: RankedBy) -> float | None:
    sales, goal = unit["sales"], unit["goal"]
    reports = counted(unit["counts"], question.genre, question.location)
    measures: dict[RankedBy, Callable[[], float | None]] = {
        RankedBy.NAME: lambda: None,
        RankedBy.SPEND: lambda: quotient(sales, unit["customers"]),
        RankedBy.CHANGE: lambda: change(unit),
        RankedBy.GOAL: lambda: (unit["goal_sales"] or 0) / goal if goal else None,
        RankedBy.REPORTS: lambda: reports,
    }
    return measures.get(sort, lambda: unit[sort.value])()


def _sorted(units: list[Fields], listing: Listing) -> list[Fields]:
    is_by_name = listing.sort is RankedBy.NAME
    units = sorted(units, key=lambda unit: unit["number"])
    units = sorted(units, key=lambda unit: unit["name"], reverse=is_by_name and not listing.is_ascending)
    there = [unit for unit in units if unit["measure"] is not None]
    there = sorted(there, key=lambda unit: unit["measure"], reverse=not listing.is_ascending)
    return [*there, *(unit for unit in units if unit["measure"] is None)]


def _place(units: list[Fields]) -> None:
    """Give each its rank, and the share of the others that are below it."""
    measures = [unit["measure"] for unit in units if unit["measure"] is not None]
    for unit in units:
        own = unit["measure"]
        unit["rank"] = None if own is None else 1 + sum(other > own for other in measures)
        below = 0 if own is None else sum(other < own for other in measures)
        others = len(measures) - 1
        unit["percentile"] = None if own is None else 100 * below / others if others else 0.0


def _is_behind(raw: Raw, store: int, day: date, behind: Behind, today: date) -> bool:
    filed = raw.filed.get((store, day))
    if behind is Behind.DIFFERENCE:
        return bool(filed and filed[OFF])
    is_missing = raw.is_missing(store, day, today)
    return is_missing if behind is Behind.MISSING else bool(filed) or is_missing


def _calendar_day(raw: Raw, chosen: list[int], day: date, today: date) -> Fields:
    year_ago = day - timedelta(days=364)
    filed = [raw.filed[store, day] for store in chosen if (store, day) in raw.filed]
    aimed = [store for store in chosen if (store, day) in raw.targets]
    return {
        "date": day,
        **{name: total(figures[n] for figures in filed) for n, name in enumerate(NAMES)},
        "filed": len(filed),
        "open": sum(raw.is_open(store, day) for store in chosen),
        "missing": sum(raw.is_missing(store, day, today) for store in chosen),
        "goal": total(raw.targets.get((store, day)) for store in chosen),
        "goal_sales": raw.sums(aimed, [day], SOLD),
        "goal_unfiled": sum((store, day) not in raw.filed for store in aimed),
        "last_year_sales": raw.sums(chosen, [year_ago], SOLD),
        "last_year_unfiled": sum(
            (store, year_ago) in raw.filed and raw.is_open(store, day) and (store, day) not in raw.filed
            for store in chosen
        ),
        "counts": raw.counts(chosen, [day]),
    }


def _goal(raw: Raw, store: int, first: date, today: date) -> Fields:
    days = span(*month_of(first))
    text, rate, comment = raw.goals.get((store, first.year, first.month), (None, None, None))
    target = total(raw.targets.get((store, day)) for day in days)
    over = [day for day in days if day < today or (store, day) in raw.filed]
    sold = raw.sums([store], days, SOLD)
    to_come = [day for day in days if raw.is_open(store, day) and (store, day) not in raw.filed]
    aimed = [day for day in days if (store, day) in raw.targets]
    usual = {day: _usual(raw, store, day, days[-1], today) for day in to_come}
    return {
        "is_total": False,
        "store_id": store,
        "store_name": raw.shops[store].name,
        "area": raw.areas.get(raw.shops[store].area or 0),
        "goal_text": text,
        "achievement_rate": rate,
        "achievement_text": comment,
        "target": target,
        "to_date": None if target is None else sum(raw.targets.get((store, day), 0) for day in over),
        "sold": sold,
        "sold_to_target": raw.sums([store], aimed, SOLD),
        "filed": sum((store, day) in raw.filed for day in days),
        "missing": sum(raw.is_missing(store, day, today) for day in days),
        "missing_to_target": sum(raw.is_missing(store, day, today) for day in aimed),
        "forecast": total([sold, *(usual[day] for day in to_come)]),
        "forecast_to_target": total(
            [raw.sums([store], aimed, SOLD), *(usual[day] for day in to_come if day in aimed)]
        ),
    }


def _usual(raw: Raw, store: int, day: date, last: date, today: date) -> int | None:
    """What it sold on this weekday in the eight weeks before, or else on any day of them."""
    end = min(today, last + timedelta(days=1))
    past = [end - timedelta(days=n) for n in range(1, 57)]
    sold = {at: raw.filed[store, at][SOLD] for at in past if (store, at) in raw.filed}
    same = [amount for at, amount in sold.items() if at.weekday() == day.weekday()] or list(sold.values())
    return whole(Fraction(sum(same), len(same))) if same else None
