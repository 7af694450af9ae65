"""Commenting: written once, kept while typed, changed, deleted, refused without losing a word."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.html import escape

from shared.dates import now
from tests.web.talking import HTMX, a_comment, a_post, say, shown, told
from web.accounts.models import User
from web.board.models import BbsComment, BbsDraft, BbsNotice, BbsPost, BbsPostCounts, BbsRead, BbsVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(db) -> int:
    """A post of 渋谷's staff."""
    return a_post()


def counted(post_id: int) -> int:
    return BbsPostCounts.objects.get(post_id=post_id).comments


def test_a_comment_is_written_and_shown_at_its_place(browser_of, cast, post):
    browser = browser_of(cast.other_staff)
    answer = say(browser, post, "番号札を**配って**います")
    comment = BbsComment.objects.get()
    assert answer["Location"] == f"/bbs/detail/{post}/?comment={comment.pk}#comment-{comment.pk}"
    page = browser.get(answer["Location"]).content.decode()
    assert "番号札を<strong>配って</strong>います" in page
    assert "コメント 1件" in page
    assert "コメントを送りました" in page
    assert counted(post) == 1


def test_the_writer_of_the_post_is_told_until_they_open_it(browser_of, cast, post):
    say(browser_of(cast.other_staff), post, "番号札です")
    assert told() == {cast.staff: "answer"}
    shown(browser_of(cast.staff), post)
    assert told() == {}
    assert BbsRead.objects.get(user_id=cast.staff).comment_id == BbsComment.objects.get().pk


def test_nobody_is_told_of_their_own_doings(browser_of, cast, post):
    say(browser_of(cast.staff), post, "@shibuya-staff 追記です")
    assert told() == {}


def test_htmx_is_given_what_is_new_and_its_form_stays(browser_of, cast, post):
    before = a_comment(post)
    other = a_comment(post, cast.manager, "私も")
    answer = say(browser_of(cast.other_staff), post, "三番目", htmx=True, after=before, oldest=before)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'id="comment-{other}"' in page
    assert "三番目" in page
    assert f'id="comment-{before}"' not in page
    assert "<textarea" not in page
    assert "コメント 3件" in page
    assert f'name="after" value="{BbsComment.objects.latest("id").pk}"' in page


def test_a_form_sent_twice_writes_once(browser_of, cast, post):
    browser, form_id = browser_of(cast.other_staff), str(uuid4())
    answers = [say(browser, post, "一度だけ", form_id=form_id) for _ in range(2)]
    assert len({answer["Location"] for answer in answers}) == 1
    assert BbsComment.objects.count() == 1
    assert BbsNotice.objects.count() == 1


@pytest.mark.parametrize("htmx", [False, True])
def test_another_text_from_the_same_form_is_asked_about_and_not_swallowed(browser_of, cast, post, htmx):
    browser, form_id = browser_of(cast.other_staff), str(uuid4())
    say(browser, post, "一つ目", form_id=form_id)
    answer = say(browser, post, "二つ目", htmx, form_id=form_id)
    assert answer.status_code == 422
    assert "一度送られています" in answer.content.decode()
    new_id = answer.context["form_id"]
    assert str(new_id) != form_id
    if not htmx:
        assert "二つ目" in answer.content.decode()
    say(browser, post, "二つ目", form_id=str(new_id))
    assert list(BbsComment.objects.order_by("id").values_list("content", flat=True)) == ["一つ目", "二つ目"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "コメントを入力してください"),
        (" 　\n", "コメントを入力してください"),
        ("あ" * 100_000, "コメントは10000文字までです（今は100000文字）"),
        ("a\0b", "使えない文字"),
    ],
)
def test_a_bad_comment_is_said_and_kept(browser_of, cast, post, content, sentence):
    browser = browser_of(cast.staff)
    answer = say(browser, post, content)
    assert answer.status_code == 422
    assert answer.context["form"]["content"].value() == content
    if "使えない" not in sentence:
        assert sentence in answer.content.decode()
    partial = say(browser, post, content, htmx=True)
    assert partial.status_code == 422
    assert "<textarea" not in partial.content.decode()
    assert not BbsComment.objects.exists()


