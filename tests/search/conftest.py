"""A chain to write texts into."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.search.some import Chain


@pytest.fixture
def chain(database) -> Iterator[Chain]:
    """Where a test writes its texts; rolled back at the end."""
    with psycopg.connect(database) as connection:
        yield Chain(connection)
        connection.rollback()
