"""Writers at the same moment: one waits for the other, or many do as they please."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any, LiteralString

import psycopg

Db = psycopg.Connection[Any]


def rolled_back(url: str) -> Iterator[Db]:
    """A connection, rolled back at the end."""
    with psycopg.connect(url) as connection:
        yield connection
        connection.rollback()


def committed(url: str, *tables: LiteralString) -> Iterator[tuple[Db, Db]]:
    """Two connections whose writes are committed, and removed from `tables` at the end."""
    with psycopg.connect(url) as one, psycopg.connect(url) as other:
        yield one, other
        for connection in (one, other):
            connection.rollback()
    with psycopg.connect(url) as connection:
        for table in tables:
            connection.execute(f"DELETE FROM {table}")  # noqa: S608  its names are constants


def while_another_waits(
    one: Db, other: Db, statement: str, parameters: Sequence[object] | Mapping[str, object] = ()
) -> bool:
    """`other` writes while the transaction of `one` is open, then both commit, `one` first.

    Whether `other` had to wait.
    """
    waiting = threading.Thread(target=other.execute, args=(statement, parameters))
    waiting.start()
    waiting.join(0.3)
    has_waited = waiting.is_alive()
    one.commit()
    waiting.join()
    other.commit()
    return has_waited


def four_at_once(url: str, work: Callable[[Db, int, Random], None]) -> list[Exception]:
    """Four connections work at the same time, each statement committed; what failed."""
    failed: list[Exception] = []

    def run(seed: int) -> None:
        try:
            with psycopg.connect(url, autocommit=True) as connection:
                work(connection, seed, Random(seed))  # noqa: S311  drawn by lot, seeded
        except psycopg.Error as error:
            failed.append(error)

    workers = [threading.Thread(target=run, args=(seed,)) for seed in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return failed
