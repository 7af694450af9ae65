"""Two of 本部, or a worker and a reader, at the same document in the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from threading import Barrier, Event
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from shared.access import Viewer
from shared.db import first, many, one
from shared.embedding import queue
from shared.embedding.queue import Embedded
from shared.knowledge import changes, files
from shared.knowledge.changes import NewFile, Sent
from shared.knowledge.files import Texts
from tests.cast import CAST
from tests.house.world import viewer_of
from tests.web.knowing import found, replaced, sent

ROUNDS = 5
MOST_ROUNDS = 1_000  # of a reader, until the worker has come to keep one text between them


@pytest.fixture
def connection(database):
    """A connection to the module's database, without documents at its end."""
    with psycopg.connect(database, autocommit=True) as connection:
        yield connection
        for table in ("knowledge_file_parts", "knowledge_vectors", "knowledge_documents"):
            connection.execute(f"DELETE FROM {table}")  # noqa: S608  names of the test


@pytest.fixture
def admin(connection) -> Viewer:
    """本部."""
    return viewer_of(connection, CAST.admin)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each comes to; they begin together."""
    together = Barrier(len(works))

    def begun(work: Callable[[], Any]) -> Any:
        together.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(begun, works))


def new_file(text: str) -> NewFile:
    return NewFile(f"{text}.md", sha256(text.encode()).hexdigest(), uuid4())


@pytest.mark.parametrize("number", range(ROUNDS))
def test_of_two_who_upload_the_same_title_one_is_told(database, connection, admin, number):
    def uploads(name: str) -> Sent:
        with psycopg.connect(database) as own:
            one(own, changes.writing(admin))
            return one(own, changes.upload(admin, "同じ題", "manual", new_file(name)))

    outcomes = at_once(lambda: uploads("一"), lambda: uploads("二"))
    assert sorted(str(outcome.hindrance) for outcome in outcomes) == ["None", "taken"]
    assert connection.execute("SELECT count(*) FROM knowledge_documents").fetchone() == (1,)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_of_two_who_replace_one_document_one_is_told(database, connection, admin, number):
    document, _ = sent(connection, admin, "a.md", b"# a")

    def replaces(name: str) -> Sent:
        with psycopg.connect(database) as own:
            one(own, changes.writing(admin))
            return one(own, changes.change(admin, document, 1, f"題{name}", "faq", new_file(name)))

    outcomes = at_once(lambda: replaces("一"), lambda: replaces("二"))
    assert sorted(str(outcome.hindrance) for outcome in outcomes) == ["None", "changed"]
    assert found(connection, admin, document).version == 2


def texts_of(number: int) -> Texts:
    """Twenty sections, half of which are others in every round."""
    names = [f"節{place}" if place % 2 else f"節{place}-{number}" for place in range(20)]
    return Texts(names, names, [1] * 20, [f"{name}の本文" for name in names])


def test_a_worker_and_a_reader_of_the_same_sections_never_lock_each_other_out(database, connection, admin):
    """Both lock the row of the queue first, and the section then."""
    document, reading = sent(connection, admin, "a.md", b"# a")
    kept, over = Event(), Event()

    def reads() -> None:
        number, rounds = reading, 0
        try:
            with psycopg.connect(database) as own:
                while rounds < 25 or (rounds < MOST_ROUNDS and not kept.is_set()):
                    rounds += 1
                    one(own, files.hold(document))
                    assert first(own, files.write(number, texts_of(rounds), ""))
                    own.commit()
                    number = replaced(connection, admin, document, f"{rounds}.md", str(rounds).encode())
        finally:
            over.set()

    def works() -> None:
        with psycopg.connect(database, autocommit=True) as own:
            while not over.is_set():
                claims = many(own, queue.claim())
                embedded = [Embedded(claim, text.store_id, [0.5] * 512)
                            for claim in claims for text in many(own, queue.texts([claim]))]  # fmt: skip
                if embedded and one(own, queue.keep("local", embedded)).rows:
                    kept.set()

    at_once(reads, works)
    assert kept.is_set()
    with psycopg.connect(database, autocommit=True) as own:
        own.execute("UPDATE embedding_queue SET due_at = now()")
        while claims := many(own, queue.claim(100)):  # of those that were tried before, one at a time
            one(own, queue.keep("local", [Embedded(claim, None, [0.5] * 512) for claim in claims]))
    rows = connection.execute(
        "SELECT count(*), count(*) FILTER (WHERE model = 'local'), max(position) FROM knowledge_vectors"
    ).fetchone()
    assert rows == (20, 20, 20)
    left = connection.execute("SELECT count(*) FROM embedding_queue WHERE kind = 'knowledge'").fetchone()
    assert left == (0,)
