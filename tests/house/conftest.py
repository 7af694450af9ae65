"""A database of the house's own, with rows for every statement, and both drivers on it."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db.utils import ConnectionHandler

from shared.access import Viewer
from tests.cast import CAST
from tests.databases import own_database
from tests.house.world import make_world, viewer_of


@pytest.fixture(scope="session")
def world(django_db_setup) -> Iterator[str]:
    """The URL of a database with the rows of `tests.house.world`; whoever writes into it rolls back."""
    with own_database() as url:
        with psycopg.connect(url) as connection:
            make_world(connection)
        yield url


@pytest.fixture
def plain(world) -> Iterator["psycopg.Connection[Any]"]:
    """A psycopg connection to the world, rolled back at the end."""
    with psycopg.connect(world) as connection:
        yield connection
        connection.rollback()


@pytest.fixture(scope="session")
def django_connection(world, django_db_blocker) -> Iterator[Any]:
    """Django's connection wrapper on the world, in a transaction."""
    name = psycopg.conninfo.conninfo_to_dict(world)["dbname"]
    with django_db_blocker.unblock():
        connection = ConnectionHandler({"default": {**settings.DATABASES["default"], "NAME": name}})[
            "default"
        ]
        connection.set_autocommit(False)
        yield connection
        connection.close()


@pytest.fixture
def django_side(django_connection) -> Iterator[Any]:
    """Django's connection wrapper on the world, rolled back at the end."""
    yield django_connection
    django_connection.rollback()


@pytest.fixture(scope="session")
def viewers(world) -> dict[str, Viewer]:
    """The viewer of each person of the cast, by login id."""
    people = (CAST.staff, CAST.manager, CAST.other_staff, CAST.other_manager, CAST.area, CAST.admin)
    with psycopg.connect(world) as connection:
        return {user_id: viewer_of(connection, user_id) for user_id in people}
