"""Answers of figures are kept in a real Redis and never told when they are old, whatever becomes of it."""

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
import redis

from tests import parts
from tests.launch.launcher import free_ports
from tests.parts import HOST, Part
from tests.stream.served import Stream, run, served, until

KEY, OTHER = "kept-session-00000000000000000001", "kept-session-00000000000000000002"
ASKED = "/analysis/api/graph-data/?graph_type=sales&period=days&from=2026-10-01&to=2026-10-31&store=2"
REPORTS = ASKED.replace("=sales", "=incident_trend")
AREA = "/analysis/api/graph-data/?graph_type=sales&period=days&from=2026-10-01&to=2026-10-31&scope=all"
SIGNED_IN = """
    INSERT INTO sessions (session_key, session_data, expire_date, user_id)
    VALUES (%s, '', '2100-01-01', %s) ON CONFLICT DO NOTHING"""
CLAIM = """
    INSERT INTO daily_reports (store_id, user_id, date, genre, location, title, content)
    VALUES (2, 'shibuya-staff', '2026-10-05', 'claim', 'hall', '遅い', '30分待った') RETURNING id"""
FIGURES = """
    INSERT INTO store_daily_performances (store_id, date, sales_amount, customer_count)
    VALUES (%s, '2026-10-05', %s, 10)
    ON CONFLICT (store_id, date) DO UPDATE SET sales_amount = EXCLUDED.sales_amount"""
QUICK = 2.0  # seconds in which an answer comes though Redis gives none


@dataclass(frozen=True)
class House:
    """c3-app-stream, its database, and the Redis that it knows."""

    stream: Stream
    part: Part
    client: redis.Redis

    def sales(self, path: str = ASKED, key: str = KEY) -> int:
        """The sum of the answer's points."""
        return sum(point["value"] or 0 for point in self.points(path, key))

    def claims(self) -> int:
        return sum(point["value"] or 0 for point in self.points(REPORTS, KEY))

    def points(self, path: str, key: str) -> list[dict[str, int]]:
        answer = self.stream.get(path, key)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["points"])

    def run(self, statement: str, *values: object) -> None:
        run(self.stream.database, statement, *values)

    def entries(self) -> set[object]:
        return set(self.client.keys("c3:*"))


@pytest.fixture(scope="module")
def house(database, tmp_path_factory) -> Iterator[House]:
    port = free_ports(1)[0]
    part = parts.redis(port, Path(tmp_path_factory.mktemp("redis")))
    part.start()
    client = redis.Redis(host=HOST, port=port)
    try:
        with served(database, REDIS_URL=f"redis://{HOST}:{port}/0") as stream:
            yield House(stream, part, client)
    finally:
        client.close()
        part.end()


@pytest.fixture(autouse=True)
def signed_in(house) -> None:
    house.run("DELETE FROM daily_reports")
    house.run("DELETE FROM store_daily_performances")
    house.run("UPDATE users SET is_active = true, user_type = 'manager' WHERE user_id = 'shibuya-manager'")
    for key, person in ((KEY, "shibuya-manager"), (OTHER, "tokyo-area")):
        house.run(SIGNED_IN, key, person)
    house.run(FIGURES, 2, 100)
    if house.part.runs:
        house.client.flushall()


def test_an_answer_is_read_once_and_then_found(house):
    assert house.sales() == 100
    (key,) = house.entries()
    told = house.client.get(key)
    house.client.set(key, told.replace(b'"sales":100', b'"sales":777'))
    assert house.sales() == 777  # what nobody but this test would write there


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE store_daily_performances SET sales_amount = 250",
        "DELETE FROM store_daily_performances",
        "TRUNCATE store_daily_performances CASCADE",
        "UPDATE store_daily_performances SET date = '2026-10-07', sales_amount = 3",
        "UPDATE store_daily_performances SET date = '2026-11-07'",
    ],
)
def test_a_change_of_figures_counts_at_once(house, change):
    house.sales()
    house.run(change)
    rows = run(
        house.stream.database,
        "SELECT coalesce(sum(sales_amount), 0) FROM store_daily_performances WHERE date < '2026-11-01'",
    )
    assert house.sales() == rows[0][0]


