"""`python -m stream.reindex`: after a change of model each text ends with one vector, of the new model."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import stream.reindex
from shared.db import aone
from shared.embedding import state
from shared.embedding.models import LOCAL_MODEL
from shared.pool import new_pool
from shared.settings import ROOT
from stream.batches import embed_batch
from stream.embedder import LocalEmbedder
from stream.reindex import progress
from stream.worker import tell_depth
from tests.stream.model_server import MODEL, POISON, ModelServer, model_server
from tests.stream.served import environment, run, until

TABLES = ("knowledge_vectors", "knowledge_documents", "bbs_comments", "bbs_posts", "daily_reports")
TEXTS = """
    INSERT INTO daily_reports (store_id, user_id, date, genre, location, title, content)
        SELECT 2, 'shibuya-staff', '2026-10-15', 'claim', 'hall', '日報' || n, '内容'
        FROM generate_series(1, 300) n;
    INSERT INTO bbs_posts (id, store_id, user_id, genre, title, content)
        VALUES (7, 4, 'umeda-staff', 'other', '題', '内容'), (8, 4, 'umeda-staff', 'other', '', '');
    INSERT INTO bbs_comments (post_id, user_id, content) VALUES (7, 'shibuya-staff', '答え');
    UPDATE bbs_posts SET deleted_at = now() WHERE id = 8;
    INSERT INTO knowledge_documents (id, kind, title, body) VALUES (9, 'faq', '質問', '本文');
    INSERT INTO knowledge_vectors (document_id, position, title, content) VALUES (9, 1, '節', '本文')
"""
MODELS = """
    SELECT model, count(*) FROM (SELECT model FROM document_vectors
        UNION ALL SELECT model FROM knowledge_vectors) v GROUP BY model ORDER BY model
