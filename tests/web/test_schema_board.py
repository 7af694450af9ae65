"""What the database keeps of the board by itself: counts, history, one level of replies, tombstones."""

from uuid import UUID

import psycopg
import pytest
from psycopg.errors import CheckViolation

BULK = 400


@pytest.fixture
def db(database):
    """A connection with three posts (1, 2, 3); rolled back at the end."""
    with psycopg.connect(database) as connection:
        connection.execute(
            "INSERT INTO bbs_posts (id, store_id, user_id, genre, title, content)"
            " SELECT n, 2, 'shibuya-staff', 'claim', '題' || n, '内容' || n FROM generate_series(1, 3) n"
        )
        yield connection
        connection.rollback()


def comment(db, post=1, parent=None, **columns) -> int:
    row = {"post_id": post, "parent_id": parent, "user_id": "shibuya-manager", "content": "答え", **columns}
    names, places = ", ".join(row), ", ".join(f"%({name})s" for name in row)
    return db.execute(f"INSERT INTO bbs_comments ({names}) VALUES ({places}) RETURNING id", row).fetchone()[0]


def counts(db) -> dict[int, tuple[int, int, int]]:
    """Post: comments, reactions, the last comment's id; as they are kept."""
    rows = db.execute("SELECT post_id, comments, reactions, last_comment_id FROM bbs_post_counts ORDER BY 1")
    return {post: tuple(rest) for post, *rest in rows}


def counted(db) -> dict[int, tuple[int, int]]:
    """Post: comments, reactions; as they are."""
    rows = db.execute(
        "SELECT p.id,"
        " (SELECT count(*) FROM bbs_comments c WHERE c.post_id = p.id AND c.deleted_at IS NULL),"
        " (SELECT count(*) FROM bbs_reactions r WHERE r.post_id = p.id)"
        " FROM bbs_posts p ORDER BY 1"
    )
    return {post: (comments, reactions) for post, comments, reactions in rows}


def versions(db) -> list[tuple[object, ...]]:
    return db.execute(
        "SELECT kind, source_id, version, title, content, deleted_by, deleted_at IS NOT NULL"
        " FROM bbs_versions ORDER BY id"
    ).fetchall()


def test_each_post_has_its_counts_from_the_start(db):
    assert counts(db) == {1: (0, 0, 0), 2: (0, 0, 0), 3: (0, 0, 0)}


def test_a_comment_is_counted_and_no_more_when_it_is_a_tombstone_or_gone(db):
    first, second = comment(db), comment(db)
    assert counts(db)[1] == (2, 0, second)
    db.execute("UPDATE bbs_comments SET content = '', deleted_at = now() WHERE id = %s", [first])
    assert counts(db)[1] == (1, 0, second)
    db.execute("DELETE FROM bbs_comments WHERE post_id = 1")
    assert counts(db)[1] == (0, 0, second)


def test_a_comment_that_moves_counts_where_it_is(db):
    moved = comment(db)
    db.execute("UPDATE bbs_comments SET post_id = 2 WHERE id = %s", [moved])
    assert counts(db)[1][0] == 0
    assert counts(db)[2] == (1, 0, moved)


def test_many_rows_of_one_statement_are_counted(db):
    db.execute(
        "INSERT INTO bbs_comments (post_id, user_id, content) SELECT 1 + n %% 3, 'shibuya-staff', n::text"
        " FROM generate_series(1, %s) n",
        [BULK],
    )
    db.execute(
        "INSERT INTO bbs_reactions (post_id, user_id, kind) SELECT p.id, u.user_id, k"
        " FROM bbs_posts p, users u, unnest(ARRAY['iine', 'naruhodo']) k"
    )
    db.execute("DELETE FROM bbs_reactions WHERE kind = 'iine' AND post_id < 3")
    db.execute("UPDATE bbs_comments SET content = '', deleted_at = now() WHERE id % 7 = 0")
    assert {post: row[:2] for post, row in counts(db).items()} == counted(db)
    assert sum(row[0] for row in counted(db).values()) < BULK


def test_what_hangs_on_a_post_goes_with_it(db):
    answer = comment(db)
    for statement in (
        "INSERT INTO bbs_reactions (post_id, user_id, kind) VALUES (1, 'hq-admin', 'iine')",
        (
            "INSERT INTO bbs_comment_reactions (comment_id, user_id, kind)"
            f" VALUES ({answer}, 'hq-admin', 'iine')"
        ),
        (
            "INSERT INTO bbs_notices (user_id, kind, post_id, comment_id)"
            f" VALUES ('hq-admin', 'reply', 1, {answer})"
        ),
        "INSERT INTO bbs_reads (user_id, post_id) VALUES ('hq-admin', 1)",
        "INSERT INTO bbs_confirmations (user_id, post_id, version) VALUES ('hq-admin', 1, 1)",
        "INSERT INTO bbs_reminders (user_id, post_id) VALUES ('hq-admin', 1)",
        "INSERT INTO bbs_post_stores (store_id, post_id) VALUES (2, 1)",
        "DELETE FROM bbs_comments WHERE post_id = 1",
        "DELETE FROM bbs_posts WHERE id = 1",
        "SET CONSTRAINTS ALL IMMEDIATE",
    ):
        db.execute(statement)
    hanging = ("bbs_reactions", "bbs_comment_reactions", "bbs_notices", "bbs_reads", "bbs_confirmations")
    for table in (*hanging, "bbs_reminders", "bbs_post_stores"):
        assert db.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table
    assert counts(db).keys() == {2, 3}


