"""Workers are killed, texts change, whole stores go: in the end every text has its one current vector."""

import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from shared.pool import new_pool
from stream.batches import embed_batch
from tests.stream.model_server import ModelServer, model_server, unit_of
from tests.stream.served import run, until
from tests.stream.working import Worker

TEXTS = 10_000
SECONDS_OF_FIRE = 20.0
TABLES = ("knowledge_vectors", "knowledge_documents", "bbs_comments", "bbs_posts", "daily_reports")

# A third of the texts each for reports and comments, the rest posts and sections.
MANY_TEXTS = """
    INSERT INTO daily_reports (store_id, user_id, date, genre, location, title, content)
        SELECT 2 + n %% 3, 'shibuya-staff', '2026-10-15', 'claim', 'hall', '日報' || n, 'お待たせ' || n
        FROM generate_series(1, 3500) n;
    INSERT INTO bbs_posts (store_id, user_id, genre, title, content)
        SELECT 2, 'shibuya-staff', 'other', '投稿' || n, '内容' || n FROM generate_series(1, 2000) n;
    INSERT INTO bbs_comments (post_id, user_id, content)
        SELECT (SELECT min(id) FROM bbs_posts) + n, 'shibuya-staff', '答え' || n
        FROM generate_series(1, 1500) n;
    INSERT INTO knowledge_documents (kind, title, body)
        SELECT 'faq', '資料' || n, '' FROM generate_series(1, 3) n;
    INSERT INTO knowledge_vectors (document_id, position, title, content)
        SELECT (SELECT min(id) FROM knowledge_documents) + n / 1000, n %% 1000, '節' || n, '本文' || n
        FROM generate_series(0, 2999) n
"""
# What the search finds by meaning: each text as it is now, and the vector that it has.
TEXTS_WITH_VECTORS = """
    WITH texts AS (
        SELECT 'report' AS kind, id, store_id, title || chr(10) || content AS text FROM daily_reports
        UNION ALL SELECT 'post', id, store_id, title || chr(10) || content FROM bbs_posts
        UNION ALL SELECT 'comment', c.id, p.store_id, c.content FROM bbs_comments c JOIN bbs_posts p
            ON p.id = c.post_id)
    SELECT t.text, v.embedding::text
    FROM texts t FULL JOIN document_vectors v ON v.kind = t.kind AND v.source_id = t.id
        AND v.store_id = t.store_id
    UNION ALL SELECT title || chr(10) || content, embedding::text FROM knowledge_vectors
"""


@pytest.fixture(autouse=True)
def clean(database) -> None:
    for table in TABLES:
        run(database, f"DELETE FROM {table}")  # noqa: S608


@pytest.fixture
def service() -> Iterator[ModelServer]:
    with model_server() as server:
        yield server


def waiting(database: str) -> int:
    return run(database, "SELECT count(*) FROM embedding_queue")[0][0]


def wrong(database: str) -> list[str]:
    """Texts without their own current vector, and vectors without a text."""
    return [
        str(text)
        for text, vector in run(database, TEXTS_WITH_VECTORS)
        if text is None or vector is None or not is_vector_of(vector, text)
    ]


def is_vector_of(vector: str, text: str) -> bool:
    found = [float(number) for number in vector.strip("[]").split(",")]
    return max(abs(a - b) for a, b in zip(found, unit_of(text), strict=True)) < 0.001


def write_all(database: str) -> None:
    """All texts, then edits and deletions of some of them, as the workers are at them."""
    drawn = random.Random(7)  # noqa: S311  the same every time
    with psycopg.connect(database) as connection:
        connection.execute(MANY_TEXTS.replace("%%", "%"))
    with psycopg.connect(database, autocommit=True) as connection:
        for number in range(150):
            which = [str(drawn.randint(1, 3500)) for _ in range(20)]
            change = "UPDATE daily_reports SET content = content || %s WHERE title = ANY(%s)"
            connection.execute(change, [f"・{number}", [f"日報{one}" for one in which]])
            if number % 10 == 0:
                connection.execute("DELETE FROM daily_reports WHERE title = %s", [f"日報{number * 20 + 1}"])
                connection.execute("DELETE FROM bbs_comments WHERE content = %s", [f"答え{number + 1}"])
            time.sleep(0.05)


