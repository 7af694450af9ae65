"""Submissions in a real Chromium while everything goes wrong: none is lost, none is doubled.

The long run of a thousand is `python -m tests.bench.faulted`.
"""

import os
from collections.abc import Iterator

import pytest
from django.db import connections

from tests.faulted.storm import Storm
from tests.faulted.world import World, running

SEED = int(os.environ.get("C3_FAULT_SEED", "20261128"))
MANY = int(os.environ.get("C3_FAULTS", "48"))


@pytest.fixture(scope="module")
def world(chromium, database, tmp_path_factory) -> Iterator[World]:
    """c3-app on a database of its own."""
    with running(database, tmp_path_factory.mktemp("world")) as world:
        yield world
    connections.close_all()  # Django counts those of Playwright's loop apart: later nobody would find them


def test_each_submission_is_there_once_with_its_photos_or_unsent_with_its_reason(chromium, world):
    storm = Storm(chromium, world, SEED, tell=print)
    outcomes = storm.blow(MANY)
    assert storm.bad == [], "\n".join(map(str, storm.bad))
    assert sum(one.entry.is_pressed for one in outcomes) >= MANY
