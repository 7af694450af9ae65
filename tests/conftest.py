"""What most tests need: the cast, their browsers, a database of one's own."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.client import ClientHandler

from shared import sessions
from shared.settings import settings
from tests.cast import CAST, Cast, make_cast
from tests.databases import TEMPLATE, copy_database, let_go, own_database
from tests.pushing import with_keys
from tests.s3 import s3, s3_house, s3_server  # noqa: F401  fixtures

# Loading the middleware reads every static file: once for all browsers.
HANDLER = ClientHandler(enforce_csrf_checks=False)


def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """pytest-django makes the database for marked tests alone; a copy of it needs it too."""
    for item in items:
        if "django_db_setup" in item.fixturenames:
            item.add_marker("django_db")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The migrated database with its cast, a copy to make databases of one's own from, the static files."""
    call_command("collectstatic", interactive=False, verbosity=0)
    with django_db_blocker.unblock():
        make_cast()
        name = connection.settings_dict["NAME"]
        connection.close()
        copy_database(name, TEMPLATE)
    yield
    connection.close()
    let_go(name)


@pytest.fixture(scope="session")
def cast() -> Cast:
    """Names of the cast."""
    return CAST


@pytest.fixture
def browser_of(db) -> Callable[[str], Client]:
    """A signed-in test browser: `browser_of(cast.staff).get("/")`. Errors come back as pages."""

    def signed_in(user_id: str) -> Client:
        client = Client(raise_request_exception=False)
        client.handler = HANDLER
        user = get_user_model().objects.get(user_id=user_id)
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def share(monkeypatch) -> Callable[[bool], None]:
    """`share(True)`: `REPORTS_SHARED_ACROSS_STORES`, which a process reads once, is on from here."""

    def told(is_shared: bool) -> None:
        changed = settings().model_copy(update={"reports_shared_across_stores": is_shared})
        monkeypatch.setattr(sessions, "settings", lambda: changed)

    return told


@pytest.fixture
def push_is_on(monkeypatch) -> None:
    """c3-app has keys for push messages."""
    changed = with_keys()
    for module in ("api", "views", "templatetags.push"):
        monkeypatch.setattr(f"web.notify.{module}.settings", lambda: changed)


@pytest.fixture(scope="module")
def database(django_db_setup) -> Iterator[str]:
    """The URL of a database of this module's own, with the cast; for tests whose writes are committed."""
    with own_database() as url:
        yield url


@pytest.fixture
def own(django_db_setup) -> Iterator[str]:
    """As `database`, for one test alone."""
    with own_database() as url:
        yield url
