"""The best answer: who chooses it, that there is one at most, and who is told."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from shared import comment_changes
from shared.db import one
from tests.house.world import viewer_of
from tests.web.talking import HTMX, a_comment, a_post, shown, told
from web.board.models import BbsComment, BbsPost

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(db) -> int:
    """A post of 渋谷's staff."""
    return a_post()


def choose(browser, comment: int, htmx: bool = False, **on: str):
    return browser.post(f"/bbs/comment/{comment}/best-answer/", on, headers=HTMX if htmx else {})


def best() -> list[int]:
    return list(BbsComment.objects.filter(is_best_answer=True).values_list("id", flat=True))


@pytest.mark.parametrize("person", ["staff", "manager", "area", "admin"])
def test_its_writer_and_who_manages_its_store_choose(browser_of, cast, post, person):
    comment = a_comment(post)
    browser = browser_of(getattr(cast, person))
    assert "ベストアンサーにする" in shown(browser, post)
    answer = choose(browser, comment)
    assert answer["Location"] == f"/bbs/detail/{post}/?comment={comment}#comment-{comment}"
    assert best() == [comment]
    assert "ベストアンサーを取り消す" in shown(browser, post)


@pytest.mark.parametrize("person", ["other_staff", "other_manager"])
def test_others_do_not_and_are_told_who_does(browser_of, cast, post, person):
    comment = a_comment(post)
    browser = browser_of(getattr(cast, person))
    assert "ベストアンサーにする" not in shown(browser, post)
    answer = choose(browser, comment)
    assert answer.status_code == 422
    assert "ベストアンサーを選べるのは、投稿した人と" in answer.content.decode()
    assert best() == []


def test_a_colleague_of_the_writer_does_not_choose(browser_of, cast):
    post = a_post(cast.manager)
    assert choose(browser_of(cast.staff), a_comment(post)).status_code == 422


def test_it_moves_and_is_never_doubled_and_choosing_again_takes_it_away(browser_of, cast, post):
    one_, other = a_comment(post), a_comment(post, cast.other_manager)
    browser = browser_of(cast.staff)
    choose(browser, one_)
    assert told() == {cast.other_staff: "best"}
    choose(browser, other)
    assert best() == [other]
    assert told() == {cast.other_manager: "best"}
    choose(browser, other)
    assert best() == []
    assert told() == {}


def test_a_tap_that_is_sent_twice_says_what_it_wants(browser_of, cast, post):
    comment = a_comment(post)
    for _ in range(2):
        choose(browser_of(cast.staff), comment, on="1")
        assert best() == [comment]
    for _ in range(2):
        choose(browser_of(cast.staff), comment, on="0")
        assert best() == []


def test_nobody_is_told_of_choosing_ones_own(browser_of, cast, post):
    choose(browser_of(cast.staff), a_comment(post, cast.staff))
    assert told() == {}


def test_a_reply_may_be_the_best_and_its_thread_stands_on_top(browser_of, cast, post):
    first, second = a_comment(post, content="一つ目"), a_comment(post, content="二つ目")
    reply = a_comment(post, cast.manager, "これです", parent_id=second)
    page = choose(browser_of(cast.staff), reply, htmx=True).content.decode()
    assert best() == [reply]
    assert page.index("二つ目") < page.index("これです") < page.index(f'id="comment-{first}"')
    assert page.count("これです") == 1
    assert "<textarea" not in page


def test_a_comment_that_is_gone_is_a_404(browser_of, cast, post):
    first = a_comment(post)
    a_comment(post, parent_id=first)
    BbsComment.objects.filter(pk=first).update(content="", deleted_at="2026-11-20T00:00Z")
    for comment in (first, 999_999, 2**70):
        assert choose(browser_of(cast.staff), comment).status_code == 404


def test_on_a_deleted_post_there_is_nothing_to_choose(browser_of, cast, post):
    comment = a_comment(post)
    BbsPost.objects.filter(pk=post).update(title="", content="", deleted_at="2026-11-20T00:00Z")
    assert choose(browser_of(cast.staff), comment).status_code == 404


def test_of_twenty_that_are_chosen_at_once_one_is_left_and_one_person_is_told(database):
    with psycopg.connect(database, autocommit=True) as connection:
        (post,) = connection.execute(
            "INSERT INTO bbs_posts (store_id, user_id, genre, title, content)"
            " VALUES (2, 'shibuya-staff', 'claim', '題', '内容') RETURNING id"
        ).fetchone() or (0,)
        rows = connection.execute(
            "INSERT INTO bbs_comments (post_id, user_id, content)"
            " SELECT %s, 'umeda-staff', n::text FROM generate_series(1, 20) n RETURNING id",
            [post],
        ).fetchall()
        viewer = viewer_of(connection, "shibuya-manager")

    def choose_one(comment: int) -> None:
        with psycopg.connect(database, autocommit=True) as connection:
            assert one(connection, comment_changes.choose(viewer, comment, wanted=True)).is_best_answer

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(choose_one, [comment for (comment,) in rows]))
    with psycopg.connect(database) as connection:
        left = connection.execute("SELECT id FROM bbs_comments WHERE is_best_answer").fetchall()
    assert len(left) == 1