@pytest.mark.parametrize("form_id", ["", "x", "9" * 400])
def test_a_form_without_an_id_is_written_all_the_same(browser_of, cast, post, form_id):
    assert say(browser_of(cast.staff), post, "だれでも", form_id=form_id).status_code == 302
    assert BbsComment.objects.count() == 1


def test_a_form_id_of_another_person_writes_a_comment_of_ones_own_at_the_second_press(browser_of, cast, post):
    form_id = str(uuid4())
    say(browser_of(cast.staff), post, "私の", form_id=form_id)
    answer = say(browser_of(cast.other_staff), post, "私の", form_id=form_id)
    assert answer.status_code == 422
    assert BbsComment.objects.get().user_id == cast.staff


@pytest.mark.parametrize("htmx", [False, True])
def test_a_comment_on_a_deleted_post_is_refused_and_given_back(browser_of, cast, post, htmx):
    a_comment(post)
    BbsPost.objects.filter(pk=post).update(title="", content="", deleted_at="2026-11-20T00:00Z")
    answer = say(browser_of(cast.staff), post, "間に合わなかった言葉", htmx)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "この投稿は削除されたため" in page
    assert htmx or "間に合わなかった言葉" in page
    assert BbsComment.objects.count() == 1


@pytest.mark.parametrize("number", [999_999, 2**63, 2**80])
def test_a_comment_on_nothing_is_a_404_with_what_was_typed(browser_of, cast, number):
    answer = say(browser_of(cast.staff), number, "消えた投稿へ")
    assert answer.status_code == 404
    assert "消えた投稿へ" in answer.content.decode()


def test_a_post_out_of_sight_is_not_there(browser_of, cast, post):
    BbsPost.objects.filter(pk=post).update(
        announced_at="2026-11-20T00:00Z", audience="area", area_id=1, user_id=cast.admin
    )
    comment = a_comment(post, cast.staff)
    browser = browser_of(cast.other_staff)
    assert say(browser, post, "見えないはず").status_code == 404
    for path in (
        f"detail/{post}/",
        f"{post}/comments/",
        f"comment/edit/{comment}/",
        f"comment/delete/{comment}/",
    ):
        assert browser.get(f"/bbs/{path}").status_code == 404, path
    assert browser.post(f"/bbs/comment/{comment}/best-answer/").status_code == 404
    reaction = {"comment_id": comment, "reaction_type": "iine"}
    assert browser.post("/bbs/api/reaction/", reaction).status_code == 404
    assert shown(browser_of(cast.staff), post)


