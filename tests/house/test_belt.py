"""The belt under the chat's tools: what a statement reads that forgets whom it is for.

`CARELESS` is run as a tool's statement is run, and binds nobody's stores.
"""

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import psycopg
import pytest
import pytest_asyncio
from psycopg import errors, sql

from shared.access import Viewer
from shared.analytics.changes import Changes
from shared.audience import VISIBLE
from shared.db import Query
from shared.kept import key
from shared.pool import Pool, new_pool
from shared.reader import PLAINLY, Reader
from stream.chat import belt
from stream.chat.belt import Belt
from stream.chat.tools import tools
from tests.bench.belt_vectors import QUESTION
from tests.cast import CAST
from tests.chat_tools import Asker
from tests.databases import own_database
from tests.house.test_scope import OPEN_TABLES
from tests.house.world import DAY, make_world, viewer_of

# Views with a store's number whose rows are not (only) that store's, each with the reason.
OPEN_VIEWS = {
    "stores": "the names of all stores stand on the board",
    "users": OPEN_TABLES["users"],
    "bbs_posts": "who reads a post is its audience's matter, see below",
    "document_vectors": "those of the board are numbers without a word; reports', see below",
}
REPORTS = {"daily_reports", "report_signs", "report_month_counts"}
ASKED: dict[str, dict[str, str]] = {
    "search_reports": {"query": "お客"},
    "search_board": {"query": "釣り銭"},
    "search_knowledge": {"query": "釣り銭"},
    "report_statistics": {"by": "store"},
    "claim_statistics": {},
    "sales_of": {},
    "cash_differences": {},
    "goal_status": {},
    "compare_periods": {"metric": "sales", "period": "先週"},
    "gather_topic": {"topic": "お客"},
    "rank_stores": {"metric": "sales"},
}
PEOPLE = pytest.mark.parametrize("person", [CAST.staff, CAST.other_manager, CAST.area, CAST.admin])


@dataclass(frozen=True, slots=True)
class Row:
    """One column, as text."""

    value: str | None


def careless(table: str, column: str = "store_id") -> Query[Row]:
    """Everything that there is."""
    return Query(f"SELECT {column}::text AS value FROM {table}", Row, {})  # noqa: S608


@pytest_asyncio.fixture
async def pool(world) -> AsyncIterator[Pool]:
    """One connection: who comes next has the one that was worn before."""
    async with new_pool(world, 1) as pool:
        yield pool


async def read(pool: Pool, viewer: Viewer, query: Query[Row]) -> list[str | None]:
    """What a tool of that person would read."""
    return sorted(row.value for row in await Reader(pool).many(query, Belt.of(viewer)))  # type: ignore[type-var]


def with_a_store(plain: Any) -> set[str]:
    found = plain.execute(
        "SELECT table_name FROM information_schema.columns"
        " WHERE table_schema = 'c3_reader' AND column_name = 'store_id'"
    )
    return {name for (name,) in found}


@PEOPLE
async def test_a_careless_statement_reads_the_askers_stores_alone(plain, pool, viewers, person):
    viewer = viewers[person]
    for table in with_a_store(plain) - OPEN_VIEWS.keys():
        scoped = sql.SQL("SELECT store_id::text FROM {} WHERE store_id = ANY(%s) ORDER BY 1")
        own = plain.execute(scoped.format(sql.Identifier(table)), [viewer.stores]).fetchall()
        assert await read(pool, viewer, careless(table)) == [store for (store,) in own], table
    assert await read(pool, viewer, careless("daily_reports"))


@PEOPLE
async def test_a_careless_statement_reads_the_board_as_its_asker_does(plain, pool, viewers, person):
    viewer = viewers[person]
    bound = {"user": viewer.user_id, "stores": viewer.stores}
    known = {
        "bbs_posts": "SELECT p.id::text FROM bbs_posts p WHERE p.deleted_at IS NULL",
        "bbs_comments": "SELECT c.id::text FROM bbs_comments c JOIN bbs_posts p ON p.id = c.post_id"
        " WHERE c.deleted_at IS NULL AND p.deleted_at IS NULL",
    }
    for table, statement in known.items():
        readable = plain.execute(f"{statement} AND {VISIBLE} ORDER BY 1", bound).fetchall()
        assert await read(pool, viewer, careless(table, "id")) == [number for (number,) in readable]
        assert readable


async def test_where_reports_are_shared_reports_are_all_that_is(plain, pool):
    viewer = viewer_of(plain, CAST.other_staff, shared=True)
    for table in with_a_store(plain) - OPEN_VIEWS.keys():
        stores = set(await read(pool, viewer, careless(table)))
        assert stores <= {str(CAST.umeda)} or table in REPORTS, table
    assert str(CAST.shibuya) in await read(pool, viewer, careless("daily_reports"))


async def test_vectors_of_reports_are_their_stores(pool, viewers):
    of_reports = Query("SELECT store_id::text AS value FROM document_vectors WHERE kind = 'report'", Row, {})
    assert set(await read(pool, viewers[CAST.other_staff], of_reports)) <= {str(CAST.umeda)}
    assert str(CAST.shibuya) in await read(pool, viewers[CAST.staff], of_reports)


