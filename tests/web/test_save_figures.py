"""Saving a day's 売上, 客数 and 違算: once a day, never over somebody else's without a question."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import psycopg
import pytest
from django.test import Client

from shared import figures
from shared.dates import business_date, now
from shared.db import first, many, one
from shared.figures import Figures
from tests.days import day, on_its_day
from tests.house.world import viewer_of
from web.accounts.models import Session, User
from web.stores.models import PerformanceVersion, Store, StoreDailyPerformance

pytestmark = pytest.mark.django_db

PAGE = "/report/performance/"


def typed(**changes: object) -> dict[str, object]:
    """What a bare sender posts: the fields of the contract alone."""
    return {
        "date": "",
        "sales_amount": "412,300",
        "customer_count": "156",
        "cash_difference": "▲500",
    } | changes


def opened(browser: Client, **query: int) -> dict[str, object]:
    """What the open form would send: its hidden fields and the typed ones."""
    page = browser.get(PAGE, query).context["page"]
    return typed(store=page.choice.store.store_id, opened=page.opened, date=str(page.date))


def usual(cast, sales: int = 400_000, customers: int = 150, weeks: int = 8) -> None:
    """So many same weekdays before today with these figures."""
    for week in range(1, weeks + 1):
        StoreDailyPerformance.objects.create(
            store_id=cast.shibuya,
            date=day() - timedelta(weeks=week),
            sales_amount=sales,
            customer_count=customers,
        )


def test_a_managers_figures_are_saved_for_their_store_and_todays_business_date(browser_of, cast):
    browser = browser_of(cast.manager)
    response = browser.post(PAGE, opened(browser))
    row = StoreDailyPerformance.objects.get()
    assert response["Location"] == f"{PAGE}?store={cast.shibuya}&date={day()}"
    assert (row.store_id, row.date, row.registered_by_id) == (cast.shibuya, day(), cast.manager)
    assert (row.sales_amount, row.customer_count, row.cash_difference) == (412_300, 156, -500)


def test_they_are_shown_with_what_a_guest_spent(browser_of, cast):
    browser = browser_of(cast.manager)
    page = browser.post(PAGE, opened(browser), follow=True).content.decode()
    for told in ("売上・客数を保存しました", "¥412,300", "156名", "¥2,642", "-¥500", "鈴木 健"):
        assert told in page


def test_a_till_that_was_not_counted_is_no_difference_of_nothing(browser_of, cast):
    browser = browser_of(cast.manager)
    page = browser.post(PAGE, opened(browser) | {"cash_difference": ""}, follow=True).content.decode()
    assert StoreDailyPerformance.objects.get().cash_difference is None
    assert "数えていません" in page


def test_a_day_saved_again_is_updated_and_its_older_values_are_kept(browser_of, cast):
    browser = browser_of(cast.manager)
    for amount in ("100", "200", "300"):
        browser.post(PAGE, opened(browser) | {"sales_amount": amount})
    row = StoreDailyPerformance.objects.get()
    assert (row.sales_amount, row.version) == (300, 3)
    kept = PerformanceVersion.objects.order_by("version")
    assert [(old.version, old.sales_amount, old.registered_by_id) for old in kept] == [
        (1, 100, cast.manager),
        (2, 200, cast.manager),
    ]
    assert "直した記録（2件）" in browser.get(PAGE).content.decode()
    assert "直した記録" not in browser_of(cast.staff).get(PAGE).content.decode()


def test_a_bare_sender_updates_their_own_figures_but_is_asked_about_anothers(browser_of, cast):
    manager, office = browser_of(cast.manager), browser_of(cast.admin)
    assert [manager.post(PAGE, typed(sales_amount=amount)).status_code for amount in (1, 2)] == [302, 302]
    assert office.post(PAGE, typed(sales_amount=3, store=cast.shibuya)).status_code == 409
    assert StoreDailyPerformance.objects.get().sales_amount == 2


def test_the_second_of_two_sees_both_values_and_decides(browser_of, cast):
    manager, office = browser_of(cast.manager), browser_of(cast.admin)
    seconds = opened(office, store=cast.shibuya) | {"sales_amount": "99,999円"}
    manager.post(PAGE, opened(manager))
    asked = office.post(PAGE, seconds)
    page = asked.content.decode()
    assert asked.status_code == 409
    for told in ("鈴木 健が保存", "¥412,300", "¥99,999", "あとから来た値で上書き", "そのままにする"):
        assert told in page
    assert asked.context["form"]["sales_amount"].value() == "99,999円"
    assert StoreDailyPerformance.objects.get().sales_amount == 412_300
    overwritten = office.post(PAGE, seconds | {"opened": asked.context["page"].opened})
    assert overwritten.status_code == 302
    row = StoreDailyPerformance.objects.get()
    assert (row.sales_amount, row.registered_by_id) == (99_999, cast.admin)
    assert PerformanceVersion.objects.get().sales_amount == 412_300


def test_a_third_who_saves_during_the_question_is_asked_about_too(browser_of, cast):
    manager, office = browser_of(cast.manager), browser_of(cast.admin)
    seconds = opened(office, store=cast.shibuya) | {"sales_amount": "2"}
    manager.post(PAGE, opened(manager))
    asked = office.post(PAGE, seconds)
    manager.post(PAGE, opened(manager) | {"sales_amount": "3"})
    assert office.post(PAGE, seconds | {"opened": asked.context["page"].opened}).status_code == 409
    assert StoreDailyPerformance.objects.get().sales_amount == 3


def test_two_who_saved_the_same_are_not_asked(browser_of, cast):
    manager, office = browser_of(cast.manager), browser_of(cast.admin)
    seconds = opened(office, store=cast.shibuya)
    manager.post(PAGE, opened(manager))
    assert office.post(PAGE, seconds).status_code == 302
    assert manager.post(PAGE, opened(manager)).status_code == 302
    assert not PerformanceVersion.objects.exists()


def test_a_form_whose_date_was_changed_does_not_pass_for_one_that_saw_that_day(browser_of, cast):
    browser = browser_of(cast.manager)
    browser.post(PAGE, opened(browser))
    yesterday = str(day() - timedelta(days=1))
    browser_of(cast.admin).post(PAGE, typed(date=yesterday, store=cast.shibuya))
    moved = opened(browser) | {"date": yesterday, "sales_amount": "1"}
    assert browser.post(PAGE, moved).status_code == 409


@pytest.mark.parametrize(
    "token", ["", "x", "2_2026-11-22", "2_{today}_1e9", "2_{today}_" + "9" * 30, "3_{today}_1"]
)
def test_a_forged_token_overwrites_nothing(browser_of, cast, token):
    browser = browser_of(cast.manager)
    browser_of(cast.admin).post(PAGE, typed(store=cast.shibuya))
    assert browser.post(PAGE, typed(sales_amount=1, opened=token.format(today=day()))).status_code == 409


def test_fifty_who_save_at_once_leave_one_row_a_full_history_and_each_was_asked(database, cast):
    everybody = Barrier(50)

    def saves(amount: int) -> tuple[int, int, int]:
        """Save, answer each question with 上書き; (what was seen, what it became, the amount)."""
        with psycopg.connect(database, autocommit=True) as connection:
            viewer = viewer_of(connection, cast.manager)
            seen = 0
            everybody.wait()
            while True:
                typed = Figures(amount, amount, None)
                saved = first(connection, figures.save(viewer, cast.shibuya, date(2026, 10, 15), typed, seen))
                if saved:
                    return seen, saved.version, amount
                seen = one(connection, figures.day(viewer, cast.shibuya, date(2026, 10, 15))).version

    with ThreadPoolExecutor(50) as pool:
        done = sorted(pool.map(saves, range(1, 51)))
    assert [(seen, version) for seen, version, _ in done] == [(n, n + 1) for n in range(50)]
    with psycopg.connect(database) as connection:
        viewer = viewer_of(connection, cast.manager)
        current = one(connection, figures.day(viewer, cast.shibuya, date(2026, 10, 15)))
        older = many(connection, figures.history(viewer, cast.shibuya, date(2026, 10, 15)))
        assert connection.execute("SELECT count(*) FROM store_daily_performances").fetchone() == (1,)
    amounts = [old.sales_amount for old in reversed(older)] + [current.sales_amount or 0]
    assert amounts == [amount for _, _, amount in done]
    assert sorted(amounts) == list(range(1, 51))
    assert [old.version for old in reversed(older)] == list(range(1, 50))


def test_deleted_figures_leave_their_values(browser_of, cast):
    browser_of(cast.manager).post(PAGE, typed())
    StoreDailyPerformance.objects.all().delete()
    assert PerformanceVersion.objects.get().sales_amount == 412_300


def test_a_person_who_leaves_the_chain_takes_no_figures_with_them(browser_of, cast):
    browser_of(cast.manager).post(PAGE, typed())
    User.objects.get(pk=cast.manager).delete()
    row = StoreDailyPerformance.objects.get()
    assert (row.registered_by_id, row.version) == (None, 1)
    assert not PerformanceVersion.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"sales_amount": "-1"}, "売上はマイナスにできません"),
        ({"sales_amount": "▲412,300"}, "売上はマイナスにできません"),
        ({"sales_amount": "1000000000000"}, "10億円より小さい数字"),
        ({"sales_amount": "1e12"}, "1e12のような書き方は使えません"),
        ({"sales_amount": "たくさん"}, "数字で入力してください（例：412300）"),
        ({"sales_amount": "四十万"}, "漢数字は使えません"),
        ({"sales_amount": "412.5"}, "小数点は使えません"),
        ({"sales_amount": ""}, "売上を入力してください"),
        ({"sales_amount": "　"}, "売上を入力してください"),
        ({"sales_amount": "4\0"}, "数字で入力してください"),
        ({"customer_count": ""}, "客数を入力してください"),
        ({"customer_count": "-3"}, "客数はマイナスにできません"),
        ({"customer_count": "100000"}, "客数は10万名より小さい数字"),
        ({"cash_difference": "ー500"}, "「ー」は使えません"),
        ({"cash_difference": "99999999999"}, "違算は1,000万円より小さい数字"),
        ({"cash_difference": "▲1000万"}, "違算は1,000万円より小さい数字"),
        ({"date": "yesterday"}, "日付を選んでください"),
        ({"date": 1}, "先の日付の売上はまだ入力できません"),
        ({"date": -400}, "1年より前の日付の売上は入力できません"),
    ],
)
def test_a_bad_field_is_said_beside_it_and_nothing_typed_is_lost(browser_of, cast, changes, sentence):
    browser = browser_of(cast.manager)
    form = opened(browser) | on_its_day(changes)
    response = browser.post(PAGE, form)
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count(sentence) == 2, "in the summary and beside the field"
    assert "<title>エラー: " in page
    for name in ("sales_amount", "customer_count", "cash_difference"):
        assert response.context["form"][name].value() == form[name]
    assert response.context["page"].opened == form["opened"]
    assert not StoreDailyPerformance.objects.exists()


@pytest.mark.parametrize(
    ("sales", "customers"), [("0", "0"), ("４１.２万", "１５６人"), ("12万3456円", "99999")]
)
def test_numbers_are_taken_as_they_are_typed(browser_of, cast, sales, customers):
    form = typed(sales_amount=sales, customer_count=customers, cash_difference="（500）")
    assert browser_of(cast.manager).post(PAGE, form).status_code == 302
    assert StoreDailyPerformance.objects.get().cash_difference == -500


@pytest.mark.parametrize(
    ("sales", "word"),
    [("4,000,000", "大きい"), ("600,001", "大きい"), ("199,999", "小さい"), ("0", "小さい")],
)
def test_a_number_far_from_the_usual_is_asked_about_and_saved_on_a_yes(browser_of, cast, sales, word):
    usual(cast)
    browser = browser_of(cast.manager)
    form = opened(browser) | {"sales_amount": sales}
    asked = browser.post(PAGE, form)
    page = asked.content.decode()
    assert asked.status_code == 422
    assert f"いつもより{word}数字です。このままでよろしいですか" in page
    assert "このまま保存する" in page
    assert not StoreDailyPerformance.objects.filter(date=day()).exists()
    yes = form | {"confirmed": asked.context["page"].confirmed}
    assert browser.post(PAGE, yes | {"sales_amount": "9,000,000"}).status_code == 422, (
        "a yes to other figures"
    )
    assert browser.post(PAGE, yes).status_code == 302
    assert StoreDailyPerformance.objects.get(date=day()).sales_amount == int(sales.replace(",", ""))


@pytest.mark.parametrize("sales", ["600,000", "200,000", "400,000"])
def test_a_number_within_half_of_the_usual_is_not_asked_about(browser_of, cast, sales):
    usual(cast)
    browser = browser_of(cast.manager)
    assert browser.post(PAGE, opened(browser) | {"sales_amount": sales}).status_code == 302


def test_two_weeks_are_not_enough_to_know_the_usual(browser_of, cast):
    usual(cast, weeks=2)
    browser = browser_of(cast.manager)
    assert browser.post(PAGE, opened(browser) | {"sales_amount": "1"}).status_code == 302


def test_a_bare_sender_is_warned_and_not_blocked(browser_of, cast):
    usual(cast)
    page = browser_of(cast.manager).post(PAGE, typed(sales_amount="9999999"), follow=True).content.decode()
    assert StoreDailyPerformance.objects.filter(date=day()).exists()
    assert "いつもより大きい数字です" in page


def test_last_weeks_figures_are_a_hint_and_not_a_value(browser_of, cast):
    usual(cast, weeks=1)
    form = browser_of(cast.manager).get(PAGE).context["form"]
    assert "¥400,000" in form["sales_amount"].help_text
    assert "150名" in form["customer_count"].help_text
    assert form["sales_amount"].value() is None


def test_a_day_without_figures_is_called_unfiled_and_never_zero_yen(browser_of, cast):
    page = browser_of(cast.manager).get(PAGE).content.decode()
    assert page.count("未提出") == 15, "the day itself and fourteen in the list"
    assert "¥0" not in page
    assert all(f"date={day() - timedelta(days=ago)}" in page for ago in range(14))


def test_days_before_a_store_opened_are_not_unfiled(browser_of, cast):
    Store.objects.filter(pk=cast.shibuya).update(opened_on=day() - timedelta(days=2))
    assert len(browser_of(cast.manager).get(PAGE).context["days"]) == 3


def test_staff_read_the_days_figures_and_have_no_form(browser_of, cast):
    browser_of(cast.manager).post(PAGE, typed())
    browser = browser_of(cast.staff)
    page = browser.get(PAGE).content.decode()
    assert "¥412,300" in page
    assert "sales_amount" not in page
    assert browser.post(PAGE, typed()).status_code == 404


def test_an_area_manager_reads_their_stores_and_writes_none(browser_of, cast):
    browser = browser_of(cast.area)
    page = browser.get(PAGE, {"store": cast.shinjuku})
    assert page.context["store"].store_id == cast.shinjuku
    assert "sales_amount" not in page.content.decode()
    for store in (cast.shibuya, cast.umeda):
        assert browser.post(PAGE, typed(store=store)).status_code == 404
    assert browser.get(PAGE, {"store": cast.umeda}).status_code == 404
    assert not StoreDailyPerformance.objects.exists()


def test_a_manager_cannot_write_another_stores_figures(browser_of, cast):
    for store in (cast.umeda, cast.head_office, 999, "言葉", "9" * 30):
        assert browser_of(cast.manager).post(PAGE, typed(store=store)).status_code == 404
    assert not StoreDailyPerformance.objects.exists()


def test_the_head_office_writes_any_stores_figures_but_has_none_itself(browser_of, cast):
    browser = browser_of(cast.admin)
    assert browser.post(PAGE, typed(store=cast.umeda)).status_code == 302
    assert StoreDailyPerformance.objects.get().store_id == cast.umeda
    assert browser.post(PAGE, typed(store=cast.head_office)).status_code == 404


def test_the_head_offices_own_staff_are_told_that_nothing_is_sold_there(browser_of, cast):
    User.objects.filter(pk=cast.staff).update(store_id=cast.head_office)
    assert "売上のある店舗がありません" in browser_of(cast.staff).get(PAGE).content.decode()


@pytest.mark.parametrize("wanted", ["yesterday", "2026-02-30", 9, "1999-01-01"])
def test_a_date_that_has_no_figures_is_answered_with_today_and_a_sentence(browser_of, cast, wanted):
    response = browser_of(cast.manager).get(PAGE, on_its_day({"date": wanted}))
    assert response.status_code == 422
    assert response.context["page"].date == day()
    assert response.context["page"].trouble


def test_the_business_date_is_that_of_the_chosen_store(browser_of, cast):
    Store.objects.filter(pk=cast.umeda).update(changeover_hour=0)
    page = browser_of(cast.admin).get(PAGE, {"store": cast.umeda}).context["page"]
    assert page.date == business_date(now(), 0)


def test_an_expired_form_is_shown_again_with_everything_in_it(cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(User.objects.get(pk=cast.manager), "django.contrib.auth.backends.ModelBackend")
    response = browser.post(PAGE, typed(), headers={"Sec-Fetch-Site": "same-origin"})
    assert response.status_code == 422
    assert "画面は古くなっていました" in response.content.decode()
    assert response.context["form"]["sales_amount"].value() == "412,300"
    assert not StoreDailyPerformance.objects.exists()


def test_what_was_typed_outlives_an_expired_login(browser_of, cast):
    browser = browser_of(cast.manager)
    form = opened(browser)
    Session.objects.update(expire_date=now())
    kept = browser.post(PAGE, form).context["typed"]
    login = {"user_id": cast.manager, "password": "c3-test-2026", "typed": kept}
    resumed = browser.post("/accounts/login/", login)
    assert "売上（円・税込）" in resumed.content.decode()
    assert browser.post(resumed.context["action"], dict(resumed.context["fields"])).status_code == 302
    assert StoreDailyPerformance.objects.get().sales_amount == 412_300