def test_an_expired_form_is_shown_again_with_its_text(cast, post):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(User.objects.get(pk=cast.staff), "django.contrib.auth.backends.ModelBackend")
    form = {"form_id": str(uuid4()), "content": "期限切れ"}
    answer = browser.post(f"/bbs/{post}/comment/", form, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 422
    assert "画面は古くなっていました" in answer.content.decode()
    assert answer.context["form"]["content"].value() == "期限切れ"


def test_by_htmx_an_old_token_is_403_and_the_same_goes_with_the_new_one(cast, post):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(User.objects.get(pk=cast.staff), "django.contrib.auth.backends.ModelBackend")
    form, own = {"form_id": str(uuid4()), "content": "期限切れ"}, HTMX | {"Sec-Fetch-Site": "same-origin"}
    assert browser.post(f"/bbs/{post}/comment/", form, headers=own).status_code == 403
    assert not BbsComment.objects.exists()
    form["csrfmiddlewaretoken"] = browser.cookies["csrftoken"].value
    assert browser.post(f"/bbs/{post}/comment/", form, headers=own).status_code == 200
    assert [said.content for said in BbsComment.objects.all()] == ["期限切れ"]


def test_what_is_typed_is_kept_and_the_page_goes_on_with_it(browser_of, cast, post):
    browser, form_id = browser_of(cast.other_staff), str(uuid4())
    comment = a_comment(post, cast.manager)
    typed = {"form_id": form_id, "content": "とちゅう", "parent": comment}
    kept = browser.post(f"/bbs/{post}/comment/draft/", typed, headers=HTMX)
    assert "下書きを保存しました" in kept.content.decode()
    page = shown(browser, post)
    assert "とちゅう" in page
    assert form_id in page
    assert "鈴木 健さんへの返信" in page
    assert "とちゅう" not in shown(browser_of(cast.staff), post)
    say(browser, post, "とちゅうから書いた", form_id=form_id, parent=comment)
    assert not BbsDraft.objects.exists()


def test_a_draft_kept_in_the_moment_of_sending_does_not_come_back(browser_of, cast, post):
    browser, form_id = browser_of(cast.staff), str(uuid4())
    say(browser, post, "もう送った", form_id=form_id)
    fields = {"content": "もう送った", "parent": ""}
    BbsDraft.objects.create(id=form_id, user_id=cast.staff, is_comment=True, post_id=post, fields=fields)
    assert browser.get(f"/bbs/detail/{post}/").context["form"]["content"].value() is None
    assert not BbsDraft.objects.exists()


def test_a_page_has_one_draft_for_a_post_and_emptying_the_text_throws_it_away(browser_of, cast, post):
    browser, pages = browser_of(cast.staff), str(uuid4())
    for content in ("一", "二", "三"):
        typed = {"form_id": str(uuid4()), "content": content, "pages": pages}
        browser.post(f"/bbs/{post}/comment/draft/", typed, headers=HTMX)
    assert BbsDraft.objects.get().fields["content"] == "三"
    browser.post(f"/bbs/{post}/comment/draft/", typed | {"content": " "}, headers=HTMX)
    assert not BbsDraft.objects.exists()


def test_what_another_page_has_half_written_is_neither_replaced_nor_thrown_away(browser_of, cast, post):
    """Half a comment on the PC; on the phone a page of the post that was opened before."""
    browser, draft = browser_of(cast.staff), f"/bbs/{post}/comment/draft/"
    browser.post(draft, {"form_id": str(uuid4()), "content": "長く書いた"}, headers=HTMX)
    for content in ("あ", " "):
        said = browser.post(draft, {"form_id": str(uuid4()), "content": content}, headers=HTMX)
        assert ("この端末だけに残しています" in said.content.decode()) == (content == "あ")
        assert "data-kept" not in said.content.decode()
    page = browser.get(f"/bbs/detail/{post}/")
    assert page.context["form"]["content"].value() == "長く書いた"
    opened = {"form_id": str(page.context["form_id"]), "pages": page.context["pages"]}
    browser.post(draft, opened | {"content": "開いて書き足した"}, headers=HTMX)
    assert BbsDraft.objects.get().fields["content"] == "開いて書き足した"
    older = {"form_id": str(page.context["form_id"]), "content": "長く書いたい"}
    assert "data-kept" not in browser.post(draft, older, headers=HTMX).content.decode()
    assert BbsDraft.objects.get().fields["content"] == "開いて書き足した"


def test_sending_an_older_page_leaves_what_another_has_gone_on_with(browser_of, cast, post):
    browser, draft = browser_of(cast.staff), f"/bbs/{post}/comment/draft/"
    phone: dict[str, Any] = {"form_id": str(uuid4()), "content": "電話", "pages": ""}
    browser.post(draft, phone, headers=HTMX)
    opened = browser.get(f"/bbs/detail/{post}/").context["pages"]
    tablet = phone | {"pages": opened, "content": "タブレットで長く書いた"}
    browser.post(draft, tablet, headers=HTMX)
    for _ in range(2):
        say(browser, post, **phone)
    assert [said.content for said in BbsComment.objects.all()] == ["電話"]
    page = browser.get(f"/bbs/detail/{post}/")
    assert page.context["form"]["content"].value() == "タブレットで長く書いた"
    told = browser.post(draft, tablet | {"content": "タブレットで終わり"}, headers=HTMX).content.decode()
    own = BbsDraft.objects.get()
    assert own.fields["content"] == "タブレットで終わり"
    assert f'data-form="{own.id}"' in told
    say(browser, post, **tablet | {"content": "タブレットで終わり", "form_id": str(own.id)})
    assert not BbsDraft.objects.exists()


@pytest.mark.parametrize("is_kept_on", [False, True])
def test_sending_the_page_that_goes_on_with_a_draft_leaves_none_behind(browser_of, cast, post, is_kept_on):
    browser, draft = browser_of(cast.staff), f"/bbs/{post}/comment/draft/"
    typed: dict[str, Any] = {"form_id": str(uuid4()), "content": "とちゅう", "pages": ""}
    browser.post(draft, typed, headers=HTMX)
    typed |= {"pages": browser.get(f"/bbs/detail/{post}/").context["pages"]}
    if is_kept_on:
        browser.post(draft, typed, headers=HTMX)
    say(browser, post, **typed)
    assert not BbsDraft.objects.exists()


@pytest.mark.parametrize(
    "change",
    [{"deleted_at": now(), "title": "", "content": ""}, {"audience": "stores", "announced_at": now()}],
    ids=["deleted", "others'"],
)
def test_half_a_comment_below_a_post_out_of_sight_is_to_be_copied_at_home(browser_of, cast, post, change):
    browser, draft = browser_of(cast.other_staff), str(uuid4())
    typed = {"form_id": draft, "content": "とちゅうの言葉" * 20}
    browser.post(f"/bbs/{post}/comment/draft/", typed, headers=HTMX)
    assert "とちゅうの言葉" not in browser.get("/").content.decode()
    discard = f"/bbs/draft/{draft}/discard/"
    BbsPost.objects.filter(id=post).update(**change)
    home = browser.get("/").content.decode()
    assert typed["content"] in home
    assert f"?draft={draft}" not in home
    assert typed["content"] in browser.get(discard).content.decode()
    assert browser_of(cast.staff).get(discard).status_code == 404
    assert browser.post(discard).status_code == 302
    assert not BbsDraft.objects.exists()


def test_a_late_word_of_a_sent_form_makes_no_draft_and_nobody_takes_anothers(browser_of, cast, post):
    browser, typed = browser_of(cast.staff), {"form_id": str(uuid4()), "content": "送った"}
    say(browser, post, "送った", form_id=typed["form_id"])
    browser.post(f"/bbs/{post}/comment/draft/", typed, headers=HTMX)
    assert not BbsDraft.objects.exists()
    typed = {"form_id": str(uuid4()), "content": "私の下書き"}
    browser.post(f"/bbs/{post}/comment/draft/", typed, headers=HTMX)
    stolen = typed | {"content": "乗っ取り"}
    assert browser_of(cast.admin).post(f"/bbs/{post}/comment/draft/", stolen, headers=HTMX).status_code == 200
    assert BbsDraft.objects.get().fields["content"] == "私の下書き"


@pytest.mark.parametrize("person", ["other_staff", "other_manager", "admin"])
def test_its_writer_the_manager_of_their_store_and_the_head_office_change_a_comment(
    browser_of, cast, post, person
):
    comment = a_comment(post, cast.other_staff)
    browser = browser_of(getattr(cast, person))
    form = {"form_id": str(uuid4()), "version": 1, "content": "直した言葉"}
    page = browser.get(f"/bbs/comment/edit/{comment}/").content.decode()
    assert "番号札です" in page
    answer = browser.post(f"/bbs/comment/edit/{comment}/", form)
    assert answer["Location"] == f"/bbs/detail/{post}/?comment={comment}#comment-{comment}"
    row = BbsComment.objects.get()
    assert (row.content, row.version, row.updated_by_id) == ("直した言葉", 2, getattr(cast, person))
    assert BbsVersion.objects.get().content == "番号札です"
    assert "編集済み" in shown(browser, post)
    assert browser.post(f"/bbs/comment/edit/{comment}/", form).status_code == 302
    assert BbsComment.objects.get().version == 2


@pytest.mark.parametrize("person", ["staff", "manager", "area"])
def test_others_may_not_and_are_told_who_may(browser_of, cast, post, person):
    comment = a_comment(post, cast.other_staff)
    browser = browser_of(getattr(cast, person))
    form = {"form_id": str(uuid4()), "version": 1, "content": "書いたもの"}
    for answer in (
        browser.get(f"/bbs/comment/edit/{comment}/"),
        browser.post(f"/bbs/comment/edit/{comment}/", form),
        browser.get(f"/bbs/comment/delete/{comment}/"),
        browser.post(f"/bbs/comment/delete/{comment}/"),
    ):
        assert answer.status_code == 422
        assert "書いた人とその店舗の店長、本部です" in answer.content.decode()
    assert f"/bbs/comment/edit/{comment}/" not in shown(browser, post)
    assert BbsComment.objects.get().content == "番号札です"


def test_the_second_of_two_sees_the_text_of_the_first_and_decides(browser_of, cast, post):
    comment = a_comment(post, cast.other_staff)
    mine = {"form_id": str(uuid4()), "version": 1, "content": "私の言葉"}
    theirs = {"form_id": str(uuid4()), "version": 1, "content": "店長の言葉"}
    address = f"/bbs/comment/edit/{comment}/"
    browser_of(cast.other_manager).post(address, theirs)
    answer = browser_of(cast.other_staff).post(address, mine)
    page = answer.content.decode()
    assert answer.status_code == 422
    for text in ("高橋 結衣さんがこのコメントを直しました", "店長の言葉", "私の言葉"):
        assert text in page
    assert browser_of(cast.other_staff).post(address, mine | {"version": 2}).status_code == 302
    assert BbsComment.objects.get().content == "私の言葉"


def test_the_same_form_with_another_text_is_asked_about_and_the_same_text_is_not(browser_of, cast, post):
    browser, comment = browser_of(cast.other_staff), a_comment(post, cast.other_staff)
    form = {"form_id": str(uuid4()), "version": 1, "content": "はじめの言葉"}
    address = f"/bbs/comment/edit/{comment}/"
    assert [browser.post(address, form).status_code for _ in range(2)] == [302, 302]
    again = browser.post(address, form | {"content": "もどって直した言葉"})
    page = again.content.decode()
    assert again.status_code == 422
    for text in ("あなたの直しは、すでに一度保存されています", "はじめの言葉", "もどって直した言葉"):
        assert text in page
    assert BbsComment.objects.get().content == "はじめの言葉"


def test_a_comment_deleted_meanwhile_gives_back_what_was_typed(browser_of, cast, post):
    comment = a_comment(post, cast.other_staff)
    BbsComment.objects.all().delete()
    answer = browser_of(cast.other_staff).post(f"/bbs/comment/edit/{comment}/", {"content": "長い直し"})
    assert answer.status_code == 404
    assert "長い直し" in answer.content.decode()


def test_deleting_asks_first_and_then_takes_the_row_with_its_notices(browser_of, cast, post):
    browser = browser_of(cast.other_staff)
    say(browser, post, "消すつもり")
    comment = BbsComment.objects.get().pk
    assert "このコメントを削除しますか" in browser.get(f"/bbs/comment/delete/{comment}/").content.decode()
    assert browser.post(f"/bbs/comment/delete/{comment}/")["Location"] == f"/bbs/detail/{post}/"
    assert not BbsComment.objects.exists()
    assert told() == {}
    assert counted(post) == 0
    gone = BbsVersion.objects.get()
    assert (gone.content, gone.deleted_by_id) == ("消すつもり", cast.other_staff)


def test_one_with_replies_keeps_its_place_until_the_last_of_them_goes(browser_of, cast, post):
    first = a_comment(post, cast.other_staff, is_best_answer=True)
    reply = a_comment(post, cast.staff, "ありがとう", parent_id=first)
    browser = browser_of(cast.other_staff)
    assert "返信は残り" in browser.get(f"/bbs/comment/delete/{first}/").content.decode()
    browser.post(f"/bbs/comment/delete/{first}/")
    page = shown(browser, post)
    assert "このコメントは削除されました" in page
    assert "ありがとう" in page
    assert "番号札です" not in page
    assert "コメント 1件" in page
    assert browser.get(f"/bbs/comment/edit/{first}/").status_code == 404
    browser_of(cast.staff).post(f"/bbs/comment/delete/{reply}/")
    assert not BbsComment.objects.exists()
    assert counted(post) == 0


def test_a_deleted_post_shows_its_comments_and_takes_nothing(browser_of, cast, post):
    comment = a_comment(post)
    BbsPost.objects.filter(pk=post).update(title="", content="", deleted_at="2026-11-20T00:00Z")
    page = shown(browser_of(cast.staff), post)
    assert "この投稿は削除されました" in page
    assert "番号札です" in page
    for form in ("/comment/", "/api/reaction/", "best-answer"):
        assert form not in page
    browser = browser_of(cast.staff)
    for name, target in (("post_id", post), ("comment_id", comment)):
        answer = browser.post("/bbs/api/reaction/", {name: target, "reaction_type": "iine"})
        assert answer.status_code == 422
        assert "削除されているため" in answer.content.decode()


def test_a_post_whose_report_was_deleted_says_so(browser_of, cast, post):
    assert "もとの日報は削除されました" not in shown(browser_of(cast.staff), post)
    BbsPost.objects.filter(pk=post).update(is_from_report=True)
    assert "もとの日報は削除されました" in shown(browser_of(cast.staff), post)


def test_whatever_is_written_is_only_text(browser_of, cast, post):
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>[x](javascript:alert(1))\u202eabc"
    say(browser_of(cast.other_staff), post, hostile)
    for asked in ("", f"?reply={BbsComment.objects.get().pk}"):
        page = shown(browser_of(cast.staff), post, asked)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert 'href="javascript' not in page
        assert "\u202e" not in page
    assert escape("<script>") in page


def test_many_comments_come_in_pages_and_each_is_reached_once(browser_of, cast, post):
    numbers = [a_comment(post, content=f"答え{n}") for n in range(75)]
    for n in range(45):
        a_comment(post, content=f"返事{n}", parent_id=numbers[-1])
    best = numbers[3]
    BbsComment.objects.filter(pk=best).update(is_best_answer=True)
    browser = browser_of(cast.staff)
    page = shown(browser, post)
    seen = _comments_in(page)
    assert seen[0] == best
    assert numbers[-30:][0] in seen
    assert numbers[-31] not in seen
    while links := [link for link in _links(page) if link]:
        page = "".join(browser.get(link, headers=HTMX).content.decode() for link in links)
        seen += _comments_in(page)
    assert sorted(seen) == sorted(BbsComment.objects.values_list("id", flat=True))


def test_the_way_to_earlier_ones_stays_when_the_oldest_that_are_shown_are_deleted(browser_of, cast, post):
    numbers = [a_comment(post, content=f"答え{n}") for n in range(35)]
    replies = [a_comment(post, content=f"返事{n}", parent_id=numbers[-1]) for n in range(25)]
    browser = browser_of(cast.staff)
    links = _links(shown(browser, post))
    BbsComment.objects.filter(pk__in=(numbers[5], replies[5])).delete()
    pages = [browser.get(link, headers=HTMX).content.decode() for link in links]
    assert sorted(map(_comments_in, pages)) == [numbers[:5], replies[:5]]


def test_one_asked_for_is_shown_however_old_it_is(browser_of, cast, post):
    numbers = [a_comment(post, content=f"答え{n}") for n in range(75)]
    reply = a_comment(post, content="古い返事", parent_id=numbers[0])
    browser = browser_of(cast.staff)
    assert "古い返事" not in shown(browser, post)
    seen = _comments_in(shown(browser, post, f"?comment={reply}"))
    assert {numbers[0], reply} <= set(seen)
    assert len(seen) == len(set(seen)) == 32


@pytest.mark.parametrize("asked", ["?before=", "?before=x", "?before=9999999999999999999999", "?before=-1"])
def test_a_place_that_is_none_is_a_404(browser_of, cast, post, asked):
    assert browser_of(cast.staff).get(f"/bbs/{post}/comments/{asked}").status_code == 404


def _comments_in(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'<article class="comment stack" id="comment-(\d+)"', page)]


def _links(page: str) -> list[str]:
    return [
        link.replace("&amp;", "&")
        for link in re.findall(r'href="(/bbs/\d+/comments/\?[^"]*before[^"]+)"', page)
    ]
