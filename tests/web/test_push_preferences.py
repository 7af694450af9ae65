"""What a person wants to be told, and when not: their own choice, by a script or a form."""

import pytest

from web.notify.models import PushPreference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("push_is_on")]

STAFF = ["answer", "mention", "must_read"]
MANAGER = [*STAFF, "incident", "missing"]


def choose(browser, **said: object):
    return browser.post("/push/preferences/", said, "application/json")


def on(answer) -> list[str]:
    """The kinds that are on."""
    return [kind["kind"] for kind in answer.json()["kinds"] if kind["is_on"]]


def test_who_has_chosen_nothing_is_told_everything_at_any_time(browser_of, cast):
    for person, kinds in ((cast.staff, STAFF), (cast.manager, MANAGER), (cast.area, STAFF)):
        answer = browser_of(person).get("/push/key/")
        assert on(answer) == kinds
        assert (answer.json()["quiet_from"], answer.json()["quiet_to"]) == (None, None)


def test_a_choice_is_kept_and_shown(browser_of, cast):
    browser = browser_of(cast.manager)
    answer = choose(browser, kinds=["incident", "mention"], quiet_from="22:00", quiet_to="06:30")
    assert answer.status_code == 200
    for told in (answer, browser.get("/push/key/")):
        assert on(told) == ["mention", "incident"]
        assert (told.json()["quiet_from"], told.json()["quiet_to"]) == ("22:00", "06:30")
    assert choose(browser, kinds=MANAGER, quiet_from=None, quiet_to=None).json()["quiet_from"] is None
    assert PushPreference.objects.get().muted == []


def test_a_form_says_the_same(browser_of, cast):
    typed = {"kinds": ["answer", "mention"], "quiet_from": "", "quiet_to": ""}
    assert on(browser_of(cast.staff).post("/push/preferences/", typed)) == ["answer", "mention"]


def test_the_choice_is_the_persons_own(browser_of, cast):
    choose(browser_of(cast.staff), kinds=[])
    assert on(browser_of(cast.staff).get("/push/key/")) == []
    assert on(browser_of(cast.manager).get("/push/key/")) == MANAGER


def test_what_a_person_is_not_offered_stays_as_it_was(browser_of, cast):
    PushPreference.objects.create(user_id=cast.staff, muted=["incident"])
    choose(browser_of(cast.staff), kinds=["answer"])
    assert PushPreference.objects.get().muted == ["mention", "must_read", "incident"]


@pytest.mark.parametrize(
    "said",
    [
        {"kinds": ["nonsense"]},
        {"kinds": ["incident"]},
        {"kinds": "answer"},
        {"kinds": ["answer"], "quiet_from": "22:00"},
        {"kinds": ["answer"], "quiet_from": "22:00", "quiet_to": "22:00"},
        {"kinds": ["answer"], "quiet_from": "25:00", "quiet_to": "06:00"},
        {"kinds": ["answer"], "quiet_from": 22, "quiet_to": [6]},
        {"kinds": {"answer": 1}, "quiet_from": "\0", "quiet_to": {}},
    ],
)
def test_what_is_no_choice_is_refused_with_a_sentence(browser_of, cast, said):
    answer = choose(browser_of(cast.staff), **said)
    assert answer.status_code == 422
    assert answer.json()["error"].endswith("。")
    assert not PushPreference.objects.exists()


def test_labels_are_in_the_persons_language(browser_of, cast):
    browser = browser_of(cast.staff)
    labels = [kind["label"] for kind in browser.get("/push/key/").json()["kinds"]]
    assert "必読のお知らせ" in labels
