"""On a report's page stand the readable reports that say much the same."""

from dataclasses import replace

import psycopg
import pytest

from shared.db import many
from shared.search.similar import similar
from tests.cast import CAST
from tests.house.world import viewer_of
from tests.search.vectors import DAY, report, turned

OWN = turned(0)


@pytest.fixture
def db(database):
    """A connection whose writes are rolled back."""
    with psycopg.connect(database) as connection:
        yield connection
        connection.rollback()


def alike(db, report_id, user_id=CAST.area, limit=5):
    """The ids that somebody is shown beside a report."""
    return [row.id for row in many(db, similar(viewer_of(db, user_id), report_id, limit))]


def test_the_most_alike_come_first_and_the_report_itself_is_not_among_them(db):
    own = report(db, OWN)
    near, nearer, nearest = (report(db, turned(degrees)) for degrees in (20, 10, 5))
    assert alike(db, own) == [nearest, nearer, near]
    assert alike(db, own, limit=2) == [nearest, nearer]


def test_what_has_nothing_to_do_with_it_is_not_shown(db):
    own = report(db, OWN)
    report(db, turned(90))
    report(db, turned(60))
    assert alike(db, own) == []


def test_equal_texts_are_all_shown_the_newest_first(db):
    first, *others = [report(db, OWN) for _ in range(4)]
    assert alike(db, first, limit=3) == others[::-1]
    assert alike(db, others[-1], limit=3) == [*others[-2::-1], first]


def test_reports_of_stores_out_of_reach_are_not_shown(db):
    own = report(db, OWN)
    there = report(db, turned(1), store=CAST.shinjuku)
    far = report(db, turned(2), store=CAST.umeda)
    assert alike(db, own, CAST.staff) == []
    assert alike(db, own, CAST.area) == [there]
    assert alike(db, own, CAST.admin) == [there, far]


def test_a_report_out_of_reach_has_none(db):
    own, _near = report(db, OWN), report(db, turned(1), store=CAST.umeda)
    assert alike(db, own, CAST.other_staff) == []
    nobody = replace(viewer_of(db, CAST.staff), stores=[], report_stores=[])
    assert many(db, similar(nobody, own, 5)) == []


def test_reports_that_all_stores_share_are_shown(db):
    own, near = report(db, OWN), report(db, turned(1), store=CAST.umeda)
    viewer = viewer_of(db, CAST.staff, shared=True)
    assert [row.id for row in many(db, similar(viewer, own, 5))] == [near]


def test_vectors_of_another_model_are_not_compared(db):
    own, _old = report(db, OWN), report(db, turned(1), model="an-older-model")
    assert alike(db, own) == []


def test_a_report_without_a_vector_has_none(db):
    own, _near = report(db, None), report(db, turned(1))
    assert alike(db, own) == []


def test_a_row_says_which_report_it_is(db):
    own, near = report(db, OWN), report(db, turned(1), genre="praise", location="toilet", ago=3)
    (row,) = many(db, similar(viewer_of(db, CAST.staff), own, 5))
    assert (row.id, row.store_name, row.title, row.author) == (near, "渋谷店", "題", "佐藤 美咲")
    assert (row.date, row.genre, row.location) == (DAY.replace(day=12), "praise", "toilet")
