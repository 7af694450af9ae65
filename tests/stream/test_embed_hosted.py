"""A hosted model: however it answers, no text is lost, none is blamed for it, none gets a wrong vector."""

import time
from collections.abc import Iterator

import pytest

from shared.pool import new_pool
from stream.batches import embed_batch
from stream.embedder import ServiceAway
from stream.hosted import HostedEmbedder
from tests.stream.model_server import MODEL, POISON, ModelServer, model_server, unit_of
from tests.stream.served import at_c3_app, run, until


@pytest.fixture(autouse=True)
def clean(database) -> None:
    for table in ("question_vectors", "embedding_workers", "daily_reports"):
        run(database, f"DELETE FROM {table}")  # noqa: S608


@pytest.fixture
async def pool(database):
    async with new_pool(database, 4) as pool:
        yield pool


@pytest.fixture
def service() -> Iterator[ModelServer]:
    with model_server() as server:
        yield server


@pytest.fixture
async def hosted(service):
    embedder = HostedEmbedder(MODEL, "sk-none", service.url, seconds=0.8)
    yield embedder
    await embedder.close()


def file_reports(database: str, *contents: str) -> list[int]:
    """New reports of 渋谷; their ids."""
    filed = run(
        database,
        "INSERT INTO daily_reports (store_id, user_id, date, genre, location, title, content)"
        " SELECT 2, 'shibuya-staff', '2026-10-15', 'claim', 'hall', '題', c"
        " FROM unnest(%s::text[]) WITH ORDINALITY AS t (c, n) ORDER BY n RETURNING id",
        list(contents),
    )
    return [number for (number,) in filed]


def queue(database: str) -> list[tuple]:
    return run(database, "SELECT attempts, error, due_at <= now() FROM embedding_queue ORDER BY source_id")


def has_its_vector(database: str, report: int, text: str) -> bool:
    found = run(
        database,
        "SELECT embedding <=> %s::halfvec < 0.001, abs(l2_norm(embedding) - 1) < 0.01, model"
        " FROM document_vectors WHERE source_id = %s",
        str(unit_of(text)),
        report,
    )
    return found == [(True, True, MODEL)]


def have_their_vectors(database: str, reports: list[int]) -> bool:
    """Those of 一, 二 and 三."""
    pairs = zip(reports, ("一", "二", "三"), strict=True)
    return all(has_its_vector(database, report, f"題\n{text}") for report, text in pairs)


async def test_each_text_gets_its_own_vector_brought_to_length_one(database, pool, service, hosted):
    reports = file_reports(database, "一", "二", "三")
    assert await embed_batch(pool, hosted) == 3
    assert have_their_vectors(database, reports)
    (request,) = service.requests
    assert (request["model"], request["dimensions"]) == (MODEL, 512)


