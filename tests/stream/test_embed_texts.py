"""The worker: every text gets its vector, a changed one a new one; nothing is lost, nothing is done twice."""

import asyncio
import signal
from collections.abc import Sequence

import pytest

from shared.db import amany
from shared.embedding import queue as waiting
from shared.embedding.models import LOCAL_MODEL
from shared.pool import new_pool
from stream.batches import embed_batch
from stream.embedder import LocalEmbedder
from tests.stream.served import away, run, until

LOCAL = LocalEmbedder()


@pytest.fixture(autouse=True)
def clean(database) -> None:
    """No text, no vector, an empty queue."""
    for table in ("knowledge_vectors", "knowledge_documents", "bbs_comments", "bbs_posts", "daily_reports"):
        run(database, f"DELETE FROM {table}")  # noqa: S608


@pytest.fixture
async def pool(database):
    async with new_pool(database, 2) as pool:
        yield pool


def file_reports(database: str, content: str, count: int = 1) -> list[int]:
    """New reports of 渋谷 with one content; their ids."""
    filed = run(
        database,
        "INSERT INTO daily_reports (store_id, user_id, date, genre, location, title, content)"
        " SELECT 2, 'shibuya-staff', '2026-10-15', 'claim', 'hall', '料理の提供', %s"
        " FROM generate_series(1, %s) RETURNING id",
        content,
        count,
    )
    return [number for (number,) in filed]


def queue(database: str) -> int:
    return run(database, "SELECT count(*) FROM embedding_queue")[0][0]


def vector(database: str, source_id: int) -> list[float] | None:
    wanted = "SELECT embedding::text FROM document_vectors WHERE kind = 'report' AND source_id = %s"
    found = run(database, wanted, source_id)
    return [float(number) for number in found[0][0].strip("[]").split(",")] if found else None


