"""A statement that does not come back: nobody waits ten seconds, and what was sent is made once, or not yet.

Somebody holds a table, as a forgotten `psql` does: who asks for it waits, at both applications' processes.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import httpx
import psycopg
import pytest

from shared.dates import business_date, now
from tests.faulted.world import running
from tests.pooled.house import token

MOST = 10.0
GRAPH = "/analysis/api/graph-data/?graph_type=sales&period=days&from=2026-10-01&to=2026-10-31"
FORM = "/report/register/"
BY_SCRIPT = {"Accept": "application/json"}


@contextmanager
def held(database: str, *tables: str) -> Iterator[None]:
    """Nobody else gets at the tables."""
    with psycopg.connect(database) as connection:
        connection.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE".encode())
        yield
        connection.rollback()


def timed(ask: Callable[[], httpx.Response]) -> httpx.Response:
    """Its answer, which came in time."""
    began = time.monotonic()
    answer = ask()
    assert time.monotonic() - began < MOST
    return answer


@pytest.fixture(scope="module")
def c3_app(database, tmp_path_factory) -> Iterator[str]:
    """The address of the real c3-app, without the slash."""
    with running(database, tmp_path_factory.mktemp("world")) as world:
        yield f"http://localhost:{world.port}"


@pytest.fixture
def staff(c3_app, enter, cast) -> Iterator[httpx.Client]:
    cookies = {"sessionid": enter(cast.staff).session_key}
    with httpx.Client(base_url=c3_app, cookies=cookies, timeout=30) as client:
        yield client


@pytest.fixture
def report(staff) -> dict[str, str]:
    """A 日報 as the form sends it."""
    return {
        "csrfmiddlewaretoken": token(staff, FORM),
        "form_id": str(uuid4()),
        "date": str(business_date(now(), 5)),
        "genre": "report",
        "location": "hall",
        "title": "テーブルが待たされた日",
        "content": "書いたものは残る",
    }


def test_the_managers_figures_say_that_there_is_no_connection(stream, enter, cast, database):
    key = enter(cast.manager).session_key
    assert stream.get(GRAPH, key).status_code == 200
    with held(database, "store_daily_performances", "store_monthly_performances"):
        assert timed(lambda: stream.get(GRAPH, key)).status_code == 503
    assert stream.get(GRAPH, key).status_code == 200


def test_a_list_of_the_staff_says_so_and_when_to_come_back(staff, database):
    with held(database, "daily_reports"):
        page = timed(lambda: staff.get("/report/list/"))
    assert (page.status_code, page.headers["Retry-After"]) == (503, "10")
    assert "データベースにつながりません" in page.text
    assert staff.get("/report/list/").status_code == 200


def test_a_report_that_could_not_be_saved_is_made_once_when_it_comes_again(staff, report, database):
    with held(database, "daily_reports"):
        refused = timed(lambda: staff.post(FORM, data=report, headers=BY_SCRIPT))
    assert refused.status_code == 503
    for _ in range(2):
        assert staff.post(FORM, data=report, headers=BY_SCRIPT).is_success
    with psycopg.connect(database) as connection:
        found = connection.execute(
            "SELECT count(*) FROM daily_reports WHERE title = %s", [report["title"]]
        ).fetchone()
    assert found == (1,)
