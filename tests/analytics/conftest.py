"""One generated chain for all tests of the figures, and its raw rows; and the people who ask."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from shared.access import Viewer
from tests.analytics import chain, raw
from tests.cast import CAST
from tests.databases import own_database
from tests.house.world import viewer_of


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
        names = {"admin": CAST.admin, "area": CAST.area, "manager": CAST.manager, "staff": CAST.staff}
        return {role: viewer_of(connection, name) for role, name in names.items()}
