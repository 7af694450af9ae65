"""What belongs to a store is read and written by those who reach the store.

The proof is non-interference: an outsider is answered the same, whether the store has its rows or not.
"""

import re
from dataclasses import replace
from typing import Any

import pytest

from shared import reports, stores
from shared.db import first, many
from tests.house.statements import statements
from tests.house.world import KNOWN, SHARED, restart_numbers, viewer_of

# A table with a `store_id` is its store's, a picture its report's; but for these.
OPEN_TABLES = {
    "users": "a person's name stands beside what they wrote",
    "bbs_posts": "the whole board is everybody's",
    "store_group_members": "本部 alone reads and writes which stores it looks at together",
    "audit_events": "本部 alone reads what was done, and where",
}
BOUND = "= ANY(%(stores)s)"

# Statements on a store's rows that bind no list of stores, each with the reason.
UNBOUND = {
    "reports.stage": "a picture without a report is its uploader's, who is bound instead",
    "reports.staged": "as above",
    "reports.unstage": "as above",
    "reports.restage": "as above",
    "sent.pictured": "what was made under a key is its sender's, who is bound instead",
    "orphans.found": "the sweeper asks, not a viewer; no page shows its rows",
    "orphans.remove": "as above",
    "orphans.known": "as above",
    "orphans.pictures": "as above",
    "orphans.after": "the command that moves all pictures asks",
    "retention.audit": "the retainer asks, not a viewer; it deletes by age alone and shows no row",
    "retention.versions_of_reports": "as above",
    "retention.versions_of_figures": "as above",
    "embedding.queue.texts": "the worker embeds every store's texts; no viewer asks, no page shows its rows",
    "embedding.queue.keep": "as above",
    "embedding.queue.forget": "as above",
    "push.outbox.miss_reports": "the worker tells each store's own 店長 that the store has filed nothing",
    "embedding.rework.requeue": "the command that embeds all texts anew asks",
    "embedding.state.coverage": "how far the vectors are behind all texts; it tells nobody which",
}
BY_UPLOADER = {"reports.stage", "reports.staged", "reports.unstage", "reports.restage"}

EVERY = statements()
EACH = pytest.mark.parametrize("statement", EVERY, ids=lambda statement: statement.name)
ASKED = [statement for statement in EVERY if "viewer" in statement.function.__annotations__]
EACH_ASKED = pytest.mark.parametrize("statement", ASKED, ids=lambda statement: statement.name)

# What 渋谷 has and has not told the whole chain.
FORGET_SHIBUYA = [
    "DELETE FROM report_images WHERE report_id IS DISTINCT FROM %(shared)s AND uploaded_by LIKE 'shibuya-%%'",
    "DELETE FROM daily_reports WHERE store_id = %(store)s AND id <> %(shared)s",
    "DELETE FROM store_daily_performances WHERE store_id = %(store)s",
    "DELETE FROM performance_versions WHERE store_id = %(store)s",
    "DELETE FROM monthly_goals WHERE store_id = %(store)s",
    "DELETE FROM document_vectors WHERE store_id = %(store)s",
    "DELETE FROM report_versions WHERE store_id = %(store)s",
    "DELETE FROM bbs_post_stores WHERE store_id = %(store)s",
]


@pytest.fixture
def owned_tables(plain) -> set[str]:
    """The tables whose rows belong to one store."""
    with_store = plain.execute(
        "SELECT table_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND column_name = 'store_id' AND table_name <> 'stores'"
    )
    return {name for (name,) in with_store} - OPEN_TABLES.keys() | {"report_images"}


@EACH
def test_a_statement_on_a_stores_rows_binds_the_viewers_stores(viewers, cast, owned_tables, statement):
    query = statement.query(viewers[cast.area])
    touched = owned_tables & set(re.findall(r"\w+", query.sql))
    is_bound = BOUND in query.sql and set(query.params["stores"]) <= set(viewers[cast.area].stores)
    assert is_bound or not touched or statement.name in UNBOUND, (
        f"{statement.name} reads {touched} for anybody"
    )


def test_no_reason_outlives_its_statement(viewers, cast):
    unbound = {statement.name for statement in EVERY if BOUND not in statement.query(viewers[cast.admin]).sql}
    assert UNBOUND.keys() <= unbound
    for statement in EVERY:
        if statement.name in BY_UPLOADER:
            assert "uploaded_by" in statement.query(viewers[cast.staff]).sql
            assert statement.query(viewers[cast.staff]).params["user"] == cast.staff


