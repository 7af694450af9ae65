"""Changing a post: who may, two at once, what is kept, and what goes with it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from uuid import uuid4

import psycopg
import pytest

from shared import post_changes
from shared.db import one
from shared.post_changes import Change
from tests.house.world import viewer_of
from tests.web.posting import REGISTER, announce_to, begin, typed, write_post
from tests.web.reporting import file_report, photo
from tests.web.reporting import typed as typed_report
from web.board.models import BbsComment, BbsNotice, BbsPost, BbsVersion
from web.reports.models import DailyReport, ReportImage

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(browser_of, cast) -> int:
    """A post of 渋谷's staff."""
    return write_post(browser_of(cast.staff))


def save(browser, post_id: int, **changes: object):
    return browser.post(f"/bbs/edit/{post_id}/", begin(browser, post_id) | changes)


def test_its_writer_changes_a_post_at_any_time(browser_of, cast, post):
    browser = browser_of(cast.staff)
    BbsPost.objects.update(created_at="2020-01-01T00:00+09:00")
    answer = save(browser, post, title="待たせない工夫", genre="praise")
    assert answer["Location"] == f"/bbs/detail/{post}/"
    row = BbsPost.objects.get()
    assert (row.title, row.genre, row.version, row.updated_by_id) == (
        "待たせない工夫",
        "praise",
        2,
        cast.staff,
    )
    assert "投稿を直しました" in browser.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("person", ["manager", "admin"])
def test_the_manager_of_its_store_and_the_head_office_change_it(browser_of, cast, post, person):
    assert save(browser_of(getattr(cast, person)), post, title="店長が直した").status_code == 302
    row = BbsPost.objects.get()
    assert (row.title, row.user_id, row.updated_by_id) == ("店長が直した", cast.staff, getattr(cast, person))


@pytest.mark.parametrize("person", ["other_staff", "other_manager", "area"])
def test_others_are_told_who_may_and_keep_what_they_typed(browser_of, cast, post, person):
    browser = browser_of(getattr(cast, person))
    for answer in (
        browser.get(f"/bbs/edit/{post}/"),
        browser.post(f"/bbs/edit/{post}/", typed(content="よその人の言葉")),
        browser.get(f"/bbs/delete/{post}/"),
        browser.post(f"/bbs/delete/{post}/"),
    ):
        assert answer.status_code == 422
        assert "書いた人と、その店舗の店長と、本部です" in answer.content.decode()
    page = browser.post(f"/bbs/edit/{post}/", typed(content="よその人の言葉")).content.decode()
    assert "よその人の言葉" in page
    assert BbsPost.objects.get().version == 1


def test_what_it_said_before_is_kept(browser_of, cast, post):
    save(browser_of(cast.manager), post, title="二つめ")
    kept = BbsVersion.objects.get()
    assert (kept.source_id, kept.version, kept.title, kept.written_by_id) == (
        post,
        1,
        typed()["title"],
        cast.staff,
    )


def test_who_comes_second_sees_the_first_change_and_decides(browser_of, cast, post):
    writer, manager = browser_of(cast.staff), browser_of(cast.manager)
    form = begin(writer, post) | {"title": "書いた人の題"}
    save(manager, post, title="店長の題")
    conflict = writer.post(f"/bbs/edit/{post}/", form)
    page = conflict.content.decode()
    assert conflict.status_code == 422
    assert "鈴木 健さんがこの投稿を直しました" in page
    assert "店長の題" in page
    assert conflict.context["form"]["title"].value() == "書いた人の題"
    again = form | {"version": conflict.context["sheet"].version}
    assert writer.post(f"/bbs/edit/{post}/", again).status_code == 302
    assert (BbsPost.objects.get().title, BbsPost.objects.get().version) == ("書いた人の題", 3)


def test_a_change_sent_twice_is_saved_once(browser_of, cast, post):
    browser = browser_of(cast.staff)
    form = begin(browser, post) | {"title": "一度だけ", "images": [photo()]}
    assert browser.post(f"/bbs/edit/{post}/", form).status_code == 302
    del form["images"]
    assert browser.post(f"/bbs/edit/{post}/", form).status_code == 302
    assert BbsPost.objects.get().version == 2
    assert ReportImage.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [{"title": "もどって直した題"}, {"genre": "report"}, {"content": "ほかの内容"}, {"announce": "on"}],
)
def test_the_same_form_with_something_else_is_asked_about_and_not_swallowed(browser_of, cast, post, changes):
    browser = browser_of(cast.admin)
    form = begin(browser, post) | {"title": "はじめの題", "audience": "all"}
    browser.post(f"/bbs/edit/{post}/", form)
    again = browser.post(f"/bbs/edit/{post}/", form | changes)
    assert again.status_code == 422
    assert "あなたの直しは、すでに一度保存されています" in again.content.decode()
    decided = form | changes | {"version": again.context["sheet"].version}
    assert browser.post(f"/bbs/edit/{post}/", decided).status_code == 302
    assert browser.post(f"/bbs/edit/{post}/", decided).status_code == 302
    assert BbsPost.objects.get().version == 3


