"""The demo's board is lived on: replies, mentions, announcements, and a little to read for each."""

from collections import Counter
from datetime import datetime

import psycopg
import pytest

from shared.audience import FOR_PERSON
from shared.dates import JAPAN
from shared.markup import mentioned
from tests.web.test_demo_chain import NOW, TODAY, of
from web.demo.chain import Chain
from web.demo.load import load
from web.demo.people import LOGINS
from web.demo.rows import Comment, Confirmation, Notice, Post, PostStore, Read, User

# Announcements to a person that are not finished: plain ones by reading, 必読 by confirming.
UNFINISHED = (
    "SELECT count(*) FROM bbs_posts p JOIN users u ON u.user_id = %(user)s WHERE "
    + FOR_PERSON
    + """ AND CASE WHEN p.due_on IS NULL
        THEN NOT EXISTS (SELECT FROM bbs_reads r WHERE r.post_id = p.id AND r.user_id = u.user_id)
        ELSE NOT EXISTS (SELECT FROM bbs_confirmations c
                         WHERE c.post_id = p.id AND c.user_id = u.user_id) END"""
)
OPEN_NOTICES = "SELECT count(*) FROM bbs_notices WHERE user_id = %(user)s AND done_at IS NULL"
COUNTED = """
    SELECT count(*) FROM bbs_post_counts c
    WHERE c.comments <> (SELECT count(*) FROM bbs_comments m WHERE m.post_id = c.post_id)
       OR c.reactions <> (SELECT count(*) FROM bbs_reactions r WHERE r.post_id = c.post_id)
       OR c.last_comment_id <> (
            SELECT coalesce(max(id), 0) FROM bbs_comments m WHERE m.post_id = c.post_id)"""


@pytest.fixture(scope="module")
def loaded(database):
    """A connection to a database that holds the demo chain, and none of the cast."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("TRUNCATE areas, stores, users CASCADE")
        with connection.transaction():
            load(connection, Chain(TODAY, now=NOW), pictures=False)
        yield connection


def count(connection, statement: str, **params: object) -> int:
    return int(connection.execute(statement, {"today": TODAY, **params}).fetchone()[0])


@pytest.mark.parametrize("login", LOGINS)
def test_who_logs_in_finds_a_few_things_unread(loaded, login):
    unfinished, notices = count(loaded, UNFINISHED, user=login), count(loaded, OPEN_NOTICES, user=login)
    assert 1 <= unfinished + notices <= 8, (unfinished, notices)


def test_each_reason_to_be_told_occurs_and_old_ones_are_done():
    kinds = {notice.kind for notice in of(Notice)}
    assert kinds == {"mention", "answer", "reply", "best"}
    assert all((notice.done_at is None) == _is_lately(notice) for notice in of(Notice))


def test_replies_are_one_level_deep_and_follow_what_they_answer():
    comments = {comment.id: comment for comment in of(Comment)}
    replies = [(comment, comment.parent_id) for comment in comments.values() if comment.parent_id]
    assert len(replies) > 20
    for reply, parent_id in replies:
        parent = comments[parent_id]
        assert (parent.parent_id, parent.post_id) == (None, reply.post_id)
        assert parent.created_at <= reply.created_at


def test_people_call_each_other_by_ids_that_exist():
    people = {user.user_id for user in of(User)}
    named = [name for comment in of(Comment) for name in mentioned(comment.content)]
    assert len(named) > 10
    assert set(named) <= people


def test_there_are_announcements_to_all_to_an_area_and_to_a_store():
    announced = [post for post in of(Post) if post.announced_at]
    assert set(Counter(post.audience for post in announced)) == {"all", "area", "stores"}
    assert {store.post_id for store in of(PostStore)} == {
        post.id for post in announced if post.audience == "stores"
    }
    assert sum(post.due_on is not None for post in announced) >= 4


def test_what_was_to_be_confirmed_was_by_most_of_those_it_is_for_and_by_nobody_else(loaded):
    rows = loaded.execute(
        "SELECT count(c.user_id), count(*) FROM bbs_posts p JOIN users u ON "
        + FOR_PERSON
        + " LEFT JOIN bbs_confirmations c ON c.post_id = p.id AND c.user_id = u.user_id"
        " WHERE p.due_on < %(today)s",
        {"today": TODAY},
    ).fetchone()
    assert 0.8 < rows[0] / rows[1] < 1
    foreign = count(
        loaded,
        "SELECT count(*) FROM bbs_confirmations c JOIN bbs_posts p ON p.id = c.post_id"
        " JOIN users u ON u.user_id = c.user_id WHERE NOT " + FOR_PERSON,
    )
    assert foreign == 0


def test_nobody_confirms_or_reads_what_is_not_written_yet():
    posts = {post.id: post for post in of(Post)}
    assert all(posts[row.post_id].created_at <= row.confirmed_at <= NOW for row in of(Confirmation))
    assert all(posts[row.post_id].created_at <= row.seen_at <= NOW for row in of(Read))


def test_the_counts_are_those_of_the_rows(loaded):
    assert count(loaded, COUNTED) == 0


def test_early_in_the_morning_there_is_something_to_read_too(loaded):
    early = datetime(2026, 11, 23, 5, 1, tzinfo=JAPAN)
    notices = [row for row in Chain(TODAY, now=early).rows() if isinstance(row, Notice)]
    assert {notice.user_id for notice in notices if notice.done_at is None} >= {"demo-staff", "demo-manager"}


def _is_lately(notice: Notice) -> bool:
    from web.demo.attention import LOOKED_HOURS_AGO  # noqa: PLC0415

    return (NOW - notice.created_at).total_seconds() < LOOKED_HOURS_AGO[notice.user_id] * 3600