def test_a_new_report_and_one_that_is_deleted_count_at_once(house):
    assert house.claims() == 0
    house.run(CLAIM)
    assert house.claims() == 1
    house.run("DELETE FROM daily_reports")
    assert house.claims() == 0


def test_a_store_that_moves_to_another_area_counts_at_once(house):
    house.run(FIGURES, 3, 50)
    assert house.sales(AREA, OTHER) == 150
    house.run("UPDATE stores SET area_id = NULL WHERE store_id = 3")
    try:
        assert house.sales(AREA, OTHER) == 100
    finally:
        house.run(
            "UPDATE stores SET area_id = (SELECT area_id FROM stores WHERE store_id = 2) WHERE store_id = 3"
        )


def test_what_changes_in_another_month_leaves_it_kept(house):
    house.sales()
    before = house.entries()
    house.run("INSERT INTO store_daily_performances (store_id, date, sales_amount, customer_count)"
        " VALUES (2, '2024-01-05', 5, 5)")  # fmt: skip
    house.sales()
    assert house.entries() == before


def test_who_reads_other_stores_is_not_given_anothers_answer(house):
    house.run(FIGURES, 3, 50)
    assert (house.sales(AREA, OTHER), house.sales(AREA, KEY)) == (150, 100)
    assert len(house.entries()) == 2


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM sessions WHERE user_id = 'shibuya-manager'",
        "UPDATE users SET is_active = false WHERE user_id = 'shibuya-manager'",
        "UPDATE users SET user_type = 'staff' WHERE user_id = 'shibuya-manager'",
    ],
)
def test_who_is_logged_out_retired_or_has_another_role_is_told_nothing_that_is_kept(house, change):
    house.sales()
    house.run(change)
    assert house.stream.get(ASKED, KEY).status_code in {401, 404}


def test_what_somebody_else_put_there_is_not_taken_for_rows(house):
    house.sales()
    for key in house.entries():
        house.client.set(key, b'[{"sales": "a lot"}]')
    assert house.sales() == 100


def test_writers_do_not_wait_for_each_other_and_an_open_change_is_seen_when_it_is_committed(house):
    house.sales()
    with psycopg.connect(house.stream.database) as slow:
        slow.execute(FIGURES, [2, 900])
        house.run("SET lock_timeout = '1s'; " + FIGURES.replace("%s", "3", 1).replace("%s", "1"))
        assert house.sales() == 100
    assert house.sales() == 900


def test_what_is_put_together_stays_the_same_sum(house):
    for amount in range(20):
        house.run(FIGURES, 2, amount)
    asked = "SELECT month, sum(changes) FROM figure_changes GROUP BY 1 ORDER BY 1"
    before = run(house.stream.database, asked)
    house.run("SELECT gather_figure_changes()")
    assert run(house.stream.database, asked) == before
    assert run(house.stream.database, "SELECT count(*) FROM figure_changes")[0][0] == len(before)


def test_with_redis_dead_answers_are_right_and_quick_and_when_it_is_back_they_are_kept_again(house):
    house.sales()
    house.part.kill()
    try:
        house.run(FIGURES, 2, 300)
        for _ in range(3):
            started = time.monotonic()
            assert house.sales() == 300
            assert time.monotonic() - started < QUICK
        assert house.stream.get("/analysis/", KEY).status_code == 200
    finally:
        house.part.start()
    until(lambda: house.sales() == 300 and house.entries())


def test_a_redis_that_hangs_costs_a_moment_once(house):
    house.sales()
    assert house.part.process
    os.kill(house.part.process.pid, signal.SIGSTOP)
    try:
        house.run(FIGURES, 2, 400)
        started = time.monotonic()
        assert house.sales() == 400
        assert time.monotonic() - started < QUICK
    finally:
        os.kill(house.part.process.pid, signal.SIGCONT)
    until(lambda: house.sales() == 400 and house.entries())
