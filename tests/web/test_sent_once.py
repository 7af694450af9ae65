"""What was written without a network is made once, whoever sends it how often."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shared.dates import now
from shared.rows import REPORT_FIELDS
from tests.cast import PASSWORD
from tests.web.sent import JSON, NAMES, Item, item_of, send
from tests.web.talking import a_post
from web.accounts.models import Session, User
from web.board.commenting import SAID as COMMENT_FIELDS
from web.board.models import BbsComment, BbsReaction
from web.board.reacting import SAID as REACTION_FIELDS
from web.board.sheet import FIELDS as POST_FIELDS
from web.chats.models import AiTurn
from web.reports.models import DailyReport, ReportDraft
from web.sending.models import SentForm
from web.sending.once import digest_of, said_in
from web.stores.models import StoreDailyPerformance
from web.stores.performance import SAID as FIGURES

pytestmark = pytest.mark.django_db

# The first and a repeat: who asks, the key, what is made, where it is; a 店長's post asks to whom it may go,
# figures ask for the store and the day. A repeat with pictures asks whether what was made has these.
STATEMENTS = {"report": (4, 3), "post": (5, 4), "comment": (4, 2), "reaction": (4, 2), "figures": (6, 4)}


@pytest.fixture(params=NAMES)
def item(db, request) -> Item:
    """One of each kind."""
    return item_of(request.param, a_post())


def rows(item: Item) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {item.table}")  # noqa: S608  our own name
        return int(cursor.fetchone()[0])


def statements(captured: CaptureQueriesContext) -> int:
    return len([query for query in captured if "SAVEPOINT" not in query["sql"]])


def test_the_first_is_made_and_its_address_told(browser_of, cast, item):
    before, browser = rows(item), browser_of(cast.manager)
    answer = send(browser, item.path, item.said())
    assert (answer.status_code, answer.json()["state"]) == (201, "made")
    assert answer["Cache-Control"] == "no-store"
    assert rows(item) == before + 1
    assert browser.get(answer.json()["url"]).status_code == 200


def test_sent_again_it_is_answered_as_the_first_and_changes_nothing(browser_of, cast, item):
    before, browser, said = rows(item), browser_of(cast.manager), item.said()
    first, *others = [send(browser, item.path, said) for _ in range(4)]
    assert [(answer.status_code, answer.json()["state"]) for answer in others] == [(200, "was_made")] * 3
    assert {answer.json()["url"] for answer in others} == {first.json()["url"]}
    assert rows(item) == before + 1


def test_after_another_login_it_is_still_that_one(browser_of, cast, item):
    before, said = rows(item), item.said()
    send(browser_of(cast.manager), item.path, said)
    Session.objects.all().delete()
    browser = Client()
    assert send(browser, item.path, said).status_code == 401
    browser.post("/accounts/login/", {"user_id": cast.manager, "password": PASSWORD})
    assert send(browser, item.path, said).json()["state"] == "was_made"
    assert rows(item) == before + 1


def test_the_key_of_another_person_is_refused(browser_of, cast, item):
    said = item.said()
    send(browser_of(cast.manager), item.path, said)
    before = rows(item)
    answer = send(browser_of(cast.admin), item.path, said)
    assert (answer.status_code, answer.json()["state"]) == (422, "refused")
    assert answer.json()["errors"].keys() == {"form_id"}
    assert rows(item) == before


def test_other_content_with_the_same_key_is_told_and_not_made(browser_of, cast, item):
    browser, said = browser_of(cast.manager), item.said()
    made = send(browser, item.path, said).json()
    before = rows(item)
    answer = send(browser, item.path, said | item.otherwise)
    assert answer.status_code == 409
    told = answer.json()
    assert (told["state"], told["why"], told["url"]) == ("conflict", "key", made["url"])
    assert rows(item) == before
    assert send(browser, item.path, said).json()["state"] == "was_made"


def test_what_is_wrong_is_said_by_its_field_and_its_key_stays_free(browser_of, cast, item):
    browser, said, before = browser_of(cast.manager), item.said(), rows(item)
    answer = send(browser, item.path, said | item.wrong)
    assert (answer.status_code, answer.json()["state"]) == (422, "refused")
    (field,) = item.wrong
    assert answer.json()["errors"].keys() <= {field, ""}
    assert all(answer.json()["errors"].values())
    assert rows(item) == before
    assert not SentForm.objects.exists()
    assert send(browser, item.path, said).json()["state"] == "made"


@pytest.mark.parametrize("key", ["x", "1234", "\0"])
def test_a_key_that_is_none_is_refused(browser_of, cast, item, key):
    before = rows(item)
    answer = send(browser_of(cast.manager), item.path, item.said(form_id=key))
    assert answer.json()["errors"].keys() == {"form_id"}
    assert rows(item) == before


def test_who_is_not_signed_in_is_told_so_and_not_led_to_a_page(item):
    answer = send(Client(), item.path, item.said())
    assert answer.status_code == 401
    assert answer.json() == {"state": "login", "url": "/accounts/login/"}


def test_what_another_person_wrote_on_this_phone_is_not_sent_in_ones_own_name(browser_of, cast, item):
    before = rows(item)
    answer = send(browser_of(cast.manager), item.path, item.said(sent_by=cast.staff))
    assert (answer.status_code, answer.json()["state"]) == (401, "login")
    assert rows(item) == before
    mine = item.said(sent_by=cast.manager)
    assert send(browser_of(cast.manager), item.path, mine).json()["state"] == "made"


def test_a_page_that_was_made_for_somebody_else_does_nothing_in_ones_own_name(browser_of, cast, item):
    """The script of a page says for whom it was made: another may have logged in since, in another tab."""
    browser, before = browser_of(cast.manager), rows(item)
    says = [{"HX-Request": "true", "C3-Viewer": user_id} for user_id in (cast.staff, cast.manager)]
    for path in (item.path, "/report/draft/", "/ai/chat/ask/"):
        answer = browser.post(path, item.said(message="今日は？"), headers=says[0])
        assert (answer.status_code, "画面が古くなっています" in answer.content.decode()) == (403, True)
    assert rows(item) == before
    assert not ReportDraft.objects.exists()
    assert not AiTurn.objects.exists()
    assert browser.post(item.path, item.said(), headers=says[1]).status_code < 400
    assert rows(item) == before + 1


def test_who_has_a_temporary_password_is_led_to_their_own(browser_of, cast, item):
    browser = browser_of(cast.manager)
    User.objects.filter(pk=cast.manager).update(password_is_temporary=True)
    answer = send(browser, item.path, item.said())
    assert answer.status_code == 403
    assert answer.json() == {"state": "login", "url": "/accounts/password/"}


def guarded(browser: Client) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.cookies = browser.cookies
    return client


def test_an_old_token_is_told_and_a_fresh_one_is_taken(browser_of, cast, item):
    browser, said = guarded(browser_of(cast.manager)), item.said(csrfmiddlewaretoken="a" * 64)
    ours = {"Sec-Fetch-Site": "same-origin"}
    stale = send(browser, item.path, said, **ours)
    assert stale.status_code == 403
    assert stale.json() == {"state": "stale", "url": "/sending/session/"}
    session = browser.get("/sending/session/", headers=JSON)
    assert session["Cache-Control"] == "no-store"
    assert session.json()["user_id"] == cast.manager
    del said["csrfmiddlewaretoken"]
    fresh = ours | {"X-CSRFToken": session.json()["csrf"]}
    assert send(browser, item.path, said, **fresh).json()["state"] == "made"


def test_another_site_is_refused_without_a_look(browser_of, cast, item):
    browser = guarded(browser_of(cast.manager))
    answer = send(browser, item.path, item.said(), **{"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "json" not in answer["Content-Type"]


def test_the_number_of_statements_is_known(browser_of, cast, item):
    browser, said = browser_of(cast.manager), item.said()
    for number in STATEMENTS[item.name]:
        with CaptureQueriesContext(connection) as captured:
            send(browser, item.path, said)
        assert statements(captured) == number, [query["sql"][:60] for query in captured]


def test_a_form_without_a_script_is_answered_with_a_page_as_ever(browser_of, cast, item):
    browser, said = browser_of(cast.manager), item.said()
    assert [browser.post(item.path, said).status_code for _ in range(2)] == [302, 302]
    assert "json" not in browser.post(item.path, said | item.wrong)["Content-Type"]


@pytest.mark.parametrize("name", ["report", "post", "comment"])
def test_what_a_form_has_sent_already_is_not_made_by_the_script_too(browser_of, cast, name):
    item, browser = item_of(name, a_post()), browser_of(cast.manager)
    said = item.said()
    page = browser.post(item.path, said)
    before = rows(item)
    answer = send(browser, item.path, said)
    assert (answer.status_code, answer.json()["state"]) == (200, "was_made")
    assert answer.json()["url"].split("?")[0] == page["Location"].split("?")[0]
    assert rows(item) == before
    again = item.said(form_id=said["form_id"], **item.otherwise)
    assert send(browser, item.path, again).json()["state"] == "conflict"


@pytest.mark.parametrize("name", ["report", "post", "comment"])
def test_lines_that_end_otherwise_on_their_way_are_the_same_text(browser_of, cast, name):
    """A page's script ends them with LF, a form with CRLF (RFC 7578)."""
    item, browser = item_of(name, a_post()), browser_of(cast.manager)
    before, said = rows(item), item.said(content="番号札を配る\n呼び出す")
    browser.post(item.path, said)
    answer = send(browser, item.path, {**said, "content": "番号札を配る\r\n呼び出す"})
    assert (answer.status_code, answer.json()["state"]) == (200, "was_made")
    assert rows(item) == before + 1


