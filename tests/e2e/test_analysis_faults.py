"""What goes wrong under an open page: slow answers, sleep, a restart, a login or a database that ends."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import psycopg
import pytest
from playwright.sync_api import Page, expect
from psycopg.conninfo import conninfo_to_dict

from launch.services import commands
from shared.embedded import url
from shared.settings import ROOT
from tests.e2e.analysis import asked, log_out, period, said, show, sold, stores, wait_for
from tests.e2e.cable import Cable
from tests.e2e.house import DESKTOP, House
from tests.e2e.test_analysis_pages import choose, follow, told
from tests.launch.launcher import environment, free_ports, status

AREA = "demo-area"
FIGURES = "analysis/figures/?period=week&offset=-1"
LOST = "接続が切断されました"
BACK = 20_000  # ms until a page has found its server again


class Service:
    """A c3-app-stream of the test's own, beside the one that `make run` started, on the same database."""

    def __init__(self, house: House) -> None:
        self.data, self.web = house.launcher.data, house.launcher.ports[0]
        self.port = free_ports()[0]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = commands("127.0.0.1", stream_port=self.port)["c3-app-stream"].split()
        own = environment(self.data, WEB_PORT=str(self.web), STREAM_PORT=str(self.port))
        self.process = subprocess.Popen([sys.executable, *command[1:]], cwd=ROOT, env=own)
        until(lambda: answers(self.port))

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Stop it, and wait until it is gone."""
        if self.process:
            self.process.send_signal(number)
            self.process.wait(20)
            self.process = None


@pytest.fixture
def service(house: House) -> Iterator[Service]:
    """It runs."""
    service = Service(house)
    service.start()
    yield service
    service.stop()


@pytest.fixture
def cable(service: Service) -> Iterator[Cable]:
    """The line to it."""
    cable = Cable(service.port)
    yield cable
    cable.cut()


def until(condition: Callable[[], object], seconds: float = 30) -> None:
    """Wait for it; fails when it does not happen."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def answers(port: int) -> bool:
    with suppress(OSError):
        return status(port, "/health/") == 200
    return False


def opened(page: Page, port: int, path: str = FIGURES) -> Page:
    """The page at a port of ours."""
    page.goto(f"http://localhost:{port}/{path}")
    return wait_for(page)


def comes_back(page: Page) -> None:
    """The page says that it is connected, and follows its reader again."""
    expect(page.get_by_text(LOST)).to_be_hidden(timeout=BACK)
    page.wait_for_function("window.socket?.connected && window.did_handshake", timeout=BACK)


@contextmanager
def locked(house: House) -> Iterator[psycopg.Connection]:
    """Nobody reads 売上 meanwhile: their statements wait."""
    with house.database() as connection:
        connection.execute("LOCK TABLE store_daily_performances IN ACCESS EXCLUSIVE MODE")
        yield connection
        connection.rollback()


def waiting(house: House) -> list[int]:
    """The processes of PostgreSQL whose statement waits for a lock."""
    statement = (
        "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    with house.database() as connection:
        return [pid for (pid,) in connection.execute(statement)]


def is_idle(house: House, pid: int) -> bool:
    with house.database() as connection:
        row = connection.execute("SELECT state FROM pg_stat_activity WHERE pid = %s", [pid]).fetchone()
    return row is None or row[0] == "idle"


@contextmanager
def without_database(house: House) -> Iterator[None]:
    """It takes no connections, and ends those it has."""
    database = url(house.launcher.data)
    name = conninfo_to_dict(database)["dbname"]
    with psycopg.connect(database, dbname="template1", autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        try:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )
            yield
        finally:
            connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


def test_a_late_answer_never_overwrites_a_newer_one(open_browser, house: House):
    page = show(open_browser(AREA, **DESKTOP).new_page(), house, FIGURES)
    first, second = stores(house, AREA)[:2]
    with locked(house):
        page.select_option("#scope", f"store:{first}")
        until(lambda: waiting(house))
        (pid,) = waiting(house)
        os.kill(pid, signal.SIGSTOP)  # this answer takes its time
    try:
        choose(page, "scope", f"store:{second}")
        newer = said(page)
        assert told(page) == sold(house, AREA, *period(page), second)
    finally:
        os.kill(pid, signal.SIGCONT)
    until(lambda: is_idle(house, pid))
    page.wait_for_timeout(1000)
    assert said(page) == newer
    assert asked(page)["scope"] == page.input_value("#scope") == f"store:{second}"
    follow(page, "#before")
    assert told(page) == sold(house, AREA, *period(page), second)


def test_of_many_questions_at_once_the_last_is_answered(open_browser, house: House):
    page = show(open_browser(AREA, **DESKTOP).new_page(), house, FIGURES)
    first, second = stores(house, AREA)[:2]
    with locked(house):
        for store in (first, second, first, second):
            page.select_option("#scope", f"store:{store}")
        until(lambda: waiting(house))
        expect(page.locator(".fade")).to_have_attribute("aria-busy", "true")
    page.wait_for_url(re.compile(f"scope=store:{second}"))
    wait_for(page)
    page.wait_for_timeout(500)
    assert told(page) == sold(house, AREA, *period(page), second)
    assert asked(page)["scope"] == page.input_value("#scope") == f"store:{second}"


def test_a_dropped_line_is_told_calmly_and_taken_up_again(open_browser, cable: Cable, house: House):
    page = opened(open_browser(AREA, **DESKTOP).new_page(), cable.port)
    page.evaluate("window.isTheSame = true")
    was = said(page)
    cable.cut()
    expect(page.get_by_text(LOST)).to_be_visible()
    assert said(page) == was
    cable.mend()
    comes_back(page)
    follow(page, "#before")
    assert told(page) == sold(house, AREA, *period(page))
    assert page.evaluate("window.isTheSame")


def test_what_is_asked_while_the_line_is_cut_is_answered_when_it_is_back(
    open_browser, cable: Cable, house: House
):
    page = opened(open_browser(AREA, **DESKTOP).new_page(), cable.port)
    cable.cut()
    expect(page.get_by_text(LOST)).to_be_visible()
    page.click("#before")
    page.wait_for_timeout(500)
    before = page.url
    cable.mend()
    page.wait_for_url(lambda address: address != before, timeout=BACK)
    assert told(wait_for(page)) == sold(house, AREA, *period(page))


def test_a_page_that_slept_takes_a_new_line(open_browser, cable: Cable, house: House):
    page = open_browser(AREA, **DESKTOP).new_page()
    page.clock.install()
    opened(page, cable.port)
    page.evaluate("window.isTheSame = true")
    cable.go_dead()
    page.clock.fast_forward("02:00")  # the lid was closed; the server has not noticed yet
    comes_back(page)
    page.wait_for_timeout(1000)
    follow(page, "#before")
    assert told(page) == sold(house, AREA, *period(page))
    assert page.evaluate("window.isTheSame")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "stopped"])
