"""Deleting a post: what is asked, what goes, what stays for those who answered."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import psycopg
import pytest

from shared import post_changes
from shared.db import first
from tests.house.world import viewer_of
from tests.web.posting import typed, write_post
from tests.web.reporting import file_report, photo
from web.board.models import BbsComment, BbsNotice, BbsPost, BbsPostCounts, BbsReaction, BbsVersion
from web.knowledge.models import EmbeddingQueue
from web.reports.models import DailyReport, ReportImage

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(browser_of, cast) -> int:
    """A post of 渋谷's staff with a photo."""
    return write_post(browser_of(cast.staff), images=[photo()])


@pytest.fixture
def comment(cast, post) -> BbsComment:
    """An answer of 梅田's staff."""
    return BbsComment.objects.create(post_id=post, user_id=cast.other_staff, content="うちもです")


def test_the_page_asks_first(browser_of, cast, post):
    page = browser_of(cast.staff).get(f"/bbs/delete/{post}/").content.decode()
    assert "この投稿を削除しますか" in page
    assert typed()["title"] in page
    assert "掲示板から消えます" in page
    assert BbsPost.objects.exists()


@pytest.mark.parametrize("person", ["staff", "manager", "admin"])
def test_without_comments_it_goes_with_all_that_hung_on_it(browser_of, cast, post, person):
    BbsReaction.objects.create(post_id=post, user_id=cast.other_staff, kind="iine")
    BbsNotice.objects.create(post_id=post, user_id=cast.other_staff, kind="mention")
    browser = browser_of(getattr(cast, person))
    answer = browser.post(f"/bbs/delete/{post}/", follow=True)
    assert "投稿を削除しました" in answer.content.decode()
    assert browser.get(f"/bbs/detail/{post}/").status_code == 404
    for model in (BbsPost, BbsPostCounts, BbsReaction, BbsNotice):
        assert not model.objects.exists(), model
    assert not EmbeddingQueue.objects.filter(kind="post", source_id=post).exists()


def test_what_it_said_is_kept_with_who_deleted_it(browser_of, cast, post):
    browser_of(cast.manager).post(f"/bbs/delete/{post}/")
    kept = BbsVersion.objects.get()
    assert (kept.source_id, kept.title, kept.deleted_by_id) == (post, typed()["title"], cast.manager)
    assert kept.deleted_at is not None


def test_its_photos_wait_for_the_sweeper_without_a_post(browser_of, cast, post):
    browser_of(cast.staff).post(f"/bbs/delete/{post}/")
    picture = ReportImage.objects.get()
    assert picture.post_id is None
    assert picture.detached_at is not None


def test_with_comments_it_says_nothing_any_more_and_they_stay(browser_of, cast, post, comment):
    browser = browser_of(cast.staff)
    assert "コメントが1件あるので" in browser.get(f"/bbs/delete/{post}/").content.decode()
    answer = browser.post(f"/bbs/delete/{post}/")
    assert answer["Location"] == f"/bbs/detail/{post}/"
    row = BbsPost.objects.get()
    assert (row.title, row.content, row.deleted_by_id) == ("", "", cast.staff)
    assert BbsComment.objects.get().content == "うちもです"
    assert ReportImage.objects.get().post_id is None
    kept = BbsVersion.objects.get()
    assert (kept.title, kept.deleted_by_id) == (typed()["title"], cast.staff)
    assert typed()["title"] not in browser.get("/bbs/list/").content.decode()


def test_deleted_twice_it_is_not_there(browser_of, cast, post, comment):
    browser = browser_of(cast.staff)
    browser.post(f"/bbs/delete/{post}/")
    assert browser.post(f"/bbs/delete/{post}/").status_code == 404
    assert browser.get(f"/bbs/delete/{post}/").status_code == 404


def test_comments_that_are_tombstones_themselves_do_not_keep_it(browser_of, cast, post, comment):
    BbsComment.objects.create(post_id=post, parent=comment, user_id=cast.manager, content="")
    BbsComment.objects.update(content="", deleted_at="2026-01-01T00:00+09:00")
    answer = browser_of(cast.staff).post(f"/bbs/delete/{post}/")
    assert answer["Location"] == "/bbs/list/"
    assert not BbsPost.objects.exists()
    assert not BbsComment.objects.exists()


def test_the_report_of_a_deleted_post_stays_and_says_so(browser_of, cast):
    browser = browser_of(cast.staff)
    report = file_report(browser, post_to_bbs="on", images=[photo()])
    post = BbsPost.objects.get().id
    BbsComment.objects.create(post_id=post, user_id=cast.other_staff, content="うちもです")
    assert "もとの日報は残ります" in browser.get(f"/bbs/delete/{post}/").content.decode()
    browser.post(f"/bbs/delete/{post}/")
    assert BbsPost.objects.get().report_id is None
    assert ReportImage.objects.get().report_id == report
    page = browser.get(f"/report/view/{report}/").content.decode()
    assert "/bbs/detail/" not in page
    assert "掲示板から削除されました" in browser.get(f"/report/edit/{report}/").content.decode()
    assert DailyReport.objects.get().post_to_bbs


def test_a_comment_that_is_being_written_is_not_lost(database):
    """The deletion waits for the comment that came first, and leaves a tombstone."""
    with psycopg.connect(database, autocommit=True) as setup:
        viewer = viewer_of(setup, "shibuya-staff")
        setup.execute(
            "INSERT INTO bbs_posts (id, store_id, user_id, genre, title, content)"
            " VALUES (900, 2, 'shibuya-staff', 'claim', '題', '内容')"
        )
    began = Event()

    def delete():
        with psycopg.connect(database) as connection:
            began.set()
            return first(connection, post_changes.delete(viewer, 900))

    with ThreadPoolExecutor() as pool, psycopg.connect(database) as writer:
        writer.execute("SELECT FROM bbs_post_counts WHERE post_id = 900 FOR NO KEY UPDATE")
        writer.execute(
            "INSERT INTO bbs_comments (post_id, user_id, content) VALUES (900, 'umeda-staff', 'うちも')"
        )
        deletion = pool.submit(delete)
        began.wait()
        _until_somebody_waits(database)
        writer.commit()
        deleted = deletion.result(timeout=10)
    assert deleted == post_changes.Deleted(900, is_tombstone=True)
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT content FROM bbs_comments WHERE post_id = 900").fetchall() == [
            ("うちも",)
        ]


def _until_somebody_waits(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as looking:
        for _ in range(500):
            waiting = looking.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
            if waiting != (0,):
                return
            looking.execute("SELECT pg_sleep(0.01)")
    raise AssertionError("the deletion waited for nobody")