def likeness(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


async def test_a_new_text_gets_the_vector_of_its_words(database, pool):
    (report,) = file_reports(database, "お客様を長くお待たせした")
    assert await embed_batch(pool, LOCAL) == 1
    (expected,) = LOCAL.embed_here(["料理の提供\nお客様を長くお待たせした"])
    found = vector(database, report)
    assert found is not None
    assert len(found) == 512
    assert likeness(found, expected) > 0.999
    assert run(database, "SELECT store_id, model FROM document_vectors") == [(2, LOCAL_MODEL)]
    assert queue(database) == 0
    assert await embed_batch(pool, LOCAL) == 0


async def test_a_changed_text_gets_a_new_vector_and_a_deleted_one_loses_it(database, pool):
    (report,) = file_reports(database, "お客様を長くお待たせした")
    await embed_batch(pool, LOCAL)
    before = vector(database, report)
    run(database, "UPDATE daily_reports SET content = '冷蔵庫が故障した' WHERE id = %s", report)
    await embed_batch(pool, LOCAL)
    assert before
    assert likeness(before, vector(database, report) or []) < 0.95
    run(database, "DELETE FROM daily_reports WHERE id = %s", report)
    assert vector(database, report) is None


OTHER_CONNECTIONS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
OTHER_TEXTS = """
    INSERT INTO bbs_posts (id, store_id, user_id, genre, title, content)
        VALUES (7, 4, 'umeda-staff', 'other', '題', '内容');
    INSERT INTO bbs_comments (id, post_id, user_id, content) VALUES (8, 7, 'shibuya-staff', '答え');
    INSERT INTO knowledge_documents (id, kind, title, body) VALUES (9, 'faq', '質問', '本文');
    INSERT INTO knowledge_vectors (id, document_id, position, title, content) VALUES (10, 9, 1, '節', '本文')
"""


async def test_each_kind_of_text_has_its_place_and_a_comment_its_posts_store(database, pool):
    run(database, OTHER_TEXTS)
    assert await embed_batch(pool, LOCAL) == 3
    (answer,) = LOCAL.embed_here(["答え"])
    found = "SELECT embedding <=> %s::halfvec < 0.001 FROM document_vectors WHERE kind = 'comment'"
    assert run(database, found, str(answer)) == [(True,)]
    documents = run(database, "SELECT kind, source_id, store_id FROM document_vectors ORDER BY kind")
    assert documents == [("comment", 8, 4), ("post", 7, 4)]
    sections = run(database, "SELECT id, model, embedding IS NOT NULL FROM knowledge_vectors")
    assert sections == [(10, LOCAL_MODEL, True)]
    assert queue(database) == 0


class Interrupted(LocalEmbedder):
    """Something happens to the texts while they are being embedded."""

    def __init__(self, database: str, statement: str) -> None:
        super().__init__()
        self.happens = (database, statement)

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        found = await LOCAL.embed(texts)
        run(*self.happens)
        return found


async def test_a_text_that_changes_while_it_is_embedded_keeps_no_old_vector(database, pool):
    (report,) = file_reports(database, "お客様を長くお待たせした")
    await embed_batch(pool, Interrupted(database, "UPDATE daily_reports SET content = '冷蔵庫が故障した'"))
    assert vector(database, report) is None
    assert await embed_batch(pool, LOCAL) == 1
    (expected,) = LOCAL.embed_here(["料理の提供\n冷蔵庫が故障した"])
    assert likeness(vector(database, report) or [], expected) > 0.999


async def test_a_text_that_is_deleted_while_it_is_embedded_leaves_nothing(database, pool):
    file_reports(database, "お客様を長くお待たせした")
    await embed_batch(pool, Interrupted(database, "DELETE FROM daily_reports"))
    assert run(database, "SELECT count(*) FROM document_vectors") == [(0,)]
    assert queue(database) == 0


class Choosy(LocalEmbedder):
    """A model that cannot embed one of the texts."""

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        if any("無理" in text for text in texts):
            raise OverflowError
        return await LOCAL.embed(texts)


async def test_one_text_that_fails_keeps_no_other_waiting_and_is_set_aside_in_the_end(database, pool):
    (good,), (bad,) = file_reports(database, "よい"), file_reports(database, "無理")
    await embed_batch(pool, Choosy())
    assert vector(database, good)
    row = "SELECT source_id, attempts, error, due_at > now() + interval '20 s' FROM embedding_queue"
    assert run(database, row) == [(bad, 1, "OverflowError", True)]
    for _ in range(4):
        run(database, "UPDATE embedding_queue SET due_at = now()")
        await embed_batch(pool, Choosy())
    assert run(database, "SELECT attempts, due_at > now() + interval '100 years' FROM embedding_queue") == [
        (5, True)
    ]
    assert await embed_batch(pool, Choosy()) == 0
    run(database, "UPDATE daily_reports SET content = 'よい' WHERE id = %s", bad)
    assert await embed_batch(pool, Choosy()) == 1
    assert queue(database) == 0


async def test_two_workers_never_take_the_same_text(database, pool):
    file_reports(database, "12番の席", 100)

    async def claims() -> list[int]:
        async with pool.connection() as connection:
            return [claim.id for claim in await amany(connection, waiting.claim(10))]

    taken = [number for batch in await asyncio.gather(*[claims() for _ in range(12)]) for number in batch]
    assert len(taken) == len(set(taken)) == 100


async def test_a_claim_that_nobody_settles_is_due_again_when_its_lease_ends(database, pool):
    file_reports(database, "よい")
    async with pool.connection() as connection:
        first = await amany(connection, waiting.claim())
        assert await amany(connection, waiting.claim()) == []
        run(
            database,
            "UPDATE embedding_queue SET due_at = due_at - make_interval(secs => %s)",
            waiting.LEASE_SECONDS,
        )
        assert await amany(connection, waiting.claim()) == first


def test_a_worker_killed_in_the_middle_loses_nothing(database, start_worker):
    file_reports(database, "12番の席でお待たせした。" * 20, 400)
    process = start_worker().process
    until(lambda: queue(database) < 400)
    process.kill()
    process.wait()
    until(lambda: run(database, OTHER_CONNECTIONS) == [(0,)])
    left = queue(database)
    assert 0 < left < 400
    assert run(database, "SELECT count(*) FROM document_vectors") == [(400 - left,)]
    run(database, "UPDATE embedding_queue SET due_at = now()")
    both = start_worker(), start_worker()
    until(lambda: queue(database) == 0, seconds=90)
    assert [worker.process.poll() for worker in both] == [None, None]
    assert run(database, "SELECT count(*), count(DISTINCT source_id) FROM document_vectors") == [(400, 400)]


def test_a_worker_outlives_the_absence_of_the_database(database, start_worker):
    worker = start_worker()
    file_reports(database, "よい")
    until(lambda: queue(database) == 0)
    with away(database):
        until(lambda: worker.said("did not answer"))
    file_reports(database, "もう一つ")
    until(lambda: queue(database) == 0)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_ends_within_two_seconds_of_the_signal_and_logs_no_text(database, start_worker, number):
    file_reports(database, "ひみつの内容" * 300, 200)
    worker = start_worker()
    until(lambda: queue(database) < 200)
    worker.process.send_signal(number)
    assert worker.process.wait(2) == 0
    assert worker.said("started")
    assert not worker.said("ひみつ")


def test_an_idle_worker_is_small(start_worker):
    worker = start_worker()
    until(lambda: worker.said("started"))
    assert worker.process.memory_info().rss < 80 * 2**20
