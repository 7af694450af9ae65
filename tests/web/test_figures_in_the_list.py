"""The list of 日報: what it says of a day's figures."""

import re
from datetime import date, timedelta

import pytest

from tests import days
from web.reports.models import DailyReport
from web.stores.models import Store, StoreDailyPerformance

pytestmark = pytest.mark.django_db

DAY = days.day(-3)
UNFILED = "売上・客数・違算: 未提出"


def report(store: int, day: date = DAY) -> None:
    told = {"genre": "claim", "location": "hall", "title": "題", "content": "内容"}
    DailyReport.objects.create(store_id=store, user_id="hq-admin", date=day, **told)


def listed(browser) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", browser.get("/report/list/").content.decode())


def test_a_filed_day_without_guests_and_with_an_uncounted_register_is_not_unfiled(browser_of, cast):
    report(cast.shibuya)
    StoreDailyPerformance.objects.create(store_id=cast.shibuya, date=DAY, sales_amount=0, customer_count=0)
    page = re.sub(" +", " ", listed(browser_of(cast.manager)))
    assert "売上 ¥0 客数 0名 客単価 - 違算 数えていません" in page
    assert "未提出" not in page


def test_a_day_that_nobody_filed_is_unfiled(browser_of, cast):
    report(cast.shibuya)
    assert UNFILED in listed(browser_of(cast.manager))


@pytest.mark.parametrize(
    "when", [{"opened_on": DAY + timedelta(days=1)}, {"closed_on": DAY - timedelta(days=1)}]
)
def test_a_day_before_the_opening_or_after_the_closing_asks_for_no_figures(browser_of, cast, when):
    report(cast.shibuya)
    Store.objects.filter(store_id=cast.shibuya).update(**when)
    page = listed(browser_of(cast.manager))
    assert "題" in page
    assert UNFILED not in page


def test_the_head_office_is_asked_for_no_figures(browser_of, cast):
    report(cast.head_office)
    Store.objects.exclude(store_id=cast.head_office).update(opened_on=DAY + timedelta(days=1))
    page = listed(browser_of(cast.admin))
    assert "題" in page
    assert UNFILED not in page


def test_what_was_filed_before_the_opening_is_told(browser_of, cast):
    report(cast.shibuya)
    StoreDailyPerformance.objects.create(store_id=cast.shibuya, date=DAY, sales_amount=900, customer_count=3)
    Store.objects.filter(store_id=cast.shibuya).update(opened_on=DAY + timedelta(days=1))
    assert "¥900" in listed(browser_of(cast.manager))
