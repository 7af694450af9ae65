"""What a turn tells is written once, however often the database has to be told."""

from uuid import uuid4

import psycopg
import pytest

from shared.chat import hearing, running, turns
from shared.db import first, many, one


@pytest.fixture
def connection(own):
    with psycopg.connect(own, autocommit=True) as connection:
        yield connection


@pytest.fixture
def claimed(connection, cast):
    viewer = one(connection, running.asker(cast.staff))
    one(connection, turns.start(viewer, uuid4(), None, "質問"))
    return one(connection, running.claim(1))


def numbers(connection, turn):
    return [event.number for event in many(connection, hearing.heard({turn.turn_id: 0})) if event.number]


def test_events_after_a_number_are_written_once_though_told_twice(connection, claimed):
    events = [{"type": "start"}, {"type": "token", "content": "あ"}]
    for _ in range(2):
        held = one(connection, running.tell(claimed.turn_id, claimed.attempt, events, 0))
        assert held.last == 2
    assert numbers(connection, claimed) == [1, 2]


def test_a_lease_is_kept_for_all_turns_of_a_process_by_one_statement(connection, claimed):
    connection.execute("UPDATE ai_turns SET leased_until = now() + interval '2 seconds'")
    kept = many(connection, running.keep({claimed.turn_id: claimed.attempt, uuid4(): 1}))
    assert [row.turn_id for row in kept] == [claimed.turn_id]
    left = "SELECT leased_until > now() + make_interval(secs => %s) FROM ai_turns"
    assert connection.execute(left, [running.LEASE_SECONDS - 2]).fetchone() == (True,)


def test_a_turn_of_a_later_attempt_is_not_kept(connection, claimed):
    connection.execute("UPDATE ai_turns SET attempt = attempt + 1")
    assert many(connection, running.keep({claimed.turn_id: claimed.attempt})) == []
    assert first(connection, running.tell(claimed.turn_id, claimed.attempt, [{"type": "start"}], 0)) is None
    assert numbers(connection, claimed) == []


def test_that_a_person_asks_to_stop_is_heard_with_the_lease(connection, claimed, cast):
    viewer = one(connection, running.asker(cast.staff))
    one(connection, turns.stop(viewer, claimed.turn_id))
    assert [row.stop_asked for row in many(connection, running.keep({claimed.turn_id: 1}))] == [True]
