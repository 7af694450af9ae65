"""The nearest texts are those of a look at every vector, in Python, whatever narrows the search."""

from dataclasses import dataclass
from datetime import date, timedelta
from importlib import import_module
from itertools import product
from random import Random
from typing import Any

import numpy as np
import psycopg
import pytest
from psycopg import sql

from tests.cast import CAST
from tests.search.vectors import DAY, MODEL, WIDTH, literal, report

STORES = (CAST.shibuya, CAST.shinjuku, CAST.umeda)
GENRES, LOCATIONS = ("claim", "praise", "other"), ("hall", "toilet")
TEXTS, MATTERS = 600, 12
RNG = np.random.default_rng(7)
CENTRES = RNG.standard_normal((MATTERS, WIDTH))
ASK = (
    "SELECT id, distance"
    " FROM {}(%s::halfvec, %s::text, %s::int[], %s::date, %s::date, %s::text, %s::text, %s)"
)
SCOPES: tuple[Any, ...] = (
    (list(STORES), None, None, None, None),
    ([CAST.shibuya], None, None, None, None),
    ([CAST.shibuya, CAST.umeda], DAY - timedelta(days=40), None, None, None),
    (list(STORES), DAY - timedelta(days=30), DAY - timedelta(days=10), "claim", "toilet"),
    (list(STORES), None, DAY - timedelta(days=50), None, "hall"),
    ([CAST.head_office], None, None, None, None),
    ([], None, None, None, None),
)


@dataclass(frozen=True)
class Told:
    """A report with its vector, as the database rounds it."""

    id: int
    store: int
    date: date
    genre: str
    location: str
    model: str
    vector: np.ndarray


def near(matter: int) -> np.ndarray:
    """A vector of a text about this matter."""
    vector = CENTRES[matter] + RNG.standard_normal(WIDTH) * 0.5
    return (vector / np.linalg.norm(vector)).astype(np.float16).astype(np.float64)


@pytest.fixture(scope="module")
def told(database) -> list[Told]:
    """Reports of three stores, some of them word for word alike, some with the vector of an older model."""
    draw, texts = Random(7), list[Told]()
    with psycopg.connect(database) as db:
        for number in range(TEXTS):
            again = texts and draw.random() < 0.2
            vector = draw.choice(texts).vector if again else near(number % MATTERS)
            model = "an-older-model" if draw.random() < 0.1 else MODEL
            store, ago = draw.choice(STORES), draw.randrange(90)
            genre, location = draw.choice(GENRES), draw.choice(LOCATIONS)
            told = {"ago": ago, "genre": genre, "location": location, "model": model}
            row = report(db, vector, store, **told)
            texts.append(Told(row, store, DAY - timedelta(days=ago), genre, location, model, vector))
        report(db, None)
    return texts


@pytest.fixture
def db(database, told):
    """A connection whose writes are rolled back."""
    with psycopg.connect(database) as connection:
        yield connection
        connection.rollback()


def exactly(told, question, scope, wanted, model=MODEL):
    """(id, distance) of what has to be found."""
    stores, since, until, genre, location = scope
    fitting = [
        (row.id, 1 - row.vector @ question / np.linalg.norm(row.vector) / np.linalg.norm(question))
        for row in told
        if row.store in stores and row.model == model
        if (since is None or row.date >= since) and (until is None or row.date <= until)
        if genre in {None, row.genre} and location in {None, row.location}
    ]
    return sorted(fitting, key=lambda row: (round(row[1], 6), -row[0]))[:wanted]


def found(db, question, scope, wanted, function="nearest_reports", model=MODEL):
    ask = sql.SQL(ASK).format(sql.Identifier(function))
    return db.execute(ask, [literal(question), model, *scope, wanted]).fetchall()


def many_are_counted(db):
    """Let the counts say that every store has very many reports, so that the graph is asked."""
    db.execute("UPDATE report_month_counts SET claim_toilet = 1000000, claim_hall = 1000000")


def uses_of_graph(db, kind="report"):
    ask = "SELECT sum(pg_stat_get_xact_numscans(c.oid)) FROM pg_class c WHERE c.relname LIKE %s"
    return db.execute(ask, [f"document_vectors_{kind}s_%"]).fetchone()[0]


def same(rows, expected):
    """The same texts but for those whose distances no computer can tell apart, in the same order."""
    assert rows == sorted(rows, key=lambda row: (row[1], -row[0]))
    assert [d for _, d in rows] == pytest.approx([d for _, d in expected], abs=1e-6)
    ours, theirs = dict(rows), dict(expected)
    assert all(d > expected[-1][1] - 1e-6 for number, d in rows if number not in theirs)
    assert all(d == pytest.approx(theirs[number], abs=1e-6) for number, d in rows if number in theirs)
    assert len(ours) == len(rows)


@pytest.mark.parametrize(("scope", "wanted"), list(product(SCOPES, (1, 10, 1000))))
def test_in_a_small_scope_they_are_exactly_the_nearest(db, told, scope, wanted):
    for matter in (3, 8):
        question = near(matter)
        same(found(db, question, scope, wanted), exactly(told, question, scope, wanted))
    assert uses_of_graph(db) == 0


@pytest.mark.parametrize("scope", SCOPES[:5])
def test_in_a_large_scope_they_are_found_by_the_graph(db, told, scope):
    many_are_counted(db)
    question = near(5)
    same(found(db, question, scope, 10), exactly(told, question, scope, 10))
    assert uses_of_graph(db) == 8


@pytest.mark.parametrize("scope", SCOPES)
def test_what_the_graph_does_not_find_is_looked_for_by_the_signs(db, told, scope):
    many_are_counted(db)
    db.execute("ALTER FUNCTION nearest_reports_by_graph SET hnsw.iterative_scan = off")
    db.execute("CREATE OR REPLACE FUNCTION graph_candidates() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    question = near(2)
    same(found(db, question, scope, 10), exactly(told, question, scope, 10))
    same(found(db, question, scope, 1000), exactly(told, question, scope, 1000))


def test_the_vectors_of_one_model_are_compared(db, told):
    question, everywhere = near(1), SCOPES[0]
    old = exactly(told, question, everywhere, 10, "an-older-model")
    same(found(db, question, everywhere, 10, model="an-older-model"), old)
    assert found(db, question, everywhere, 10, model="never-used") == []
    many_are_counted(db)
    same(found(db, question, everywhere, 10, model="an-older-model"), old)
    assert found(db, question, everywhere, 10, model="never-used") == []


def test_a_question_without_a_vector_has_no_answer(db):
    ask = sql.SQL(ASK).format(sql.Identifier("nearest_reports"))
    for _ in "few", "many":
        assert db.execute(ask, [None, MODEL, *SCOPES[0], 10]).fetchall() == []
        many_are_counted(db)


def test_a_genre_that_there_is_not_finds_nothing(db, told):
    assert found(db, near(1), (list(STORES), None, None, "'; --", None), 10) == []


def test_who_owns_a_schema_without_being_a_superuser_can_make_the_functions(database):
    on_board = import_module("web.search.migrations.0004_nearest_on_board")
    with psycopg.connect(database) as db:
        db.execute("CREATE ROLE plain; CREATE SCHEMA own AUTHORIZATION plain")
        db.execute("SET ROLE plain; SET search_path = own, public")
        db.execute("SELECT '[1]'::vector;" + on_board.BOARD_BY_GRAPH)
        db.rollback()
