"""Two of everything, while people work. All services are started anew, one after the other, and nobody
notices; each part is killed, nothing that was acknowledged is lost, what people are shown is calm, and all of
it works again without a hand on any other part."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.cast import CAST
from tests.pushing import PushServer, push_server
from tests.stream.conftest import chromium  # noqa: F401  a fixture
from tests.stream.pushed import owned
from tests.stream.served import until
from tests.topology import ledger
from tests.topology.databases import OPTIONS
from tests.topology.house import WEB, House
from tests.topology.people import PEOPLE, Crowd, Person, Refused, Seen

SECONDS_DEAD = 3.0
SECONDS_TO_RECOVER = 30.0
PLOT = ".js-plotly-plot .main-svg"
UNSENT = "SELECT count(*) FROM push_messages WHERE state = 'waiting'"
CLAIMS = "SELECT '/report/view/' || id || '/' FROM daily_reports WHERE user_id = 'shibuya-staff' AND id > %s"
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


@pytest.fixture
def push() -> Iterator[PushServer]:
    with push_server() as server:
        yield server


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


def test_the_pages_of_imports_are_answered_by_one_process(topology):
    """Its files lie there: what one has taken, another could not import."""
    asked = 12
    for _ in range(asked):
        assert httpx.get(f"{topology.url}/import/?once").status_code == 302
    logs = [Path(topology.services[name].log).read_text().count("GET /import/") for name in WEB]
    assert sorted(logs) == [0, asked]


def test_nobody_notices_that_all_services_are_started_anew(topology, post_id, push):
    phone = owned(topology.databases.direct, push.phone("/manager"), CAST.manager)
    ((first,),) = topology.asked("SELECT coalesce(max(id), 0) FROM daily_reports")
    seen = Seen()
    with Crowd(topology.url, PEOPLE, post_id, seen):
        until(lambda: len(seen.written) >= 3 and seen.told)
        for name in topology.services:
            topology.restart(name)
            seen.work_goes_on()
    assert not seen.failures
    ledger.check(topology, seen)
    until(lambda: topology.asked(UNSENT) == [(0,)])
    told = Counter(phone.read(post.body)["url"] for post in push.posts)
    assert told == Counter(address for (address,) in topology.asked(CLAIMS, first))


def test_an_open_page_of_figures_comes_back_by_itself_when_its_process_is_gone(topology, chromium):  # noqa: F811
    context = chromium.new_context(timezone_id="Asia/Tokyo")
    with closing(Person(topology.url, CAST.manager, Seen())) as person:
        person.signs_in()
        context.add_cookies(
            [{"name": "sessionid", "value": person.browser.cookies["sessionid"], "url": topology.url}]
        )
        page = context.new_page()
        page.goto(f"{topology.url}/analysis/")
        page.locator(PLOT).first.wait_for(timeout=40_000)
        for name in topology.front.stream:
            page.wait_for_function(
                "() => (window.isThePageOfBefore = true)"
            )  # it may be coming back just then
            topology.restart(name)
        page.wait_for_function("!window.isThePageOfBefore", timeout=60_000)
        page.locator(PLOT).first.wait_for(timeout=40_000)
        address = page.url
        page.locator("#before").click()
        page.wait_for_function("address => location.href !== address", arg=address, timeout=40_000)
    context.close()


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
