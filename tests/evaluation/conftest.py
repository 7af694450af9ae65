"""The evaluation's chain in a database of its own."""

from collections.abc import Iterator

import pytest

from tests.databases import own_database
from tests.evaluation import chain
from tests.evaluation.chain import Key

Written = tuple[str, dict[str, Key]]


@pytest.fixture(scope="package")
def written(django_db_setup) -> Iterator[Written]:
    """The database's URL, and where the texts of `texts.jsonl` are in it."""
    with own_database() as url:
        yield url, chain.write(url)