async def test_nobody_without_stores_reads_anything_of_a_store(plain, pool, viewers):
    nobody = replace(viewers[CAST.staff], user_id="", stores=[], report_stores=[])
    for table in with_a_store(plain) - OPEN_VIEWS.keys():
        assert await read(pool, nobody, careless(table)) == [], table


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM daily_reports RETURNING title AS value",
        "DELETE FROM public.daily_reports RETURNING title AS value",
        "UPDATE users SET last_name = '誰か' RETURNING last_name AS value",
        "INSERT INTO areas (name) VALUES ('新しい') RETURNING name AS value",
        "SELECT nextval('public.areas_id_seq')::text AS value",
    ],
)
async def test_nothing_is_written(pool, viewers, statement):
    with pytest.raises((errors.ReadOnlySqlTransaction, errors.InsufficientPrivilege)):
        await read(pool, viewers[CAST.admin], Query(statement, Row, {}))


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("SELECT password AS value FROM users", errors.UndefinedColumn),
        ("SELECT password AS value FROM public.users", errors.InsufficientPrivilege),
        ("SELECT session_key AS value FROM sessions", errors.InsufficientPrivilege),
        ("SELECT content AS value FROM ai_chat_history", errors.InsufficientPrivilege),
        ("SELECT title AS value FROM public.daily_reports", errors.InsufficientPrivilege),
    ],
)
async def test_what_no_tool_reads_is_not_read(pool, viewers, statement, refusal):
    with pytest.raises(refusal):
        await read(pool, viewers[CAST.admin], Query(statement, Row, {}))


def test_the_role_has_rights_to_its_views_and_to_nothing_else(plain):
    rights = plain.execute("""
        SELECT c.relnamespace::regnamespace::text, p.name FROM pg_class c
        CROSS JOIN unnest('{SELECT,INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER}'::text[]) p (name)
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relnamespace <> 'pg_catalog'::regnamespace
          AND c.relnamespace <> 'information_schema'::regnamespace
          AND has_table_privilege('c3_reader', c.oid, p.name) GROUP BY 1, 2""").fetchall()
    assert rights == [("c3_reader", "SELECT")]
    able = (
        "SELECT rolcanlogin, rolsuper, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = 'c3_reader'"
    )
    assert plain.execute(able).fetchall() == [(False, False, False, False)]
    borrowed = (
        "SELECT proname FROM pg_proc WHERE prosecdef AND has_function_privilege('c3_reader', oid, 'EXECUTE')"
    )
    assert plain.execute(borrowed).fetchall() == []


async def test_a_table_without_a_view_is_not_there_for_a_tool(viewers):
    with own_database() as url:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE shifts (store_id int)")
        async with new_pool(url, 1) as pool:
            with pytest.raises(errors.InsufficientPrivilege, match="shifts"):
                await read(pool, viewers[CAST.admin], careless("shifts"))


async def test_the_belt_goes_with_its_transaction_also_a_failed_one(pool, viewers):
    state = Query(
        """
        SELECT concat_ws('|', current_user, current_setting('search_path'),
                         current_setting('c3.stores', true), current_setting('c3.reader', true),
                         current_setting('transaction_read_only')) AS value
        """,
        Row,
        {},
    )
    usual = 'postgres|"$user", public|||off'
    (worn,) = await Belt.of(viewers[CAST.staff]).rows(pool, state)
    assert worn.value == 'c3_reader|c3_reader, "$user", public|{2}|shibuya-staff|on'
    assert await PLAINLY.rows(pool, state) == [Row(usual)]
    with pytest.raises(errors.InsufficientPrivilege):
        await read(pool, viewers[CAST.staff], careless("public.users", "password"))
    assert await PLAINLY.rows(pool, state) == [Row(usual)]


@PEOPLE
async def test_every_tool_finds_the_same_with_the_belt_and_without(world, viewers, person):
    assert [tool.name for tool in tools()] == list(ASKED)
    bare = Asker(world, viewers[person], DAY, vector=QUESTION, asking=PLAINLY)
    worn = Asker(world, viewers[person], DAY, vector=QUESTION)
    sources = 0
    for name, arguments in ASKED.items():
        found, expected = await worn(name, **arguments), await bare(name, **arguments)
        assert (found.lines, found.result) == (expected.lines, expected.result), name
        sources += bool(found.ledger.sources)
    assert sources >= len(ASKED) // 2


async def test_every_tool_wears_it(viewers):
    with own_database() as url:
        with psycopg.connect(url) as connection:
            make_world(connection)
            connection.execute("REVOKE SELECT ON ALL TABLES IN SCHEMA c3_reader FROM c3_reader")
        for name, arguments in ASKED.items():
            with pytest.raises(errors.InsufficientPrivilege):
                await Asker(url, viewers[CAST.admin], DAY)(name, **arguments)


async def test_where_no_role_may_be_taken_on_the_views_hold_and_it_is_said(
    plain, world, viewers, caplog, monkeypatch
):
    monkeypatch.setattr(belt, "_told", set())
    with psycopg.connect(world, autocommit=True) as owner:
        owner.execute("CREATE ROLE c3_plain LOGIN IN ROLE pg_read_all_data")
        owner.execute("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA c3_reader TO c3_plain")
        try:
            async with new_pool(world.replace("postgres@", "c3_plain@"), 1) as pool:
                with caplog.at_level(logging.WARNING, "c3.chat"):
                    stores = [
                        await read(pool, viewers[CAST.staff], careless("daily_reports")) for _ in range(2)
                    ]
        finally:
            owner.execute("DROP OWNED BY c3_plain")
            owner.execute("DROP ROLE c3_plain")
    assert set(stores[0]) == set(stores[1]) == {str(CAST.shibuya)}
    assert [record.getMessage() for record in caplog.records] == [belt.NO_ROLE]


def test_an_answer_is_kept_for_those_whom_it_was_read_for(viewers):
    query, changes = careless("store_daily_performances"), Changes(None, 1)  # type: ignore[arg-type]
    people = [Belt.of(viewers[name]).whose for name in (CAST.staff, CAST.other_staff, CAST.admin)]
    assert len({key(query, changes, whose) for whose in ["", *people]}) == 4
