"""Every table of the pages, as its file is served, recomputed from the raw rows: equal to the yen."""

import csv
import io

import pytest

from shared.analytics.chosen import Scope
from shared.analytics.question import Question
from shared.words import Against, Behind, Genre, Location, ScopeKind
from tests.analytics.asking import NAMES, Served
from tests.analytics.tables import FIRST_GENRES, Expected, Line

EACH_PERIOD = pytest.mark.parametrize("name", NAMES)
FIGURES = (Behind.SALES, Behind.CUSTOMERS, Behind.SPEND, Behind.DIFFERENCE)


@EACH_PERIOD
def test_the_overview(served_chain, name):
    for expected in _asked(served_chain, name):
        _same(expected, "overview", expected.overview())


@EACH_PERIOD
@pytest.mark.parametrize("behind", FIGURES)
def test_the_charts_of_the_sales_page(served_chain, name, behind):
    for expected in _asked(served_chain, name):
        _same(expected, f"sales-{behind.value}", expected.metric(behind))


@EACH_PERIOD
def test_the_charts_of_reports(served_chain, name):
    for expected in _asked(served_chain, name):
        _same(expected, "incidents-location", expected.words(Location))
        _same(expected, "incidents-genre", expected.words(FIRST_GENRES))
        _same(expected, "incidents-trend", expected.trend())
        _same(expected, "incidents-heat", expected.heat())


@EACH_PERIOD
def test_the_comparison_of_stores(served_chain, name):
    for expected in _asked(served_chain, name):
        _same(expected, "stores-ranking", expected.ranking())
        _same(expected, "stores-matrix", expected.matrix())


@EACH_PERIOD
def test_goals_and_calendar(served_chain, name):
    for expected in _asked(served_chain, name):
        _same(expected, "goals-progress", expected.goals())
        _same(expected, "calendar", expected.calendar())


@EACH_PERIOD
@pytest.mark.parametrize("behind", Behind)
def test_the_store_days_behind_a_figure(served_chain, name, behind):
    for expected in _asked(served_chain, name):
        found = _file(expected, "figures", f"&metric={behind.value}")
        _compare([row[:-1] for row in found], expected.figures(behind), expected.question)


@EACH_PERIOD
def test_the_reports_behind_a_count(served_chain, name):
    for expected in _asked(served_chain, name):
        question, raw = expected.question, served_chain.raw
        found = _file(expected, "reports")
        cells = [
            (question.genre in {None, genre} and question.location in {None, place}, genre, place)
            for genre in Genre
            for place in Location
        ]
        points = expected.points(with_figures=False)
        own = [point for point in points if point.date <= question.period.last]
        wanted = sum(
            point.counts[at] for point in own for at, (is_asked, *_cell) in enumerate(cells) if is_asked
        )
        kinds = {(genre.label, place.label) for is_asked, genre, place in cells if is_asked}
        names = {
            raw.shops[store].name for store in raw.chosen(served_chain.people[expected.role], question.scope)
        }
        assert len(found) == wanted, question
        assert {(row[3], row[4]) for row in found} <= kinds
        assert {row[2] for row in found} <= names - {"本部"}


def test_one_store_stands_beside_the_average_of_the_others_and_all_stores_beside_none(served_chain):
    """The manager's table has the columns of the average; that of all stores has not."""
    period = served_chain.periods()["a month with five Sundays"]
    one = _heading(served_chain, Question(Scope(ScopeKind.STORE, 2), period, Against.LAST_YEAR))
    every = _heading(served_chain, Question(Scope(), period, Against.LAST_YEAR))
    assert [title for title in one if "他店平均" in title]
    assert not [title for title in every if "他店平均" in title]


def _asked(served: Served, name: str) -> list[Expected]:
    return [Expected(served, role, question) for role, question in served.questions(name)]


def _file(expected: Expected, name: str, more: str = "") -> list[list[str]]:
    answer = expected.served.get(expected.role, f"export/{name}.csv?{expected.question.query}{more}")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]


def _heading(served: Served, question: Question) -> list[str]:
    answer = served.get("admin", f"export/sales-sales.csv?{question.query}")
    return next(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def _same(expected: Expected, name: str, wanted: list[Line]) -> None:
    _compare(_file(expected, name), wanted, expected.question)


def _compare(found: list[list[str]], wanted: list[Line], question: Question) -> None:
    assert len(found) == len(wanted), question
    for row, line in zip(found, wanted, strict=True):
        assert len(row) == len(line), (question, row, line)
        for text, value in zip(row, line, strict=True):
            if isinstance(value, float) and value != int(value):
                assert float(text) == pytest.approx(value, abs=1e-4), (question, row, line)
            elif isinstance(value, int | float):
                assert float(text) == value, (question, row, line)
            else:
                assert text == (value or ""), (question, row, line)
