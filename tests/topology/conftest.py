"""The house, once for a file of tests."""

from collections.abc import Iterator

import pytest

from tests.topology.house import House, house


@pytest.fixture(scope="module")
def topology(django_db_setup, s3_server: int, tmp_path_factory) -> Iterator[House]:
    """Two of everything, at work."""
    with house(tmp_path_factory.mktemp("topology"), s3_server) as built:
        yield built
