"""C3 works whole behind a pooler in transaction mode with three connections, and leaves no state in them."""

import asyncio
import logging
import re
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass

import httpx
import psycopg
import pytest
from psycopg.rows import dict_row

from shared.db import Query
from shared.pool import new_pool
from shared.reader import PLAINLY
from stream.chat.belt import Belt
from tests.pooled.house import DATABASE, MANAGER, SIZE, STAFF, House, filed, imported, opened, token
from tests.stream.listening import Listener
from tests.stream.served import until
from tests.stream.telling import teller

log = logging.getLogger("c3.tests.pooled")

STATE = """
    SELECT pg_backend_pid() AS process, coalesce(current_setting('c3.user_id', true), '') AS person,
           coalesce(current_setting('c3.audit', true), '') AS audit, current_user AS role,
           coalesce(current_setting('c3.stores', true), '') AS belt,
           (SELECT setting = reset_val FROM pg_settings WHERE name = 'statement_timeout') AS most_is_usual,
           current_setting('lock_timeout') AS patience, current_setting('search_path') AS path,
           current_setting('transaction_read_only') AS reading,
           (SELECT count(*) FROM pg_prepared_statements) AS prepared,
           (SELECT count(*) FROM pg_cursors WHERE is_holdable) AS cursors,
           (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()) AS locks,
           (SELECT count(*) FROM pg_class WHERE relpersistence = 't' AND relkind = 'r') AS temporary"""


@dataclass(frozen=True, slots=True)
class Role:
    """As whom a statement runs, and where it finds its tables."""

    role: str
    path: str


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("pooled")
    with opened(folder) as house:
        imported(house, folder / "files")
        yield house


@pytest.fixture
def manager(house: House) -> Iterator[httpx.Client]:
    with closing(house.sign_in(MANAGER)) as client:
        yield client


def test_nothing_is_said_to_the_pooler_in_the_clear(house):
    with pytest.raises(psycopg.OperationalError, match="SSL required"):
        psycopg.connect(house.pooler.url(DATABASE, sslmode="disable"))
    trusted = house.pooler.url(DATABASE, sslmode="verify-full", sslrootcert=str(house.pooler.certificate))
    with psycopg.connect(trusted) as connection:
        assert connection.pgconn.ssl_in_use


def test_all_processes_share_three_connections(house):
    count = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'c3' AND pid <> pg_backend_pid()"
    [(found,)] = house.asks(count)
    assert 0 < found <= SIZE


def test_the_tables_were_migrated_and_are_up_to_date(house):
    assert "No migrations to apply" in house.manage("migrate", "--noinput")
    assert house.asks(
        "SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = 'vector'"
    ) == [("extensions",)]


def test_an_import_beside_the_running_site_changes_nothing_the_second_time(house, tmp_path):
    before = house.asks("SELECT count(*), max(created_at) FROM daily_reports")
    imported(house, tmp_path / "again")
    assert house.asks("SELECT count(*), max(created_at) FROM daily_reports") == before


def test_pages_are_read_and_a_report_is_filed(house, manager):
    for path in (
        "/",
        "/report/list/",
        "/bbs/list/",
        "/bbs/list/?sort=popular",
        "/accounts/staff-list/",
        "/export/",
    ):
        assert manager.get(path).status_code == 200, path
    assert filed(manager, "プーラー越しの日報").status_code in {302, 303}
    assert "プーラー越しの日報" in manager.get("/report/list/").text
    found = manager.get("/report/list/?query=プーラー越し").text
    assert "プーラー越しの日報" in re.sub(r"</?mark[^>]*>", "", found)


def test_the_worker_gives_texts_their_vectors(house, manager):
    filed(manager, "ベクトルになる日報")
    report = "SELECT id FROM daily_reports WHERE title = %s"
    vectors = f"SELECT 1 FROM document_vectors WHERE kind = 'report' AND source_id = ({report})"  # noqa: S608
    until(lambda: house.asks(vectors, "ベクトルになる日報"), 60)


def test_figures_are_read_and_taken_as_files(house, manager):
    with httpx.Client(
        base_url=house.stream, cookies={"sessionid": manager.cookies["sessionid"]}, timeout=30
    ) as over:
        for path in (
            "/analysis/",
            "/analysis/calendar/",
            "/analysis/api/calendar/?year=2026&month=11",
            "/analysis/api/graph-data/?graph_type=sales&period=month",
        ):
            assert over.get(path).status_code == 200, path
        file = over.get("/analysis/export/figures.csv?period=month&offset=0")
        assert (file.status_code, "csv" in file.headers["Content-Type"]) == (200, True)
    page = manager.get("/export/").text
    kind = re.search(r'name="kind"[^>]*value="(\w+)"', page) or re.search(r'<option value="(\w+)"', page)
    assert kind
    asked = {"first": "2026-11-01", "last": "2026-11-28", "csrfmiddlewaretoken": token(manager, "/export/")}
    names = dict(re.findall(r'name="([\w-]+)"[^>]*value="([^"]*)"', page))
    answer = manager.post("/export/", data={**names, **asked})
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_question_is_answered_and_its_stream_heard(house, manager):
    token(manager, "/report/register/")
    answered(house, manager, "11月の売上は？")  # waits for what has to be loaded once
    assert answered(house, manager, "11月の客数は？") < 10


