"""A store's goal of a month: written by its managers, read by its people, shown at home."""

from datetime import date

import pytest
from django.test import Client

from shared.dates import business_date, month_of, now
from web.accounts.models import User
from web.stores.models import MonthlyGoal

pytestmark = pytest.mark.django_db

PAGE = "/stores/goal/update/"


def month(ahead: int = 0) -> date:
    """The first day of the business month, or of one `ahead` of it."""
    first = month_of(business_date(now(), 5))[0]
    index = first.year * 12 + first.month - 1 + ahead
    return date(index // 12, index % 12 + 1, 1)


def typed(ahead: int = 0, **changes: object) -> dict[str, object]:
    """What a bare sender posts: the fields of the contract alone."""
    return {
        "year": month(ahead).year,
        "month": month(ahead).month,
        "goal_text": "笑顔で迎え、\n待ち時間を10分までにする",
        "achievement_rate": "８０％",
        "achievement_text": "週末の夜がまだ長い",
    } | changes


def opened(browser: Client, **query: int) -> dict[str, object]:
    """What the open form would send."""
    page = browser.get(PAGE, query).context["page"]
    return typed(store=page.choice.store.store_id, opened=page.opened)


def set_goal(store: int, ahead: int, text: str = "前の目標", rate: int | None = 60) -> None:
    MonthlyGoal.objects.create(
        store_id=store,
        year=month(ahead).year,
        month=month(ahead).month,
        goal_text=text,
        achievement_rate=rate,
    )


@pytest.mark.parametrize("ahead", [0, 1])
def test_a_manager_writes_the_goal_of_this_month_and_the_next(browser_of, cast, ahead):
    response = browser_of(cast.manager).post(PAGE, typed(ahead))
    goal = MonthlyGoal.objects.get()
    assert response.status_code == 302
    assert (goal.store_id, date(goal.year, goal.month, 1)) == (cast.shibuya, month(ahead))
    assert (goal.achievement_rate, goal.updated_by_id) == (80, cast.manager)
    assert goal.goal_text.endswith("待ち時間を10分までにする")


def test_without_a_month_it_is_this_months(browser_of, cast):
    form = {name: value for name, value in typed().items() if name not in {"year", "month"}}
    browser_of(cast.manager).post(PAGE, form)
    goal = MonthlyGoal.objects.get()
    assert date(goal.year, goal.month, 1) == month()


@pytest.mark.parametrize(
    ("year", "number"), [(2020, 1), ("", 3), (2026, 13), ("言葉", "x"), (9999, 12), (1, 1)]
)
def test_a_month_that_is_over_or_none_is_not_written_and_nothing_typed_is_lost(
    browser_of, cast, year, number
):
    response = browser_of(cast.manager).post(PAGE, typed(year=year, month=number))
    assert response.status_code == 422
    assert "目標は今月と来月のものだけを書けます" in response.content.decode()
    assert response.context["form"]["goal_text"].value() == typed()["goal_text"]
    assert not MonthlyGoal.objects.exists()


def test_a_form_that_was_open_over_the_months_end_stays_one_of_its_month(browser_of, cast):
    browser = browser_of(cast.manager)
    for _ in range(2):
        response = browser.post(PAGE, typed(-1))
        page = response.content.decode()
        assert response.status_code == 422
        assert f"<h1>{month(-1).year}年{month(-1).month}月の目標</h1>" in page
        assert f'name="month" value="{month(-1).month}"' in page
        assert "待ち時間を10分までにする" in page
    assert not MonthlyGoal.objects.exists()


def test_of_the_month_before_it_is_still_written_how_far_its_goal_was_reached(browser_of, cast):
    set_goal(cast.shibuya, -1, rate=None)
    MonthlyGoal.objects.update(sales_target=500_000)
    browser = browser_of(cast.manager)
    page = browser.get(PAGE, {"year": month(-1).year, "month": month(-1).month})
    assert list(page.context["form"].fields) == ["achievement_rate", "achievement_text"]
    assert "前の目標" in page.content.decode()
    form = {name: text for name, text in typed(-1).items() if name != "goal_text"}
    assert browser.post(PAGE, form | {"opened": page.context["page"].opened}).status_code == 302
    goal = MonthlyGoal.objects.get()
    assert (goal.goal_text, goal.sales_target) == ("前の目標", 500_000)
    assert (goal.achievement_rate, goal.achievement_text) == (80, "週末の夜がまだ長い")
    assert browser_of(cast.area).post(PAGE, form | {"store": cast.shibuya}).status_code == 302
    assert browser_of(cast.staff).post(PAGE, form).status_code == 404


def test_a_goal_is_not_changed_once_its_month_is_over_and_nothing_typed_is_lost(browser_of, cast):
    set_goal(cast.shibuya, -1)
    MonthlyGoal.objects.update(sales_target=500_000)
    browser = browser_of(cast.manager)
    for changed in ({"goal_text": "別の目標"}, {"sales_target": "600000"}):
        response = browser.post(PAGE, typed(-1, goal_text="前の目標") | changed)
        assert response.status_code == 422
        assert "終わった月の目標は変えられません" in response.content.decode()
        ((name, text),) = changed.items()
        assert response.context["form"][name].value() == text
        assert response.context["form"]["achievement_text"].value() == typed()["achievement_text"]
    kept = browser.get(PAGE, {"year": month(-1).year, "month": month(-1).month}).context["page"]
    same = typed(-1, goal_text="前の目標", sales_target="500000", opened=kept.opened)
    assert browser.post(PAGE, same).status_code == 302
    goal = MonthlyGoal.objects.get()
    assert (goal.goal_text, goal.sales_target, goal.achievement_rate) == ("前の目標", 500_000, 80)


def test_a_month_further_back_is_read_and_has_no_form(browser_of, cast):
    set_goal(cast.shibuya, -2)
    browser = browser_of(cast.manager)
    page = browser.get(PAGE, {"year": month(-2).year, "month": month(-2).month}).content.decode()
    assert "前の目標" in page
    assert "達成度 60%" in page
    assert "goal-form" not in page
    assert f"{month(-2).year}年{month(-2).month}月" in browser.get(PAGE).content.decode()


@pytest.mark.parametrize(
    "query",
    [{"year": 2026}, {"year": "x", "month": 1}, {"year": 2999, "month": 1}, {"year": 1999, "month": 1}],
)
def test_a_month_that_nobody_can_mean_is_not_there(browser_of, cast, query):
    assert browser_of(cast.manager).get(PAGE, query).status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"goal_text": ""}, "目標を入力してください"),
        ({"goal_text": "　\n"}, "目標を入力してください"),
        ({"goal_text": "あ" * 1001}, "目標は1000文字までです（今は1001文字）"),
        ({"achievement_rate": "101"}, "達成度は0から100まで"),
        ({"achievement_rate": "-1"}, "達成度は0から100まで"),
        ({"achievement_rate": "八割"}, "漢数字は使えません"),
        ({"achievement_rate": "たくさん"}, "数字で入力してください"),
        ({"achievement_text": "あ" * 1001}, "達成の様子は1000文字までです"),
    ],
)
def test_a_bad_field_is_said_beside_it_and_nothing_typed_is_lost(browser_of, cast, changes, sentence):
    form = typed(**changes)
    response = browser_of(cast.manager).post(PAGE, form)
    assert response.status_code == 422
    assert response.content.decode().count(sentence) == 2
    for name in ("goal_text", "achievement_rate", "achievement_text"):
        assert response.context["form"][name].value() == form[name]
    assert not MonthlyGoal.objects.exists()


