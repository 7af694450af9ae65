"""Many taps at once leave exactly the right rows, and counts that equal COUNT(*): over real connections."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import psycopg
import pytest

from shared import reactions
from shared.access import Viewer
from shared.db import one
from tests.house.world import viewer_of

PEOPLE, TAPS = 20, 200
KINDS = ("naruhodo", "iine")


@pytest.fixture(scope="module")
def crowd(database) -> list[Viewer]:
    """Twenty people."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO users (user_id, store_id, last_name, password)"
            " SELECT 'p' || n, 2, '人', '!' FROM generate_series(1, %s) n",
            [PEOPLE],
        )
        return [viewer_of(connection, f"p{n}") for n in range(1, PEOPLE + 1)]


@pytest.fixture
def target(database) -> tuple[int, int]:
    """A post, and a comment on it."""
    with psycopg.connect(database, autocommit=True) as connection:
        post = connection.execute(
            "INSERT INTO bbs_posts (store_id, user_id, genre, title, content)"
            " VALUES (2, 'shibuya-staff', 'claim', '題', '内容') RETURNING id"
        ).fetchone()
        assert post
        comment = connection.execute(
            "INSERT INTO bbs_comments (post_id, user_id, content)"
            " VALUES (%s, 'umeda-staff', '答え') RETURNING id",
            [post[0]],
        ).fetchone()
        assert comment
        return post[0], comment[0]


def storm(database: str, taps: list[tuple[Viewer, Any]]) -> list[Any]:
    """All of them at once, on twenty connections; what each was answered."""
    ready = Barrier(PEOPLE)

    def person(mine: list[tuple[Viewer, Any]]) -> list[Any]:
        with psycopg.connect(database, autocommit=True) as connection:
            ready.wait()
            return [one(connection, ask(viewer)).reactions for viewer, ask in mine]

    with ThreadPoolExecutor(PEOPLE) as pool:
        answers = pool.map(person, [taps[n::PEOPLE] for n in range(PEOPLE)])
        return [answer for of_one in answers for answer in of_one]


def rows(database: str, sql: str, *params: object) -> Any:
    with psycopg.connect(database) as connection:
        return connection.execute(sql, params).fetchall()


def test_two_hundred_toggles_by_twenty_people_leave_the_right_rows_and_counts(database, crowd, target):
    post, comment = target
    plan = [(n % PEOPLE, KINDS[(n // PEOPLE) % 3 % 2], n % 7 == 0) for n in range(TAPS)]
    expected = {tap for tap, times in Counter(plan).items() if times % 2}
    asks = {
        False: lambda kind: lambda viewer: reactions.on_post(viewer, post, kind, None),
        True: lambda kind: lambda viewer: reactions.on_comment(viewer, comment, kind, None),
    }
    answers = storm(database, [(crowd[who], asks[on_comment](kind)) for who, kind, on_comment in plan])
    assert len(answers) == TAPS
    left = {
        *rows(database, "SELECT user_id, kind, FALSE FROM bbs_reactions WHERE post_id = %s", post),
        *rows(
            database, "SELECT user_id, kind, TRUE FROM bbs_comment_reactions WHERE comment_id = %s", comment
        ),
    }
    assert left == {(crowd[who].user_id, kind, on_comment) for who, kind, on_comment in expected}
    agree = """SELECT c.reactions, (SELECT count(*) FROM bbs_reactions r WHERE r.post_id = c.post_id),
                      c.comments, (SELECT count(*) FROM bbs_comments r WHERE r.post_id = c.post_id)
               FROM bbs_post_counts c WHERE c.post_id = %s"""
    ((kept, counted, comments, counted_comments),) = rows(database, agree, post)
    assert (kept, comments) == (counted, counted_comments)


def test_the_same_reaction_fifty_times_at_once_is_there_once(database, crowd, target):
    post, _comment = target
    answers = storm(database, [(crowd[0], lambda viewer: reactions.on_post(viewer, post, "iine", True))] * 60)
    assert all(answer == {"naruhodo": 0, "iine": 1, "mine": ["iine"]} for answer in answers)
    assert rows(database, "SELECT count(*) FROM bbs_reactions WHERE post_id = %s", post) == [(1,)]


def test_the_same_toggle_fifty_times_at_once_is_what_fifty_in_a_row_are(database, crowd, target):
    post, _comment = target
    answers = storm(database, [(crowd[0], lambda viewer: reactions.on_post(viewer, post, "iine", None))] * 60)
    assert Counter(answer["iine"] for answer in answers) == {0: 30, 1: 30}
    assert rows(database, "SELECT count(*) FROM bbs_reactions WHERE post_id = %s", post) == [(0,)]
    assert rows(database, "SELECT reactions FROM bbs_post_counts WHERE post_id = %s", post) == [(0,)]


def test_counts_are_right_after_a_storm_of_deletions_too(database, crowd, target):
    post, comment = target
    storm(database, [(viewer, lambda v: reactions.on_post(v, post, "iine", True)) for viewer in crowd])
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("DELETE FROM bbs_reactions WHERE post_id = %s AND user_id LIKE 'p1%%'", [post])
        connection.execute("DELETE FROM bbs_comments WHERE id = %s", [comment])
    assert rows(database, "SELECT reactions, comments FROM bbs_post_counts WHERE post_id = %s", post) == [
        (rows(database, "SELECT count(*) FROM bbs_reactions WHERE post_id = %s", post)[0][0], 0)
    ]