async def test_a_tool_reads_with_the_belt_on_and_the_next_in_line_without(house):
    """Three connections, and many who read at once; whoever comes next on one has all rights again."""
    who = Query("SELECT current_user::text AS role, current_setting('search_path') AS path", Role, {})
    own = Belt(STAFF, (2,), (2,))
    async with new_pool(house.url, 2 * SIZE) as pool:
        mixed = [(own if number % 2 else PLAINLY).rows(pool, who) for number in range(10 * SIZE)]
        roles = [rows[0] for rows in await asyncio.gather(*mixed)]
    usual = '"$user", public, extensions'
    assert roles[::2] == [Role("postgres", usual)] * 5 * SIZE
    assert roles[1::2] == [Role("c3_reader", f"c3_reader, {usual}")] * 5 * SIZE


def answered(house: House, manager: httpx.Client, message: str) -> float:
    """Ask, and hear the whole answer; the seconds until its first words."""
    asked = time.monotonic()
    headers = {"X-CSRFToken": manager.cookies["csrftoken"]}
    begun = manager.post("/ai/api/chat/stream/", json={"message": message}, headers=headers)
    assert begun.status_code == 202
    listener = Listener(house.launcher.ports[1], begun.json()["stream_url"].removeprefix(house.stream))
    until(lambda: listener.events, 60)
    begins = time.monotonic() - asked
    until(lambda: listener.said, 60)
    first = time.monotonic() - asked
    assert listener.ended()[-1][1]["type"] == "done"
    log.info("begun after %.2f s, first words after %.2f s", begins, first)
    return first


def test_what_a_turn_tells_is_heard_in_quarters_of_a_second(house):
    turn = teller(house.url, MANAGER)
    listener = Listener(house.launcher.ports[1], turn.path)
    until(lambda: listener.status)
    delays = []
    for number in range(20):
        turn.says(f"第{number}の言葉。")
        told = time.monotonic()
        listener.hears(f"第{number}の言葉。")
        delays.append(time.monotonic() - told)
    turn.ends()
    assert listener.ended()[-1][1]["type"] == "done"
    log.info("heard after %.2f s, at most %.2f s", statistics.median(delays), max(delays))
    assert statistics.median(delays) < 0.5


def test_people_who_ask_at_once_are_taken_for_nobody_else(house):
    """Sixteen at a time share three connections; who files is who is written down."""
    with ExitStack() as stack:
        people = {name: stack.enter_context(closing(house.sign_in(name))) for name in (MANAGER, STAFF)}

        def acts(number: int) -> None:
            name = (MANAGER, STAFF)[number % 2]
            assert people[name].get("/").status_code == 200
            assert filed(people[name], f"同時に{name}が{number}").status_code in {302, 303}

        with ThreadPoolExecutor(16) as threads:
            list(threads.map(acts, range(32)))
    mixed = (
        "SELECT count(*), count(*) FILTER (WHERE title NOT LIKE '%%' || user_id || '%%') FROM daily_reports"
    )
    assert house.asks(mixed + " WHERE title LIKE %s", "同時に%") == [(32, 0)]
    actors = "SELECT DISTINCT user_id FROM report_versions WHERE title LIKE %s"
    assert {name for (name,) in house.asks(actors, "同時に%")} <= {MANAGER, STAFF}


def test_no_connection_keeps_the_state_of_whoever_had_it(house):
    with ExitStack() as stack:
        found: list[dict[str, object]] = []
        for _ in range(SIZE):
            connect = psycopg.connect(house.url, prepare_threshold=None, row_factory=dict_row)
            connection = stack.enter_context(connect)
            found += connection.execute(STATE).fetchall()  # in a transaction: each holds one of its own
    assert len({state.pop("process") for state in found}) == SIZE
    clean = {"person": "", "audit": "", "most_is_usual": True, "patience": "0", "reading": "off"}
    clean |= {"path": '"$user", public, extensions', "role": "postgres", "belt": ""}
    assert found == [clean | {"prepared": 0, "cursors": 0, "locks": 0, "temporary": 0}] * SIZE


def test_a_pooler_that_was_killed_is_not_felt_when_it_is_back(house, manager):
    house.pooler.stop()
    assert manager.get("/health/").status_code == 503
    assert httpx.get(f"{house.stream}/health/", timeout=30).status_code == 503
    house.pooler.start()
    until(lambda: manager.get("/").status_code == 200)
    until(lambda: httpx.get(f"{house.stream}/health/", timeout=30).status_code == 200)
    assert filed(manager, "戻ってからの日報").status_code in {302, 303}
