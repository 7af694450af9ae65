"""Replies one level deep, and people who are mentioned: who is told, why, and who is not."""

from uuid import uuid4

import pytest

from tests.web.talking import HTMX, a_comment, a_post, say, shown, told
from web.accounts.models import User
from web.board import detail
from web.board.models import BbsComment, BbsNotice, BbsPost, BbsRead

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(db) -> int:
    """A post of 渋谷's staff."""
    return a_post()


def offered(browser, asked: str) -> list[str]:
    return [person["user_id"] for person in browser.get(f"/bbs/people/{asked}").json()["people"]]


def test_a_reply_stands_in_the_thread_and_a_reply_to_it_beside_it(browser_of, cast, post):
    first = a_comment(post, cast.other_staff)
    say(browser_of(cast.staff), post, "ありがとう", parent=first)
    reply = BbsComment.objects.get(content="ありがとう")
    say(browser_of(cast.manager), post, "うちでも", parent=reply.pk)
    assert set(BbsComment.objects.exclude(pk=first).values_list("parent_id", flat=True)) == {first}
    page = shown(browser_of(cast.staff), post)
    thread = page[page.index(f'id="replies-{first}"') :]
    assert thread.index("ありがとう") < thread.index("うちでも")


def test_the_page_says_whom_one_answers_without_javascript_too(browser_of, cast, post):
    comment = a_comment(post, cast.other_staff)
    page = shown(browser_of(cast.staff), post, f"?reply={comment}")
    assert "田中 蓮さんへの返信" in page
    assert f'name="parent" value="{comment}"' in page


def test_whom_a_reply_answers_is_told_once_each_and_why(browser_of, cast, post):
    first = a_comment(post, cast.other_staff)
    reply = a_comment(post, cast.manager, "なるほど", parent_id=first)
    say(browser_of(cast.other_manager), post, "@hq-admin どうですか", parent=reply)
    assert told() == {
        cast.staff: "answer",
        cast.other_staff: "reply",
        cast.manager: "reply",
        cast.admin: "mention",
    }
    assert BbsNotice.objects.count() == 4


def test_a_mention_counts_for_more_than_an_answer(browser_of, cast, post):
    say(browser_of(cast.manager), post, "@shibuya-staff ＠umeda-staff、見てください")
    assert told() == {cast.staff: "mention", cast.other_staff: "mention"}


def test_a_mention_is_shown_as_a_name(browser_of, cast, post):
    say(browser_of(cast.manager), post, "@umeda-staff と @nobody へ")
    page = shown(browser_of(cast.staff), post)
    assert '<span class="mention">@田中 蓮</span>' in page
    assert "@nobody へ" in page


@pytest.mark.parametrize("htmx", [False, True])
def test_a_retired_person_is_not_told_and_the_writer_hears_so(browser_of, cast, post, htmx):
    User.objects.filter(pk=cast.other_staff).update(is_active=False)
    browser = browser_of(cast.manager)
    answer = say(browser, post, "@umeda-staff 見てください", htmx)
    page = answer.content.decode() if htmx else browser.get(answer["Location"]).content.decode()
    assert "田中 蓮さんには知らせていません" in page
    assert BbsComment.objects.get().content == "@umeda-staff 見てください"
    assert told() == {cast.staff: "answer"}


def test_who_cannot_see_the_post_is_not_told_of_it(browser_of, cast, post):
    BbsPost.objects.filter(pk=post).update(announced_at="2026-11-20T00:00Z", audience="area", area_id=1)
    browser = browser_of(cast.manager)
    answer = say(browser, post, "@umeda-staff @tokyo-area @hq-admin")
    assert "田中 蓮さんには知らせていません" in browser.get(answer["Location"]).content.decode()
    assert told() == {cast.staff: "answer", cast.area: "mention", cast.admin: "mention"}


def test_a_retired_writer_is_not_told_of_answers(browser_of, cast, post):
    User.objects.filter(pk=cast.staff).update(is_active=False)
    say(browser_of(cast.manager), post, "だれかいますか")
    assert told() == {}


def test_who_is_mentioned_by_a_change_is_told_and_nobody_twice(browser_of, cast, post):
    browser = browser_of(cast.manager)
    say(browser, post, "@umeda-staff さん")
    comment = BbsComment.objects.get().pk
    BbsNotice.objects.filter(user_id=cast.other_staff).update(done_at="2026-11-20T00:00Z")
    form = {"form_id": str(uuid4()), "version": 1, "content": "@umeda-staff @hq-admin さん"}
    browser.post(f"/bbs/comment/edit/{comment}/", form)
    assert told() == {cast.staff: "answer", cast.admin: "mention"}


def test_opening_the_post_finishes_what_was_shown(browser_of, cast, post):
    numbers = [a_comment(post, content=f"答え{n}") for n in range(40)]
    for comment in (numbers[0], numbers[-1], None):
        BbsNotice.objects.create(user_id=cast.manager, kind="mention", post_id=post, comment_id=comment)
    shown(browser_of(cast.manager), post)
    assert list(BbsNotice.objects.filter(done_at=None).values_list("comment_id", flat=True)) == [numbers[0]]
    shown(browser_of(cast.manager), post, f"?comment={numbers[0]}")
    assert told() == {}


def test_what_comes_while_the_page_is_open_is_shown_and_finished(browser_of, cast, post):
    first = a_comment(post, cast.manager)
    browser = browser_of(cast.manager)
    asked = f"/bbs/{post}/comments/?after={first}&known=1-0-0&oldest={first}"
    assert browser.get(asked, headers=HTMX).status_code == 204
    say(browser_of(cast.other_staff), post, "返事です", parent=first)
    say(browser_of(cast.other_staff), post, "別の話")
    page = browser.get(asked, headers=HTMX).content.decode()
    assert f'hx-swap-oob="beforeend:#replies-{first}"' in page
    assert "新しいコメントが2件あります" in page
    assert 'value="3-0-0"' in page
    assert cast.manager not in told()


