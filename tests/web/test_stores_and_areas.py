"""店舗とエリア: 本部 adds, changes, closes and reopens stores, and keeps the areas."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shared.dates import business_date, now
from tests.cast import OPENED
from tests.web.announcing import announce
from web.accounts.models import User
from web.stores.models import Area, MonthlyGoal, Store, StoreDailyPerformance

pytestmark = pytest.mark.django_db

LIST, NEW, AREAS = "/stores/list/", "/stores/register/", "/stores/areas/"
SHIBUYA = "/stores/edit/2/"


def today() -> date:
    return business_date(now(), 5)


def typed(**changes: object) -> dict[str, object]:
    """A new store."""
    return {
        "name": "池袋店",
        "kind": "store",
        "area_id": 1,
        "prefecture": "東京都",
        "address": "豊島区1-1",
        "opened_on": "2026-04-01",
        "closed_on": "",
        "changeover_hour": "６時".removesuffix("時"),
    } | changes


def opened(browser: Client, address: str) -> dict[str, object]:
    """What the open form would send."""
    page = browser.get(address)
    form = page.context["form"]
    fields = {name: form[name].value() or "" for name in form.fields}
    return {
        **fields,
        "changeover_hour": page.context["store"].changeover_hour,
        "version": page.context["opened"],
        "ended": form.ended or "",
    }


def test_a_new_store_is_there_for_everything(browser_of, cast):
    browser = browser_of(cast.admin)
    response = browser.post(NEW, typed())
    store = Store.objects.get(name="池袋店")
    assert response["Location"] == f"/stores/edit/{store.store_id}/"
    assert (store.kind, store.area_id, store.changeover_hour) == ("store", 1, 6)
    assert store.opened_on == date(2026, 4, 1)
    assert "池袋店" in browser.get(LIST).content.decode()
    assert "池袋店" in browser.get("/accounts/signup/").content.decode()
    assert browser.get(f"/report/performance/?store={store.store_id}").status_code == 200


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "店舗名を入力してください"),
        ({"name": "渋谷店"}, "同じ名前がもうあります"),
        ({"name": "あ" * 61}, "店舗名は60文字までです"),
        ({"kind": "shop"}, "種類を一覧から選んでください"),
        ({"area_id": "9"}, "エリアを一覧から選んでください"),
        ({"changeover_hour": "24"}, "変更時刻は0から23まで"),
        ({"changeover_hour": "朝"}, "数字で入力してください"),
        ({"opened_on": "昨日"}, "日付を選んでください"),
        ({"opened_on": "2026-04-01", "closed_on": "2026-03-31"}, "開店日かそのあとの日"),
    ],
)
def test_a_refused_store_says_what_to_do_and_loses_nothing(browser_of, cast, changes, sentence):
    for address in (NEW, SHIBUYA):
        form = typed(**changes)
        if address == SHIBUYA and changes.get("name") == "渋谷店":
            form["name"] = "新宿店"
        response = browser_of(cast.admin).post(address, form)
        assert response.status_code == 422
        assert sentence in response.content.decode()
        assert response.context["form"]["address"].value() == "豊島区1-1"
    assert not Store.objects.filter(name="池袋店").exists()


def test_the_second_of_two_sees_both_and_decides(browser_of, cast):
    browser = browser_of(cast.admin)
    seconds = opened(browser, SHIBUYA) | {"address": "あとの住所"}
    browser.post(SHIBUYA, opened(browser, SHIBUYA) | {"address": "先の住所", "area_id": 2})
    asked = browser.post(SHIBUYA, seconds)
    page = asked.content.decode()
    assert asked.status_code == 409
    for told in ("先の住所", "あとの住所", "大阪", "東京", "そのままにする"):
        assert told in page
    assert browser.post(SHIBUYA, seconds | {"version": asked.context["opened"]}).status_code == 302
    assert Store.objects.get(pk=2).address == "あとの住所"


def test_a_new_changeover_hour_leaves_past_days_alone_and_says_so(browser_of, cast):
    StoreDailyPerformance.objects.create(store_id=2, date=date(2026, 10, 1), sales_amount=1, customer_count=1)
    browser = browser_of(cast.admin)
    assert "これまでの日報や売上の日付は変わりません" in browser.get(SHIBUYA).content.decode()
    browser.post(SHIBUYA, opened(browser, SHIBUYA) | {"changeover_hour": "0"})
    assert Store.objects.get(pk=2).changeover_hour == 0
    assert StoreDailyPerformance.objects.get().date == date(2026, 10, 1)


@pytest.fixture
def closed(browser_of, cast) -> date:
    """渋谷店 is closed; its last business date."""
    browser, last = browser_of(cast.admin), today() - timedelta(days=3)
    response = browser.post(SHIBUYA, opened(browser, SHIBUYA) | {"closed_on": last}, follow=True)
    assert "その翌日から、売上・客数の入力はできません" in response.content.decode()
    return last


def test_a_closed_store_is_read_and_takes_no_later_figures(browser_of, cast, closed):
    browser = browser_of(cast.manager)
    figures = {"sales_amount": "100", "customer_count": "1"}
    for address in ("/", "/report/list/", "/report/performance/", "/stores/goal/update/"):
        assert browser.get(address).status_code == 200
    refused = browser.post("/report/performance/", figures | {"date": closed + timedelta(days=1)})
    assert refused.status_code == 422
    assert "閉店したため、そのあとの売上は入力できません" in refused.content.decode()
    assert refused.context["form"]["sales_amount"].value() == "100"
    assert browser.post("/report/performance/", figures | {"date": closed}).status_code == 302
    assert StoreDailyPerformance.objects.get().date == closed


def test_a_closed_store_gets_no_goal_for_a_month_in_which_it_is_not_open(browser_of, cast):
    Store.objects.filter(pk=2).update(closed_on=today().replace(day=1) - timedelta(days=1))
    response = browser_of(cast.manager).post("/stores/goal/update/", {"goal_text": "笑顔"})
    assert response.status_code == 422
    assert "閉店したため" in response.content.decode()
    assert not MonthlyGoal.objects.exists()


def test_a_store_that_is_open_again_takes_figures_again(browser_of, cast, closed):
    admin = browser_of(cast.admin)
    response = admin.post(SHIBUYA, opened(admin, SHIBUYA) | {"closed_on": ""}, follow=True)
    assert "営業中に戻しました" in response.content.decode()
    figures = {"sales_amount": "100", "customer_count": "1"}
    assert browser_of(cast.manager).post("/report/performance/", figures).status_code == 302


@pytest.mark.parametrize(
    ("typed_days", "opening"),
    [
        ({}, 0),
        ({"reopened_on": ""}, 0),
        ({"reopened_on": today() + timedelta(days=9)}, 9),
        ({"opened_on": today() - timedelta(days=1)}, -1),
        ({"reopened_on": today() - timedelta(days=2)}, None),
    ],
)
def test_the_days_on_which_a_store_was_closed_are_no_gap_once_it_is_open_again(
    browser_of, cast, closed, typed_days, opening
):
    Store.objects.filter(pk=2).update(opened_on="2020-04-01")
    browser = browser_of(cast.admin)
    browser.post(SHIBUYA, opened(browser, SHIBUYA) | {"closed_on": ""} | typed_days)
    store = Store.objects.get(pk=2)
    assert store.closed_on is None
    assert store.opened_on == (date(2020, 4, 1) if opening is None else today() + timedelta(days=opening))


def test_a_store_that_opens_again_by_a_form_that_comes_twice_has_the_same_opening_day(
    browser_of, cast, closed
):
    Store.objects.filter(pk=2).update(opened_on="2020-04-01")
    browser = browser_of(cast.admin)
    form = opened(browser, SHIBUYA) | {"closed_on": "", "reopened_on": f"{today()}"}
    answers = [browser.post(SHIBUYA, form).status_code for _time in range(2)]
    assert answers == [302, 302]
    assert Store.objects.get(pk=2).opened_on == today()


@pytest.mark.parametrize("first", [1, -2])  # a day later; the day after it had closed, so it was a mistake
def test_who_opens_a_store_again_second_on_another_day_sees_both_and_decides(browser_of, cast, closed, first):
    browser = browser_of(cast.admin)
    form = opened(browser, SHIBUYA) | {"closed_on": ""}
    seconds = form | {"reopened_on": f"{today() + timedelta(days=9)}"}
    browser.post(SHIBUYA, form | {"reopened_on": f"{today() + timedelta(days=first)}"})
    asked = browser.post(SHIBUYA, seconds)
    assert asked.status_code == 409
    assert asked.context["typed"].opened_on == today() + timedelta(days=9)
    page = asked.content.decode()
    assert f'name="ended" value="{closed}"' in page
    assert "chip-state" not in page.partition("<h1>")[2].partition("</h1>")[0]
    assert browser.post(SHIBUYA, seconds | {"version": asked.context["opened"]}).status_code == 302
    assert Store.objects.get(pk=2).opened_on == today() + timedelta(days=9)


def test_a_store_does_not_open_again_before_it_has_closed_and_nothing_typed_is_lost(browser_of, cast, closed):
    browser = browser_of(cast.admin)
    form = opened(browser, SHIBUYA) | {"closed_on": "", "reopened_on": f"{closed}", "address": "新しい住所"}
    response = browser.post(SHIBUYA, form)
    assert response.status_code == 422
    assert "営業を再開する日は、最後の営業日よりあとの日にしてください" in response.content.decode()
    assert [response.context["form"][name].value() for name in ("reopened_on", "address")] == [
        f"{closed}",
        "新しい住所",
    ]
    assert Store.objects.get(pk=2).closed_on == closed
    later = form | {"closed_on": f"{closed}"}
    assert browser.post(SHIBUYA, later).status_code == 302
    assert Store.objects.get(pk=2).opened_on == OPENED


@pytest.mark.parametrize("changes", [{"kind": "store"}, {"closed_on": "2026-10-01"}])
def test_the_only_head_office_stays_one(browser_of, cast, changes):
    browser = browser_of(cast.admin)
    response = browser.post("/stores/edit/1/", opened(browser, "/stores/edit/1/") | changes)
    assert response.status_code == 422
    assert "ただ1つの本部です" in response.content.decode()
    browser.post(NEW, typed(name="第二本部", kind="hq"))
    again = browser.post("/stores/edit/1/", opened(browser, "/stores/edit/1/") | changes)
    assert again.status_code == 302


def test_the_database_itself_keeps_the_only_head_office(cast, db):
    for change in ({"kind": "store"}, {"closed_on": date(2026, 10, 1)}):
        with pytest.raises(IntegrityError, match="only head office"), transaction.atomic():
            Store.objects.filter(pk=1).update(**change)


def test_the_list_is_searched_filtered_and_paged(browser_of, cast):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO stores (name) SELECT '支店' || n FROM generate_series(1, 500) n")
    Store.objects.filter(pk=4).update(closed_on=date(2026, 1, 31))
    browser = browser_of(cast.admin)

    def found(**query: object) -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            response = browser.get(LIST, query)
        assert len(captured) == 4
        return [store.name for store in response.context["stores"]]

    assert found(query="渋谷") == ["渋谷店"]
    assert found(area=1) == ["渋谷店", "新宿店"]
    assert found(closed="closed") == ["梅田店"]
    assert found(query="どこにもない") == []
    assert "梅田店" not in found()
    assert (len(found()), len(found(beyond=4))) == (50, 50)


def test_areas_are_added_renamed_and_deleted_when_empty(browser_of, cast):
    browser = browser_of(cast.admin)
    assert browser.post(AREAS, {"action": "add", "name": "名古屋"}).status_code == 302
    area = Area.objects.get(name="名古屋").id
    assert (
        browser.post(AREAS, {"action": "rename", "area": area, "was": "名古屋", "name": "東海"}).status_code
        == 302
    )
    assert "東海" in browser.get(AREAS).content.decode()
    assert browser.post(AREAS, {"action": "delete", "area": area}).status_code == 302
    assert set(Area.objects.values_list("name", flat=True)) == {"東京", "大阪"}


@pytest.mark.parametrize(
    ("form", "status", "sentence"),
    [
        ({"action": "add", "name": ""}, 422, "エリアの名前を入力してください"),
        ({"action": "add", "name": "東京"}, 422, "同じ名前がもうあります"),
        ({"action": "rename", "area": 1, "was": "東京", "name": "大阪"}, 422, "同じ名前がもうあります"),
        ({"action": "rename", "area": 1, "was": "関東", "name": "首都圏"}, 409, "先に名前を変えています"),
        ({"action": "delete", "area": 1}, 422, "先にほかのエリアへ移してください"),
        ({"action": "delete", "area": 99}, 404, ""),
        ({"action": "rename", "area": "x", "name": "名"}, 404, ""),
        ({"action": "rename", "area": "9" * 30, "name": "名"}, 404, ""),
    ],
)
def test_an_area_that_is_not_written_says_why(browser_of, cast, form, status, sentence):
    response = browser_of(cast.admin).post(AREAS, form)
    assert response.status_code == status
    assert sentence in response.content.decode()
    assert set(Area.objects.values_list("name", flat=True)) == {"東京", "大阪"}


def test_an_area_that_only_a_manager_is_in_is_not_empty(browser_of, cast):
    lonely = Area.objects.create(name="空")
    User.objects.get(pk=cast.area).areas.add(lonely)
    assert browser_of(cast.admin).post(AREAS, {"action": "delete", "area": lonely.id}).status_code == 422


def test_a_manager_who_has_retired_does_not_keep_an_area(browser_of, cast):
    lonely = Area.objects.create(name="空")
    User.objects.get(pk=cast.area).areas.add(lonely)
    User.objects.filter(pk=cast.area).update(is_active=False)
    browser = browser_of(cast.admin)
    shown = {area.name: area.managers for area in browser.get(AREAS).context["areas"]}
    assert shown["空"] == 0
    assert browser.post(AREAS, {"action": "delete", "area": lonely.id}).status_code == 302
    assert not Area.objects.filter(name="空").exists()
    assert User.objects.get(pk=cast.area).areas.exists()


@pytest.mark.parametrize("tombstone", [{}, {"deleted_at": now(), "title": "", "content": ""}])
def test_an_area_that_an_announcement_is_for_stays_and_says_so(browser_of, cast, tombstone):
    told = Area.objects.create(name="北")
    announce(audience="area", area_id=told.id, **tombstone)
    response = browser_of(cast.admin).post(AREAS, {"action": "delete", "area": told.id})
    assert response.status_code == 422
    assert "このエリアあてのお知らせがあるため、削除できません" in response.content.decode()
    assert Area.objects.filter(name="北").exists()


@pytest.mark.parametrize("person", ["staff", "manager", "area"])
def test_the_pages_are_the_head_offices_alone(browser_of, cast, person):
    browser = browser_of(getattr(cast, person))
    for address in (LIST, NEW, SHIBUYA, AREAS):
        assert browser.get(address).status_code == 404
    for address in (NEW, SHIBUYA, AREAS):
        assert browser.post(address, typed(version=1)).status_code == 404
    assert not Store.objects.filter(name="池袋店").exists()


@pytest.mark.parametrize("number", ["99", "2147483648", "9" * 40])
def test_a_store_that_is_not_there_is_404(browser_of, cast, number):
    assert browser_of(cast.admin).get(f"/stores/edit/{number}/").status_code == 404
