"""Drafts of posts: kept while somebody types, for nobody but their writer, gone with the post."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils.html import escape

from tests.web.posting import REGISTER, announce_to, begin, typed, write_post
from tests.web.reporting import order_of, photo
from tests.web.reporting import typed as typed_report
from web.board.models import BbsDraft, BbsPost
from web.reports.models import ReportDraft, ReportImage

pytestmark = pytest.mark.django_db

DRAFT = "/bbs/draft/"
HTMX = {"HX-Request": "true"}
JSON = {"Accept": "application/json"}


def resume(browser: Client, draft: object):
    return browser.get(f"{REGISTER}?draft={draft}", follow=True)


def test_what_was_typed_is_kept_and_nothing_is_swapped_but_the_line_that_says_so(browser_of, cast):
    form = typed(genre="", title="")
    answer = browser_of(cast.staff).post(DRAFT, form, headers=HTMX)
    page = answer.content.decode()
    assert "下書きを保存しました" in page
    assert 'hx-swap-oob="innerHTML"' in page
    assert "<input" not in page
    draft = BbsDraft.objects.get()
    assert (str(draft.id), draft.user_id, draft.is_comment) == (form["form_id"], cast.staff, False)
    assert draft.fields["content"] == form["content"]


def test_home_lists_it_beside_the_reports_and_it_opens_as_it_was_left(browser_of, cast):
    browser = browser_of(cast.manager)
    form = typed(title="<b>途中</b>", **announce_to(cast.shibuya, due_on="2026-12-24"))
    report = typed_report(title="日報も途中")
    browser.post(DRAFT, form, headers=HTMX)
    browser.post("/report/draft/", report, headers=HTMX)
    home = browser.get("/").content.decode()
    assert f"{REGISTER}?draft={form['form_id']}" in home
    assert f"/report/register/?draft={report['form_id']}" in home
    assert f"/report/draft/{report['form_id']}/discard/" in home
    assert escape(form["title"]) in home
    page = resume(browser, form["form_id"])
    shown = page.context["form"]
    assert str(page.context["form_id"]) == form["form_id"]
    kept = ("genre", "title", "content", "audience", "due_on")
    assert {name: shown[name].value() for name in kept} == {name: form[name] for name in kept}
    assert shown["announce"].value()
    assert shown["stores"].value() == [str(cast.shibuya)]
    assert "下書きの続きです" in page.content.decode()


def test_an_older_page_does_not_write_over_what_another_has_gone_on_with(browser_of, cast):
    browser, form = browser_of(cast.staff), typed()
    browser.post(DRAFT, form, headers=HTMX)
    tablet = form | {
        "pages": resume(browser, form["form_id"]).context["sheet"].pages,
        "content": "タブレット",
    }
    browser.post(DRAFT, tablet, headers=HTMX)
    said = browser.post(DRAFT, form | {"content": "電話"}, headers=HTMX).content.decode()
    own = BbsDraft.objects.exclude(id=form["form_id"]).get()
    assert f'data-form="{own.id}"' in said
    assert own.fields["content"] == "電話"
    assert BbsDraft.objects.get(id=form["form_id"]).fields["content"] == "タブレット"


@pytest.mark.parametrize("is_change", [False, True], ids=["new", "change"])
def test_sending_an_older_page_leaves_what_another_has_gone_on_with(browser_of, cast, is_change):
    browser, form, address = browser_of(cast.staff), typed(), REGISTER
    if is_change:
        post = write_post(browser)
        form, address = begin(browser, post), f"/bbs/edit/{post}/"
    phone = form | {"title": "電話", "pages": ""}
    browser.post(DRAFT, phone, headers=HTMX)
    tablet = phone | {"pages": resume(browser, form["form_id"]).context["sheet"].pages}
    sent = {"form_id": form["form_id"], "image": photo(2)}
    order = [browser.post("/report/photo/", sent, headers=JSON).json()["id"]]
    tablet |= {"title": "タブレット", "order": order}
    browser.post(DRAFT, tablet, headers=HTMX)
    for _ in range(2):
        assert browser.post(address, phone).status_code == 302
    assert BbsPost.objects.get().title == "電話"
    draft = BbsDraft.objects.get()
    page = resume(browser, draft.id)
    assert page.context["form"]["title"].value() == "タブレット"
    assert order_of(page) == order
    said = browser.post(DRAFT, tablet | {"title": "タブレットで終わり"}, headers=HTMX).content.decode()
    assert f'data-form="{draft.id}"' in said
    assert BbsDraft.objects.get().fields["title"] == "タブレットで終わり"


@pytest.mark.parametrize("is_kept_on", [False, True])
def test_posting_the_page_that_goes_on_with_a_draft_leaves_none_behind(browser_of, cast, is_kept_on):
    browser, form = browser_of(cast.staff), typed()
    browser.post(DRAFT, form, headers=HTMX)
    form |= {"pages": resume(browser, form["form_id"]).context["sheet"].pages}
    if is_kept_on:
        browser.post(DRAFT, form, headers=HTMX)
    browser.post(REGISTER, form)
    assert not BbsDraft.objects.exists()


def test_posting_takes_the_draft_with_it(browser_of, cast):
    browser, form = browser_of(cast.staff), typed()
    browser.post(DRAFT, form, headers=HTMX)
    browser.post(REGISTER, form)
    assert BbsPost.objects.count() == 1
    assert not BbsDraft.objects.exists()


def test_a_late_word_of_a_form_that_was_sent_makes_no_draft(browser_of, cast):
    browser, form = browser_of(cast.staff), typed()
    browser.post(REGISTER, form)
    assert browser.post(DRAFT, form, headers=HTMX).content.strip() == b""
    changed = begin(browser, BbsPost.objects.get().id) | {"title": "別"}
    browser.post(f"/bbs/edit/{changed['post']}/", changed)
    browser.post(DRAFT, changed, headers=HTMX)
    assert not BbsDraft.objects.exists()


def test_going_on_after_it_was_sent_the_button_keeps_a_draft_of_its_own(browser_of, cast):
    browser, form = browser_of(cast.staff), typed()
    browser.post(REGISTER, form)
    page = browser.post(REGISTER, form | {"title": "もどって書いた", "draft": "keep"}, follow=True)
    assert page.context["form"]["title"].value() == "もどって書いた"
    assert str(BbsDraft.objects.get().id) == str(page.context["form_id"]) != form["form_id"]


def test_an_empty_form_makes_no_draft(browser_of, cast):
    browser_of(cast.manager).post(DRAFT, {"form_id": str(uuid4()), "title": " 　", "audience": "stores"})
    assert not BbsDraft.objects.exists()


def test_a_photo_alone_makes_one(browser_of, cast):
    browser_of(cast.staff).post(DRAFT, {"form_id": str(uuid4()), "order": str(uuid4())})
    assert BbsDraft.objects.count() == 1


def test_the_button_keeps_the_draft_with_its_photos_without_javascript(browser_of, cast):
    browser, form = browser_of(cast.staff), typed(title="", draft="keep", images=[photo(1), photo(2)])
    page = browser.post(REGISTER, form, follow=True)
    assert page.status_code == 200
    assert "下書きを保存しました" in page.content.decode()
    assert len(page.context["pictures"]) == 2
    assert not BbsPost.objects.exists()
    del form["draft"], form["images"]
    browser.post(REGISTER, form | {"title": "できあがり", "order": order_of(page)})
    assert ReportImage.objects.filter(post=BbsPost.objects.get()).count() == 2
    assert not BbsDraft.objects.exists()


def test_a_change_of_a_post_is_drafted_and_gone_on_with(browser_of, cast):
    browser = browser_of(cast.staff)
    post = write_post(browser)
    form = begin(browser, post) | {"title": "直しかけ"}
    browser.post(DRAFT, form, headers=HTMX)
    page = resume(browser, form["form_id"])
    assert page.request["PATH_INFO"] == f"/bbs/edit/{post}/"
    assert page.context["form"]["title"].value() == "直しかけ"
    assert page.context["sheet"].version == 1
    assert browser.post(f"/bbs/edit/{post}/", form).status_code == 302
    assert not BbsDraft.objects.exists()


def test_a_draft_of_a_deleted_post_goes_on_as_a_new_one(browser_of, cast):
    browser = browser_of(cast.staff)
    post = write_post(browser)
    form = begin(browser, post) | {"title": "直しかけ"}
    browser.post(DRAFT, form, headers=HTMX)
    browser_of(cast.manager).post(f"/bbs/delete/{post}/")
    page = resume(browser, form["form_id"])
    assert page.request["PATH_INFO"] == REGISTER
    assert "直していた投稿は、もうありません" in page.content.decode()
    browser.post(REGISTER, form)
    assert BbsPost.objects.get().title == "直しかけ"


def test_a_draft_for_a_post_out_of_sight_goes_on_as_a_new_one_and_shows_nothing_of_it(browser_of, cast):
    post = write_post(browser_of(cast.manager), title="渋谷の秘密", **announce_to(cast.shibuya))
    stranger, form = browser_of(cast.other_staff), typed(post=post, title="よその店")
    stranger.post(DRAFT, form, headers=HTMX)
    page = resume(stranger, form["form_id"])
    assert page.request["PATH_INFO"] == REGISTER
    assert "渋谷の秘密" not in page.content.decode()


def test_a_draft_for_another_post_is_not_opened_on_this_one(browser_of, cast):
    browser, form = browser_of(cast.staff), typed()
    browser.post(DRAFT, form, headers=HTMX)
    assert browser.get(f"/bbs/edit/{write_post(browser)}/?draft={form['form_id']}").status_code == 404


def test_another_persons_draft_is_not_there(browser_of, cast):
    form = typed(content="私だけの下書き")
    browser_of(cast.staff).post(DRAFT, form, headers=HTMX)
    for person in (cast.manager, cast.other_staff, cast.admin):
        browser = browser_of(person)
        assert resume(browser, form["form_id"]).status_code == 404
        assert browser.get(f"{DRAFT}{form['form_id']}/discard/").status_code == 404
        assert browser.post(f"{DRAFT}{form['form_id']}/discard/").status_code == 404
        browser.post(DRAFT, form | {"content": "乗っ取り"}, headers=HTMX)
        assert "私だけの下書き" not in browser.get("/").content.decode()
    assert BbsDraft.objects.get().fields["content"] == "私だけの下書き"


def test_a_half_written_comment_is_no_draft_of_a_post(browser_of, cast):
    browser = browser_of(cast.staff)
    post, draft = write_post(browser), uuid4()
    BbsDraft.objects.create(
        id=draft, user_id=cast.staff, is_comment=True, post_id=post, fields={"content": "途中のコメント"}
    )
    assert "途中のコメント" not in browser.get("/").content.decode()
    assert resume(browser, draft).status_code == 404
    browser.post(DRAFT, typed(form_id=str(draft)), headers=HTMX)
    assert BbsDraft.objects.get().fields == {"content": "途中のコメント"}


def test_it_is_thrown_away_by_hand_with_its_photos_and_the_draft_of_a_report_stays(browser_of, cast):
    browser, form = browser_of(cast.staff), typed(draft="keep", images=[photo()])
    browser.post(REGISTER, form)
    browser.post("/report/draft/", typed_report(), headers=HTMX)
    asked = browser.get(f"{DRAFT}{form['form_id']}/discard/").content.decode()
    assert "下書きを破棄しますか" in asked
    assert f"{REGISTER}?draft={form['form_id']}" in asked
    browser.post(f"{DRAFT}{form['form_id']}/discard/")
    assert not BbsDraft.objects.exists()
    assert not ReportImage.objects.exists()
    assert ReportDraft.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "a\0b"},
        {"content": "あ" * 10_001},
        {"genre": "rumour", "audience": "nobody", "area": "x", "due_on": "きのう"},
        {"content": "😢\u2028\\u0000\"'%_;--<script>alert(1)</script>"},
        {"post": "abc", "stores": ["x", "９", "'"]},
        {"post": "9" * 40},
        {"version": "九"},
        {"order": ["x", "'"], "remove_pictures": ["y"]},
    ],
)
def test_whatever_was_typed_is_kept_and_shown_again(browser_of, cast, changes):
    browser, form = browser_of(cast.manager), typed(**changes)
    assert browser.post(DRAFT, form, headers=HTMX).status_code == 200
    page = resume(browser, form["form_id"])
    assert page.status_code == 200
    for name in ("title", "content"):
        assert page.context["form"][name].value() == form[name].replace("\0", "")


def test_more_than_64_kilobytes_is_said_and_what_was_kept_before_stays(browser_of, cast):
    browser, form = browser_of(cast.staff), typed()
    browser.post(DRAFT, form, headers=HTMX)
    answer = browser.post(DRAFT, form | {"content": "あ" * 100_000}, headers=HTMX)
    assert "長すぎるため" in answer.content.decode()
    by_hand = browser.post(REGISTER, form | {"content": "あ" * 100_000, "draft": "keep"})
    assert by_hand.status_code == 422
    assert by_hand.context["form"]["content"].value() == "あ" * 100_000
    assert BbsDraft.objects.get().fields["content"] == form["content"]


@pytest.mark.parametrize("form_id", ["", "x", "\0", "9" * 400])
def test_a_form_without_an_id_is_a_404(browser_of, cast, form_id):
    assert browser_of(cast.staff).post(DRAFT, typed(form_id=form_id), headers=HTMX).status_code == 404


@pytest.mark.parametrize("draft", ["", "x", "%00", uuid4()])
def test_a_draft_that_never_was_is_a_404(browser_of, cast, draft):
    assert resume(browser_of(cast.staff), draft).status_code == 404


def test_a_draft_kept_in_the_moment_of_sending_is_not_offered(browser_of, cast):
    browser, post_form, report_form = browser_of(cast.staff), typed(), typed_report()
    write_post(browser, **post_form)
    browser.post("/report/register/", report_form)
    BbsDraft.objects.create(
        id=post_form["form_id"], user_id=cast.staff, is_comment=False, fields={"title": "もう送った"}
    )
    ReportDraft.objects.create(
        id=str(report_form["form_id"]), user_id=cast.staff, fields={"title": "もう出した"}
    )
    home = browser.get("/").content.decode()
    assert "もう送った" not in home
    assert "もう出した" not in home