@pytest.mark.parametrize("name", ["report", "post"])
def test_another_text_from_a_form_that_was_sent_is_shown_again_and_not_dropped(browser_of, cast, name):
    item, browser = item_of(name, a_post()), browser_of(cast.manager)
    said = item.said()
    browser.post(item.path, said)
    page = browser.post(item.path, said | item.otherwise)
    assert page.status_code == 422
    assert "この画面からは一度送られています" in page.content.decode()
    assert page.context["form_id"] != said["form_id"]
    again = said | item.otherwise | {"form_id": str(page.context["form_id"])}
    assert browser.post(item.path, again).status_code == 302


def test_what_was_deleted_meanwhile_does_not_come_back(browser_of, cast, item):
    browser, said = browser_of(cast.manager), item.said()
    send(browser, item.path, said)
    with connection.cursor() as cursor:
        newest = f"(SELECT max(id) FROM {item.table})"  # noqa: S608  our own name
        cursor.execute(f"DELETE FROM {item.table} WHERE id = {newest}")  # noqa: S608  as above
    before = rows(item)
    assert send(browser, item.path, said).json()["state"] == "was_made"
    assert rows(item) == before


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_comment_that_a_page_sent_and_that_was_deleted_since_does_not_come_back(browser_of, cast, headers):
    """Its answer was lost: the phone has it still, and sends it by its script, or from its form again."""
    item, browser = item_of("comment", a_post()), browser_of(cast.manager)
    said = item.said()
    assert browser.post(item.path, said, headers=headers).status_code < 400
    BbsComment.objects.all().delete()
    assert send(browser, item.path, said).json()["state"] == "was_made"
    assert browser.post(item.path, said, headers=headers).status_code < 400
    assert not BbsComment.objects.exists()
    other = browser.post(item.path, said | item.otherwise, headers=headers)
    assert (other.status_code, "一度送られています" in other.content.decode()) == (422, True)