def test_ten_thousand_texts_while_two_workers_are_killed_again_and_again(database, service, start_worker):
    workers: list[Worker] = [start_worker(**service.settings) for _ in range(2)]
    killed = 0
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write_all, database)
        fire_ends = time.monotonic() + SECONDS_OF_FIRE
        while time.monotonic() < fire_ends:
            time.sleep(2)
            place = killed % 2
            workers[place].process.kill()
            workers[place].process.wait()
            workers[place] = start_worker(**service.settings)
            killed += 1
        writing.result()
    until(lambda: waiting(database) == 0, seconds=60)
    assert killed >= 8
    assert len(service.asked) >= TEXTS - 200
    assert wrong(database) == []
    counted = "SELECT (SELECT count(*) FROM document_vectors), (SELECT count(*) FROM knowledge_vectors)"
    texts = "SELECT count(*) FROM {}"
    kinds = sum(run(database, texts.format(t))[0][0] for t in ("daily_reports", "bbs_posts", "bbs_comments"))
    assert run(database, counted) == [(kinds, 3000)]
    for table in ("knowledge_vectors", "bbs_comments", "bbs_posts", "daily_reports"):
        run(database, f"DELETE FROM {table}")  # noqa: S608
    assert run(database, "SELECT count(*) FROM document_vectors") == [(0,)]


def report(database: str, content: str = "内容") -> int:
    filed = run(
        database,
        "INSERT INTO daily_reports (store_id, user_id, date, genre, location, title, content)"
        " VALUES (2, 'shibuya-staff', '2026-10-15', 'claim', 'hall', '題', %s) RETURNING id",
        content,
    )
    return filed[0][0]


def test_a_text_that_is_edited_a_hundred_times_in_a_second_has_the_vector_of_its_last_version(
    database, service, start_worker
):
    worker = start_worker(**service.settings)
    until(lambda: worker.said("started"))
    number = report(database)
    began = time.monotonic()
    with psycopg.connect(database, autocommit=True) as connection:
        for edit in range(100):
            connection.execute("UPDATE daily_reports SET content = %s WHERE id = %s", [f"{edit}回目", number])
    assert time.monotonic() - began < 2
    until(lambda: waiting(database) == 0)
    assert wrong(database) == []
    assert "題\n99回目" in service.asked
    assert len(service.asked) < 50


class Meanwhile:
    """A model during whose work something happens."""

    model, batch = "m", 32

    def __init__(self, happens) -> None:
        self.happens = happens

    async def embed(self, texts):
        self.happens()
        return [unit_of(text.strip()) for text in texts]

    def rest(self, after: float) -> None: ...

    async def close(self) -> None: ...


@pytest.fixture
async def pool(database):
    async with new_pool(database, 4) as pool:
        yield pool


def new_store(database: str) -> int:
    """A store of its own with a report, a post and its comment."""
    (number,) = run(
        database,
        "INSERT INTO stores (name, area_id) SELECT 'なくなる店' || count(*), min(area_id) FROM stores"
        " RETURNING store_id",
    )[0]
    with psycopg.connect(database) as connection:
        connection.execute(
            "INSERT INTO daily_reports (store_id, user_id, date, genre, location, title, content)"
            " VALUES (%s, 'shibuya-staff', '2026-10-15', 'claim', 'hall', '題', '内容')",
            [number],
        )
        connection.execute(
            "WITH p AS (INSERT INTO bbs_posts (store_id, user_id, genre, title, content)"
            " VALUES (%s, 'shibuya-staff', 'other', '題', '内容') RETURNING id)"
            " INSERT INTO bbs_comments (post_id, user_id, content) SELECT id, 'shibuya-staff', '答え' FROM p",
            [number],
        )
    return number


def delete_store(database: str, number: int) -> None:
    """With all that is its, in one transaction; C3 itself only closes stores."""
    with psycopg.connect(database) as connection:
        connection.execute("DELETE FROM stores WHERE store_id = %s", [number])
        connection.execute(
            "DELETE FROM bbs_comments WHERE post_id IN (SELECT id FROM bbs_posts WHERE store_id = %s)",
            [number],
        )
        for table in ("bbs_posts", "daily_reports", "report_versions"):
            connection.execute(f"DELETE FROM {table} WHERE store_id = %s", [number])  # noqa: S608


@pytest.mark.parametrize("when", ["queued", "being embedded", "embedded"])
async def test_a_store_that_is_deleted_leaves_neither_vectors_nor_places_in_the_queue(database, pool, when):
    number = new_store(database)
    kept = report(database)
    if when == "queued":
        delete_store(database, number)
    happens = (lambda: delete_store(database, number)) if when == "being embedded" else (lambda: None)
    await embed_batch(pool, Meanwhile(happens))
    if when == "embedded":
        assert run(database, "SELECT count(*) FROM document_vectors") == [(4,)]
        delete_store(database, number)
    assert waiting(database) == 0
    assert run(database, "SELECT source_id FROM document_vectors") == [(kept,)]


