"""The nearest posts and comments are those of a look at every vector that the reader may read."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import numpy as np
import psycopg
import pytest

from tests.cast import CAST
from tests.search.vectors import MODEL, WIDTH, embedded, literal

RNG = np.random.default_rng(11)
TEXTS = 300
AREAS = {CAST.shibuya: "東京", CAST.shinjuku: "東京", CAST.umeda: "大阪"}
NIGHT = datetime(2026, 10, 1, 14, 59, tzinfo=UTC)  # of 1 October; a minute later it is the 2nd in Japan
READERS = {
    CAST.staff: [CAST.shibuya],
    CAST.other_staff: [CAST.umeda],
    CAST.area: [CAST.head_office, CAST.shibuya, CAST.shinjuku],
}
NARROWED: tuple[dict[str, Any], ...] = (
    {},
    {"genre": "claim"},
    {"store": CAST.umeda},
    {"since": date(2026, 10, 2), "until": date(2026, 10, 4)},
    {"until": date(2026, 10, 1), "genre": "praise"},
    {"store": CAST.head_office},
)
ASK = (
    "SELECT kind, id, distance FROM nearest_on_board("
    "%s::halfvec, %s::text, %s::varchar, %s::int[], %s::date, %s::date, %s::text, %s::int, %s)"
)


@dataclass(frozen=True)
class Told:
    """A text of the board; store, genre and audience are the post's."""

    kind: str
    id: int
    author: str
    store: int
    genre: str
    audience: str
    addressed: frozenset[int]
    day: date
    is_gone: bool
    vector: np.ndarray


def near() -> np.ndarray:
    vector = RNG.standard_normal(WIDTH)
    return (vector / np.linalg.norm(vector)).astype(np.float16).astype(np.float64)


@pytest.fixture(scope="module")
def told(database) -> list[Told]:
    """Posts for everybody, for an area and for stores, each with a comment; some of both are deleted."""
    draw = Random(11)
    with psycopg.connect(database) as db:
        return [row for _ in range(TEXTS // 2) for row in _post_with_comment(db, draw)]


def _post_with_comment(db, draw):
    store = draw.choice(list(AREAS))
    audience = draw.choice(("all", "all", "area", "stores"))
    addressed = {s for s in AREAS if AREAS[s] == AREAS[store]} if audience == "area" else {store}
    author, at = draw.choice((CAST.staff, CAST.other_staff)), NIGHT + timedelta(hours=draw.randrange(96))
    genre = draw.choice(("claim", "praise"))
    (post,) = db.execute(
        "INSERT INTO bbs_posts (store_id, user_id, genre, title, content, created_at, audience, area_id,"
        " announced_at) SELECT %s, %s, %s, '題', '内容', %s, %s::varchar,"
        " CASE WHEN %s = 'area' THEN area_id END, CASE WHEN %s <> 'all' THEN %s END"
        " FROM stores WHERE store_id = %s RETURNING id",
        [store, author, genre, at, audience, audience, audience, at, store],
    ).fetchone()
    if audience == "stores":
        db.execute("INSERT INTO bbs_post_stores (post_id, store_id) VALUES (%s, %s)", [post, store])
    later = at + timedelta(hours=draw.randrange(30))
    (comment,) = db.execute(
        "INSERT INTO bbs_comments (post_id, user_id, content, created_at) VALUES (%s, %s, '返事', %s)"
        " RETURNING id",
        [post, CAST.staff, later],
    ).fetchone()
    vectors = near(), near()
    gone = draw.random() < 0.1, draw.random() < 0.1
    if gone[0]:
        db.execute("UPDATE bbs_posts SET deleted_at = now(), title = '', content = '' WHERE id = %s", [post])
    if gone[1]:
        db.execute("UPDATE bbs_comments SET deleted_at = now(), content = '' WHERE id = %s", [comment])
    for kind, number, vector in (("post", post, vectors[0]), ("comment", comment, vectors[1])):
        embedded(db, kind, number, vector, store=store)
    shared = (author, store, genre, audience, frozenset(addressed))
    return [
        Told("post", post, *shared, _in_japan(at), gone[0], vectors[0]),
        Told("comment", comment, *shared, _in_japan(later), any(gone), vectors[1]),
    ]


def _in_japan(at: datetime) -> date:
    return (at + timedelta(hours=9)).date()


@pytest.fixture
def db(database, told):
    with psycopg.connect(database) as connection:
        yield connection
        connection.rollback()


def exactly(told, question, reader, narrowed, wanted):
    fitting = [
        (row.kind, row.id, 1 - row.vector @ question / np.linalg.norm(row.vector) / np.linalg.norm(question))
        for row in told
        if not row.is_gone and _reads(reader, row)
        if narrowed.get("genre") in {None, row.genre} and narrowed.get("store") in {None, row.store}
        if narrowed.get("since", row.day) <= row.day <= narrowed.get("until", row.day)
    ]
    return sorted(fitting, key=lambda row: row[2])[:wanted]


def _reads(reader, row):
    return row.audience == "all" or row.author == reader or bool(row.addressed & set(READERS[reader]))


def found(db, question, reader, narrowed, wanted, model=MODEL):
    scope = [narrowed.get(name) for name in ("since", "until", "genre", "store")]
    return db.execute(ASK, [literal(question), model, reader, READERS[reader], *scope, wanted]).fetchall()


def same(rows, expected):
    assert [row[:2] for row in rows] == [row[:2] for row in expected]
    assert [row[2] for row in rows] == pytest.approx([row[2] for row in expected], abs=1e-5)


def uses_of_graphs(db):
    ask = (
        "SELECT sum(pg_stat_get_xact_numscans(oid)) FROM pg_class"
        " WHERE relname LIKE 'document_vectors_posts_%' OR relname LIKE 'document_vectors_comments_%'"
    )
    return db.execute(ask).fetchone()[0]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("narrowed", NARROWED, ids=str)
def test_where_there_are_few_they_are_exactly_the_nearest(db, told, reader, narrowed):
    question = near()
    for wanted in (1, 10, 1000):
        same(found(db, question, reader, narrowed, wanted), exactly(told, question, reader, narrowed, wanted))
    assert uses_of_graphs(db) == 0


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("narrowed", NARROWED, ids=str)
def test_where_there_are_many_they_are_found_by_the_graphs(db, told, reader, narrowed):
    _there_are_many(db)
    question = near()
    for wanted in (10, 1000):
        same(found(db, question, reader, narrowed, wanted), exactly(told, question, reader, narrowed, wanted))
    assert uses_of_graphs(db) >= 9


def test_what_the_graphs_do_not_find_is_looked_for_exactly(db, told):
    _there_are_many(db)
    for kind in ("posts", "comments"):
        db.execute(f"ALTER FUNCTION nearest_{kind}_by_graph SET hnsw.iterative_scan = off")
        db.execute(f"ALTER FUNCTION nearest_{kind}_by_graph SET hnsw.ef_search = 1")
    question = near()
    same(found(db, question, CAST.staff, {}, 10), exactly(told, question, CAST.staff, {}, 10))


def test_vectors_of_another_model_are_not_compared(db, told):
    assert found(db, near(), CAST.area, {}, 10, model="another") == []
    _there_are_many(db)
    assert found(db, near(), CAST.area, {}, 10, model="another") == []


def _there_are_many(db):
    db.execute(
        "CREATE OR REPLACE FUNCTION is_much_on_board(since date, until date, in_store int) RETURNS boolean"
        " LANGUAGE plpgsql STABLE AS 'BEGIN RETURN true; END'"
    )