def test_a_reply_to_what_came_and_was_deleted_meanwhile_is_shown_in_its_place(browser_of, cast, post):
    first = a_comment(post, cast.manager)
    gone = a_comment(post, cast.other_staff, "取り消します")
    say(browser_of(cast.staff), post, "@shibuya-manager それでいい", parent=gone)
    browser_of(cast.other_staff).post(f"/bbs/comment/delete/{gone}/")
    asked = f"/bbs/{post}/comments/?after={first}&known=1-0-0&oldest={first}"
    page = browser_of(cast.manager).get(asked, headers=HTMX).content.decode()
    assert f'id="thread-{gone}"' in page
    assert "このコメントは削除されました" in page
    assert "それでいい" in page
    assert "beforeend:#replies" not in page
    assert "新しいコメントが1件あります" in page


def test_what_comes_between_two_looks_of_one_request_is_shown_once(browser_of, cast, post, monkeypatch):
    first = a_comment(post, cast.manager)
    browser = browser_of(cast.manager)
    asked = f"/bbs/{post}/comments/?after={{}}&known=0-0-0&oldest={first}".format
    beat = detail.beat

    def before_another(request, post_id):
        pulse = beat(request, post_id)
        a_comment(post_id, content="そのあいだに")
        return pulse

    with monkeypatch.context() as patched:
        patched.setattr(detail, "beat", before_another)
        page = browser.get(asked(first), headers=HTMX).content.decode()
    newest = BbsComment.objects.latest("id").pk
    assert "そのあいだに" in page
    assert f'name="after" value="{newest}"' in page
    assert "そのあいだに" not in browser.get(asked(newest), headers=HTMX).content.decode()
    assert BbsRead.objects.get(user_id=cast.manager).comment_id == newest


def test_a_reply_to_a_thread_that_is_not_shown_stands_at_the_end(browser_of, cast, post):
    old, shown_first = a_comment(post), a_comment(post)
    say(browser_of(cast.other_staff), post, "古い話に", parent=old)
    asked = f"/bbs/{post}/comments/?after={shown_first}&oldest={shown_first}"
    page = browser_of(cast.manager).get(asked, headers=HTMX).content.decode()
    assert "beforeend:#replies" not in page
    assert "古い話に" in page


def test_counts_that_changed_elsewhere_come_along(browser_of, cast, post):
    browser_of(cast.staff).post("/bbs/api/reaction/", {"post_id": post, "reaction_type": "iine"})
    answer = browser_of(cast.manager).get(f"/bbs/{post}/comments/?after=0&known=0-0-0", headers=HTMX)
    assert f'id="count-post-{post}-iine" hx-swap-oob="innerHTML">1<' in answer.content.decode()


@pytest.mark.parametrize("parent", ["", "x", "0", "-1", "9" * 30, "١"])
def test_nonsense_for_a_parent_is_a_comment_on_the_post(browser_of, cast, post, parent):
    assert say(browser_of(cast.staff), post, "ふつうのコメント", parent=parent).status_code == 302
    assert BbsComment.objects.get().parent_id is None


@pytest.mark.parametrize("htmx", [False, True])
def test_a_reply_to_a_comment_that_is_gone_is_asked_about(browser_of, cast, post, htmx):
    elsewhere = a_comment(a_post())
    for parent in (elsewhere, 999_999):
        answer = say(browser_of(cast.staff), post, "どこへ", htmx, parent=parent)
        assert answer.status_code == 422
        assert "返信先のコメントは削除されました" in answer.content.decode()
        assert 'name="parent" value=""' in answer.content.decode()
    assert not BbsComment.objects.filter(post_id=post).exists()


def test_people_are_found_by_name_and_by_id(browser_of, cast):
    browser = browser_of(cast.staff)
    for typed, person in (
        ("田中", cast.other_staff),
        ("田中蓮", cast.other_staff),
        ("蓮", cast.other_staff),
        ("umeda-s", cast.other_staff),
        ("ＵＭＥＤＡ－Ｍ", cast.other_manager),
    ):
        assert offered(browser, f"?q={typed}") == [person], typed
    assert offered(browser, "?q=") == [
        cast.manager,
        cast.area,
        cast.admin,
        cast.other_staff,
        cast.other_manager,
    ]


def test_the_retired_and_oneself_are_not_offered(browser_of, cast):
    User.objects.filter(pk=cast.other_staff).update(is_active=False)
    found = offered(browser_of(cast.staff), "?q=")
    assert cast.other_staff not in found
    assert cast.staff not in found


def test_below_a_post_only_those_who_read_it_are_offered(browser_of, cast, post):
    BbsPost.objects.filter(pk=post).update(announced_at="2026-11-20T00:00Z", audience="area", area_id=1)
    found = offered(browser_of(cast.staff), f"?post={post}")
    assert found == [cast.manager, cast.area, cast.admin]
    assert offered(browser_of(cast.other_staff), f"?post={post}") == []
    assert offered(browser_of(cast.staff), "?post=x") == []


@pytest.mark.parametrize("typed", ["%", "_", "\\", "'", "\0", "あ" * 3000])
def test_whatever_is_typed_finds_whom_it_names_or_nobody(browser_of, cast, typed):
    answer = browser_of(cast.staff).get("/bbs/people/", {"q": typed})
    assert answer.status_code == 200
    if typed != "\0":
        assert answer.json() == {"people": []}
