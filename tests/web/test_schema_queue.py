"""Whatever changes a text that is searched by meaning queues it, without any code of the application."""

from uuid import uuid4

import psycopg
import pytest

# Each text: its table, one row of it, a change of its words, a change of something else.
TEXTS = {
    "report": (
        "daily_reports",
        "(store_id, user_id, date, genre, location, title, content)",
        "2, 'shibuya-staff', '2026-10-15', 'claim', 'hall', '題' || n, '内容'",
        "location = 'toilet'",
    ),
    "post": (
        "bbs_posts",
        "(store_id, user_id, genre, title, content)",
        "2, 'shibuya-staff', 'claim', '題' || n, '内容'",
        "genre = 'other'",
    ),
    "comment": (
        "bbs_comments",
        "(post_id, user_id, content)",
        "(SELECT min(id) FROM bbs_posts), 'shibuya-staff', '内容' || n",
        "is_best_answer = false",
    ),
    "knowledge": (
        "knowledge_vectors",
        "(document_id, position, title, content)",
        "(SELECT min(id) FROM knowledge_documents), n, '題', '内容'",
        "position = position + 100",
    ),
}
EACH_KIND = pytest.mark.parametrize("kind", TEXTS)


@pytest.fixture
def db(database):
    """A connection with one post and one document, and an empty queue; rolled back at the end."""
    with psycopg.connect(database) as connection:
        connection.execute(
            "INSERT INTO bbs_posts (store_id, user_id, genre, title, content)"
            " VALUES (2, 'shibuya-staff', 'claim', 'a', 'b')"
        )
        connection.execute("INSERT INTO knowledge_documents (kind, title, body) VALUES ('manual', 'a', 'b')")
        connection.execute("DELETE FROM embedding_queue")
        yield connection
        connection.rollback()


def insert(db, kind, rows=1):
    """Write texts by one statement; their ids."""
    table, columns, values, _ = TEXTS[kind]
    written = db.execute(
        f"INSERT INTO {table} {columns} SELECT {values} FROM generate_series(1, {rows}) n RETURNING id"
    )
    return [number for (number,) in written]


def queue(db):
    """(kind, source_id, version) of all that waits."""
    return db.execute("SELECT kind, source_id, version FROM embedding_queue ORDER BY source_id").fetchall()


@EACH_KIND
def test_new_texts_are_queued_by_their_own_statement(db, kind):
    written = insert(db, kind, rows=3)
    assert queue(db) == [(kind, number, 1) for number in written]


@EACH_KIND
def test_a_changed_text_is_queued_and_its_version_grows(db, kind):
    changed, _ = insert(db, kind, rows=2)
    for _again in range(2):
        db.execute(f"UPDATE {TEXTS[kind][0]} SET content = content || '！' WHERE id = {changed}")
    assert (kind, changed, 3) in queue(db)
    assert {version for _, number, version in queue(db) if number != changed} == {1}


@EACH_KIND
def test_a_text_that_was_embedded_is_queued_anew_when_it_changes(db, kind):
    (number,) = insert(db, kind)
    db.execute("DELETE FROM embedding_queue")
    db.execute(f"UPDATE {TEXTS[kind][0]} SET content = '別の内容' WHERE id = {number}")
    assert queue(db) == [(kind, number, 1)]


@EACH_KIND
def test_what_is_not_the_text_queues_nothing(db, kind):
    (number,) = insert(db, kind)
    table, *_, other_change = TEXTS[kind]
    db.execute("DELETE FROM embedding_queue")
    db.execute(f"UPDATE {table} SET content = content, {other_change} WHERE id = {number}")
    assert queue(db) == []


@EACH_KIND
def test_a_deleted_text_leaves_the_queue_and_loses_its_vector(db, kind):
    gone, kept = insert(db, kind, rows=2)
    if kind != "knowledge":
        db.execute(
            "INSERT INTO document_vectors (kind, source_id, store_id, model, embedding)"
            " SELECT %s, id, 2, 'm', array_fill(1, ARRAY[512])::real[]::halfvec(512)"
            " FROM unnest(%s::bigint[]) id",
            [kind, [gone, kept]],
        )
    db.execute(f"DELETE FROM {TEXTS[kind][0]} WHERE id = {gone}")
    assert queue(db) == [(kind, kept, 1)]
    left = db.execute("SELECT source_id FROM document_vectors").fetchall()
    assert left == ([(kept,)] if kind != "knowledge" else [])


@EACH_KIND
def test_a_change_forgets_failed_attempts(db, kind):
    (number,) = insert(db, kind)
    db.execute("UPDATE embedding_queue SET attempts = 5, error = 'no answer', due_at = 'infinity'")
    db.execute(f"UPDATE {TEXTS[kind][0]} SET content = '別の内容' WHERE id = {number}")
    tried = db.execute(
        "SELECT version, attempts, error, due_at <= statement_timestamp() FROM embedding_queue"
    ).fetchall()
    assert tried == [(2, 0, "", True)]


def test_copied_rows_are_queued_too(db):
    statement = (
        "COPY daily_reports (store_id, user_id, date, genre, location, title, content, form_id) FROM STDIN"
    )
    with db.cursor().copy(statement) as copy:
        for number in range(1000):
            copy.write_row(
                (2, "shibuya-staff", "2026-10-15", "praise", "hall", f"題{number}", "内容", uuid4())
            )
    assert db.execute("SELECT count(*), count(DISTINCT source_id) FROM embedding_queue").fetchone() == (
        1000,
        1000,
    )


def test_a_report_that_moves_to_another_store_is_embedded_for_it(db):
    (number,) = insert(db, "report")
    db.execute("UPDATE daily_reports SET store_id = 3")
    assert queue(db) == [("report", number, 2)]
