"""When it was written: by a phone's clock that may be wrong, never outside of what can be."""

from datetime import timedelta

import pytest

from shared.dates import business_date, now
from tests.web.sent import item_of, send
from web.reports.models import DailyReport
from web.sending.models import SentForm
from web.stores.models import Store

pytestmark = pytest.mark.django_db

NEAR = timedelta(minutes=1)


@pytest.fixture
def filed(browser_of, cast):
    """File a report with further fields; it, as it is kept."""

    def file(**changes: object) -> DailyReport:
        item = item_of("report", 0)
        answer = send(browser_of(cast.manager), item.path, item.said(**changes))
        assert answer.status_code == 201, answer.content
        return DailyReport.objects.get()

    return file


def at(**spans: float) -> str:
    return (now() + timedelta(**spans)).isoformat()


def test_what_was_written_two_days_ago_says_so(filed):
    report = filed(written_at=at(days=-2))
    assert abs(report.written_at - (now() - timedelta(days=2))) < NEAR
    assert abs(report.created_at - now()) < NEAR
    assert SentForm.objects.get().written_at == report.written_at


@pytest.mark.parametrize("late", [timedelta(days=-31), timedelta(hours=1), timedelta(days=9000)])
def test_a_clock_that_cannot_be_right_is_not_believed(filed, late):
    report = filed(written_at=(now() + late).isoformat())
    assert report.written_at is None
    assert report.date == business_date(now(), 5)


@pytest.mark.parametrize("wrong", [timedelta(days=-4000), timedelta(days=400), timedelta(hours=9)])
def test_a_clock_that_is_wrong_in_the_same_way_twice_is_put_right(filed, wrong):
    report = filed(
        written_at=(now() + wrong - timedelta(hours=3)).isoformat(), sent_at=(now() + wrong).isoformat()
    )
    assert abs(report.written_at - (now() - timedelta(hours=3))) < NEAR


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2026-11-22T21:00:00", "0", "9" * 40, "\0"],
)
def test_what_is_no_moment_is_passed_over(filed, text):
    assert filed(written_at=text, sent_at=text).written_at is None


@pytest.mark.parametrize(
    ("written", "sends"),
    [
        ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"),
        ("9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"),
        ("9999-12-31T23:59:59-14:00", ""),
    ],
)
def test_the_ends_of_time_are_passed_over(filed, written, sends):
    assert filed(written_at=written, sent_at=sends).written_at is None


def test_the_business_date_stays_what_the_person_chose(filed):
    chosen = business_date(now(), 5) - timedelta(days=5)
    assert filed(date=str(chosen), written_at=at(days=-2)).date == chosen


def test_a_date_that_was_left_empty_is_that_of_its_writing(filed):
    assert filed(date="", written_at=at(days=-2)).date == business_date(now() - timedelta(days=2), 5)


def test_a_report_without_a_date_that_waited_over_the_changeover_is_still_the_same(browser_of, cast):
    item, browser = item_of("report", 0), browser_of(cast.manager)
    said = item.said(date="", written_at=at(days=-1))
    states = [send(browser, item.path, said).json()["state"]]
    Store.objects.filter(pk=cast.shibuya).update(changeover_hour=23)
    states.append(send(browser, item.path, said).json()["state"])
    assert states == ["made", "was_made"]


def test_a_form_on_a_page_is_written_when_it_is_sent(browser_of, cast):
    item = item_of("report", 0)
    browser_of(cast.manager).post(item.path, item.said())
    assert DailyReport.objects.get().written_at is None
