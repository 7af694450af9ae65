"""A question: c3-app writes it down, the worker answers within a moment, and nobody's words are kept."""

import asyncio
import time
from collections.abc import Sequence

import pytest

from shared.db import aone
from shared.embedding import questions
from shared.embedding.models import LOCAL_MODEL
from shared.embedding.questions import asked
from shared.pool import new_pool
from stream.answers import answer_batch
from stream.embedder import LocalEmbedder
from tests.stream.served import at_c3_app, run, until

LOCAL = LocalEmbedder()


@pytest.fixture(autouse=True)
def clean(database) -> None:
    for table in ("question_vectors", "embedding_workers", "daily_reports"):
        run(database, f"DELETE FROM {table}")  # noqa: S608


@pytest.fixture
async def pool(database):
    async with new_pool(database, 4) as pool:
        yield pool


def vector_of(database: str, text: str) -> str | None:
    """As a page of c3-app asks."""
    from web.asking import vector_of  # noqa: PLC0415  pytest loads this before Django's settings

    return at_c3_app(database, lambda: vector_of(text))


def rows(database: str) -> list[tuple]:
    return run(database, "SELECT text, embedding IS NOT NULL FROM question_vectors")


async def ask(pool, text: str):
    async with pool.connection() as connection:
        return (await aone(connection, questions.ask(LOCAL_MODEL, text))).embedding


async def answer(pool, text: str, seconds: float):
    async with pool.connection() as connection:
        return (await aone(connection, questions.answer(LOCAL_MODEL, text, seconds))).embedding


async def here(pool) -> None:
    async with pool.connection() as connection:
        await aone(connection, questions.here(LOCAL_MODEL))


def test_a_page_has_the_vector_within_a_second_and_the_words_are_forgotten(database, start_worker):
    start_worker()
    until(lambda: run(database, "SELECT 1 FROM embedding_workers"))
    until(lambda: vector_of(database, "はじめの質問"))  # loads the model
    began = time.monotonic()
    found = vector_of(database, "冷蔵庫の故障")
    assert time.monotonic() - began < 1.2
    (expected,) = LOCAL.embed_here(["冷蔵庫の故障"])
    assert found
    likeness = run(database, "SELECT (%s::halfvec <=> %s::halfvec) < 0.001", found, str(expected))
    assert likeness == [(True,)]
    assert rows(database) == [(None, True), (None, True)]
    assert vector_of(database, " 冷蔵庫の　故障 ") != found
    assert vector_of(database, "  冷蔵庫の故障　") == found


def test_a_batch_in_progress_does_not_hold_a_question_up(database, start_worker):
    worker = start_worker()
    until(lambda: run(database, "SELECT 1 FROM embedding_workers"))
    until(lambda: vector_of(database, "はじめの質問"))
    run(
        database,
        "INSERT INTO daily_reports (store_id, user_id, date, genre, location, title, content)"
        " SELECT 2, 'shibuya-staff', '2026-10-15', 'claim', 'hall', '題', repeat('お待たせした。', 280)"
        " FROM generate_series(1, 600)",
    )
    until(lambda: run(database, "SELECT count(*) FROM embedding_queue")[0][0] < 600)
    answers = [vector_of(database, f"{number}番の席") for number in range(8)]
    assert sum(found is not None for found in answers) >= 7
    assert run(database, "SELECT count(*) > 100 FROM embedding_queue") == [(True,)]
    assert not worker.said("番の席")


def test_without_a_worker_nobody_waits(database):
    began = time.monotonic()
    assert vector_of(database, "冷蔵庫の故障") is None
    assert time.monotonic() - began < 0.7
    assert vector_of(database, " \0 ") is None
    assert rows(database) == [("冷蔵庫の故障", False)]


async def test_who_waits_sees_what_is_written_while_it_waits(pool):
    await here(pool)
    await ask(pool, "質問")
    waiting = asyncio.create_task(answer(pool, "質問", 5))
    await asyncio.sleep(0.1)
    assert await answer_batch(pool, LOCAL) == 1
    began = time.monotonic()
    assert await waiting
    assert time.monotonic() - began < 0.5
    assert await ask(pool, "質問")


async def test_who_waits_for_a_worker_that_does_not_answer_waits_no_longer_than_they_said(pool):
    await here(pool)
    await ask(pool, "質問")
    began = time.monotonic()
    assert await answer(pool, "質問", 0.3) is None
    assert 0.3 <= time.monotonic() - began < 1


class Refuses(LocalEmbedder):
    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        if any("無理" in text for text in texts):
            raise OverflowError
        return await LOCAL.embed(texts)


async def test_a_question_that_cannot_be_embedded_is_gone_and_holds_no_other_up(database, pool):
    await here(pool)
    await ask(pool, "無理")
    await ask(pool, "よい")
    waiting = asyncio.create_task(answer(pool, "無理", 5))
    await asyncio.sleep(0.05)
    began = time.monotonic()
    assert await answer_batch(pool, Refuses()) == 2
    assert await waiting is None
    assert time.monotonic() - began < 3
    assert rows(database) == [(None, True)]
    assert await answer_batch(pool, Refuses()) == 0


class Counting(LocalEmbedder):
    def __init__(self) -> None:
        super().__init__()
        self.embedded: list[str] = []

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        self.embedded.extend(texts)
        return await LOCAL.embed(texts)


async def test_two_workers_embed_a_question_once_however_often_it_is_asked(pool):
    both = Counting(), Counting()
    for number in range(40):
        await ask(pool, f"質問{number % 20}")
    await asyncio.gather(*[answer_batch(pool, one) for one in both * 2])
    embedded = both[0].embedded + both[1].embedded
    assert sorted(embedded) == sorted({f"質問{number}" for number in range(20)})


async def test_a_question_whose_worker_died_is_asked_anew(database, pool):
    await ask(pool, "質問")
    async with pool.connection() as connection:
        await aone(connection, questions.take(LOCAL_MODEL))
    await ask(pool, "質問")
    assert rows(database) == [(None, False)]
    run(database, "UPDATE question_vectors SET asked_at = now() - interval '11 s'")
    await ask(pool, "質問")
    assert rows(database) == [("質問", False)]


async def test_old_questions_and_those_that_nobody_answers_are_swept(database, pool):
    for text, embedding, age in (
        ("古い", True, "25 h"),
        ("今日の", True, "23 h"),
        ("答えのない", False, "2 min"),
        ("今の", False, "1 s"),
    ):
        run(
            database,
            "INSERT INTO question_vectors (model, digest, text, embedding, asked_at) VALUES"
            " ('m', sha256(%s::text::bytea), 'x', %s::text::halfvec, now() - %s::text::interval)",
            text,
            str([0.1] * 512) if embedding else None,
            age,
        )
    async with pool.connection() as connection:
        assert (await aone(connection, questions.sweep())).rows == 2
    left = run(database, "SELECT extract(hour FROM now() - asked_at)::int FROM question_vectors ORDER BY 1")
    assert left == [(0,), (23,)]


def test_a_question_is_cut_and_the_same_in_other_spaces_and_widths():
    assert asked(" ＰＯＳ　レジ\n違算\0 ") == "POS レジ 違算"
    assert len(asked("長" * 100_000)) == 500
    assert asked(" 　\0\n") == ""
