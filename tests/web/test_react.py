"""なるほど and いいね: one tap, what it answers, and what is no reaction."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.web.talking import HTMX, a_comment, a_post, shown
from web.accounts.models import User
from web.board.models import BbsCommentReaction, BbsPostCounts, BbsReaction

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}


@pytest.fixture
def post(db) -> int:
    """A post of 渋谷's staff."""
    return a_post()


def tap(browser, kind: str = "iine", headers: dict[str, str] | None = None, **fields: object):
    return browser.post("/bbs/api/reaction/", {"reaction_type": kind, **fields}, headers=headers or {})


def test_a_tap_is_one_statement_and_answers_with_the_counts_after_it(browser_of, cast, post):
    browser = browser_of(cast.staff)
    tap(browser_of(cast.manager), post_id=post)
    with CaptureQueriesContext(connection) as captured:
        answer = tap(browser, headers=JSON, post_id=post)
    counts = {"post_id": post, "reactions": {"naruhodo": 0, "iine": 2}, "mine": ["iine"]}
    assert answer.json() == counts | {"state": "made", "url": f"/bbs/detail/{post}/#reactions-post-{post}"}
    assert len(captured) == 2, "who asks, and the tap"


def test_by_htmx_a_token_that_is_too_old_is_not_taken_for_something_wrong_with_a_form(cast, post):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(User.objects.get(pk=cast.staff), "django.contrib.auth.backends.ModelBackend")
    own = {"Sec-Fetch-Site": "same-origin"}
    assert tap(browser, headers=HTMX | own, post_id=post).status_code == 403
    assert tap(browser, headers=own, post_id=post).status_code == 422
    assert not BbsReaction.objects.exists()


def test_without_a_wish_a_tap_turns_it_over(browser_of, cast, post):
    browser = browser_of(cast.staff)
    counts = [tap(browser, headers=JSON, post_id=post).json()["reactions"]["iine"] for _ in range(3)]
    assert counts == [1, 0, 1]
    assert BbsPostCounts.objects.get(post_id=post).reactions == BbsReaction.objects.count() == 1


def test_with_one_it_may_be_sent_again_and_again(browser_of, cast, post):
    browser = browser_of(cast.staff)
    assert {tap(browser, headers=JSON, post_id=post, on="1").json()["mine"][0] for _ in range(3)} == {"iine"}
    assert [tap(browser, headers=JSON, post_id=post, on="0").json()["mine"] for _ in range(2)] == [[], []]


def test_a_person_has_one_of_each_kind_on_a_comment_too(browser_of, cast, post):
    comment = a_comment(post)
    browser = browser_of(cast.staff)
    for kind in ("naruhodo", "iine"):
        answer = tap(browser, kind, JSON, comment_id=comment)
    assert answer.json() == {
        "state": "made",
        "url": f"/bbs/detail/{post}/?comment={comment}#comment-{comment}",
        "comment_id": comment,
        "reactions": {"naruhodo": 1, "iine": 1},
        "mine": ["naruhodo", "iine"],
    }
    assert BbsCommentReaction.objects.count() == 2


def test_htmx_gets_the_buttons_anew_and_a_form_the_way_back(browser_of, cast, post):
    browser, comment = browser_of(cast.staff), a_comment(post)
    page = tap(browser, headers=HTMX, post_id=post).content.decode()
    assert f'id="react-post-{post}-iine"' in page
    assert 'aria-pressed="true"' in page
    assert "/bbs/api/reaction/?on=0" in page
    assert "<html" not in page
    assert tap(browser, post_id=post)["Location"] == f"/bbs/detail/{post}/#reactions-post-{post}"
    assert (
        tap(browser, comment_id=comment)["Location"]
        == f"/bbs/detail/{post}/?comment={comment}#comment-{comment}"
    )
    assert 'aria-pressed="true"' in shown(browser, post)


def test_the_address_may_say_what_is_wanted(browser_of, cast, post):
    for _ in range(2):
        browser_of(cast.staff).post("/bbs/api/reaction/?on=1", {"post_id": post, "reaction_type": "iine"})
    assert BbsReaction.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": "love"}, "リアクションは「なるほど」か「いいね」です"),
        ({"kind": ""}, "リアクションは"),
        ({"kind": "iine\0"}, "リアクションは"),
        ({"comment_id": "1"}, "どちらか1つ"),
    ],
)
def test_what_is_no_reaction_is_refused_with_a_sentence(browser_of, cast, post, fields, sentence):
    browser = browser_of(cast.staff)
    for headers in ({}, JSON):
        answer = tap(browser, headers=headers, **({"post_id": post} | fields))
        assert answer.status_code == 422
        assert sentence in (answer.json()["error"] if headers else answer.content.decode())
    assert not BbsReaction.objects.exists()


@pytest.mark.parametrize("number", ["0", "x", "-1", "999999", str(2**63), "9" * 40, "１"])
@pytest.mark.parametrize("name", ["post_id", "comment_id"])
def test_what_is_not_there_is_a_404(browser_of, cast, name, number):
    assert tap(browser_of(cast.staff), **{name: number}).status_code == 404