@EACH_ASKED
@pytest.mark.parametrize("outsider", ["umeda-staff", "umeda-manager"])
def test_an_outsider_is_answered_as_if_the_store_had_no_rows(plain, viewers, statement, outsider):
    query = statement.query(viewers[outsider])
    answer = _answer(plain, query)
    _forget_shibuya(plain)
    assert _answer(plain, query) == answer


@EACH_ASKED
def test_a_viewer_without_stores_is_answered_as_if_there_were_no_rows(plain, viewers, cast, statement):
    query = statement.query(replace(viewers[cast.other_staff], stores=[], report_stores=[]))
    answer = _answer(plain, query)
    _forget_shibuya(plain)
    assert _answer(plain, query) == answer


@EACH_ASKED
def test_the_stores_own_people_see_the_difference(plain, viewers, cast, owned_tables, statement):
    query = statement.query(viewers[cast.manager])
    if not _is_read(query) or not owned_tables & set(re.findall(r"\w+", query.sql)):
        return
    people = [statement.query(viewers[user_id]) for user_id in (cast.staff, cast.manager)]
    answers = [_answer(plain, query) for query in people]
    _forget_shibuya(plain)
    plain.execute("DELETE FROM bbs_posts WHERE report_id = %s", [SHARED])
    assert [_answer(plain, query) for query in people] != answers


@EACH_ASKED
def test_an_outsider_changes_nothing_of_the_store(plain, viewers, cast, owned_tables, statement):
    before = _rows_of_shibuya(plain, owned_tables)
    many(plain, statement.query(viewers[cast.other_manager]))
    assert _rows_of_shibuya(plain, owned_tables) == before


def test_a_report_for_a_store_out_of_reach_is_not_written(plain, viewers, cast, owned_tables):
    register = next(statement for statement in EVERY if statement.name == "reports.register")
    intruder = replace(viewers[cast.other_staff], home_store=cast.shibuya)
    before = _rows_of_shibuya(plain, owned_tables)
    assert first(plain, register.query(intruder)) is None
    assert _rows_of_shibuya(plain, owned_tables) == before
    assert plain.execute("SELECT count(*) FROM bbs_posts WHERE id >= 1000").fetchone() == (0,)


@pytest.mark.parametrize(
    ("wanted", "given"), [(None, {2}), ([2], {2}), ([2, 4], {2}), ([4], set()), ([], set())]
)
def test_a_filter_can_only_narrow(plain, viewers, cast, wanted, given):
    rows = many(plain, reports.newest(viewers[cast.staff], 50, stores=wanted))
    assert {row.store_id for row in rows} == given


def test_reports_shared_across_stores_are_reports_only(plain, cast):
    viewer = viewer_of(plain, cast.other_staff, shared=True)
    assert viewer.stores == [cast.umeda]
    assert {row.store_id for row in many(plain, reports.newest(viewer, 50))} == {cast.shibuya, cast.umeda}
    figures = many(plain, stores.figures_by_day(viewer, KNOWN["dates"]))  # type: ignore[arg-type]
    assert [day.sales_amount for day in figures] == [0]


def test_the_reach_of_each_role(viewers, cast):
    assert {user_id: viewer.stores for user_id, viewer in viewers.items()} == {
        cast.staff: [cast.shibuya],
        cast.manager: [cast.shibuya],
        cast.other_staff: [cast.umeda],
        cast.other_manager: [cast.umeda],
        cast.area: [cast.head_office, cast.shibuya, cast.shinjuku],
        cast.admin: [cast.head_office, cast.shibuya, cast.shinjuku, cast.umeda],
    }
    assert all(viewer.report_stores == viewer.stores for viewer in viewers.values())


def _answer(connection: Any, query: Any) -> list[Any]:
    """Its rows; what it writes is taken back, and the next ids with it."""
    connection.execute("SAVEPOINT before_it")
    connection.execute(restart_numbers())
    rows = many(connection, query)
    connection.execute("ROLLBACK TO before_it")
    return rows


def _forget_shibuya(connection: Any) -> None:
    for statement in FORGET_SHIBUYA:
        connection.execute(statement, {"store": 2, "shared": SHARED})


def _rows_of_shibuya(connection: Any, tables: set[str]) -> dict[str, Any]:
    """Every row of the store in the tables that are a store's."""
    of_store = dict.fromkeys(tables, "t.store_id = 2") | {
        "report_images": "t.uploaded_by LIKE 'shibuya-%'",
        "bbs_posts": "t.store_id = 2",
    }
    return {
        table: connection.execute(f"SELECT t::text FROM {table} t WHERE {where} ORDER BY 1").fetchall()  # noqa: S608
        for table, where in of_store.items()
    }


def _is_read(query: Any) -> bool:
    return not re.search(r"\b(INSERT|UPDATE|DELETE)\b", query.sql)