def test_the_same_form_with_another_photo_is_asked_about_and_not_swallowed(browser_of, cast, post):
    browser = browser_of(cast.staff)
    form = begin(browser, post) | {"title": "写真はあとで"}
    browser.post(f"/bbs/edit/{post}/", form)
    assert browser.post(f"/bbs/edit/{post}/", form | {"images": [photo()]}).status_code == 422
    assert ReportImage.objects.get().post_id is None


def test_twenty_who_save_at_the_same_moment_leave_one_change(database):
    """Each stands on version 1: one is first, the others are told so."""
    with psycopg.connect(database, autocommit=True) as setup:
        viewer = viewer_of(setup, "shibuya-manager")
        setup.execute(
            "INSERT INTO bbs_posts (id, store_id, user_id, genre, title, content)"
            " VALUES (901, 2, 'shibuya-staff', 'claim', '題', '内容')"
        )
    everybody = Barrier(20)

    def saves(number: int) -> bool:
        change = Change("claim", f"題{number}", "内容", False, None, 1, uuid4(), [], [], [])
        with psycopg.connect(database) as connection:
            everybody.wait()
            return one(connection, post_changes.save(viewer, 901, change, date(2026, 11, 22))).is_saved

    with ThreadPoolExecutor(20) as pool:
        outcomes = list(pool.map(saves, range(20)))
    assert sorted(outcomes) == [False] * 19 + [True]
    with psycopg.connect(database) as connection:
        row = connection.execute("SELECT version, title FROM bbs_posts WHERE id = 901").fetchone()
        kept = connection.execute("SELECT count(*) FROM bbs_versions WHERE source_id = 901").fetchone()
    assert (row, kept) == ((2, f"題{outcomes.index(True)}"), (1,))


def test_a_save_without_a_change_makes_no_version(browser_of, cast, post):
    save(browser_of(cast.staff), post)
    assert BbsPost.objects.get().version == 1
    assert not BbsVersion.objects.exists()


def test_photos_are_added_taken_off_and_moved_and_that_is_a_change(browser_of, cast):
    browser = browser_of(cast.staff)
    post = write_post(browser, images=[photo(1), photo(2)])
    first = ReportImage.objects.earliest("position")
    save(browser, post, remove_pictures=[str(first.id)], order=[], images=[photo(3)])
    kept = ReportImage.objects.filter(post_id=post).order_by("position")
    assert [row.width for row in kept] == [82, 83]
    assert BbsPost.objects.get().version == 2
    assert ReportImage.objects.get(id=first.id).detached_at is not None
    save(browser, post, order=[str(row.id) for row in reversed(kept)])
    assert list(
        ReportImage.objects.filter(post_id=post).order_by("position").values_list("width", flat=True)
    ) == [83, 82]


def test_a_photo_that_the_form_does_not_name_does_not_go_along_and_is_no_change(browser_of, cast, post):
    browser = browser_of(cast.staff)
    form = begin(browser, post)
    browser.post(f"/bbs/edit/{post}/", form | {"title": "", "images": [photo()]})
    assert browser.post(f"/bbs/edit/{post}/", form).status_code == 302
    assert ReportImage.objects.get().post_id is None
    assert BbsPost.objects.get().version == 1


def test_a_post_may_not_gather_more_than_twelve_photos(browser_of, cast):
    browser = browser_of(cast.staff)
    post = write_post(browser, images=[photo(shade) for shade in range(10)])
    answer = save(browser, post, images=[photo(shade) for shade in range(20, 23)])
    assert answer.status_code == 422
    assert "写真は12枚までです" in answer.content.decode()


def test_a_bad_change_is_said_and_loses_nothing(browser_of, cast, post):
    answer = save(browser_of(cast.staff), post, title="", content="あ" * 100_000, images=[photo()])
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "タイトルを入力してください" in page
    assert "内容は10000文字までです" in page
    assert answer.context["form"]["content"].value() == "あ" * 100_000
    assert len(answer.context["pictures"]) == 1
    assert BbsPost.objects.get().version == 1


