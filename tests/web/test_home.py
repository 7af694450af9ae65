"""Home: today's business date, what is still to do, the goal, what is new in the store and on the board."""

import re
from datetime import timedelta

import pytest

from tests.days import day
from web.board.models import BbsPost
from web.reports.models import DailyReport
from web.stores.models import MonthlyGoal, Store, StoreDailyPerformance

pytestmark = pytest.mark.django_db


def file(store: int, ago: int, sales: int = 412_300) -> None:
    """Figures of a day so many days ago."""
    StoreDailyPerformance.objects.create(
        store_id=store, date=day() - timedelta(days=ago), sales_amount=sales, customer_count=156
    )


def unfiled(browser) -> list[tuple[str, int]]:
    """The days that home asks for, and in how many stores."""
    return [(day["date"], day["stores"]) for day in browser.get("/").context["summary"].unfiled]


def test_one_big_button_leads_to_the_report_of_today(browser_of, cast):
    page = browser_of(cast.staff).get("/").content.decode()
    assert f"{day().month}月{day().day}日" in page
    assert re.search(r'<a class="btn btn-primary btn-big" href="/report/register/">', page)


def test_a_manager_is_asked_for_todays_figures_and_those_of_the_last_seven_days(browser_of, cast):
    for ago in (1, 3, 4, 5, 6):
        file(cast.shibuya, ago)
    browser = browser_of(cast.manager)
    assert unfiled(browser) == [(str(day() - timedelta(days=ago)), 1) for ago in (0, 2, 7)]
    page = browser.get("/").content.decode()
    assert "今日の売上を入力" in page
    for ago in (0, 2, 7):
        assert f"/report/performance/?store={cast.shibuya}&amp;date={day() - timedelta(days=ago)}" in page


def test_a_manager_with_everything_filed_is_asked_for_nothing(browser_of, cast):
    for ago in range(8):
        file(cast.shibuya, ago)
    browser = browser_of(cast.manager)
    page = browser.get("/").content.decode()
    assert unfiled(browser) == []
    assert "未提出" not in page
    assert "¥412,300" in page


def test_days_on_which_the_store_was_not_open_are_not_asked_for(browser_of, cast):
    Store.objects.filter(pk=cast.shibuya).update(
        opened_on=day() - timedelta(days=4), closed_on=day() - timedelta(days=2)
    )
    assert len(unfiled(browser_of(cast.manager))) == 3


def test_staff_and_area_managers_are_not_asked_for_figures_they_may_not_write(browser_of, cast):
    for person in (cast.staff, cast.area):
        assert unfiled(browser_of(person)) == []
    file(cast.shibuya, 0)
    assert "¥412,300" in browser_of(cast.staff).get("/").content.decode()


def test_the_head_office_sees_how_many_stores_have_not_filed(browser_of, cast):
    file(cast.shibuya, 0)
    browser = browser_of(cast.admin)
    assert unfiled(browser)[:2] == [(str(day()), 2), (str(day() - timedelta(days=1)), 3)]
    page = browser.get("/").content.decode()
    assert "2店舗が未提出" in page
    assert f"?store={cast.shinjuku}&amp;date={day()}" in page


def test_the_goal_of_the_month_is_shown_with_how_far_it_is_reached(browser_of, cast):
    month = {"year": day().year, "month": day().month}
    MonthlyGoal.objects.create(store_id=cast.shibuya, **month, goal_text="笑顔で迎える", achievement_rate=80)
    page = browser_of(cast.staff).get("/").content.decode()
    assert "笑顔で迎える" in page
    assert "達成度 80%" in page
    assert re.search(r'<progress class="meter" max="100" value="80" aria-label="達成度 80%">', page)
    assert "笑顔で迎える" not in browser_of(cast.other_staff).get("/").content.decode()


def test_a_month_without_a_goal_says_so_and_offers_its_managers_to_write_one(browser_of, cast):
    assert "目標を書く" in browser_of(cast.manager).get("/").content.decode()
    page = browser_of(cast.staff).get("/").content.decode()
    assert "今月の目標はまだありません" in page
    assert "目標を書く" not in page


def test_the_head_office_has_no_goal_and_no_figures_of_its_own(browser_of, cast):
    page = browser_of(cast.area).get("/").content.decode()
    assert "今月の目標はまだありません" not in page
    assert "月の目標" not in page


def test_the_newest_posts_of_the_board_are_those_of_the_whole_chain(browser_of, cast):
    for number in range(5):
        BbsPost.objects.create(
            store_id=cast.umeda,
            user_id=cast.other_staff,
            genre="praise",
            title=f"梅田の話{number}",
            content="お知らせ",
        )
    page = browser_of(cast.staff).get("/").content.decode()
    assert "掲示板の新着" in page
    assert [f"梅田の話{number}" in page for number in range(5)] == [False, False, True, True, True]


def test_the_reports_are_those_of_the_home_store(browser_of, cast):
    for store, author in ((cast.shibuya, cast.staff), (cast.umeda, cast.other_staff)):
        DailyReport.objects.create(
            store_id=store,
            user_id=author,
            date=day(),
            genre="claim",
            location="hall",
            title=f"店{store}の日報",
            content="内容",
        )
    page = browser_of(cast.admin).get("/").content.decode()
    assert "店2の日報" not in page
    assert "店2の日報" in browser_of(cast.staff).get("/").content.decode()


def test_the_more_page_leads_to_figures_and_goals(browser_of, cast):
    manager, staff = (
        browser_of(who).get("/accounts/profile/").content.decode() for who in (cast.manager, cast.staff)
    )
    assert "売上・客数を入力" in manager
    assert "売上・客数を見る" in staff
    assert all('href="/stores/goal/update/"' in page for page in (manager, staff))


def test_an_unfiled_day_of_the_list_leads_a_manager_to_its_form(browser_of, cast):
    DailyReport.objects.create(
        store_id=cast.shibuya,
        user_id=cast.staff,
        date=day(),
        genre="claim",
        location="hall",
        title="題",
        content="内容",
    )
    link = f'href="/report/performance/?date={day()}"'
    assert link in browser_of(cast.manager).get("/report/list/").content.decode()
    assert link not in browser_of(cast.staff).get("/report/list/").content.decode()
