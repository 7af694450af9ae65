"""Nobody finds, sees a part of, or infers a text out of reach: random people, texts, questions and filters.

Each row is checked against the plain rules, worked out anew in Python; and the answer is the same when every
text out of reach is gone.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import psycopg
import pytest

from shared.access import Viewer
from shared.db import many, one
from shared.search import hybrid, keywords, synonyms
from shared.search.hybrid import Known, Wanted
from shared.search.keywords import Frequencies
from tests.cast import CAST
from tests.house.world import viewer_of
from tests.search.chain import (
    GENRES,
    LOCATIONS,
    MODEL,
    START,
    STORES,
    WORDS,
    Chain,
    question,
    wanted_of,
    written,
)

SIZES = {"report": 120, "post": 60, "comment": 80, "knowledge": 15}
PEOPLE = (CAST.staff, CAST.manager, CAST.other_staff, CAST.other_manager, CAST.area, CAST.admin)
TABLES = {
    "report": "daily_reports",
    "post": "bbs_posts",
    "comment": "bbs_comments",
    "knowledge": "knowledge_vectors",
}
ROUNDS = 120


@pytest.fixture(scope="module")
def chain(database) -> Chain:
    """The texts of this module's database."""
    with psycopg.connect(database) as connection:
        return written(connection, Random(7), SIZES)


@pytest.fixture
def connection(database, chain) -> Iterator[Any]:
    """Rolled back at the end."""
    with psycopg.connect(database, cursor_factory=psycopg.ClientCursor) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def known(connection) -> Known:
    """What is known of the whole chain."""
    frequencies = {table: Frequencies(one(connection, keywords.statistics(table))) for table in hybrid.TABLES}
    return Known(frequencies, [group.terms for group in many(connection, synonyms.groups())])


def test_what_is_found_is_readable_and_wanted(connection, chain, known):
    rng, found = Random(1), 0
    for _ in range(ROUNDS):
        viewer, wanted, limit = _viewer(connection, rng), _wanted(rng), rng.choice((1, 5, 20))
        readable = {(text.kind, text.id) for text in chain.readable(viewer) if wanted_of(text, wanted)}
        rows = [(row.kind, row.id) for row in many(connection, hybrid.found(viewer, wanted, limit, known))]
        assert set(rows) <= readable
        assert len(set(rows)) == len(rows) <= limit
        found += len(rows)
    assert found > ROUNDS


def test_texts_out_of_reach_change_nothing(connection, chain, known):
    rng = Random(2)
    for _ in range(ROUNDS // 2):
        viewer, wanted = _viewer(connection, rng), _wanted(rng)
        query = hybrid.found(viewer, wanted, 20, known)
        before = many(connection, query)
        connection.execute("SAVEPOINT whole")
        _forget_all_but(connection, {(text.kind, text.id) for text in chain.readable(viewer)}, chain)
        assert many(connection, query) == before
        connection.execute("ROLLBACK TO whole")


def test_a_search_by_meaning_gives_as_many_as_there_are(connection, chain, known):
    rng = Random(3)
    for _ in range(ROUNDS):
        viewer, limit = _viewer(connection, rng), rng.choice((1, 3, 10))
        wanted = replace(_wanted(rng), vector=question(rng), model=MODEL)
        matching = [text for text in chain.readable(viewer) if wanted_of(text, wanted)]
        reports = {text.id for text in matching if text.kind == "report"}
        distinct = [text for text in matching if text.report not in reports]
        assert len(many(connection, hybrid.found(viewer, wanted, limit, known))) == min(limit, len(distinct))


def test_a_post_and_its_report_are_shown_once(connection, chain, known, cast):
    rng, viewer = Random(4), viewer_of(connection, cast.admin)
    of_posts = {text.id: text.report for text in chain.texts if text.kind == "post"}
    shown_alone = 0
    for _ in range(ROUNDS):
        wanted = replace(_wanted(rng), kinds=[])
        rows = many(connection, hybrid.found(viewer, wanted, 20, known))
        reports = {row.id for row in rows if row.kind == "report"}
        assert not reports & {of_posts[row.id] for row in rows if row.kind == "post"}
        only_posts = many(connection, hybrid.found(viewer, replace(wanted, kinds=["post"]), 20, known))
        shown_alone += sum(of_posts[row.id] is not None for row in only_posts)
    assert shown_alone


def _viewer(connection: Any, rng: Random) -> Viewer:
    """Somebody of the cast, or with any reach at all."""
    viewer = viewer_of(connection, rng.choice(PEOPLE), shared=rng.random() < 0.3)
    if rng.random() < 0.5:
        return viewer
    stores = sorted(rng.sample(STORES, rng.randint(0, 3)))
    return replace(
        viewer, stores=stores, report_stores=sorted({*stores, *rng.sample(STORES, rng.randint(0, 2))})
    )


def _wanted(rng: Random) -> Wanted:
    typed = rng.choice(
        ("", " ", "　").__add__((" ".join(rng.sample(WORDS, 2)), "".join(rng.sample(WORDS, 3))))
    )
    typed = (
        typed
        if rng.random() < 0.2
        else rng.choice(("", "が")) + " ".join(rng.sample(WORDS, rng.randint(1, 2)))
    )
    since = START.date() + timedelta(rng.randrange(40)) if rng.random() < 0.3 else None
    return Wanted(
        typed,
        keywords.parsed(typed),
        vector=question(rng) if rng.random() < 0.6 else None,
        model=MODEL,
        kinds=rng.sample(sorted(TABLES), rng.randint(1, 3)) if rng.random() < 0.5 else [],
        since=since,
        until=since + timedelta(20) if since and rng.random() < 0.7 else None,
        genre=rng.choice(GENRES) if rng.random() < 0.25 else None,
        location=rng.choice(LOCATIONS) if rng.random() < 0.15 else None,
        in_store=rng.choice(STORES) if rng.random() < 0.2 else None,
    )


def _forget_all_but(connection: Any, kept: set[tuple[str, int]], chain: Chain) -> None:
    for kind in ("comment", "post", "report", "knowledge"):
        gone = [text.id for text in chain.texts if text.kind == kind and (kind, text.id) not in kept]
        connection.execute(f"DELETE FROM {TABLES[kind]} WHERE id = ANY(%s)", [gone])
