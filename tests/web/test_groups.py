"""店舗グループ: 本部 makes them, chooses their stores, renames and deletes them."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.web.test_audit import facts, since  # noqa: F401  the fixture
from web.accounts.models import User
from web.audit.models import AuditEvent
from web.stores.models import StoreGroup

pytestmark = pytest.mark.django_db

LIST = "/stores/groups/"


@pytest.fixture
def group(cast) -> StoreGroup:
    """駅前の店: 渋谷店 and 梅田店."""
    group = StoreGroup.objects.create(name="駅前の店")
    with connection.cursor() as cursor:
        for store in (cast.shibuya, cast.umeda):
            cursor.execute("INSERT INTO store_group_members VALUES (%s, %s)", [group.id, store])
    return group


def page(group: StoreGroup) -> str:
    return f"{LIST}{group.id}/"


def members(group: StoreGroup) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT store_id FROM store_group_members WHERE group_id = %s ORDER BY store_id", [group.id]
        )
        return [store for (store,) in cursor.fetchall()]


def opened(browser: Client, group: StoreGroup) -> dict[str, Any]:
    """What the open page would send, read from its HTML: no script has a part in it."""
    html = browser.get(page(group)).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(was|members)" value="([^"]*)"', html))
    ticked = re.findall(r'name="stores" value="(\d+)" checked', html)
    return {**hidden, "name": group.name, "stores": sorted(ticked)}


def test_a_new_group_leads_to_the_choice_of_its_stores_and_stands_in_the_list(browser_of, cast):
    browser = browser_of(cast.admin)
    response = browser.post(LIST, {"name": "路面店"})
    group = StoreGroup.objects.get()
    assert response["Location"] == page(group)
    form = opened(browser, group) | {"stores": [cast.shinjuku, cast.umeda]}
    assert browser.post(page(group), form)["Location"] == LIST
    assert members(group) == [cast.shinjuku, cast.umeda]
    html = browser.get(LIST).content.decode()
    assert "路面店" in html
    assert "2店舗" in html
    assert f'href="/analysis/?scope=group:{group.id}"' in html


def test_its_page_ticks_its_stores_and_offers_no_head_office(browser_of, cast, group):
    browser = browser_of(cast.admin)
    form = opened(browser, group)
    assert {**form, "stores": set(form["stores"])} == {
        "was": "駅前の店",
        "members": f"{cast.shibuya},{cast.umeda}",
        "name": "駅前の店",
        "stores": {str(cast.shibuya), str(cast.umeda)},
    }
    html = browser.get(page(group)).content.decode()
    assert f'name="stores" value="{cast.head_office}"' not in html
    assert html.index("大阪</legend>") < html.index("東京</legend>")


def test_it_is_renamed_and_its_stores_are_exchanged(browser_of, cast, group):
    browser = browser_of(cast.admin)
    form = opened(browser, group) | {"name": "駅ナカ", "stores": [cast.shibuya, cast.shinjuku]}
    assert browser.post(page(group), form).status_code == 302
    group.refresh_from_db()
    assert (group.name, members(group)) == ("駅ナカ", [cast.shibuya, cast.shinjuku])


def test_what_two_people_change_at_once_adds_up(browser_of, cast, group):
    browser = browser_of(cast.admin)
    form = opened(browser, group)
    browser.post(page(group), form | {"stores": [cast.shibuya, cast.umeda, cast.shinjuku]})
    browser.post(page(group), form | {"stores": [cast.umeda]})
    assert members(group) == [cast.shinjuku, cast.umeda]


def test_the_second_of_two_new_names_is_asked(browser_of, cast, group):
    browser = browser_of(cast.admin)
    form = opened(browser, group)
    browser.post(page(group), form | {"name": "駅ナカ"})
    response = browser.post(page(group), form | {"name": "駅ビル", "stores": [cast.umeda]})
    assert response.status_code == 409
    html = response.content.decode()
    assert "先に名前を変えています" in html
    assert 'name="was" value="駅ナカ"' in html
    assert re.findall(r'name="stores" value="(\d+)" checked', html) == [str(cast.umeda)]
    assert members(group) == [cast.shibuya, cast.umeda]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "名前を入力してください"),
        ("あ" * 61, "60文字までです（今は61文字）"),
        ("路面店", "同じ名前がもうあります"),
    ],
)
def test_a_refused_name_says_what_to_do_and_loses_nothing(browser_of, cast, group, name, sentence):
    StoreGroup.objects.create(name="路面店")
    browser = browser_of(cast.admin)
    for address, form in (
        (LIST, {"name": name}),
        (page(group), opened(browser, group) | {"name": name, "stores": [cast.shinjuku]}),
    ):
        response = browser.post(address, form)
        html = response.content.decode()
        assert response.status_code == 422
        assert sentence in html
        assert response.context["form"]["name"].value() == name
    assert re.findall(r'name="stores" value="(\d+)" checked', html) == [str(cast.shinjuku)]
    assert members(group) == [cast.shibuya, cast.umeda]
    assert set(StoreGroup.objects.values_list("name", flat=True)) == {"駅前の店", "路面店"}


def test_the_head_office_and_what_is_no_store_enter_no_group(browser_of, cast, group):
    stores = [cast.head_office, 99, "x", "", "９", "-1", "9" * 30, "2147483648", cast.shibuya]
    browser = browser_of(cast.admin)
    assert browser.post(page(group), opened(browser, group) | {"stores": stores}).status_code == 302
    assert members(group) == [cast.shibuya]
    assert browser.post(page(group), {"name": "駅前の店", "members": ",a,\0"}).status_code in {302, 409}


def test_it_is_deleted_and_its_stores_stay(browser_of, cast, group):
    browser = browser_of(cast.admin)
    assert browser.post(page(group), {"action": "delete"})["Location"] == LIST
    assert not StoreGroup.objects.exists()
    assert members(group) == []
    assert browser.get(f"/stores/edit/{cast.shibuya}/").status_code == 200
    assert browser.post(page(group), {"action": "delete"}).status_code == 404
    assert "まだ店舗グループがありません" in browser.get(LIST).content.decode()


@pytest.mark.parametrize("person", ["staff", "manager", "area"])
def test_the_pages_are_the_head_offices_alone(browser_of, cast, group, person):
    browser = browser_of(getattr(cast, person))
    for address in (LIST, page(group)):
        assert browser.get(address).status_code == 404
        assert browser.post(address, {"name": "新しい", "was": "駅前の店"}).status_code == 404
    assert browser.post(page(group), {"action": "delete"}).status_code == 404
    assert list(StoreGroup.objects.values_list("name", flat=True)) == ["駅前の店"]


@pytest.mark.parametrize("number", ["99", "9223372036854775808", "9" * 40])
def test_a_group_that_is_not_there_is_404(browser_of, cast, number):
    assert browser_of(cast.admin).get(f"{LIST}{number}/").status_code == 404


def test_a_form_without_its_token_writes_nothing_and_an_old_one_is_shown_again(cast, group):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(User.objects.get(pk=cast.admin), "django.contrib.auth.backends.ModelBackend")
    form = {"name": "駅ナカ", "was": "駅前の店", "members": "2,4", "stores": [2]}
    response = browser.post(page(group), form, headers={"Sec-Fetch-Site": "same-origin"})
    assert response.status_code == 422
    assert "この画面は古くなっていました" in response.content.decode()
    assert browser.post(page(group), form, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    group.refresh_from_db()
    assert (group.name, members(group)) == ("駅前の店", [2, 4])


def test_a_name_of_markup_is_text(browser_of, cast):
    browser = browser_of(cast.admin)
    browser.post(LIST, {"name": "<b>駅</b>"})
    for address in (LIST, page(StoreGroup.objects.get())):
        assert "<b>駅" not in browser.get(address).content.decode()


def test_each_act_leaves_its_events_and_they_are_told(browser_of, cast, group, since):  # noqa: F811
    browser = browser_of(cast.admin)
    before = len(since())
    form = opened(browser, group) | {"name": "駅ナカ", "stores": [cast.shinjuku]}
    browser.post(page(group), form)
    browser.post(page(group), {"action": "delete"})
    events = since()[before:]
    assert {facts(event)[:4] for event in events[:3]} == {(cast.admin, "changed", "group", str(group.id))}
    assert facts(events[3])[:4] == (cast.admin, "removed", "group", str(group.id))
    assert len(events) == 4
    details = {name: told for event in events[:3] for name, told in event.detail.items()}
    assert details == {
        "name": ["駅前の店", "駅ナカ"],
        "entered": [None, [cast.shinjuku]],
        "gone": [None, [cast.shibuya, cast.umeda]],
    }
    html = re.sub(r"<[^>]+>|\s+", "", browser.get("/audit/?subject=group").content.decode())
    for told in ("加えた店舗", "新宿店", "外した店舗", "渋谷店ほか1店", "駅前の店→駅ナカ"):
        assert told in html
    assert AuditEvent.objects.filter(subject="group", actor=cast.admin).count() == 4