FAULTS = {
    "429": "ServiceAway (RateLimitError 429)",
    "500": "ServiceAway (InternalServerError 500)",
    "503": "ServiceAway (InternalServerError 503)",
    "401": "ServiceAway (AuthenticationError 401)",
    "404": "ServiceAway (NotFoundError 404)",
    "400": "ServiceAway (BadRequestError 400)",
    "hangs": "ServiceAway (TimeoutError)",
    "drips": "ServiceAway (TimeoutError)",
    "breaks off": "ServiceAway (APIConnectionError)",
    "garbage": "ServiceAway",
    "nothing": "ServiceAway",
    "wrong width": "ServiceAway (WrongWidth)",
    "not a number": "ServiceAway (NotFinite)",
    "infinite": "ServiceAway (NotFinite)",
    "zero": "ServiceAway (ZeroVector)",
    "null": "ServiceAway (NotFinite)",
    "too few": "ServiceAway (",
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_while_the_service_fails_no_text_is_to_blame_and_none_is_lost(
    database, pool, service, hosted, fault
):
    reports = file_reports(database, "一", "二")
    service.fault = fault
    for _ in range(6 if fault.isdigit() else 1):
        with pytest.raises(ServiceAway):
            await embed_batch(pool, hosted)
    assert [(attempts, is_due) for attempts, _, is_due in queue(database)] == [(0, True), (0, True)]
    assert all(error.startswith(FAULTS[fault]) for _, error, _ in queue(database))
    assert run(database, "SELECT 1 FROM document_vectors") == []
    service.fault = ""
    assert await embed_batch(pool, hosted) == 2
    assert queue(database) == []
    assert has_its_vector(database, reports[0], "題\n一")


async def test_a_service_that_mixes_texts_up_is_asked_one_by_one(database, pool, service, hosted):
    reports = file_reports(database, "一", "二", "三")
    service.fault = "no places"
    assert await embed_batch(pool, hosted) == 3
    assert have_their_vectors(database, reports)


async def test_a_service_that_is_not_there_at_all_is_away(database, pool):
    file_reports(database, "一")
    nobody = HostedEmbedder(MODEL, "sk-none", "http://127.0.0.1:1/v1", seconds=0.8)
    with pytest.raises(ServiceAway):
        await embed_batch(pool, nobody)
    await nobody.close()
    assert queue(database) == [(0, "ServiceAway (APIConnectionError)", True)]


async def test_it_is_asked_again_when_it_says_so(database, pool, hosted, service):
    file_reports(database, "一")
    service.fault = "429"
    with pytest.raises(ServiceAway) as away:
        await embed_batch(pool, hosted)
    assert away.value.seconds == 2
    assert len(service.requests) == 1


POISONS = {
    "400": "BadRequestError 400",
    "413": "APIStatusError 413",
    "500": "InternalServerError 500",
    "hangs": "TimeoutError",
    "breaks off": "APIConnectionError",
    "not a number": "NotFinite",
    "wrong width": "WrongWidth",
    "zero": "ZeroVector",
    "too few": "WrongOrder",
}


@pytest.mark.parametrize("poison", POISONS)
async def test_one_text_that_the_service_cannot_take_keeps_no_other_waiting(
    database, pool, service, hosted, poison
):
    good = file_reports(database, "一", "二", "三")
    (bad,) = file_reports(database, POISON)
    service.poison = poison
    assert await embed_batch(pool, hosted) == 4
    assert queue(database) == [(1, POISONS[poison], False)]
    assert have_their_vectors(database, good)
    assert run(database, "SELECT 1 FROM document_vectors WHERE source_id = %s", bad) == []
    for _ in range(4):
        run(database, "UPDATE embedding_queue SET due_at = now()")
        await embed_batch(pool, hosted)
    assert queue(database) == [(5, POISONS[poison], False)]
    run(database, "UPDATE embedding_queue SET due_at = due_at - interval '7000 years'")
    assert await embed_batch(pool, hosted) == 0
    run(database, "UPDATE daily_reports SET content = 'よい' WHERE id = %s", bad)
    assert await embed_batch(pool, hosted) == 1
    assert has_its_vector(database, bad, "題\nよい")


async def test_a_request_is_never_longer_than_the_service_takes(database, pool, service, hosted):
    file_reports(database, *["長" * 100_000] * 50, *["😀" * 3000] * 10)
    while await embed_batch(pool, hosted):
        pass
    assert run(database, "SELECT count(*) FROM document_vectors") == [(60,)]
    assert max(len(text) for request in service.requests for text in request["input"]) == 2000
    assert max(sum(map(len, request["input"])) for request in service.requests) <= 70_000


def test_the_worker_goes_on_when_the_service_is_back(database, service, start_worker):
    worker = start_worker(**service.settings)
    (first,) = file_reports(database, "はじめ")
    until(lambda: has_its_vector(database, first, "題\nはじめ"))
    service.fault = "503"
    (second,) = file_reports(database, "ひみつの内容")
    until(lambda: worker.said("the model did not answer: InternalServerError 503"))
    asked = len(service.requests)
    time.sleep(1)
    assert len(service.requests) - asked <= 4
    service.fault = ""
    until(lambda: has_its_vector(database, second, "題\nひみつの内容"))
    assert queue(database) == []
    assert not worker.said("ひみつ")
    assert not worker.said("sk-none")


def ask(database: str, text: str, monkeypatch, service: ModelServer) -> str | None:
    """As a page of a c3-app that knows of the key."""
    from web import asking  # noqa: PLC0415  pytest loads this before Django's settings

    monkeypatch.setattr(asking, "current_model", lambda: MODEL)
    return at_c3_app(database, lambda: asking.vector_of(text))


def test_nobody_waits_for_a_question_while_the_service_is_away(database, service, start_worker, monkeypatch):
    start_worker(**service.settings)
    until(lambda: run(database, "SELECT 1 FROM embedding_workers WHERE model = %s", MODEL))
    assert ask(database, "冷蔵庫", monkeypatch, service)
    service.fault = "hangs"
    assert ask(database, "はじめの", monkeypatch, service) is None
    until(lambda: run(database, "SELECT 1 FROM embedding_workers") == [])
    began = time.monotonic()
    assert ask(database, "次の", monkeypatch, service) is None
    assert time.monotonic() - began < 0.5
    service.fault = ""
    until(lambda: ask(database, "そのまた次の", monkeypatch, service))


def test_two_workers_never_embed_a_text_twice(database, service, start_worker):
    both = [start_worker(**service.settings) for _ in range(2)]
    until(lambda: all(worker.said("started") for worker in both))
    reports = file_reports(database, *[f"{number}番の席" for number in range(3000)])
    until(lambda: queue(database) == [])
    assert run(database, "SELECT count(*) FROM document_vectors") == [(3000,)]
    assert service.asked == {f"題\n{number}番の席": 1 for number in range(3000)}
    assert has_its_vector(database, reports[7], "題\n7番の席")
