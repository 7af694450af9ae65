"""Figures are read from a replica while it is near, and from the primary when it is not.

A real replica of the embedded PostgreSQL, made by its own `pg_basebackup`.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from shared.cluster import VERSION, Cluster
from shared.embedded import server
from shared.reader import MOST_BEHIND
from shared.settings import ROOT
from tests.stream.served import Stream, run, served, until

KEY = "replica-session-0000000000000000"
DAY = "2026-11-02"
ASKED = f"/analysis/api/graph-data/?graph_type=sales&period=days&from={DAY}&to={DAY}&store=2"
CHAIN = f"""
    INSERT INTO stores (store_id, name, kind, opened_on) OVERRIDING SYSTEM VALUE
        VALUES (1, '本部', 'hq', NULL), (2, '渋谷店', 'store', '2020-04-01');
    INSERT INTO users (user_id, store_id, user_type, last_name, first_name, password)
        VALUES ('manager', 2, 'manager', '鈴木', '健', '!');
    INSERT INTO sessions (session_key, session_data, expire_date, user_id)
        VALUES ('{KEY}', '', '2100-01-01', 'manager');
    INSERT INTO store_daily_performances (store_id, date, sales_amount, customer_count)
        VALUES (2, '{DAY}', 1, 1);
"""  # noqa: S608  its parts are constants


@dataclass(frozen=True)
class Pair:
    """A primary, its replica, and c3-app-stream that knows both."""

    primary: str
    replica: str
    copy: Cluster
    stream: Stream

    def sales(self) -> int:
        """The day's sales as the API answers them."""
        answer = self.stream.get(ASKED, KEY)
        assert answer.status_code == 200, answer.text
        return int(answer.json()["points"][0]["value"])

    def writes(self, sales: int) -> None:
        """Other sales are filed at the primary."""
        run(self.primary, "UPDATE store_daily_performances SET sales_amount = %s", sales)

    def is_read_at_replica(self) -> bool:
        """Whether the next answer is asked of the replica."""
        before = run(self.replica, "SELECT clock_timestamp()")[0][0]
        self.sales()
        at = "SELECT max(query_start) FROM pg_stat_activity WHERE query LIKE '%%chosen AS (%%'"
        asked = run(self.replica, at + " AND pid <> pg_backend_pid()")[0][0]
        return asked is not None and asked >= before

    def replays(self) -> None:
        """Wait until the replica has all that the primary has written."""
        written = run(self.primary, "SELECT pg_current_wal_lsn()::text")[0][0]
        behind = "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn"
        until(lambda: run(self.replica, behind, written)[0][0])


@pytest.fixture(scope="module")
def pair(tmp_path_factory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("pair")
    options = ("fsync=off", "wal_level=replica", "max_wal_senders=4")
    with server(folder / "primary", VERSION, *options) as primary:
        _migrate(primary)
        with psycopg.connect(primary) as connection:
            connection.execute(CHAIN)
        copy = _replica(folder, options)
        with served(primary, DATABASE_REPLICA_URL=copy.url("postgres")) as stream:
            yield Pair(primary, copy.url("postgres"), copy, stream)
        copy.stop()


def _migrate(url: str) -> None:
    command = [sys.executable, "-m", "web", "migrate", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": url}, check=True)


def _replica(folder: Path, options: tuple[str, ...]) -> Cluster:
    primary, copy = Cluster((folder / "primary").resolve()), Cluster((folder / "replica").resolve())
    copy._own(copy.folder)
    from_there = ("-h", str(primary._socket_folder), "-U", "postgres", "-R", "-X", "stream", "-c", "fast")
    assert copy._run("pg_basebackup", *from_there), copy._log.read_text()
    copy.start(*options)
    return copy


def test_figures_are_read_from_the_replica_while_it_is_near(pair):
    until(pair.is_read_at_replica)
    pair.writes(100)
    pair.replays()
    assert pair.sales() == 100


def test_a_primary_in_which_nothing_happens_does_not_make_it_look_old(pair):
    until(pair.is_read_at_replica)
    time.sleep(MOST_BEHIND + 2)
    assert pair.is_read_at_replica()


def test_a_replica_that_is_too_far_behind_is_left_until_it_has_caught_up(pair):
    pair.writes(200)
    pair.replays()
    until(pair.is_read_at_replica)
    run(pair.replica, "SELECT pg_wal_replay_pause()")
    try:
        pair.writes(300)
        assert pair.sales() == 200  # as it was a moment ago: within what is allowed
        until(lambda: pair.sales() == 300, MOST_BEHIND + 10)
        assert not pair.is_read_at_replica()
    finally:
        run(pair.replica, "SELECT pg_wal_replay_resume()")
    until(pair.is_read_at_replica)
    assert pair.sales() == 300


def test_connections_that_the_replica_ends_are_not_felt(pair):
    until(pair.is_read_at_replica)
    ends = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    run(pair.replica, ends + " AND backend_type = 'client backend'")
    assert pair.sales() == 300
    until(pair.is_read_at_replica)


def test_a_replica_that_goes_away_is_not_felt_and_is_used_again_when_it_is_back(pair):
    pair.copy.stop()
    try:
        pair.writes(400)
        assert pair.sales() == 400
        assert pair.stream.get("/health/").status_code == 200
        assert pair.stream.get("/analysis/", KEY).status_code == 200
    finally:
        pair.copy.start("fsync=off")
    until(pair.is_read_at_replica)


def test_an_address_that_names_no_replica_is_not_used(pair):
    with served(pair.primary, DATABASE_REPLICA_URL=pair.primary) as stream:
        time.sleep(3)
        answer = stream.get(ASKED, KEY)
        assert answer.status_code == 200
        names = (
            "SELECT count(DISTINCT pid) FROM pg_stat_activity WHERE query LIKE '%%pg_last_wal_replay_lsn%%'"
        )
        assert run(pair.primary, names)[0][0] >= 1  # it was looked at


def test_statements_on_a_replica_that_is_away_from_the_start_are_the_primarys(pair):
    with served(pair.primary, DATABASE_REPLICA_URL="postgresql://127.0.0.1:1/none") as stream:
        assert stream.get(ASKED, KEY).status_code == 200
