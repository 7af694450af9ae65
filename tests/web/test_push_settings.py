"""The page 通知, without a script: what a person wants to be told, when not, and on which devices."""

import re

import pytest

from tests.web.test_push_subscribe import owners, phone, subscribe
from web.accounts.models import Session
from web.notify.models import PushPreference, PushSubscription

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("push_is_on")]

PAGE = "/push/"
STAFF = ["answer", "mention", "must_read"]
MANAGER = [*STAFF, "incident", "missing"]


def choose(browser, **said: object):
    return browser.post(PAGE, {"kinds": [], "quiet_from": "", "quiet_to": ""} | said)


def shown(browser) -> tuple[dict[str, bool], list[str | None]]:
    """Which kinds the form offers and whether each is on, and its two times."""
    page = browser.get(PAGE).content.decode()
    ticks = re.findall(r'<input type="checkbox" name="kinds" value="(\w+)"[^>]*?( checked)?>', page)
    times = [re.search(rf'name="quiet_{name}"(?: value="([\d:]+)")?', page) for name in ("from", "to")]
    return {kind: bool(checked) for kind, checked in ticks}, [found[1] for found in times if found]


def test_who_has_chosen_nothing_is_told_everything_at_any_time(browser_of, cast):
    for person, kinds in ((cast.staff, STAFF), (cast.manager, MANAGER), (cast.area, STAFF)):
        assert shown(browser_of(person)) == (dict.fromkeys(kinds, True), [None, None])


def test_a_choice_is_kept_and_shown(browser_of, cast):
    browser = browser_of(cast.manager)
    answer = choose(browser, kinds=["incident", "mention"], quiet_from="22:00", quiet_to="06:30")
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert "通知の設定を保存しました。" in browser.get(PAGE).content.decode()
    kinds, times = shown(browser)
    assert [kind for kind, is_on in kinds.items() if is_on] == ["mention", "incident"]
    assert times == ["22:00", "06:30"]
    choose(browser, kinds=MANAGER)
    assert shown(browser) == (dict.fromkeys(MANAGER, True), [None, None])
    assert PushPreference.objects.get().muted == []


def test_the_choice_is_the_persons_own(browser_of, cast):
    choose(browser_of(cast.staff))
    assert shown(browser_of(cast.staff))[0] == dict.fromkeys(STAFF, False)
    assert shown(browser_of(cast.manager))[0] == dict.fromkeys(MANAGER, True)


def test_what_a_person_is_not_offered_stays_as_it_was(browser_of, cast):
    PushPreference.objects.create(user_id=cast.staff, muted=["incident"])
    choose(browser_of(cast.staff), kinds=["answer"])
    assert PushPreference.objects.get().muted == ["mention", "must_read", "incident"]


@pytest.mark.parametrize(
    ("said", "sentence", "field"),
    [
        ({"kinds": ["nonsense"]}, "知らない種類の通知です。", "id_kinds_0"),
        ({"kinds": ["incident"]}, "知らない種類の通知です。", "id_kinds_0"),
        ({"quiet_from": "22:00"}, "始まりと終わりの両方を入力してください。", "id_quiet_to"),
        ({"quiet_to": "06:00"}, "始まりと終わりの両方を入力してください。", "id_quiet_from"),
        ({"quiet_from": "22:00", "quiet_to": "22:00"}, "始まりと終わりが同じです。", "id_quiet_to"),
        ({"quiet_from": "25:00", "quiet_to": "06:00"}, "22:00 のように入力してください。", "id_quiet_from"),
        ({"quiet_from": "夜", "quiet_to": "06:00"}, "22:00 のように入力してください。", "id_quiet_from"),
    ],
)
def test_what_is_no_choice_is_shown_again_with_a_sentence_that_leads_to_it(
    browser_of, cast, said, sentence, field
):
    answer = choose(browser_of(cast.staff), **said)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>エラー: " in page
    assert re.search(rf'<a href="#{field}">[^<]*{sentence}', page)
    assert f'id="{field}"' in page
    assert all(f'value="{value}"' in page for value in said.values() if isinstance(value, str))
    assert not PushPreference.objects.exists()


@pytest.mark.parametrize("said", [{"quiet_from": "\0", "quiet_to": "06:00"}, {"kinds": ["\0"]}])
def test_what_no_column_holds_is_refused(browser_of, cast, said):
    assert choose(browser_of(cast.staff), **said).status_code == 422
    assert not PushPreference.objects.exists()


def test_the_page_lists_the_persons_devices_this_one_first(browser_of, cast):
    here, there = browser_of(cast.staff), browser_of(cast.staff)
    subscribe(here, phone("here"))
    subscribe(there, phone("there"))
    subscribe(browser_of(cast.manager), phone("others"))
    page = here.get(PAGE).content.decode()
    listed = [int(number) for number in re.findall(r'action="/push/(\d+)/forget/"', page)]
    ids = {kept.endpoint[-5:].strip("/"): kept.pk for kept in PushSubscription.objects.all()}
    assert listed == [ids["here"], ids["there"]]
    assert page.count("iPhone Safari") == 2
    assert page.count("data-here") == 1
    assert "push.example.jp" not in page


def test_a_device_of_ones_own_is_forgotten_and_no_other(browser_of, cast):
    browser = browser_of(cast.staff)
    subscribe(browser, phone("mine"))
    subscribe(browser_of(cast.manager), phone("others"))
    mine, others = PushSubscription.objects.order_by("id").values_list("pk", flat=True)
    assert browser.post(f"/push/{others}/forget/").status_code == 404
    assert browser.post(f"/push/{2**63}/forget/").status_code == 404
    answer = browser.post(f"/push/{mine}/forget/", follow=True)
    assert "その端末には通知しません。" in answer.content.decode()
    assert owners() == {"https://push.example.jp/others": cast.manager}
    assert browser.post(f"/push/{mine}/forget/").status_code == 404


def test_every_page_of_the_signed_in_tells_the_public_key_and_a_mark_of_the_login(browser_of, cast):
    here, there = browser_of(cast.staff), browser_of(cast.staff)
    marks = [re.search(r'data-login="(\w{16})"', one.get("/").content.decode()) for one in (here, there)]
    assert len({found[1] for found in marks if found}) == 2
    page = here.get("/accounts/profile/").content.decode()
    assert f'<meta name="viewer" content="{cast.staff}">' in page
    assert 'href="/push/"' in page
    assert all(session.session_key not in page for session in Session.objects.all())


def test_labels_are_in_the_persons_language(browser_of, cast):
    assert "必読のお知らせ" in browser_of(cast.staff).get(PAGE).content.decode()