"""


@pytest.fixture(autouse=True)
def clean(database) -> None:
    for table in (*TABLES, "embedding_workers"):
        run(database, f"DELETE FROM {table}")  # noqa: S608


@pytest.fixture
def service() -> Iterator[ModelServer]:
    with model_server() as server:
        yield server


@pytest.fixture
async def embedded(database) -> int:
    """Texts that all have their vector of the local model; how many there are."""
    run(database, TEXTS)
    local = LocalEmbedder()
    async with new_pool(database, 2) as pool:
        while await embed_batch(pool, local):
            pass
    return 303


def command(*options: str) -> list[str]:
    return [sys.executable, "-m", "stream.reindex", *options]


def reindexed(database: str, service: ModelServer, *options: str) -> subprocess.CompletedProcess[str]:
    """The command, with the settings of the hosted model."""
    settings = environment(database, **service.settings)
    return subprocess.run(
        command(*options), cwd=ROOT, env=settings, text=True, capture_output=True, check=False, timeout=120
    )


@contextmanager
def started(database: str, service: ModelServer, *, is_deaf: bool) -> Iterator[subprocess.Popen[str]]:
    """The command at work, waiting for the model; `is_deaf`: as a script starts it with `&`, SIGINT ignored.

    It would inherit that from pytest, which a script may have started so.
    """
    before = signal.signal(signal.SIGINT, signal.SIG_IGN if is_deaf else signal.default_int_handler)
    settings = environment(database, **service.settings)
    try:
        process = subprocess.Popen(command(), cwd=ROOT, env=settings, stdout=subprocess.PIPE, text=True)
    finally:
        signal.signal(signal.SIGINT, before)
    with process:
        try:
            until(lambda: service.requests)
            yield process
        finally:
            process.kill()


def waiting(database: str) -> int:
    return run(database, "SELECT count(*) FROM embedding_queue")[0][0]


async def coverage(database: str, model: str) -> state.Coverage:
    async with new_pool(database, 1) as pool, pool.connection() as connection:
        return await aone(connection, state.coverage(model))


async def test_without_a_worker_it_does_the_work_itself_and_a_second_time_nothing(
    database, service, embedded
):
    assert run(database, MODELS) == [(LOCAL_MODEL, embedded)]
    done = reindexed(database, service)
    assert done.returncode == 0, done.stderr
    assert f"{embedded}件を待ち行列に入れました" in done.stdout
    assert "every text has its vector" in done.stdout
    assert run(database, MODELS) == [(MODEL, embedded)]
    assert waiting(database) == 0
    asked = sum(service.asked.values())
    again = reindexed(database, service)
    assert (again.returncode, sum(service.asked.values())) == (0, asked)
    assert "0件を待ち行列に入れました" in again.stdout


async def test_workers_do_it_while_new_texts_come_first(database, service, embedded, start_worker):
    queued = reindexed(database, service, "--only-queue")
    assert queued.returncode == 0
    assert waiting(database) == embedded
    assert sum(service.asked.values()) == 0
    run(database, "UPDATE bbs_comments SET content = '急ぎの答え'")
    start_worker(**service.settings)
    until(lambda: waiting(database) == 0)
    assert "急ぎの答え" in service.requests[0]["input"]
    assert run(database, MODELS) == [(MODEL, embedded)]


def test_interrupted_it_goes_on_where_it_was(database, service, embedded):
    service.fault = "hangs"
    with started(database, service, is_deaf=False) as process:
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "run it again to go on" in out
    service.fault = ""
    run(database, "UPDATE embedding_queue SET due_at = now() WHERE due_at < '9999-01-01Z'")
    assert reindexed(database, service).returncode == 0
    assert run(database, MODELS) == [(MODEL, embedded)]


def test_in_the_background_of_a_script_ctrl_c_does_not_end_it(database, service, embedded):
    service.fault = "hangs"
    with started(database, service, is_deaf=True) as process:
        process.send_signal(signal.SIGINT)
        service.fault = ""
        out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "every text has its vector" in out
    assert run(database, MODELS) == [(MODEL, embedded)]


async def test_a_worker_of_another_model_would_undo_it(database, capsys, monkeypatch, start_worker):
    worker = start_worker()
    until(lambda: run(database, "SELECT 1 FROM embedding_workers"))
    monkeypatch.setattr(stream.reindex, "current_model", lambda: MODEL)
    monkeypatch.setattr(stream.reindex, "database_url", lambda: database)
    monkeypatch.setattr(stream.reindex, "SECONDS_OF_OTHERS", 0)
    assert await stream.reindex.main() == 1
    assert "restart the workers first" in capsys.readouterr().out
    worker.process.terminate()
    worker.process.wait()
    assert await stream.reindex.main() == 0


async def test_what_was_set_aside_is_tried_anew_and_told(database, service, embedded):
    run(database, "UPDATE daily_reports SET title = %s WHERE title = '日報7'", POISON)
    run(database, "UPDATE embedding_queue SET attempts = 5, due_at = '9999-01-01Z', error = 'x'")
    assert reindexed(database, service).returncode == 0
    service.poison = "400"
    run(database, "UPDATE daily_reports SET content = 'また' WHERE title = %s", POISON)
    run(database, "UPDATE embedding_queue SET attempts = 4")
    done = reindexed(database, service)
    assert done.returncode == 1
    assert "1件は作れませんでした" in done.stdout
    assert waiting(database) == 1


async def test_the_search_is_told_how_incomplete_the_index_is(database, service, embedded):
    assert await coverage(database, LOCAL_MODEL) == state.Coverage(True, 0, 1.0)
    assert await coverage(database, MODEL) == state.Coverage(False, embedded, None)
    run(database, "ANALYZE daily_reports, bbs_posts, bbs_comments, knowledge_vectors")
    reindexed(database, service, "--only-queue")
    assert (await coverage(database, MODEL)).missing == embedded
    run(database, "DELETE FROM embedding_queue WHERE id > (SELECT min(id) + 100 FROM embedding_queue)")
    run(database, "UPDATE document_vectors SET model = %s", MODEL)
    found = await coverage(database, MODEL)
    assert not found.is_complete
    assert found.missing == 101
    assert found.share == pytest.approx(1 - 101 / 304)
    run(database, "UPDATE embedding_queue SET due_at = '9999-01-01Z'")
    run(database, "UPDATE knowledge_vectors SET model = %s", MODEL)
    assert (await coverage(database, MODEL)).is_complete


async def test_the_worker_says_that_there_are_vectors_of_another_model(database, embedded, caplog):
    async with new_pool(database, 1) as pool:
        with caplog.at_level("INFO", logger="c3.worker"):
            await tell_depth(pool, LOCAL_MODEL)
            assert caplog.messages == []
            await tell_depth(pool, MODEL)
            assert caplog.messages == [
                f"texts have no vector of {MODEL}, and do not wait for one: python -m stream.reindex"
            ]


async def test_the_depth_of_the_queue_and_how_far_it_lags(database):
    run(database, TEXTS)
    run(
        database,
        "UPDATE embedding_queue SET due_at = CASE WHEN kind = 'post' THEN now() - interval '90 s'"
        " WHEN kind = 'knowledge' THEN '9999-01-01Z' WHEN kind = 'comment' THEN '1970-01-01Z'"
        " ELSE now() + interval '1 min' END",
    )
    async with new_pool(database, 1) as pool, pool.connection() as connection:
        found = await aone(connection, state.depth())
    assert (found.waiting, found.due, found.set_aside) == (302, 2, 1)
    assert 90 <= found.lag_seconds < 100


def test_progress_says_what_is_left_and_how_long_it_takes():
    assert progress(1000, 1000, 0.0) == "  残り1,000件（0%済み）/ 1,000 left"
    assert re.search("残り500件（50%済み）.* 5/s, 約3分", progress(1000, 500, 100.0))
