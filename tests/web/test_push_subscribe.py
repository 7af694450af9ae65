"""A device says that it may be told something, and no longer; with its login it is forgotten."""

import pytest
from django.test import Client

from shared.push.subscriptions import MOST_DEVICES
from tests.cast import CAST, PASSWORD
from tests.pushing import VAPID, Phone
from web.accounts.models import Session, User
from web.notify.models import PushSubscription

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("push_is_on")]

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Safari/604.1"
SUBSCRIBE = "/push/subscribe/"


def phone(name: str = "one") -> Phone:
    return Phone(f"https://push.example.jp/{name}")


def subscribe(browser: Client, device: Phone):
    return browser.post(SUBSCRIBE, device.subscription(), "application/json", headers={"User-Agent": IPHONE})


def owners() -> dict[str, str]:
    """Whose each device is."""
    return dict(PushSubscription.objects.values_list("endpoint", "user_id"))


def test_pages_are_given_the_public_key_and_never_the_private_one(browser_of, cast):
    page = browser_of(cast.staff).get("/push/").content.decode()
    assert VAPID["VAPID_PUBLIC_KEY"] in page
    assert VAPID["VAPID_PRIVATE_KEY"] not in page
    assert VAPID["VAPID_PUBLIC_KEY"] not in Client().get("/accounts/login/").content.decode()


def test_a_device_is_kept_with_its_keys_and_a_short_name(browser_of, cast):
    device = phone()
    answer = subscribe(browser_of(cast.staff), device)
    assert (answer.status_code, answer.json()) == (201, {"state": "subscribed"})
    kept = PushSubscription.objects.get()
    assert (kept.user_id, kept.endpoint, kept.agent) == (cast.staff, device.endpoint, "iPhone Safari")
    assert kept.p256dh == device.p256dh
    assert kept.last_ok is None
    assert kept.session_digest not in {session.session_key for session in Session.objects.all()}


def test_a_form_may_say_it_too(browser_of, cast):
    said = phone().subscription()
    answer = browser_of(cast.staff).post(SUBSCRIBE, {"endpoint": said["endpoint"], **said["keys"]})
    assert answer.status_code == 201


def test_said_again_it_is_the_same_device_with_its_newest_keys(browser_of, cast):
    browser, newer = browser_of(cast.staff), phone()
    subscribe(browser, phone())
    assert subscribe(browser, newer).status_code == 200
    assert PushSubscription.objects.get().p256dh == newer.p256dh


def test_a_device_is_told_what_is_for_the_person_who_signed_in_last(browser_of, cast):
    device = phone()
    subscribe(browser_of(cast.staff), device)
    subscribe(browser_of(cast.manager), device)
    assert owners() == {device.endpoint: cast.manager}


def test_of_many_devices_the_newest_are_kept(browser_of, cast):
    browser = browser_of(cast.staff)
    subscribe(browser_of(cast.manager), phone("other"))
    for number in range(MOST_DEVICES + 2):
        subscribe(browser, phone(str(number)))
    mine = {endpoint for endpoint, owner in owners().items() if owner == cast.staff}
    assert mine == {f"https://push.example.jp/{number}" for number in range(2, MOST_DEVICES + 2)}
    assert len(owners()) == MOST_DEVICES + 1


@pytest.mark.parametrize(
    "changed",
    [
        {"endpoint": None},
        {"endpoint": ["https://push.example.jp/one"]},
        {"endpoint": "ftp://push.example.jp/one"},
        {"endpoint": "https://push.example.jp/\0"},
        {"keys": None},
        {"keys": {"p256dh": "A", "auth": 1}},
    ],
)
def test_what_is_no_device_is_refused_with_a_sentence(browser_of, cast, changed):
    said = phone().subscription() | changed
    answer = browser_of(cast.staff).post(SUBSCRIBE, said, "application/json")
    assert answer.status_code == 422
    assert answer.json()["error"]
    assert owners() == {}


def test_in_production_an_address_of_the_network_within_is_refused(browser_of, cast, monkeypatch):
    from tests.pushing import with_keys  # noqa: PLC0415

    production = with_keys(debug=False)
    monkeypatch.setattr("web.notify.api.settings", lambda: production)
    browser = browser_of(cast.staff)
    assert subscribe(browser, Phone("http://127.0.0.1:5432/")).status_code == 422
    assert subscribe(browser, Phone("https://169.254.169.254/latest/")).status_code == 422
    assert subscribe(browser, phone()).status_code == 201


def test_a_logout_forgets_this_device_and_no_other(browser_of, cast):
    here, there, others = browser_of(cast.staff), browser_of(cast.staff), browser_of(cast.manager)
    for browser, name in ((here, "here"), (there, "there"), (others, "others")):
        subscribe(browser, phone(name))
    here.post("/accounts/logout/")
    assert set(owners()) == {"https://push.example.jp/there", "https://push.example.jp/others"}


def test_a_new_password_forgets_the_persons_devices(browser_of, cast):
    here, there = browser_of(cast.staff), browser_of(cast.staff)
    for browser, name in ((here, "here"), (there, "there"), (browser_of(cast.manager), "others")):
        subscribe(browser, phone(name))
    new = {"old_password": PASSWORD, "new_password1": "c3-new-2026", "new_password2": "c3-new-2026"}
    assert here.post("/accounts/password/", new).status_code == 302
    assert set(owners()) == {"https://push.example.jp/others"}
    assert subscribe(here, phone("here")).status_code == 201
    assert subscribe(there, phone("there")).status_code == 401


def test_who_is_retired_has_no_device(browser_of, cast):
    subscribe(browser_of(cast.staff), phone())
    User.objects.filter(user_id=cast.staff).update(is_active=False)
    assert owners() == {}


def test_a_login_that_the_head_office_ends_takes_its_device(browser_of, cast):
    subscribe(browser_of(cast.staff), phone())
    Session.objects.filter(user_id=cast.staff).delete()
    assert owners() == {}


def test_without_keys_nothing_of_it_is_there(browser_of, cast, monkeypatch):
    from shared.settings import settings  # noqa: PLC0415

    for module in ("api", "views", "templatetags.push"):
        monkeypatch.setattr(f"web.notify.{module}.settings", settings)
    browser = browser_of(cast.staff)
    assert browser.get("/push/").status_code == 404
    for path in (SUBSCRIBE, "/push/1/forget/", "/push/"):
        assert browser.post(path, {}).status_code == 404
    page = browser.get("/accounts/profile/").content.decode()
    assert 'name="push"' not in page
    assert 'href="/push/"' not in page


def test_without_our_token_nothing_is_done(browser_of, cast):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = browser_of(cast.staff).cookies
    assert subscribe(browser, phone()).status_code == 403
    assert owners() == {}


def test_a_device_costs_two_statements(browser_of, django_assert_num_queries):
    browser = browser_of(CAST.staff)
    with django_assert_num_queries(2):
        subscribe(browser, phone())
