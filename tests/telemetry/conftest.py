"""Both applications and the worker, on a database of each module's own."""

from collections.abc import Iterator

import pytest

from tests.telemetry.watched import Watched, watched


@pytest.fixture(scope="module")
def logs_in(tmp_path_factory):
    return tmp_path_factory.mktemp("logs")


@pytest.fixture(scope="module")
def web(database, logs_in) -> Iterator[Watched]:
    """c3-app, two processes."""
    with watched("c3-app", database, logs_in) as service:
        yield service


@pytest.fixture(scope="module")
def stream(database, logs_in) -> Iterator[Watched]:
    """c3-app-stream."""
    with watched("c3-app-stream", database, logs_in) as service:
        yield service