def test_a_comment_that_was_changed_since_is_answered_as_made(browser_of, cast):
    item, browser = item_of("comment", a_post()), browser_of(cast.manager)
    said = item.said()
    send(browser, item.path, said)
    BbsComment.objects.update(content="直した")
    SentForm.objects.all().delete()  # as what a page sent before it had a key there
    assert send(browser, item.path, said).json()["state"] == "was_made"


def test_what_would_not_be_right_any_more_is_still_answered_as_the_first(browser_of, cast):
    item, browser = item_of("post", 0), browser_of(cast.manager)
    told = {"announce": "on", "audience": "stores", "stores": ["2"], "due_on": str(now().date())}
    said = item.said(**told)
    assert send(browser, item.path, said).json()["state"] == "made"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE stores SET closed_on = '2021-01-01' WHERE store_id = 2")
    assert send(browser, item.path, item.said(**told)).json()["state"] == "refused"
    assert send(browser, item.path, said).json()["state"] == "was_made"


def test_a_reaction_that_turns_over_turns_once_for_its_key(browser_of, cast):
    item, browser = item_of("reaction", a_post()), browser_of(cast.manager)
    said = item.said()
    for _ in range(3):
        send(browser, item.path, said)
    assert BbsReaction.objects.count() == 1
    assert send(browser, item.path, item.said()).json()["mine"] == []


