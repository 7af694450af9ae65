"""The process that reads a document's file: what comes of it when all goes well, and when nothing does."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from shared.access import Viewer
from shared.db import first, many, one
from shared.embedding import queue
from shared.embedding.queue import Embedded
from shared.knowledge import changes, files
from tests import documents
from tests.cast import CAST
from tests.house.world import viewer_of
from tests.web.knowing import embedded, found, read, replaced, sent, silent, started, texts

MANUAL = "# 手引き\n\n## 開店\n鍵を開ける。\n\n## 会計\n金額を声に出す。\n\n## 閉店\n火を確かめる。\n"
CHANGED = (
    "# 手引き\n\n## 衛生\n手を洗う。\n\n"
    "## 閉店\n火を確かめる。\n\n## 開店\n鍵を開ける。\n\n## 会計\n二人で数える。\n"
)


@pytest.fixture
def connection(own) -> Iterator["psycopg.Connection[Any]"]:
    """A connection to it."""
    with psycopg.connect(own, autocommit=True) as connection:
        yield connection


@pytest.fixture
def admin(connection) -> Viewer:
    """本部."""
    return viewer_of(connection, CAST.admin)


@pytest.fixture
def manual(own, connection, admin) -> int:
    """A document that has been read and embedded."""
    number, reading = sent(connection, admin, "手引き.md", MANUAL.encode())
    assert read(own, reading) == 0
    embedded(connection)
    return number


def vectors(connection, number: int) -> dict[str, tuple[int, str | None]]:
    """By title: the number of its row, and the model of its vector."""
    rows = connection.execute(
        "SELECT title, id, model FROM knowledge_vectors WHERE document_id = %s", [number]
    )
    return {title: (row, model) for title, row, model in rows}


def waiting(connection) -> set[str]:
    """The titles of sections that wait for a vector."""
    rows = connection.execute(
        "SELECT v.title FROM embedding_queue q JOIN knowledge_vectors v ON v.id = q.source_id"
        " WHERE q.kind = 'knowledge'"
    )
    return {title for (title,) in rows}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("手引き.md", MANUAL.encode()),
        ("手引き.txt", MANUAL.replace("## ", "■ ").encode("cp932")),
        ("手引き.pdf", documents.pdf([MANUAL.replace("# 手引き\n\n", "").replace("## ", "■ ")])),
        (
            "手引き.docx",
            documents.word(
                *[("Heading 1" if line.startswith("#") else "Normal", line.lstrip("# "))
                  for line in MANUAL.splitlines()[2:] if line]
            ),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_each_kind_of_file_becomes_sections_that_wait_for_their_vectors(own, connection, admin, name, data):
    number, reading = sent(connection, admin, name, data)
    assert found(connection, admin, number).state == "reading"
    assert read(own, reading) == 0
    row = found(connection, admin, number)
    assert (row.state, row.failure, row.is_kept, row.file_name) == ("ready", "", False, name)
    kept = [section for section in texts(connection, number) if section.heading]
    assert [(section.heading, section.content) for section in kept] == [
        ("開店", "鍵を開ける。"),
        ("会計", "金額を声に出す。"),
        ("閉店", "火を確かめる。"),
    ]
    assert waiting(connection) >= {"開店", "会計", "閉店"}
    assert connection.execute("SELECT count(*) FROM knowledge_file_parts").fetchone() == (0,)
    told = connection.execute("SELECT actor, action FROM audit_events WHERE subject = 'document'").fetchall()
    assert told == [(CAST.admin, "added")]


def test_a_file_of_many_parts_is_read_whole(own, connection, admin):
    picture = {"word/media/a.bin": os.urandom(3 * 1024 * 1024)}
    heavy = documents.repacked(documents.word(("Heading 1", "一"), ("Normal", "本文")), picture)
    number, reading = sent(connection, admin, "a.docx", heavy)
    assert connection.execute("SELECT count(*) FROM knowledge_file_parts").fetchone() == (4,)
    read(own, reading)
    assert [section.title for section in texts(connection, number)] == ["一"]


def test_what_cannot_be_read_is_said_with_its_reason_and_the_file_is_forgotten(own, connection, admin):
    number, reading = sent(connection, admin, "a.pdf", documents.pdf(["文字"], picture=True))
    assert read(own, reading) == 0
    row = found(connection, admin, number)
    assert (row.state, row.is_kept, row.sections) == ("failed", False, 0)
    assert "写真（画像）だけ" in row.failure


def test_a_replaced_document_keeps_its_old_text_until_the_new_one_is_there(own, connection, admin, manual):
    reading = replaced(connection, admin, manual, "手引き2.md", CHANGED.encode())
    row = found(connection, admin, manual)
    assert (row.state, row.sections) == ("reading", 3)
    assert [section.content for section in texts(connection, manual)][1] == "金額を声に出す。"
    assert read(own, reading) == 0
    assert [section.title for section in texts(connection, manual)] == ["衛生", "閉店", "開店", "会計"]
    assert [section.position for section in texts(connection, manual)] == [1, 2, 3, 4]


def test_sections_that_say_the_same_keep_their_vectors_wherever_they_stand(own, connection, admin, manual):
    before = vectors(connection, manual)
    read(own, replaced(connection, admin, manual, "手引き2.md", CHANGED.encode()))
    after = vectors(connection, manual)
    assert after["開店"] == before["開店"] == (before["開店"][0], "local")
    assert after["閉店"] == before["閉店"]
    assert after["会計"][1] is None
    assert waiting(connection) == {"会計", "衛生"}


def test_two_sections_that_are_alike_are_two(own, connection, admin, manual):
    twice = "## 注意\n火を消す。\n## 注意\n火を消す。\n"
    read(own, replaced(connection, admin, manual, "a.md", twice.encode()))
    embedded(connection)
    rows = connection.execute("SELECT array_agg(id ORDER BY position) FROM knowledge_vectors").fetchone()
    read(own, replaced(connection, admin, manual, "b.md", f"## 前\n書き。\n{twice}".encode()))
    again = connection.execute(
        "SELECT array_agg(id ORDER BY position) FROM knowledge_vectors WHERE title = '注意'"
    ).fetchone()
    assert again == rows
    assert len(texts(connection, manual)) == 3


def test_a_bad_file_in_its_place_leaves_the_old_text(own, connection, admin, manual):
    before = vectors(connection, manual)
    read(own, replaced(connection, admin, manual, "a.pdf", documents.pdf_bomb()))
    row = found(connection, admin, manual)
    assert (row.state, row.sections) == ("failed", 3)
    assert vectors(connection, manual) == before


def test_a_killed_process_is_told_after_its_patience_and_may_be_tried_again(own, connection, admin):
    number, reading = sent(connection, admin, "手引き.md", MANUAL.encode())
    process = started(own, reading)
    time.sleep(0.3)
    process.kill()
    process.wait()
    silent(connection)
    assert found(connection, admin, number).is_stopped
    later = uuid4()
    assert first(connection, changes.read_again(admin, number, later))
    assert read(own, reading) == 1
    assert read(own, later) == 0
    assert found(connection, admin, number).state == "ready"


def test_what_is_at_work_is_not_begun_again(connection, admin):
    number, _ = sent(connection, admin, "手引き.md", MANUAL.encode())
    assert first(connection, changes.read_again(admin, number, uuid4())) is None


def test_a_process_that_slept_too_long_does_not_write_any_more(own, connection, admin):
    number, reading = sent(connection, admin, "手引き.md", MANUAL.encode())
    with psycopg.connect(own) as holding:
        holding.execute("LOCK TABLE knowledge_vectors IN ACCESS EXCLUSIVE MODE")
        process = started(own, reading)
        _until_waiting(connection)
        process.send_signal(signal.SIGSTOP)
        silent(connection)
        process.send_signal(signal.SIGCONT)
        holding.rollback()
    assert process.wait(30) != 0
    assert texts(connection, number) == []
    assert found(connection, admin, number).is_stopped


def test_of_two_files_the_later_one_wins_whichever_is_read_first(own, connection, admin):
    number, reading = sent(connection, admin, "手引き.md", MANUAL.encode())
    later = replaced(connection, admin, number, "手引き2.md", CHANGED.encode())
    assert read(own, later) == 0
    assert read(own, reading) == 1
    assert texts(connection, number)[0].title == "衛生"


def test_a_document_that_was_deleted_meanwhile_stays_deleted(own, connection, admin):
    number, reading = sent(connection, admin, "手引き.md", MANUAL.encode())
    with psycopg.connect(own) as holding:
        holding.execute("LOCK TABLE knowledge_vectors IN SHARE MODE")
        process = started(own, reading)
        _until_waiting(connection)
        holding.rollback()
    process.wait(30)
    _delete(connection, admin, number)
    assert connection.execute("SELECT count(*) FROM knowledge_vectors").fetchone() == (0,)
    assert waiting(connection) == set()


def test_a_text_that_was_replaced_while_it_was_embedded_gets_no_old_vector(own, connection, admin, manual):
    connection.execute("UPDATE knowledge_vectors SET content = content || '!' WHERE title = '会計'")
    (claim,) = many(connection, queue.claim())
    (text,) = many(connection, queue.texts([claim]))
    read(own, replaced(connection, admin, manual, "手引き2.md", CHANGED.encode()))
    done = one(connection, queue.keep("local", [Embedded(claim, text.store_id, [0.1] * 512)]))
    assert done.rows == 0
    assert vectors(connection, manual)["会計"][1] is None
    assert waiting(connection) == {"会計", "衛生"}


def test_a_worker_in_the_middle_of_its_writing_and_a_reader_do_not_lock_each_other_out(
    own, connection, admin, manual
):
    """The worker locks the row of the queue before the section, and so does the reader."""
    connection.execute("UPDATE knowledge_vectors SET content = content || '!'")
    claims = many(connection, queue.claim())
    reading = replaced(connection, admin, manual, "手引き2.md", CHANGED.encode())
    with psycopg.connect(own) as worker:
        worker.execute("SELECT FROM embedding_queue FOR UPDATE")
        process = started(own, reading)
        _until_waiting(connection)
        kept = one(worker, queue.keep("local", [Embedded(claim, None, [0.1] * 512) for claim in claims]))
        worker.commit()
    assert process.wait(60) == 0
    assert kept.rows == 3
    assert found(connection, admin, manual).state == "ready"
    assert set(vectors(connection, manual)) == waiting(connection) == {"衛生", "閉店", "開店", "会計"}


def test_a_worker_in_the_middle_of_its_writing_does_not_stop_a_deletion(own, connection, admin, manual):
    connection.execute("UPDATE knowledge_vectors SET content = content || '!'")
    claims = many(connection, queue.claim())
    with psycopg.connect(own) as worker, psycopg.connect(own, autocommit=True) as page:
        worker.execute("SELECT FROM embedding_queue FOR UPDATE")
        deletion = threading.Thread(target=_delete, args=(page, admin, manual))
        deletion.start()
        _until_waiting(connection)
        assert one(worker, queue.keep("local", [Embedded(claims[0], None, [0.1] * 512)])).rows == 1
        worker.commit()
        deletion.join()
    assert connection.execute("SELECT count(*) FROM knowledge_vectors").fetchone() == (0,)
    assert waiting(connection) == set()


def _delete(connection: Any, viewer: Viewer, number: int) -> None:
    with connection.transaction():
        one(connection, changes.writing(viewer))
        one(connection, files.hold(number))
        one(connection, changes.remove(viewer, number))


def _until_waiting(connection: Any) -> None:
    deadline = time.monotonic() + 60
    blocked = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    while connection.execute(blocked).fetchone() == (0,):
        assert time.monotonic() < deadline
        time.sleep(0.05)