def test_what_was_said_before_is_kept_whoever_changes_it(db):
    answer = comment(db)
    db.execute("UPDATE bbs_posts SET title = '別の題', updated_by = 'hq-admin' WHERE id = 1")
    db.execute(
        "UPDATE bbs_posts SET title = '', content = '', deleted_at = now(), deleted_by = 'hq-admin'"
        " WHERE id = 1"
    )
    db.execute("SELECT set_config('c3.user_id', 'shibuya-manager', true)")
    db.execute("DELETE FROM bbs_comments WHERE id = %s", [answer])
    assert versions(db) == [
        ("post", 1, 1, "題1", "内容1", None, False),
        ("post", 1, 2, "別の題", "内容1", "hq-admin", True),
        ("comment", answer, 1, "", "答え", "shibuya-manager", True),
    ]


def test_a_change_that_says_nothing_new_is_no_version(db):
    db.execute("UPDATE bbs_posts SET title = title, form_id = gen_random_uuid()")
    assert versions(db) == []
    assert db.execute("SELECT max(version) FROM bbs_posts").fetchone() == (1,)


def test_a_reply_to_a_reply_answers_the_first(db):
    first = comment(db)
    reply = comment(db, parent=first)
    deep = comment(db, parent=reply)
    assert db.execute("SELECT parent_id FROM bbs_comments WHERE id = %s", [deep]).fetchone() == (first,)
    with pytest.raises(CheckViolation) as refused:
        comment(db, post=2, parent=first)
    assert refused.value.diag.constraint_name == "bbs_comments_parent_of_post"


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("deleted_at = now()", "bbs_posts_tombstone_says_nothing"),
        ("audience = 'stores'", "bbs_posts_only_announcements_are_addressed"),
        ("due_on = '2026-12-01'", "bbs_posts_only_announcements_are_addressed"),
        ("announced_at = now(), audience = 'area'", "bbs_posts_area_of_its_audience"),
        ("announced_at = now(), audience = 'friends'", "bbs_posts_audience_in_words"),
    ],
)
def test_what_a_post_cannot_be(db, change, constraint):
    with pytest.raises(CheckViolation) as refused:
        db.execute(f"UPDATE bbs_posts SET {change} WHERE id = 1")
    assert refused.value.diag.constraint_name == constraint


def test_a_tombstone_is_not_found_by_its_meaning(db):
    answer = comment(db)
    db.execute("DELETE FROM embedding_queue")
    db.execute(
        "INSERT INTO document_vectors (kind, source_id, store_id, model, embedding) SELECT k, i, 2, 'local',"
        " array_fill(0.5::real, ARRAY[512])::vector FROM (VALUES ('post', 1), ('comment', %s)) t (k, i)",
        [answer],
    )
    db.execute("UPDATE bbs_posts SET title = '', content = '', deleted_at = now() WHERE id = 1")
    db.execute("UPDATE bbs_comments SET content = '', deleted_at = now() WHERE id = %s", [answer])
    assert db.execute("SELECT count(*) FROM document_vectors").fetchone() == (0,)
    assert db.execute("SELECT count(*) FROM embedding_queue").fetchone() == (0,)


def test_a_post_remembers_that_it_was_made_from_a_report(db):
    db.execute(
        "INSERT INTO daily_reports (id, store_id, user_id, date, genre, location, title, content)"
        " VALUES (1, 2, 'shibuya-staff', '2026-10-15', 'claim', 'hall', '題', '内容')"
    )
    db.execute("UPDATE bbs_posts SET report_id = 1 WHERE id = 1")
    db.execute("UPDATE bbs_posts SET report_id = NULL WHERE id = 1")
    assert db.execute("SELECT id, is_from_report FROM bbs_posts ORDER BY 1").fetchall()[:2] == [
        (1, True),
        (2, False),
    ]


def test_a_picture_is_detached_when_its_post_lets_it_go(db):
    db.execute(
        "INSERT INTO report_images (post_id, uploaded_by, form_id, name, thumbnail, width, height, digest)"
        " VALUES (1, 'shibuya-staff', %s, 'a', 'b', 1, 1, 'c')",
        [UUID(int=1)],
    )
    db.execute("UPDATE report_images SET position = 2")
    assert db.execute("SELECT detached_at FROM report_images").fetchone() == (None,)
    db.execute("UPDATE report_images SET post_id = NULL")
    assert db.execute("SELECT detached_at IS NOT NULL FROM report_images").fetchone() == (True,)


@pytest.mark.parametrize(
    ("wanted", "there"), [((None, None), False), ((True, True), True), ((False,), False)]
)
def test_a_tap_turns_a_reaction_over_or_makes_it_what_it_shall_be(db, wanted, there):
    answer = comment(db)
    for wish in wanted:
        db.execute("SELECT react_to_post(1, 'hq-admin', 'iine', %s)", [wish])
        said = db.execute("SELECT react_to_comment(%s, 'hq-admin', 'iine', %s)", [answer, wish]).fetchone()
    assert said == (there,)
    assert counts(db)[1][1] == int(there)
    assert db.execute("SELECT count(*) FROM bbs_comment_reactions").fetchone() == (int(there),)


def test_the_best_answer_moves_and_is_taken_away(db):
    first, second = comment(db), comment(db)
    for chosen, wanted, best in ((first, True, [first]), (second, True, [second]), (second, False, [])):
        db.execute("SELECT choose_best_answer(%s, %s)", [chosen, wanted])
        rows = db.execute("SELECT id FROM bbs_comments WHERE is_best_answer").fetchall()
        assert [number for (number,) in rows] == best
    db.execute("UPDATE bbs_comments SET content = '', deleted_at = now() WHERE id = %s", [first])
    assert db.execute("SELECT choose_best_answer(%s, true)", [first]).fetchone() == (False,)
