"""What each page that changes something leaves in the audit log: one event, of the right person."""

from datetime import timedelta

import pytest
from django.test import Client

from shared.dates import now
from shared.words import AuditAction, AuditSubject
from tests.cast import PASSWORD
from tests.days import day
from web.accounts.models import User
from web.audit.models import AuditEvent
from web.stores.models import MonthlyGoal, Store, StoreDailyPerformance

pytestmark = pytest.mark.django_db

FIGURES = {"date": "", "sales_amount": "345,600", "customer_count": "156", "cash_difference": "-500"}
GOAL = {"goal_text": "笑顔で迎える", "achievement_rate": "", "achievement_text": ""}


@pytest.fixture
def since(db):
    """Events written from here on."""
    AuditEvent.objects.order_by("-id").first()
    newest = AuditEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0
    return lambda: list(AuditEvent.objects.filter(id__gt=newest).order_by("id"))


def log_in(user_id: str, password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/accounts/login/", {"user_id": user_id, "password": password})
    return client


def facts(event: AuditEvent) -> tuple[object, ...]:
    return event.actor, event.action, event.subject, event.subject_id, event.store_id


def test_signing_in_and_out_are_an_event_each(cast, since):
    client = log_in(cast.staff)
    client.post("/accounts/logout/")
    client.post("/accounts/logout/")
    assert [facts(event) for event in since()] == [
        (cast.staff, "signed_in", "person", cast.staff, cast.shibuya),
        (cast.staff, "signed_out", "person", cast.staff, cast.shibuya),
    ]


def test_a_wrong_password_is_an_event_of_nobody_about_the_person(cast, since):
    log_in(cast.staff, "hunter2-typed-in-vain")
    (event,) = since()
    assert facts(event) == (None, "refused", "person", cast.staff, cast.shibuya)
    assert event.detail == {}


@pytest.mark.parametrize("typed", ["my-real-password", "shibuya-staff\0", "", "x" * 300, "ｓｈｉｂｕｙａ"])
def test_what_is_typed_in_vain_is_never_kept(since, typed):
    log_in(typed, "secret")
    assert since() == []


def test_a_retired_person_who_tries_is_refused_and_told(cast, since):
    User.objects.filter(user_id=cast.staff).update(is_active=False)
    log_in(cast.staff)
    assert [event.action for event in since()] == ["retired", "refused"]


def test_who_goes_on_guessing_fills_no_table(cast, since, settings):
    settings.AXES_ENABLED = False
    for _ in range(14):
        log_in(cast.staff, "wrong")
    assert len(since()) == 10


def test_figures_saved_are_an_event_and_saved_the_same_again_are_none(browser_of, cast, since):
    browser = browser_of(cast.manager)
    before = len(since())
    for sales in ("345,600", "345,600", "354,600"):
        browser.post("/report/performance/", FIGURES | {"sales_amount": sales})
    added, changed = since()[before:]
    assert facts(added) == (cast.manager, "added", "figures", str(day()), cast.shibuya)
    assert facts(changed) == (cast.manager, "changed", "figures", str(day()), cast.shibuya)
    assert changed.detail == {"sales_amount": [345_600, 354_600]}


def test_the_head_office_that_corrects_a_stores_figures_is_named(browser_of, cast, since):
    StoreDailyPerformance.objects.create(
        store_id=cast.shibuya, date=day(), sales_amount=1, customer_count=1, registered_by_id=cast.manager
    )
    browser = browser_of(cast.admin)
    opened = browser.get(f"/report/performance/?store={cast.shibuya}").context["page"].opened
    before = len(since())
    browser.post("/report/performance/", FIGURES | {"store": cast.shibuya, "opened": opened})
    (event,) = since()[before:]
    assert facts(event)[:3] == (cast.admin, "changed", "figures")


def test_a_goal_saved_is_an_event_with_its_text(browser_of, cast, since):
    browser = browser_of(cast.manager)
    before = len(since())
    for _ in range(2):
        browser.post("/stores/goal/update/", GOAL)
    (event,) = since()[before:]
    month = f"{day().year}-{day().month}"
    assert facts(event) == (cast.manager, "added", "goal", month, cast.shibuya)
    assert event.detail["goal_text"] == [None, "笑顔で迎える"]


def test_a_refused_save_is_no_event(browser_of, cast, since):
    browser = browser_of(cast.manager)
    before = len(since())
    browser.post("/report/performance/", FIGURES | {"sales_amount": "たくさん"})
    browser_of(cast.staff).post("/stores/goal/update/", GOAL)
    assert [event.action for event in since()[before:]] == ["signed_in"]
    assert MonthlyGoal.objects.count() == 0


def test_looking_at_pages_is_no_event(browser_of, cast, since):
    browser = browser_of(cast.admin)
    before = len(since())
    for address in ("/", "/report/list/", "/audit/", "/accounts/profile/"):
        browser.get(address)
    assert since()[before:] == []


# The page.


def page(browser, **query) -> str:
    return browser.get("/audit/", query).content.decode()


def plain(text: str) -> str:
    return " ".join(text.split())


def test_it_tells_who_changed_which_figure_of_which_store(browser_of, cast):
    manager = browser_of(cast.manager)
    for sales in ("345,600", "354,600"):
        manager.post("/report/performance/", FIGURES | {"sales_amount": sales})
    today = day()
    weekday = "月火水木金土日"[today.weekday()]
    told = plain(page(browser_of(cast.admin)))
    assert (
        f"鈴木 健さんが 渋谷店 {today.month}/{today.day}({weekday}) の売上を ¥345,600 → ¥354,600 に変えました"
        in told
    )
    assert f"鈴木 健さんが 渋谷店 {today.month}/{today.day}({weekday}) の売上・客数を追加しました" in told


def test_it_tells_changes_of_people_stores_and_areas(browser_of, cast):
    User.objects.filter(user_id=cast.staff).update(user_type="manager", store_id=cast.shinjuku)
    User.objects.filter(user_id=cast.staff).update(is_active=False)
    User.objects.get(user_id=cast.manager).areas.add(1)
    Store.objects.filter(store_id=cast.umeda).update(changeover_hour=6)
    told = plain(page(browser_of(cast.admin)))
    for sentence in (
        "データベースで直接、佐藤 美咲さんを変えました",
        "スタッフ → 店長",
        "渋谷店 → 新宿店",
        "データベースで直接、佐藤 美咲さんの利用を停止しました",
        "データベースで直接、鈴木 健さんの担当エリアに 東京 を加えました",
        "データベースで直接、梅田店の日付の切り替え時刻を 5:00 → 6:00 に変えました",
        "山本 彩さんがログインしました",
    ):
        assert sentence in told, sentence


def test_a_till_that_was_not_counted_is_no_zero(browser_of, cast):
    manager = browser_of(cast.manager)
    for difference in ("", "-500"):
        manager.post("/report/performance/", FIGURES | {"cash_difference": difference})
    assert "の違算を なし → -¥500 に変えました" in plain(page(browser_of(cast.admin)))


@pytest.mark.parametrize("person", ["staff", "manager", "other_staff", "other_manager", "area"])
def test_it_is_not_there_but_for_the_head_office(browser_of, cast, person):
    assert browser_of(getattr(cast, person)).get("/audit/").status_code == 404


def test_it_escapes_what_people_wrote(browser_of, cast):
    browser_of(cast.manager).post("/stores/goal/update/", GOAL | {"goal_text": "<script>alert(1)</script>"})
    assert "<script>alert(1)" not in page(browser_of(cast.admin))


def test_an_event_that_no_writer_of_ours_would_write_is_told_all_the_same(browser_of, cast):
    for action in AuditAction:
        for subject in AuditSubject:
            AuditEvent.objects.create(action=action, subject=subject)
            AuditEvent.objects.create(action=action, subject=subject, detail={"a": 1, "b": ["x", {"y": []}]})
    browser, address, told = browser_of(cast.admin), "/audit/", 0
    while address:
        response = browser.get(address)
        assert response.status_code == 200
        told += len(shown(response))
        address = response.context["next_url"]
    assert told == AuditEvent.objects.count()


@pytest.fixture
def events(db, cast):
    """Sixty logins of the staff, a minute apart, and one change in another store."""
    for minute in range(60):
        AuditEvent.objects.create(
            at=now() - timedelta(days=3, minutes=minute),
            actor=cast.staff, action="signed_in", subject="person", subject_id=cast.staff,
            store_id=cast.shibuya,
        )  # fmt: skip
    AuditEvent.objects.create(
        at=now() - timedelta(days=2), actor=cast.admin, action="changed", subject="store",
        subject_id=str(cast.umeda), store_id=cast.umeda, detail={"name": ["梅田", "梅田店"]},
    )  # fmt: skip
    AuditEvent.objects.create(
        at=now() - timedelta(days=1), actor=cast.admin, action="retired", subject="person",
        subject_id=cast.staff, store_id=cast.shibuya, detail={"is_active": [True, False]},
    )  # fmt: skip


def shown(response) -> list[AuditEvent]:
    return [line.event for day in response.context["days"] for line in day.lines]


def test_more_goes_on_where_the_page_ended_and_says_no_event_twice(browser_of, cast, events):
    browser = browser_of(cast.admin)
    address, found = "/audit/?person=shibuya-staff", []
    while address:
        response = browser.get(address)
        found += [event.id for event in shown(response)]
        address = response.context["next_url"]
    assert len(found) == len(set(found)) == 62  # 60 logins, one retirement, and who they were added by
    assert found == sorted(found, key=lambda number: AuditEvent.objects.get(id=number).at, reverse=True)


def test_htmx_is_given_the_further_days_alone(browser_of, cast, events):
    browser = browser_of(cast.admin)
    address = browser.get("/audit/").context["next_url"]
    part = browser.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "ログインしました" in part


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"action": "retired"}, {"retired"}),
        ({"subject": "store", "person": "hq-admin"}, {"changed"}),
        ({"person": "山本 彩", "action": "changed"}, {"changed"}),
        ({"person": "美咲", "action": "retired"}, {"retired"}),
        ({"store": "4", "action": "changed"}, {"changed"}),
        ({"person": "nobody-such"}, set()),
        ({"store": "4", "action": "retired"}, set()),
    ],
)
def test_filters_narrow(browser_of, cast, events, filters, expected):
    response = browser_of(cast.admin).get("/audit/", filters)
    assert {event.action for event in shown(response)} == expected


