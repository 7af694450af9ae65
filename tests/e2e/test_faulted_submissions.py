"""Submissions in a real Chromium while everything goes wrong: none is lost, none is doubled.

The long run of a thousand is `python -m tests.bench.faulted`. An outbox that loses or doubles is found out.
"""

import os
from collections.abc import Iterator

import pytest
from django.db import connections

from tests.faulted.ledger import Verdict
from tests.faulted.plan import Fault, Happening, Kind, Moment, Step
from tests.faulted.storm import Storm
from tests.faulted.world import World, running

SEED = int(os.environ.get("C3_FAULT_SEED", "20261128"))
MANY = int(os.environ.get("C3_FAULTS", "48"))
# What the outbox's requests are made to be, whatever its own scripts say. `form_id` is the key of its item.
SABOTAGE = """(() => {
  const sends = window.fetch, isItem = /register|comment|performance/;
  window.fetch = async (address, more) => {
    const body = more?.body;
    if (body instanceof FormData && body.has("sent_by") && isItem.test(address)) await (WHAT)(body);
    return sends(address, more);
  };
})();"""
FORGETS_FIRST = """body => new Promise(done => {
  const asked = indexedDB.open("c3", 1);
  asked.onsuccess = () => {
    const change = asked.result.transaction("kept", "readwrite");
    change.objectStore("kept").delete(["item", body.get("form_id")]);
    change.oncomplete = () => done(asked.result.close());
  };
})"""
NEW_KEY = """body => body.set("form_id", crypto.randomUUID())"""
TURNED = """body => {
  const photos = body.getAll("order").reverse();
  body.delete("order");
  photos.forEach(photo => body.append("order", photo));
}"""


@pytest.fixture(scope="module")
def world(chromium, database, tmp_path_factory) -> Iterator[World]:
    """c3-app on a database of its own."""
    with running(database, tmp_path_factory.mktemp("world")) as world:
        yield world
    connections.close_all()  # Django counts those of Playwright's loop apart: later nobody would find them


def test_each_submission_is_there_once_with_its_photos_or_unsent_with_its_reason(chromium, world):
    storm = Storm(chromium.browser_type, world, SEED, tell=print)
    outcomes = storm.blow(MANY)
    assert storm.bad == [], "\n".join(map(str, storm.bad))
    assert sum(one.entry.is_pressed for one in outcomes) >= MANY
    assert storm.errors == set()


@pytest.mark.parametrize(
    ("what", "number", "fault", "wanted"),
    [
        (FORGETS_FIRST, 902, Fault.CUT, Verdict.LOST),
        (NEW_KEY, 908, Fault.ANSWER_LOST, Verdict.DOUBLED),
        (TURNED, 914, Fault.NOTHING, Verdict.CHANGED),
    ],
    ids=["forgets_before_it_sends", "a_new_key_each_time", "photos_in_another_order"],
)
def test_an_outbox_that_does_wrong_is_found_out(chromium, world, what, number, fault, wanted):
    photos = 2 if wanted is Verdict.CHANGED else 0
    happening = Happening(fault, Moment.TYPING, 0, None, "before" if fault is Fault.CUT else "")
    step = Step(number, Kind.REPORT, photos, is_hasty=False, is_large=False, happenings=(happening,))
    scripts = [SABOTAGE.replace("WHAT", what)]
    storm = Storm(chromium.browser_type, world, SEED, rounds=[[step]], scripts=scripts)
    (outcome,) = storm.blow(1)
    assert outcome.verdict is wanted, str(outcome)
    assert storm.bad == [outcome]
