"""A report's sign says what its vector and the report say now, whoever writes them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import psycopg
import pytest

from shared.db import many
from shared.embedding import queue as waiting
from tests.cast import CAST
from tests.search.vectors import MODEL, embedded, literal, report, turned

OF_VECTOR = "SELECT binary_quantize(%s::halfvec)::bit(512)::text"
STALE = """
    SELECT count(*) FROM report_signs s
    FULL JOIN (SELECT r.id, r.store_id, r.date, r.genre, r.location, v.model,
                      binary_quantize(v.embedding)::bit(512) AS sign
               FROM daily_reports r JOIN document_vectors v ON v.kind = 'report' AND v.source_id = r.id) t
        ON t.id = s.report_id
    WHERE (s.report_id, s.store_id, s.date, s.genre, s.location, s.model, s.sign)
          IS DISTINCT FROM (t.id, t.store_id, t.date, t.genre, t.location, t.model, t.sign)"""
TOLD = "SELECT store_id, date, genre, location, model FROM report_signs WHERE report_id = %s"


@pytest.fixture
def db(database):
    """A connection whose writes are rolled back; no sign may be stale at the end."""
    with psycopg.connect(database) as connection:
        yield connection
        assert connection.execute(STALE).fetchone() == (0,)
        connection.rollback()


@pytest.fixture
def clean(database):
    """Committed reports are removed afterwards."""
    yield
    with psycopg.connect(database) as connection:
        connection.execute("DELETE FROM daily_reports")
        assert connection.execute("SELECT count(*) FROM report_signs").fetchone() == (0,)


def signs(db):
    return [number for (number,) in db.execute("SELECT report_id FROM report_signs ORDER BY 1").fetchall()]


def genre_of_sign(db, number):
    return db.execute(TOLD, [number]).fetchone()[2]


def test_a_report_has_a_sign_as_soon_as_it_has_a_vector(db):
    own, bare = report(db, turned(0)), report(db, None)
    assert signs(db) == [own]
    embedded(db, "report", bare, turned(9), store=CAST.shibuya)
    assert signs(db) == [own, bare]


def test_a_new_vector_brings_a_new_sign(db):
    own = report(db, turned(10))
    db.execute(
        "UPDATE document_vectors SET model = 'another', embedding = %s::halfvec WHERE source_id = %s",
        [literal(turned(190)), own],
    )
    (sign,) = db.execute("SELECT sign::text FROM report_signs").fetchone()
    assert (sign,) == db.execute(OF_VECTOR, [literal(turned(190))]).fetchone()
    assert db.execute(TOLD, [own]).fetchone()[-1] == "another"


def test_what_is_changed_in_a_report_is_changed_in_its_sign(db):
    own = report(db, turned(0))
    db.execute(
        "UPDATE daily_reports SET store_id = %s, date = '2026-09-01', genre = 'praise', location = 'toilet'"
        " WHERE id = %s",
        [CAST.umeda, own],
    )
    assert db.execute(TOLD, [own]).fetchone() == (
        CAST.umeda,
        date(2026, 9, 1),
        "praise",
        "toilet",
        MODEL,
    )


def test_many_reports_are_changed_at_once(db):
    own = [report(db, turned(degrees)) for degrees in range(20)]
    db.execute("UPDATE daily_reports SET genre = CASE WHEN id % 2 = 0 THEN 'praise' ELSE genre END")
    assert {db.execute(TOLD, [number]).fetchone()[2] for number in own} == {"praise", "claim"}


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM daily_reports",
        "DELETE FROM document_vectors",
        "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE document_vectors",
        "UPDATE document_vectors SET source_id = source_id + 1000000",
        "UPDATE document_vectors SET kind = 'post'",
    ],
)
def test_without_its_vector_a_report_has_no_sign(db, statement):
    report(db, turned(0))
    db.execute(statement)
    assert signs(db) == []


def test_vectors_of_posts_and_comments_have_none(db):
    embedded(db, "post", 1, turned(0), store=CAST.shibuya)
    embedded(db, "comment", 1, turned(0), store=CAST.shibuya)
    assert signs(db) == []


def test_vectors_that_are_copied_in_bring_their_signs(db):
    numbers = [report(db, None) for _ in range(3)]
    copy = "COPY document_vectors (kind, source_id, store_id, model, embedding) FROM STDIN"
    with db.cursor().copy(copy) as rows:
        for number in numbers:
            rows.write_row(("report", number, CAST.shibuya, MODEL, literal(turned(number))))
    assert signs(db) == numbers


def test_a_report_that_is_changed_while_its_vector_is_written_is_not_forgotten(database, clean):
    with psycopg.connect(database) as worker, psycopg.connect(database) as person:
        own = report(worker, None)
        worker.commit()
        (claimed,) = many(worker, waiting.claim())
        worker.commit()
        many(worker, waiting.keep(MODEL, [waiting.Embedded(claimed, CAST.shibuya, turned(0))]))
        with ThreadPoolExecutor(1) as elsewhere:
            change = "UPDATE daily_reports SET genre = 'praise' WHERE id = %s"
            changing = elsewhere.submit(person.execute, change, [own])
            with pytest.raises(TimeoutError):
                changing.result(timeout=0.5)
            worker.commit()
            changing.result(timeout=10)
        person.commit()
        assert genre_of_sign(person, own) == "praise"
        assert person.execute(STALE).fetchone() == (0,)


def test_a_vector_whose_report_is_being_changed_is_left_and_has_the_new_sign_later(database, clean):
    with psycopg.connect(database) as worker, psycopg.connect(database) as person:
        own = report(worker, None)
        worker.commit()
        (claimed,) = many(worker, waiting.claim())
        worker.commit()
        person.execute("UPDATE daily_reports SET genre = 'praise' WHERE id = %s", [own])
        keep = waiting.keep(MODEL, [waiting.Embedded(claimed, CAST.shibuya, turned(0))])
        assert many(worker, keep)[0].rows == 0
        worker.commit()
        person.commit()
        assert many(worker, keep)[0].rows == 1
        worker.commit()
        assert genre_of_sign(person, own) == "praise"
        assert person.execute(STALE).fetchone() == (0,)