@pytest.mark.parametrize(
    "person", ["NGUYEN VAN ANH", "nguyen van anh", "Van Anh", "ＶＡＮ　ＡＮＨ", "グエン", "nguyen　van"]
)
def test_a_name_of_several_words_is_found_in_any_case_and_width(browser_of, cast, events, person):
    User.objects.filter(user_id=cast.staff).update(last_name="NGUYEN", first_name="VAN ANH　ｸﾞｴﾝ")
    response = browser_of(cast.admin).get("/audit/", {"person": person, "action": "retired"})
    assert len(shown(response)) == 1


def test_a_period_is_days_of_japan_both_ends_included(browser_of, cast, events):
    day = str((now() - timedelta(days=2)).date())
    response = browser_of(cast.admin).get("/audit/", {"first": day, "last": day})
    assert [event.action for event in shown(response)] == ["changed"]


@pytest.mark.parametrize(
    ("filters", "sentence"),
    [
        ({"first": "昨日"}, "日付を選んでください"),
        ({"first": "2026-11-22", "last": "2026-11-21"}, "終わりの日は"),
        ({"action": "nonsense"}, "選べないものが選ばれています"),
        ({"store": "999"}, "選べないものが選ばれています"),
        ({"person": "あ" * 41}, "40文字まで"),
        ({"person": "a\0b"}, "確かめてください"),
    ],
)
def test_a_filter_that_is_none_is_told_and_what_was_typed_stays(browser_of, cast, filters, sentence):
    response = browser_of(cast.admin).get("/audit/", filters)
    assert response.status_code == 200
    assert sentence in response.content.decode()


@pytest.mark.parametrize(
    "before", ["nonsense", "1_2", "2026-11-22T00:00:00+09:00_x", "0001-01-01T00:00:00+14:00_1", f"_{10**30}"]
)
def test_a_place_that_nobody_wrote_is_the_first_page(browser_of, cast, before):
    response = browser_of(cast.admin).get("/audit/", {"before": before})
    assert response.status_code == 200
    assert shown(response)
