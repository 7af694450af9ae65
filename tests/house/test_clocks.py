"""C3 keeps Japan's time, whatever time zone machine and database keep, and whoever sets their clocks."""

import ast
import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Final

import psycopg

from shared.settings import ROOT, settings
from tests.postgres import ELSEWHERE

PARTS = ("shared", "dashboard", "stream", "web", "launch")
# What asks the machine's clock for the moment, and needs that of everybody.
OF_EVERYBODY = {
    "shared/dates.py": "the one place that does",
    "stream/push/service.py": "a VAPID token is good until a moment (RFC 8292)",
    "web/imports/files.py": "files are as old as the file system says",
    "web/accounts/admin.py": "which logins have ended",
}
ASKS = re.compile(r"\b(time\.time|datetime\.now|datetime\.utcnow|date\.today|timezone\.now)$")


SHOWN: Final = (
    "import json, time; from shared.dates import now; print(json.dumps([time.tzname, now().isoformat()]))"
)


def test_the_tests_run_where_it_is_another_day():
    with psycopg.connect(settings().database_url) as database:
        assert database.execute("SHOW timezone").fetchone() == (ELSEWHERE,)
    shown = subprocess.run([sys.executable, "-c", SHOWN], cwd=ROOT, check=True, capture_output=True)
    zone, moment = json.loads(shown.stdout)
    assert zone == ["EST", "EDT"]
    assert datetime.fromisoformat(moment).utcoffset() == timedelta(hours=9)
    assert abs(datetime.fromisoformat(moment) - datetime.now(UTC)) < timedelta(minutes=1)


def test_how_long_something_takes_is_never_told_by_a_clock_that_can_be_set():
    """A pause, a limit and a lease within a process count by `time.monotonic`."""
    found = set()
    for part in PARTS:
        for file in (ROOT / part).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ASKS.search(ast.unparse(node.func)):
                    found.add(str(file.relative_to(ROOT)))
    assert found == OF_EVERYBODY.keys()
