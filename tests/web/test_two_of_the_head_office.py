"""Two 本部 users who retire each other at the same moment: one of them stays."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import psycopg
import pytest

from shared import staffing
from shared.access import Viewer, settling
from shared.db import first, one
from tests.house.world import viewer_of

ROUNDS = 8


@pytest.fixture
def both(database) -> list[Viewer]:
    """The two, committed."""
    with psycopg.connect(database) as connection:
        connection.execute(
            "INSERT INTO users (user_id, store_id, user_type, last_name, password)"
            " VALUES ('hq-two', 1, 'admin', '二', '!') ON CONFLICT DO NOTHING"
        )
        return [viewer_of(connection, user_id) for user_id in ("hq-admin", "hq-two")]


def at_once(*acts: Any) -> list[Any]:
    """Do all at the same moment; what each gave."""
    barrier = Barrier(len(acts))

    def acting(act: Any) -> Any:
        barrier.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [answer.result() for answer in [pool.submit(acting, act) for act in acts]]


@pytest.mark.parametrize("number", range(ROUNDS))
def test_one_of_two_who_retire_each_other_stays(database, both, number):
    def retires(who: Viewer, whom: Viewer) -> str | None:
        with psycopg.connect(database) as connection:
            one(connection, settling(who))
            outcome = first(connection, staffing.set_access(who, whom.user_id, False))
            assert outcome
            return outcome.refusal

    refusals = at_once(lambda: retires(*both), lambda: retires(*reversed(both)))
    with psycopg.connect(database) as connection:
        left = connection.execute("SELECT count(*) FROM users WHERE user_type = 'admin' AND is_active")
        assert left.fetchone() == (1,)
        connection.execute("UPDATE users SET is_active = true WHERE user_type = 'admin'")
    assert sorted(map(str, refusals)) == ["None", "last_admin"]


@pytest.mark.parametrize("number", range(ROUNDS))
def test_the_trigger_alone_keeps_one_of_two_whom_psql_retires(database, both, number):
    def retires(whom: Viewer) -> bool:
        with psycopg.connect(database) as connection:
            try:
                connection.execute("UPDATE users SET is_active = false WHERE user_id = %s", [whom.user_id])
                connection.commit()
            except psycopg.errors.CheckViolation:
                return False
        return True

    assert sorted(at_once(lambda: retires(both[0]), lambda: retires(both[1]))) == [False, True]
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE users SET is_active = true WHERE user_type = 'admin'")
