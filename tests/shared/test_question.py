"""What an address asks, and what it says when it cannot be understood."""

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl

import pytest

from shared.access import Viewer
from shared.analytics.chosen import Scope
from shared.analytics.periods import around
from shared.analytics.question import Question, Unclear, read
from shared.words import Against, Genre, Location, PeriodKind, Role, ScopeKind

TODAY = date(2026, 11, 22)


def viewer(role: Role) -> Viewer:
    return Viewer("someone", "名前", role, 2, "渋谷店", 5, "ja", [2, 3], [2, 3])


def asked(query: str, role: Role = Role.MANAGER) -> Question:
    return read(dict(parse_qsl(query, keep_blank_values=True)), viewer(role), TODAY)


def test_nothing_asks_this_month_of_the_own_store_against_last_years_weekdays():
    assert asked("") == Question(
        Scope(ScopeKind.STORE, 2), around(PeriodKind.MONTH, TODAY), Against.LAST_YEAR
    )


@pytest.mark.parametrize("role", [Role.AREA, Role.ADMIN])
def test_who_has_more_stores_is_shown_all_of_them(role):
    assert asked("", role).scope == Scope()


def test_everything_may_be_asked():
    question = asked("scope=area:3&period=week&from=2026-01-01&cmp=prev&genre=claim&location=hall")
    assert question == Question(
        Scope(ScopeKind.AREA, 3),
        around(PeriodKind.WEEK, date(2026, 1, 1)),
        Against.BEFORE,
        Genre.CLAIM,
        Location.HALL,
    )


@pytest.mark.parametrize(
    "query",
    [
        "scope=store:12&period=month&from=2026-11-01&cmp=ly&genre=claim&location=hall",
        "scope=all&period=days&from=2026-10-15&to=2026-11-03&cmp=lw",
        "scope=group:4&period=year&from=2024-01-01&cmp=goal",
    ],
)
def test_a_question_writes_the_address_that_asks_it(query):
    assert asked(query).query == query
    assert asked(asked(query).query) == asked(query)


@pytest.mark.parametrize("kind", ["week", "month", "year"])
@pytest.mark.parametrize("offset", [0, -1, -13, 2])
def test_a_saved_view_counts_from_the_day_on_which_it_is_opened(kind, offset):
    question = asked(f"period={kind}&offset={offset}")
    relative = question.relative(viewer(Role.MANAGER), TODAY)
    assert f"offset={offset}" in relative
    assert asked(relative) == question


def test_a_saved_view_of_a_free_stretch_keeps_its_dates():
    question = asked("period=days&from=2026-10-15&to=2026-11-03")
    assert asked(question.relative(viewer(Role.MANAGER), TODAY)) == question


@pytest.mark.parametrize("period", ["period=month&offset=-1", "period=days&from=2026-10-15&to=2026-11-03"])
def test_a_saved_view_of_the_usual_stores_moves_with_its_reader(period):
    saved = asked(f"scope=store:2&{period}").relative(viewer(Role.MANAGER), TODAY)
    moved = replace(viewer(Role.MANAGER), home_store=3, stores=[3])
    assert read(dict(parse_qsl(saved)), moved, TODAY).scope == Scope(ScopeKind.STORE, 3)
    assert asked(saved) == asked(f"scope=store:2&{period}")


@pytest.mark.parametrize(("role", "scope"), [(Role.MANAGER, "store:3"), (Role.ADMIN, "store:2")])
def test_a_saved_view_of_other_stores_names_them(role, scope):
    assert f"scope={scope}" in asked(f"scope={scope}", role).relative(viewer(role), TODAY)


def test_store_alone_is_short_for_its_scope():
    assert asked("store=12").scope == Scope(ScopeKind.STORE, 12)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("offset=abc", "offset"),
        ("offset=1.5", "offset"),
        ("offset=１", "offset"),
        ("offset=99999999999999", "offset"),
        ("offset=9000", "period"),
        ("period=decade", "period"),
        ("period=days&from=1926-01-01&to=2026-01-01", "period"),
        ("period=days&from=2026-02-01&to=2026-01-01", "period"),
        ("from=2026-13-01", "from"),
        ("from=0000-01-01", "from"),
        ("from=1999-01-01", "period"),
        ("from=2026-02-30", "from"),
        ("from=11/22", "from"),
        ("period=days&to=tomorrow", "to"),
        ("cmp=best", "cmp"),
        ("genre=joy", "genre"),
        ("location=moon", "location"),
        ("scope=store:abc", "scope"),
        ("scope=everything", "scope"),
        ("scope=store:-1", "scope"),
        ("store=abc", "store"),
        ("store=99999999999", "store"),
    ],
)
def test_what_cannot_be_understood_names_its_field_and_says_what_to_do(query, field):
    with pytest.raises(Unclear) as refused:
        asked(query)
    assert refused.value.field == field
    assert refused.value.sentence.endswith("。")
