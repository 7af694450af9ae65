"""A day's figures that arrive late: never over newer ones without a question."""

from datetime import timedelta

import pytest
from django.test import Client

from shared.dates import business_date, now
from tests.days import day
from tests.web.sent import item_of, send
from web.sending.models import SentForm
from web.stores.models import PerformanceVersion, StoreDailyPerformance

pytestmark = pytest.mark.django_db

PAGE = "/report/performance/"


def ago(**spans: float) -> str:
    return (now() - timedelta(**spans)).isoformat()


def said(**changes: object) -> dict[str, object]:
    return item_of("figures", 0).said(**changes)


def saved(**values: object) -> StoreDailyPerformance:
    figures = {"sales_amount": 100, "customer_count": 10, "registered_by_id": "hq-admin"} | values
    return StoreDailyPerformance.objects.create(store_id=2, date=str(day()), **figures)


def test_anothers_newer_figures_stay_and_both_are_told(browser_of, cast):
    browser = browser_of(cast.manager)
    opened = browser.get(PAGE).context["page"].opened
    saved(cash_difference=-5)
    answer = send(browser, PAGE, said(opened=opened, written_at=ago(hours=2)))
    told = answer.json()
    saved_at = told["theirs"].pop("saved_at")
    assert answer.status_code == 409
    assert saved_at
    assert told == {
        "state": "conflict",
        "why": "figures",
        "url": f"{PAGE}?store=2&date={day()}",
        "sentence": told["sentence"],
        "yours": {"sales_amount": 412_300, "customer_count": 156, "cash_difference": None},
        "theirs": {
            "sales_amount": 100,
            "customer_count": 10,
            "cash_difference": -5,
            "saved_by": "山本 彩",
        },
        "opened": f"2_{day()}_1",
    }
    assert StoreDailyPerformance.objects.get().sales_amount == 100
    assert not SentForm.objects.exists()


def test_the_person_decides_and_the_same_key_goes_on(browser_of, cast):
    browser, mine = browser_of(cast.manager), said(opened=f"2_{day()}_0")
    saved()
    asked = send(browser, PAGE, mine).json()
    decided = mine | {"opened": asked["opened"]}
    assert send(browser, PAGE, decided).json()["state"] == "made"
    assert send(browser, PAGE, decided).json()["state"] == "was_made"
    assert send(browser, PAGE, mine).json()["state"] == "was_made", "the answer may have been lost"
    assert StoreDailyPerformance.objects.get().sales_amount == 412_300
    assert PerformanceVersion.objects.get().sales_amount == 100


def test_the_page_asks_the_same_question_of_a_form(browser_of, cast):
    saved()
    page = browser_of(cast.manager).post(PAGE, said(opened=f"2_{day()}_0"))
    assert page.status_code == 409
    assert "あとから来た値で上書き" in page.content.decode()


def test_a_repeat_does_not_touch_what_another_has_saved_since(browser_of, cast):
    browser, mine = browser_of(cast.manager), said()
    send(browser, PAGE, mine)
    StoreDailyPerformance.objects.update(sales_amount=5, registered_by_id=cast.admin)
    assert send(browser, PAGE, mine).json()["state"] == "was_made"
    assert StoreDailyPerformance.objects.get().sales_amount == 5


def test_without_an_opened_form_anothers_figures_stay(browser_of, cast):
    saved()
    assert send(browser_of(cast.manager), PAGE, said()).json()["why"] == "figures"
    assert StoreDailyPerformance.objects.get().sales_amount == 100


def test_ones_own_newer_figures_stay_too_when_older_ones_arrive_late(browser_of, cast):
    saved(registered_by_id=cast.manager)
    browser = browser_of(cast.manager)
    assert send(browser, PAGE, said(written_at=ago(hours=1))).json()["why"] == "figures"
    assert StoreDailyPerformance.objects.get().sales_amount == 100
    assert send(browser, PAGE, said()).json()["state"] == "made"


def test_the_same_figures_are_no_conflict(browser_of, cast):
    saved(sales_amount=412_300, customer_count=156)
    answer = send(browser_of(cast.manager), PAGE, said())
    assert (answer.status_code, answer.json()["state"]) == (200, "was_made")
    assert StoreDailyPerformance.objects.get().registered_by_id == cast.admin


def test_a_day_that_was_left_empty_is_the_one_on_which_it_was_written(browser_of, cast):
    send(browser_of(cast.manager), PAGE, said(date="", written_at=ago(days=3)))
    assert str(StoreDailyPerformance.objects.get().date) == str(business_date(now() - timedelta(days=3), 5))


def test_figures_far_from_the_usual_wait_for_a_yes(browser_of, cast):
    browser = browser_of(cast.manager)
    for week in range(1, 5):
        StoreDailyPerformance.objects.create(
            store_id=2,
            date=business_date(now(), 5) - timedelta(weeks=week),
            sales_amount=1000,
            customer_count=156,
        )
    mine = said(opened=f"2_{day()}_0")
    asked = send(browser, PAGE, mine)
    assert (asked.status_code, asked.json()["why"]) == (422, "unusual")
    assert asked.json()["errors"].keys() == {"sales_amount"}
    yes = mine | {"confirmed": asked.json()["confirmed"]}
    assert send(browser, PAGE, yes).json()["state"] == "made"


def test_two_who_were_offline_keep_their_first_and_the_second_is_asked(browser_of, cast):
    opened = f"2_{day()}_0"
    people: list[Client] = [browser_of(cast.manager), browser_of(cast.admin)]
    states = [
        send(person, PAGE, said(opened=opened, sales_amount=amount)).json()["state"]
        for person, amount in zip(people, ("1", "2"), strict=True)
    ]
    assert states == ["made", "conflict"]
    assert StoreDailyPerformance.objects.get().sales_amount == 1
