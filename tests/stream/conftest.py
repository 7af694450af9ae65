"""c3-app-stream on a database of each module's own, and a real Chromium."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import launched
from tests.pushing import PushServer, push_server, with_keys
from tests.stream.served import Person, Stream, run, served, sign_in
from tests.stream.working import Worker, work_on

if TYPE_CHECKING:
    from stream.push.service import PushService


@pytest.fixture(scope="module")
def stream(database) -> Iterator[Stream]:
    """The real application."""
    with served(database) as stream:
        yield stream


@pytest.fixture
def enter(database) -> Iterator[Callable[[str], Person]]:
    """Signs a person of the cast in at c3-app; afterwards everybody is as before."""
    before = run(database, "SELECT user_id, password, user_type, store_id FROM users")
    yield lambda user_id: sign_in(database, user_id)
    for user_id, password, role, store in before:
        run(
            database,
            "UPDATE users SET password = %s, user_type = %s, store_id = %s, is_active = true"
            " WHERE user_id = %s",
            password,
            role,
            store,
            user_id,
        )


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser of this module's: kept longer, its event loop would be in the way of async tests."""
    from django.db import connections  # noqa: PLC0415  pytest loads this before Django's settings

    with sync_playwright() as playwright:
        yield launched(playwright.chromium)
        connections.close_all()  # while a loop runs in a thread, Django keeps other connections for it


@pytest.fixture
def open_page(chromium, stream, enter) -> Iterator[Callable[..., Page]]:
    """Opens /analysis/ for a person: `open_page(cast.manager, "?month=2025-10", color_scheme="dark")`."""
    contexts = []

    def opened(who: str | Person, query: str = "", language: str = "ja", **device: object) -> Page:
        person = enter(who) if isinstance(who, str) else who
        context = chromium.new_context(timezone_id="Asia/Tokyo", **device)
        contexts.append(context)
        context.set_default_timeout(15_000)
        for name, value in (("sessionid", person.session_key), ("django_language", language)):
            context.add_cookies([{"name": name, "value": value, "url": stream.url}])
        page = context.new_page()
        page.goto(f"{stream.url}/analysis/{query}")
        page.locator(".plot .main-svg").first.wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def phones() -> Iterator[PushServer]:
    """A push service of this test's own, and its phones."""
    with push_server() as server:
        yield server


@pytest.fixture
async def service() -> "AsyncIterator[PushService]":
    """What c3-worker sends with."""
    # pytest loads this before the settings
    from stream.push.service import PushService  # noqa: PLC0415

    async with PushService(with_keys()) as service:
        yield service


@pytest.fixture
def start_worker(database, tmp_path) -> Iterator[Callable[..., Worker]]:
    """Starts the real worker; afterwards none is left."""
    workers: list[Worker] = []

    def started(**settings: str) -> Worker:
        output = tmp_path / f"worker-{len(workers)}.log"
        workers.append(work_on(database, output, **settings))
        return workers[-1]

    yield started
    for worker in workers:
        if worker.process.poll() is None:
            worker.process.kill()
        worker.process.wait()
