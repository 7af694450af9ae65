"""One generated chain for all tests of the figures, and its raw rows; and the people who ask."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from shared.access import Viewer
from shared.dates import business_date, now
from tests.analytics import chain, lately, raw
from tests.analytics.asking import Served
from tests.cast import CAST
from tests.databases import own_database
from tests.house.world import viewer_of
from tests.stream.served import served, sign_in


@pytest.fixture(scope="session")
def chain_url(django_db_setup) -> Iterator[str]:
    """The URL of a database with the generated chain."""
    with own_database() as url:
        chain.write(url)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("ANALYZE")
        yield url


@pytest.fixture(scope="session")
def written(chain_url) -> raw.Raw:
    """Its raw rows."""
    with psycopg.connect(chain_url) as connection:
        return raw.read(connection)


@pytest.fixture
def plain(chain_url) -> Iterator["psycopg.Connection[Any]"]:
    """A connection to it, rolled back at the end."""
    with psycopg.connect(chain_url) as connection:
        yield connection
        connection.rollback()


@pytest.fixture(scope="session")
def people(chain_url) -> dict[str, Viewer]:
    """The viewers: 本部, エリア, 店長 and スタッフ."""
    with psycopg.connect(chain_url) as connection:
        return {role: viewer_of(connection, name) for role, name in NAMES.items()}


@pytest.fixture(scope="session")
def served_chain(django_db_setup, django_db_blocker) -> Iterator[Served]:
    """The real application on the chain and the days until today."""
    today = business_date(now(), 5)
    with own_database() as url:
        lately.write(url, today)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("ANALYZE")
            written = raw.read(connection)
            people = {role: viewer_of(connection, name) for role, name in NAMES.items()}
        with django_db_blocker.unblock():
            keys = {role: sign_in(url, name).session_key for role, name in NAMES.items()}
        with served(url) as stream:
            yield Served(stream, written, today, people, keys)


NAMES = {"admin": CAST.admin, "area": CAST.area, "manager": CAST.manager, "staff": CAST.staff}