def test_a_server_that_restarts_is_waited_for_and_shows_the_same_again(
    open_browser, service: Service, house: House, number
):
    page = opened(open_browser(AREA, **DESKTOP).new_page(), service.port)
    follow(page, "#before")
    was, address = said(page), page.url
    page.evaluate("window.isTheSame = true")
    service.stop(number)
    expect(page.get_by_text(LOST)).to_be_visible()
    assert said(page) == was
    service.start()
    page.wait_for_function("!window.isTheSame", timeout=BACK)  # it was loaded anew
    assert (said(wait_for(page)), page.url) == (was, address)
    expect(page.get_by_text(LOST)).to_be_hidden()
    assert told(follow(page, "#before")) == sold(house, AREA, *period(page))


def test_a_login_that_ended_while_the_page_slept_leads_to_the_login(open_browser, cable: Cable, house: House):
    page = opened(open_browser(AREA, **DESKTOP).new_page(), cable.port)
    cable.cut()
    expect(page.get_by_text(LOST)).to_be_visible()
    log_out(house, AREA)
    cable.mend()
    page.wait_for_url(re.compile("/accounts/login/"), timeout=BACK)


@pytest.mark.parametrize("act", ["#before", ""], ids=["at the next click", "by itself"])
def test_a_login_that_ended_leaves_nothing_on_the_page_and_leads_back_to_it(open_browser, house: House, act):
    page = show(open_browser(AREA, **DESKTOP).new_page(), house, FIGURES)
    address, was = page.url, said(page)
    log_out(house, AREA)
    if act:
        page.click(act)
    expect(page.get_by_role("heading", name="ログインが終わりました")).to_be_visible(timeout=40_000)
    assert said(page) == []
    page.wait_for_url(re.compile("/accounts/login/"))
    page.fill("[name=user_id]", AREA)
    page.fill("[name=password]", "c3-demo-2026")
    page.get_by_role("button", name="ログインする").click()
    page.wait_for_url(address)
    assert said(wait_for(page)) == was


def test_while_the_database_is_away_the_figures_stay_and_then_go_on(
    open_browser, service: Service, house: House
):
    page = opened(open_browser(AREA, **DESKTOP).new_page(), service.port)
    page.evaluate("window.isTheSame = true")
    was, address, one = said(page), page.url, f"store:{stores(house, AREA)[0]}"
    with without_database(house):
        page.click("#before")
        expect(page.get_by_role("alert")).to_contain_text(
            re.compile("データベースに接続できません.*時?.*の数字です")
        )
        assert (said(page), page.url) == (was, address)
        page.select_option("#scope", one)
        page.wait_for_timeout(3000)
        assert (said(page), page.url) == (was, address)
        expect(page.locator("#scope")).to_have_value("all")
    follow(page, "#before")
    assert told(page) == sold(house, AREA, *period(page))
    expect(page.get_by_role("alert")).to_be_hidden()
    assert page.evaluate("window.isTheSame")


def test_a_page_opened_while_the_database_is_away_leads_to_itself(
    open_browser, service: Service, house: House
):
    page = opened(open_browser(AREA, **DESKTOP).new_page(), service.port)
    address, was = page.url, said(page)
    with without_database(house):
        answer = page.reload()
        assert answer
        assert answer.status == 503
        expect(page.get_by_role("heading")).to_have_text("ただいま接続できません")
    until(lambda: answers(service.port))
    page.get_by_role("link").click()
    page.wait_for_url(address)
    assert said(wait_for(page)) == was
