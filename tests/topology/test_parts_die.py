"""Each part of the house is killed while people work: nothing that was acknowledged is lost, what people are
shown is calm, and all of it works again without a hand on any other part."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cast import CAST
from tests.stream.served import until
from tests.topology import ledger
from tests.topology.databases import OPTIONS
from tests.topology.house import House
from tests.topology.people import Crowd, Person, Refused, Seen

PEOPLE = {CAST.manager: CAST.shibuya, CAST.other_manager: CAST.umeda}
SECONDS_DEAD = 3.0
SECONDS_TO_RECOVER = 30.0
POST = (
    "INSERT INTO bbs_posts (store_id, user_id, genre, title, content)"
    " VALUES (2, 'shibuya-staff', 'claim', '待ち時間', 'どうしていますか') RETURNING id"
)


@dataclass(frozen=True)
class Death:
    """How a part dies, and how who looks after it (systemd, Compose, a hosting platform) has it back."""

    dies: Callable[[House], object]
    comes_back: Callable[[House], object]


def service(name: str) -> Death:
    return Death(lambda house: house.services[name].kill(), lambda house: house.services[name].begin())


def kill_postgres(house: House) -> None:
    number = int((Path(house.databases.primary.folder) / "postmaster.pid").read_text().split()[0])
    os.kill(number, signal.SIGKILL)


DEATHS = {
    "a web process": service("web-1"),
    "a stream process": service("stream-1"),
    "a worker": service("worker-1"),
    "Redis": Death(lambda house: house.redis.kill(), lambda house: house.redis.start()),
    "the replica": Death(
        lambda house: house.databases.replica.stop(), lambda house: house.databases.replica.start(*OPTIONS)
    ),
    "the pooler": Death(
        lambda house: house.databases.pooler.kill(), lambda house: house.databases.pooler.start()
    ),
    "storage": Death(lambda house: house.bucket.door.shut(), lambda house: house.bucket.door.open()),
    "Postgres": Death(kill_postgres, lambda house: house.databases.primary.start(*OPTIONS)),
}


@pytest.fixture(scope="module")
def post_id(topology) -> int:
    return int(str(topology.asked(POST)[0][0]))


def goes_well(house: House, post_id: int) -> bool:
    """Whether somebody new does everything without meeting a fault."""
    seen = Seen()
    try:
        with closing(Person(house.url, CAST.manager, seen)) as person:
            person.does_everything(post_id)
    except Refused:
        return False
    return not seen.failures and not seen.wrong


def test_all_of_it_works(topology, post_id):
    seen = Seen()
    with closing(Person(topology.url, CAST.manager, seen)) as person:
        person.does_everything(post_id)
    assert not seen.failures
    ledger.check(topology, seen)


@pytest.mark.parametrize("part", DEATHS)
def test_a_part_dies_and_nothing_is_lost_and_nobody_alarmed(part, topology, post_id):
    seen = Seen()
    with Crowd(topology.url, PEOPLE, post_id, seen):
        until(lambda: len(seen.written) >= 3)
        DEATHS[part].dies(topology)
        time.sleep(SECONDS_DEAD)
        DEATHS[part].comes_back(topology)
        until(lambda: goes_well(topology, post_id), SECONDS_TO_RECOVER)
    ledger.check(topology, seen)
