"""People who try everything at the running c3-app find no fault, no trace of our code, and nothing of 梅田's.

`python -m tests.bench.fuzz` does the same ten thousand times.
"""

import pytest

from tests.cast import CAST
from tests.security import canaries, raw
from tests.security.world import attacked

TIMES, SEED = 600, 11


@pytest.fixture(scope="module")
def c3_app(database, tmp_path_factory):
    with attacked(database, tmp_path_factory.mktemp("c3-app")) as started:
        yield started


def test_no_fault_no_trace_and_nothing_of_another_store(c3_app):
    before = canaries.rows(c3_app.database)
    for crawler in c3_app.tried(TIMES, SEED):
        assert crawler.found == []
        assert crawler.statuses[200] > crawler.asked / 10, "most of it must reach a page"
        if crawler.who != CAST.admin:
            assert canaries.changed(before, canaries.rows(c3_app.database)) == [], crawler.who


@pytest.mark.parametrize(
    "path", ["/report/view/104/", "/bbs/detail/299/", "/stores/goal/update/?store=4&year=2026&month=10"]
)
def test_a_leak_would_be_seen(c3_app, path):
    """本部 may read what the others may not: it is found when it is looked for."""
    admin = c3_app.person(CAST.admin, SEED)
    admin.secrets = canaries.SIGNS
    admin.go("GET", path)
    assert [found.what for found in admin.found] == [f"a secret: {canaries.CANARY} (200)"]


@pytest.mark.parametrize("folder", ["/static/", "/help/img/", "/pictures/", "/analysis/", "/"])
def test_no_address_leads_out_of_a_folder(c3_app, folder):
    assert raw.leading_out(c3_app.url, folder) == []