DOCUMENT = """
    INSERT INTO knowledge_documents (id, kind, title, body) VALUES (9, 'faq', '質問', '本文');
    INSERT INTO knowledge_vectors (id, document_id, position, title, content)
        VALUES (90, 9, 1, '節', '前の本文'), (91, 9, 2, '節', '消える')
"""
REPLACED = """
    UPDATE knowledge_vectors SET content = '新しい本文' WHERE id = 90;
    DELETE FROM knowledge_vectors WHERE id = 91;
    INSERT INTO knowledge_vectors (id, document_id, position, title, content)
        VALUES (92, 9, 2, '節', '加わる')
"""


async def test_a_document_that_is_replaced_while_it_is_embedded_has_the_vectors_of_its_new_sections(
    database, pool
):
    run(database, DOCUMENT)
    await embed_batch(pool, Meanwhile(lambda: run(database, REPLACED)))
    assert run(database, "SELECT id FROM knowledge_vectors WHERE embedding IS NOT NULL") == []
    await embed_batch(pool, Meanwhile(lambda: None))
    assert run(database, "SELECT id FROM knowledge_vectors ORDER BY id") == [(90,), (92,)]
    assert wrong(database) == []
    assert waiting(database) == 0


@pytest.mark.parametrize("table", ["daily_reports", "bbs_comments", "knowledge_vectors"])
async def test_a_table_that_is_emptied_at_once_leaves_no_vector(database, pool, table):
    new_store(database)
    run(database, DOCUMENT)
    await embed_batch(pool, Meanwhile(lambda: None))
    run(database, "UPDATE daily_reports SET content = 'また'")
    run(database, "UPDATE bbs_comments SET content = 'また'")
    run(database, f"TRUNCATE {table} CASCADE")
    await embed_batch(pool, Meanwhile(lambda: None))
    assert wrong(database) == []
    assert waiting(database) == 0


@pytest.mark.parametrize("blank", ["", " \u3000\n\t ", "\u200b"])
async def test_a_text_without_words_has_no_vector_and_waits_for_none(database, pool, blank):
    new_store(database)
    run(database, "DELETE FROM daily_reports; DELETE FROM bbs_posts WHERE title <> '題'")
    await embed_batch(pool, Meanwhile(lambda: None))
    assert run(database, "SELECT count(*) FROM document_vectors WHERE kind = 'comment'") == [(1,)]
    run(database, "UPDATE bbs_comments SET content = %s", blank)
    assert await embed_batch(pool, Meanwhile(lambda: None)) == 1
    assert run(database, "SELECT count(*) FROM document_vectors WHERE kind = 'comment'") == [(0,)]
    assert waiting(database) == 0


async def test_emoji_and_a_hundred_thousand_characters_are_texts(database, pool):
    from stream.embedder import LocalEmbedder  # noqa: PLC0415

    report(database, "🍜😀👨‍👩‍👧" * 10)
    report(database, "長くお待たせした。" * 11_111)
    began = time.monotonic()
    assert await embed_batch(pool, LocalEmbedder()) == 2
    assert time.monotonic() - began < 20
    assert run(database, "SELECT count(*) FROM document_vectors WHERE l2_norm(embedding) > 0.99") == [(2,)]


async def test_a_text_that_ends_its_worker_is_set_aside_and_takes_nobody_along(database, pool):
    from shared.db import amany  # noqa: PLC0415
    from shared.embedding import queue  # noqa: PLC0415

    deadly = report(database, "毒")
    for number in range(40):
        report(database, f"{number}番")
    for _ in range(60):  # a worker that dies of it each time, and one that has no time for the others
        run(database, "UPDATE embedding_queue SET due_at = now() WHERE due_at < '9999-01-01Z'")
        async with pool.connection() as connection:
            claims = await amany(connection, queue.claim())
            texts = await amany(connection, queue.texts(claims))
        if not any("毒" in text.text for text in texts):
            run(database, "DELETE FROM embedding_queue WHERE id = ANY(%s)", [claim.id for claim in claims])
    left = run(database, "SELECT source_id, attempts FROM embedding_queue WHERE due_at >= '9999-01-01Z'")
    assert left == [(deadly, 5)]
