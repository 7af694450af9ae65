"""What the pages of people, stores and areas leave in the audit log: one event each, of the right person."""

import pytest

from tests.web.test_audit import facts, since  # noqa: F401  the fixture
from tests.web.test_change_a_person import opened, page_of, reset
from tests.web.test_stores_and_areas import AREAS, NEW, SHIBUYA
from tests.web.test_stores_and_areas import opened as opened_store
from tests.web.test_stores_and_areas import typed as typed_store
from web.stores.models import Store

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(browser_of, cast, since):  # noqa: F811
    """The head office's browser, and what its requests leave behind."""
    browser = browser_of(cast.admin)
    before = len(since())
    return browser, lambda: since()[before:]


def test_a_person_who_is_added(told, cast):
    browser, events = told
    form = {"user_id": "tanaka-yui", "last_name": "田中", "store": cast.umeda, "role": "staff"}
    assert browser.post("/accounts/signup/", form).status_code == 200
    (event,) = events()
    assert facts(event) == (cast.admin, "added", "person", "tanaka-yui", cast.umeda)


def test_a_person_who_is_changed_and_saved_the_same_again(told, cast):
    browser, events = told
    for _ in range(2):
        form = opened(browser, cast.staff) | {"last_name": "斎藤", "store": cast.umeda}
        assert browser.post(page_of(cast.staff), form).status_code == 302
    (event,) = events()
    assert facts(event) == (cast.admin, "changed", "person", cast.staff, cast.umeda)
    assert event.detail == {"last_name": ["佐藤", "斎藤"], "store_id": [cast.shibuya, cast.umeda]}


def test_a_person_who_is_retired_and_brought_back(told, cast):
    browser, events = told
    for action in ("retire/", "restore/"):
        page = browser.get(page_of(cast.staff))
        assert page.status_code == 200
        browser.post(page_of(cast.staff, action), {"version": page.context["sheet"].opened})
    assert [facts(event)[:4] for event in events()] == [
        (cast.admin, "retired", "person", cast.staff),
        (cast.admin, "restored", "person", cast.staff),
    ]


def test_a_password_that_is_set_for_somebody(told, cast):
    browser, events = told
    reset(browser, cast.staff)
    (event,) = events()
    assert facts(event)[:4] == (cast.admin, "password", "person", cast.staff)
    assert event.detail == {"password": [None, None]}


def test_a_role_with_its_areas(told, cast):
    browser, events = told
    form = opened(browser, cast.manager) | {"role": "area", "areas": [2]}
    assert browser.post(page_of(cast.manager), form).status_code == 302
    assert sorted(facts(event)[:4] for event in events()) == [
        (cast.admin, "added", "area_manager", cast.manager),
        (cast.admin, "changed", "person", cast.manager),
    ]


def test_a_store_that_is_added_and_one_that_is_changed(told, cast):
    browser, events = told
    browser.post(NEW, typed_store())
    browser.post(SHIBUYA, opened_store(browser, SHIBUYA) | {"name": "渋谷駅前店"})
    number = Store.objects.get(name="池袋店").store_id
    assert [facts(event) for event in events()] == [
        (cast.admin, "added", "store", str(number), number),
        (cast.admin, "changed", "store", "2", 2),
    ]


def test_an_area_that_is_added(told, cast):
    browser, events = told
    browser.post(AREAS, {"name": "北海道"})
    (event,) = events()
    assert facts(event)[:3] == (cast.admin, "added", "area")


def test_ones_own_password(told, cast):
    browser, events = told
    form = {
        "old_password": "c3-test-2026",
        "new_password1": "wholly-new-2026",
        "new_password2": "wholly-new-2026",
    }
    assert browser.post("/accounts/password/", form).status_code == 302
    assert [facts(event)[:4] for event in events()] == [(cast.admin, "password", "person", cast.admin)]


def test_the_admin_shows_the_way_to_the_pages_that_change(told, cast):
    browser, _ = told
    for row, page in (
        (f"accounts/user/{cast.staff}", f"/accounts/staff-edit/{cast.staff}/"),
        ("stores/store/2", "/stores/edit/2/"),
        ("stores/area/1", "/stores/areas/"),
    ):
        assert f'href="{page}"' in browser.get(f"/admin/{row}/change/").content.decode()
