"""A database with something in every table, and a backup of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.databases import own_database
from tests.house.world import make_world
from tests.safety.aged import fill_up
from tests.safety.archives import Ran, a_database, names_of, run, stored, with_names


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
            fill_up(connection)
            with_names(connection)
        yield url


@pytest.fixture(scope="module")
def kept(django_db_setup, tmp_path_factory) -> Iterator[Kept]:
    """A chain in a folder of this machine, and its backup; a test reads both."""
    data = tmp_path_factory.mktemp("data")
    with own_database() as url:
        with psycopg.connect(url) as connection:
            make_world(connection)
            fill_up(connection)
            with_names(connection)
            names = names_of(connection)
        files = stored(data / "pictures", names)
        archive = data / "here.tar"
        yield Kept(url, data, files, archive, run(url, data, "backup", str(archive)))


@pytest.fixture(scope="session")
def template(django_db_setup, tmp_path_factory) -> Iterator[str]:
    """The name of a database in which `migrate` was, and nobody else."""
    with a_database() as url:
        assert run(url, tmp_path_factory.mktemp("none"), "migrate", "-v0").code == 0
        yield str(psycopg.conninfo.conninfo_to_dict(url)["dbname"])


@pytest.fixture
def migrated(template) -> Iterator[str]:
    """The URL of such a database of one's own."""
    with a_database(template) as url:
        yield url
