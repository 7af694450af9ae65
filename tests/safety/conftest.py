"""A database with something in every table, and a backup of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.databases import own_database
from tests.house.world import make_world
from tests.safety.archives import Ran, names_of, run, stored, with_names


@dataclass(frozen=True)
class Kept:
    """A chain, its data folder, and what the command that backed it up said."""

    url: str
    data: Path
    files: dict[str, bytes]
    archive: Path
    ran: Ran


@pytest.fixture
def full(django_db_setup) -> Iterator[str]:
    """The URL of a database of one's own with the rows of `tests.house.world`."""
    with own_database() as url:
        with psycopg.connect(url) as connection:
            make_world(connection)
            with_names(connection)
        yield url


@pytest.fixture(scope="module")
def kept(django_db_setup, tmp_path_factory) -> Iterator[Kept]:
    """A chain in a folder of this machine, and its backup; a test reads both."""
    data = tmp_path_factory.mktemp("data")
    with own_database() as url:
        with psycopg.connect(url) as connection:
            make_world(connection)
            with_names(connection)
            names = names_of(connection)
        files = stored(data / "pictures", names)
        archive = data / "here.tar"
        yield Kept(url, data, files, archive, run(url, data, "backup", str(archive)))
