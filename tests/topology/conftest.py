"""The house, once for a file of tests."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.topology.databases import with_cast
from tests.topology.house import House, house


@pytest.fixture(scope="module")
def topology(django_db_setup, s3_server: int) -> Iterator[House]:
    """Two of everything, at work. Not in pytest's folder: to that, pytest lets nobody else but its user, each
    time that another pytest begins, and Postgres is one."""
    folder = Path(mkdtemp(prefix="c3-topology-"))
    try:
        with house(folder, s3_server, with_cast) as built:
            yield built
    finally:
        shutil.rmtree(folder, ignore_errors=True)