def test_a_post_that_is_not_there_is_refused_with_a_reason(browser_of, cast):
    for name in ("comment", "reaction"):
        item = item_of(name, 999_999)
        answer = send(browser_of(cast.manager), item.path, item.said())
        assert (answer.status_code, answer.json()["state"]) == (404, "refused")
        assert answer.json()["errors"][""]
    assert not SentForm.objects.exists()


def test_a_deleted_post_takes_nothing_and_says_so(browser_of, cast):
    post = a_post(title="", content="", deleted_at=now())
    for name in ("comment", "reaction"):
        item = item_of(name, post)
        answer = send(browser_of(cast.manager), item.path, item.said())
        assert (answer.status_code, answer.json()["state"]) == (422, "refused")
        assert "削除されているため" in answer.json()["errors"][""] or "削除されたため" in str(answer.json())
    assert not BbsComment.objects.exists()


def test_staff_who_may_not_write_figures_are_refused(browser_of, cast):
    item = item_of("figures", 0)
    answer = send(browser_of(cast.staff), item.path, item.said())
    assert (answer.status_code, answer.json()["state"]) == (404, "refused")
    assert not StoreDailyPerformance.objects.exists()


def test_keys_of_long_ago_are_forgotten_with_the_next_one(browser_of, cast):
    item, browser = item_of("report", 0), browser_of(cast.manager)
    send(browser, item.path, item.said())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sent_forms SET made_at = made_at - interval '91 days'")
    send(browser, item.path, item.said())
    assert SentForm.objects.count() == 1
    assert DailyReport.objects.count() == 2


SAID = {
    "report": REPORT_FIELDS,
    "post": (*POST_FIELDS, "stores"),
    "comment": COMMENT_FIELDS,
    "reaction": REACTION_FIELDS,
    "figures": FIGURES,
}
# What was made of each of `sent.items` before there was any other field.
DIGESTS = {
    "report": "c3fd3d7e952332473ffe5dd45856f19a4e157a525dcc72bffb817e52c5b88d9f",
    "post": "25bb5112e1bc1f4263643f94712421d515c42882af82fbf48ea346d774e23fde",
    "comment": "33bb2765f03f1bb1bf1fa3386318c1b2cb19ec808c01dfe5c13dba77f837ea8d",
    "reaction": "e854653f6a47d750bc7c4ac4e5e43fe2ea11f5bc4a8b6e8a3c5c08fdfdd77bf0",
    "figures": "e1eb26623f3680302c3081c21a36583bf4befe2a67e9c5f1fbcc6fb1ba2c3eea",
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("later", [{}, {"minutes": ""}])
def test_a_phone_that_repeats_over_an_upgrade_says_the_same(name, later):
    post = QueryDict(mutable=True)
    post.update(item_of(name, 4711).fields | later)
    if "date" in post:
        post["date"] = "2026-10-15"
    assert digest_of(**said_in(post, (*SAID[name], "minutes"))) == DIGESTS[name]


def test_a_field_that_is_asked_for_since_makes_no_second_report_of_what_was_sent_before(
    browser_of, cast, monkeypatch
):
    item, browser = item_of("report", 0), browser_of(cast.manager)
    said = item.said()
    send(browser, item.path, said)
    monkeypatch.setattr("web.reports.filing.REPORT_FIELDS", (*REPORT_FIELDS, "minutes"))
    assert send(browser, item.path, said).json()["state"] == "was_made"
    assert send(browser, item.path, said | {"minutes": ""}).json()["state"] == "was_made"
    assert send(browser, item.path, said | {"minutes": "45"}).json()["why"] == "key"
    assert DailyReport.objects.count() == 1