def test_a_post_that_was_deleted_meanwhile_goes_on_as_a_new_one(browser_of, cast, post):
    browser = browser_of(cast.staff)
    form = begin(browser, post) | {"content": "長く書いたもの"}
    browser_of(cast.manager).post(f"/bbs/delete/{post}/")
    gone = browser.post(f"/bbs/edit/{post}/", form)
    assert gone.status_code == 404
    page = gone.content.decode()
    assert "長く書いたもの" in page
    assert "新しい投稿として続きを書く" in page
    again = browser.post(REGISTER, gone.context["typed"] | {"form_id": form["form_id"], "move": "none"})
    assert again.context["form"]["content"].value() == "長く書いたもの"
    assert browser.post(REGISTER, form).status_code == 302


def test_nor_is_it_lost_where_the_form_names_no_pages(browser_of, cast, post):
    """As one of a release before, or of somebody's own."""
    browser = browser_of(cast.staff)
    form = begin(browser, post) | {"content": "長く書いたもの"}
    form.pop("pages", None)
    browser_of(cast.manager).post(f"/bbs/delete/{post}/")
    gone = browser.post(f"/bbs/edit/{post}/", form)
    assert gone.status_code == 404
    assert "長く書いたもの" in gone.content.decode()
    assert 'name="pages" value=""' in gone.content.decode()


def test_a_tombstone_is_not_changed(browser_of, cast, post):
    BbsComment.objects.create(post_id=post, user_id=cast.other_staff, content="なるほど")
    browser = browser_of(cast.staff)
    form = begin(browser, post)
    browser.post(f"/bbs/delete/{post}/")
    assert browser.get(f"/bbs/edit/{post}/").status_code == 404
    assert browser.post(f"/bbs/edit/{post}/", form | {"title": "生き返る"}).status_code == 404
    assert BbsPost.objects.get().title == ""


@pytest.mark.parametrize("post_id", ["0", "99999999", "9" * 30])
def test_a_post_that_never_was_is_a_404(browser_of, cast, post_id):
    browser = browser_of(cast.staff)
    assert browser.get(f"/bbs/edit/{post_id}/").status_code == 404
    assert browser.post(f"/bbs/edit/{post_id}/", typed()).status_code == 404
    assert browser.post(f"/bbs/delete/{post_id}/").status_code == 404


def test_who_is_newly_mentioned_is_told_and_who_was_before_is_not_told_again(browser_of, cast):
    browser = browser_of(cast.staff)
    post = write_post(browser, content="@umeda-staff へ")
    BbsNotice.objects.update(done_at="2026-01-01T00:00+09:00")
    save(browser, post, content="@umeda-staff と @umeda-manager へ")
    open_notices = BbsNotice.objects.filter(done_at=None).values_list("user_id", flat=True)
    assert (BbsNotice.objects.count(), list(open_notices)) == (2, [cast.other_manager])


def test_who_is_no_longer_mentioned_need_not_look(browser_of, cast):
    browser = browser_of(cast.staff)
    post = write_post(browser, content="@umeda-staff へ")
    save(browser, post, content="だれにでもなく")
    assert not BbsNotice.objects.exists()


def test_the_post_of_a_report_is_changed_without_the_report(browser_of, cast):
    browser = browser_of(cast.staff)
    report = file_report(browser, post_to_bbs="on", images=[photo(1)])
    post = BbsPost.objects.get().id
    page = browser.get(f"/bbs/edit/{post}/")
    assert "もとの日報の写真も" in page.content.decode()
    assert page.context["pictures"] == []
    save(browser, post, title="みんなに向けて", images=[photo(2)])
    assert DailyReport.objects.get().title == typed_report()["title"]
    shown = browser_of(cast.other_staff).get(f"/bbs/detail/{post}/").context["pictures"]
    assert [picture.width for picture in shown] == [82, 81]
    assert f"/bbs/detail/{post}/" in browser.get(f"/report/view/{report}/").content.decode()


def test_the_post_of_a_deleted_report_stands_alone_and_is_changed(browser_of, cast):
    browser = browser_of(cast.staff)
    report = file_report(browser, post_to_bbs="on")
    browser.post(f"/report/delete/{report}/")
    post = BbsPost.objects.get()
    assert (post.report_id, post.is_from_report) == (None, True)
    assert save(browser, post.id, title="日報はもうない").status_code == 302


def test_a_post_addressed_to_others_is_not_there(browser_of, cast):
    post = write_post(browser_of(cast.other_manager), **announce_to(cast.umeda))
    browser = browser_of(cast.manager)
    assert browser.get(f"/bbs/edit/{post}/").status_code == 404
    assert browser.post(f"/bbs/delete/{post}/").status_code == 404
    assert typed()["title"] not in browser.post(f"/bbs/edit/{post}/", typed(title="x")).content.decode()
