"""A month's sales target: typed with the goal, spread over the days, shown with what is sold, imported."""

from datetime import date, timedelta

import psycopg
import pytest

from shared.dates import business_date, now
from tests.databases import own_database
from tests.web.importing import GOALS, PERFORMANCES, WHOLE, imported, run, written
from tests.web.test_goals import PAGE, month, opened, set_goal, typed
from web.stores.models import DailyTarget, MonthlyGoal, Store, StoreDailyPerformance

pytestmark = pytest.mark.django_db


def target() -> int | None:
    return MonthlyGoal.objects.get().sales_target


@pytest.mark.parametrize("text", ["１，２３０，０００", "123万円", "¥1,230,000"])
def test_it_is_typed_as_people_write_money_and_its_days_sum_to_it(browser_of, cast, text):
    assert browser_of(cast.manager).post(PAGE, typed(sales_target=text)).status_code == 302
    assert target() == 1_230_000
    days = DailyTarget.objects.filter(store_id=cast.shibuya).values_list("amount", flat=True)
    assert sum(days) == 1_230_000
    assert len(days) in {28, 29, 30, 31}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0", "売上目標は1円以上の数字で入力してください"),
        ("1000000000001", "売上目標は1兆円までの数字で入力してください"),
        ("たくさん", "数字で入力してください"),
    ],
)
def test_what_is_no_target_is_said_and_nothing_typed_is_lost(browser_of, cast, text, sentence):
    response = browser_of(cast.manager).post(PAGE, typed(sales_target=text))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert response.context["form"]["sales_target"].value() == text
    assert response.context["form"]["goal_text"].value() == typed()["goal_text"]
    assert not MonthlyGoal.objects.exists()


def test_a_sender_who_names_none_leaves_it_and_an_empty_field_takes_it_away(browser_of, cast):
    browser = browser_of(cast.manager)
    browser.post(PAGE, typed(sales_target="500000"))
    browser.post(PAGE, typed(goal_text="別の目標"))
    assert target() == 500_000
    browser.post(PAGE, {**opened(browser), "sales_target": ""})
    assert target() is None
    assert not DailyTarget.objects.exists()


def test_a_target_alone_that_somebody_set_meanwhile_is_not_taken_back(browser_of, cast):
    manager, admin = browser_of(cast.manager), browser_of(cast.admin)
    manager.post(PAGE, typed(sales_target="500000"))
    form = opened(manager) | {"sales_target": "500000", "goal_text": "別の目標"}
    saved_at = MonthlyGoal.objects.get().updated_at
    admin.post(PAGE, opened(admin, store=cast.shibuya) | {"sales_target": "800000"})
    asked = manager.post(PAGE, form)
    assert asked.status_code == 409
    page = asked.content.decode()
    for told in ("山本 彩が保存", "¥800,000", "¥500,000"):
        assert told in page
    goal = MonthlyGoal.objects.get()
    assert (goal.sales_target, goal.version) == (800_000, 2)
    assert goal.updated_at > saved_at
    assert manager.post(PAGE, form | {"opened": asked.context["page"].opened}).status_code == 302
    assert target() == 500_000


def test_home_and_the_goals_page_tell_what_is_sold_of_it(browser_of, cast):
    set_goal(cast.shibuya, 0)
    MonthlyGoal.objects.update(sales_target=400_000)
    today = business_date(now(), 5)
    StoreDailyPerformance.objects.create(
        store_id=cast.shibuya, date=max(month(), today), sales_amount=100_999, customer_count=50
    )
    for path in (PAGE, "/"):
        page = browser_of(cast.staff).get(path).content.decode()
        assert "¥400,000" in page
        assert "これまで ¥100,999" in page
        assert "目標の 25%" in page


def test_what_was_sold_before_the_opening_is_none_of_the_target_as_in_the_figures(browser_of, cast):
    first = month()
    Store.objects.filter(pk=cast.shibuya).update(opened_on=first + timedelta(days=1))
    set_goal(cast.shibuya, 0)
    MonthlyGoal.objects.update(sales_target=400_000)
    for ahead, amount in enumerate((50_000, 100_999)):
        StoreDailyPerformance.objects.create(
            store_id=cast.shibuya, date=first + timedelta(days=ahead), sales_amount=amount, customer_count=5
        )
    for path in (PAGE, "/"):
        page = browser_of(cast.staff).get(path).content.decode()
        assert "これまで ¥100,999" in page
        assert "目標の 25%" in page


def test_goals_come_in_with_a_target_and_a_file_without_the_column_leaves_it(tmp_path):
    columns, *rows = GOALS.splitlines()
    with_target = "\n".join([f"{columns},sales_target", f"{rows[0]},1500000", f"{rows[1]},"]) + "\n"
    with own_database() as url:
        for goals in (with_target, GOALS.replace("笑顔で迎える", "声をかける")):
            ran = run(url, written(tmp_path, **WHOLE | {"goals": goals}))
            assert ran.code == 0, ran.err
            with psycopg.connect(url) as connection:
                told = connection.execute("SELECT store_id, sales_target FROM monthly_goals").fetchall()
                spread = connection.execute("SELECT sum(amount) FROM daily_targets").fetchone()
            assert dict(told) == {12: 1_500_000, 13: None}
            assert spread == (1_500_000,)


def test_a_target_that_comes_with_the_figures_is_spread_by_them(tmp_path):
    columns, goal, _other = GOALS.splitlines()
    header = PERFORMANCES.splitlines()[0]
    weeks = [date(2026, 10, 31) - timedelta(days=back) for back in range(56)]
    figures = [
        f"12,{day},{300_000 if day.isoweekday() == 6 else 100_000},50,,,{day} 23:10+0900" for day in weeks
    ]
    files = {
        "goals": f"{columns},sales_target\n{goal},4000000\n",
        "performances": "\n".join([header, *figures]) + "\n",
    }
    ran = imported(written(tmp_path, **WHOLE | files))
    assert ran.code == 0, ran.err
    amounts = dict(DailyTarget.objects.filter(store_id=12).values_list("date", "amount"))
    assert sum(amounts.values()) == 4_000_000
    assert amounts[date(2026, 11, 7)] == pytest.approx(3 * amounts[date(2026, 11, 9)], abs=3)