def test_a_goal_nobody_has_judged_yet_has_no_rate(browser_of, cast):
    browser_of(cast.manager).post(PAGE, typed(achievement_rate="", achievement_text=""))
    goal = MonthlyGoal.objects.get()
    assert (goal.achievement_rate, goal.achievement_text) == (None, "")


def test_the_second_of_two_sees_both_goals_and_decides(browser_of, cast):
    manager, area = browser_of(cast.manager), browser_of(cast.area)
    seconds = opened(area, store=cast.shibuya) | {"goal_text": "エリアの目標"}
    manager.post(PAGE, opened(manager))
    asked = area.post(PAGE, seconds)
    page = asked.content.decode()
    assert asked.status_code == 409
    for told in ("鈴木 健が保存", "待ち時間を10分までにする", "エリアの目標", "上書き", "そのままにする"):
        assert told in page
    assert MonthlyGoal.objects.get().updated_by_id == cast.manager
    assert area.post(PAGE, seconds | {"opened": asked.context["page"].opened}).status_code == 302
    assert MonthlyGoal.objects.get().goal_text == "エリアの目標"


def test_a_bare_sender_updates_their_own_goal_but_is_asked_about_anothers(browser_of, cast):
    manager, area = browser_of(cast.manager), browser_of(cast.area)
    assert [manager.post(PAGE, typed(goal_text=text)).status_code for text in "あい"] == [302, 302]
    assert area.post(PAGE, typed(goal_text="う", store=cast.shibuya)).status_code == 409
    assert MonthlyGoal.objects.get().goal_text == "い"


def test_the_same_goal_saved_twice_asks_nobody(browser_of, cast):
    manager = browser_of(cast.manager)
    form = opened(manager)
    assert [manager.post(PAGE, form).status_code for _ in range(2)] == [302, 302]
    assert MonthlyGoal.objects.get().version == 1


def test_who_writes_which_stores_goal(browser_of, cast):
    answers = {
        person: [
            browser_of(person).post(PAGE, typed(store=store)).status_code
            for store in (cast.shibuya, cast.shinjuku, cast.umeda, cast.head_office)
        ]
        for person in (cast.staff, cast.area, cast.other_manager)
    }
    assert answers == {
        cast.staff: [404] * 4,
        cast.area: [302, 302, 404, 404],
        cast.other_manager: [404, 404, 302, 404],
    }
    assert browser_of(cast.admin).post(PAGE, typed(store=cast.umeda, goal_text="本部から")).status_code == 409
    assert MonthlyGoal.objects.count() == 3


def test_staff_read_the_goal_and_have_no_form(browser_of, cast):
    set_goal(cast.shibuya, 0, "笑顔")
    page = browser_of(cast.staff).get(PAGE).content.decode()
    assert "笑顔" in page
    assert "goal_text" not in page
    assert "笑顔" not in browser_of(cast.other_staff).get(PAGE).content.decode()


def test_a_goal_of_markup_is_shown_as_it_was_typed(browser_of, cast):
    set_goal(cast.shibuya, 0, "<script>alert(1)</script>")
    for address in (PAGE, "/"):
        page = browser_of(cast.staff).get(address).content.decode()
        assert "&lt;script&gt;alert(1)" in page


def test_an_expired_form_is_shown_again_with_everything_in_it(cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(User.objects.get(pk=cast.manager), "django.contrib.auth.backends.ModelBackend")
    response = browser.post(PAGE, typed(), headers={"Sec-Fetch-Site": "same-origin"})
    assert response.status_code == 422
    assert response.context["form"]["goal_text"].value() == typed()["goal_text"]
    assert not MonthlyGoal.objects.exists()
