"""Faults are told to the service that `SENTRY_DSN` names: their class and place, nothing that was typed."""

import json
import logging
import subprocess
import sys
from typing import Any

import pytest

from shared.settings import ROOT, Settings, UnsafeSettings
from shared.telemetry.faults import Faults, scrubbed
from tests.cast import CAST
from tests.stream.served import environment, run, until
from tests.telemetry.sentry import Sentry, sentry
from tests.telemetry.watched import send, watched

MARK = "zqひみつ"
REFUSED = {
    "genre": "claim",
    "location": "hall",
    "title": MARK,
    "content": f"{MARK}refused",
    "date": "2026-11-01",
}
LOADED = "import sys; print({'sentry_sdk', 'prometheus_client'} & sys.modules.keys())"
STARTED = {
    "c3-app": "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'web.settings'; import web.wsgi;",
    "c3-app-stream": "import stream.main;",
    "c3-worker": "import stream.worker; from shared.telemetry import faults; faults.start('c3-worker');",
}


@pytest.fixture
def service_of_faults():
    with sentry() as server:
        yield server


def test_a_fault_of_a_page_is_told_without_a_word_of_its_form(own, tmp_path, service_of_faults: Sentry):
    run(own, f"ALTER TABLE daily_reports ADD CONSTRAINT no_marks CHECK (position('{MARK}' in content) = 0)")
    settings = {"SENTRY_DSN": service_of_faults.dsn}
    with watched("c3-app", own, tmp_path, **settings) as web, web.signed_in(CAST.manager) as client:
        answer = send(client, "/report/register/", **REFUSED)
        assert answer.status_code == 500
        until(lambda: service_of_faults.events)
    (event,) = service_of_faults.events
    assert event["tags"]["service"] == "c3-app"
    assert event["tags"]["request"] == answer.headers["X-Request-ID"]
    assert "23514 no_marks" in event["tags"]["error"]
    kinds = [one["type"] for one in event["exception"]["values"]]
    assert "IntegrityError" in kinds
    assert "CheckViolation" in kinds
    places = [
        frame["filename"] for one in event["exception"]["values"] for frame in one["stacktrace"]["frames"]
    ]
    assert any(place.startswith("web/reports/") for place in places)
    whole = "".join(service_of_faults.taken)
    for word in (
        MARK,
        json.dumps(MARK)[1:-1],
        "zq",
        CAST.manager,
        "sessionid",
        "csrf",
        "127.0.0.1",
        "Cookie",
    ):
        assert word not in whole, word


def test_a_fault_of_the_worker_is_told_when_it_ends_by_it(own, tmp_path, service_of_faults: Sentry):
    run(own, "ALTER TABLE embedding_queue RENAME TO elsewhere")
    settings = {"SENTRY_DSN": service_of_faults.dsn}
    code = (
        "from shared.telemetry import faults, logs; logs.start('c3-worker'); faults.start('c3-worker');"
        f"raise ValueError('{MARK}')"
    )
    subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment(own, **settings),
        check=False,
        capture_output=True,
    )
    (event,) = service_of_faults.events
    assert event["level"] == "critical" or event["level"] == "fatal"
    assert "zq" not in "".join(service_of_faults.taken)


def test_nothing_is_sent_for_what_people_do_wrong(own, tmp_path, service_of_faults: Sentry):
    with watched("c3-app", own, tmp_path, SENTRY_DSN=service_of_faults.dsn) as web:
        for path in ("/nothing/", "/report/view/9/", "/report/list/"):
            web.get(path)
        web.get("/", Host="zq.example")
        assert web.get("/health/").status_code == 200
    assert service_of_faults.taken == []


def test_a_fault_without_an_exception_is_its_sentence():
    record = logging.LogRecord("c3.worker", logging.ERROR, "worker.py", 1, "%d texts left", (3,), None)
    event = Faults("c3-worker").event(record)
    assert event["logentry"] == {"formatted": "3 texts left"}
    assert "exception" not in event


def test_of_what_the_library_adds_only_what_names_no_person_leaves():
    added = {"level": "error", "request": {"data": MARK}, "user": {"id": MARK}, "extra": {"x": MARK}}
    assert scrubbed(added, {}) == {"level": "error"}


def test_a_library_that_fails_is_no_fault_of_the_page(monkeypatch):
    handler = Faults("c3-app")
    failed: list[logging.LogRecord] = []
    monkeypatch.setattr(handler, "event", lambda record: 1 / 0)
    monkeypatch.setattr(handler, "handleError", failed.append)
    record = logging.LogRecord("c3.app", logging.ERROR, "app.py", 1, "broken", None, None)
    handler.emit(record)
    assert failed == [record]


@pytest.mark.parametrize("service", STARTED)
def test_unset_nothing_is_loaded(service, own):
    ended = subprocess.run(
        [sys.executable, "-c", STARTED[service] + LOADED],
        cwd=ROOT,
        env=environment(own),
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.splitlines()[-1] == "set()"


@pytest.mark.parametrize(
    ("name", "value"),
    [("log_format", "debug"), ("metrics_token", "short"), ("sentry_dsn", "https://sentry.example.jp")],
)
def test_what_tells_too_much_stops_the_start(name, value):
    production: dict[str, Any] = {
        "debug": False,
        "secret_key": "kX9-mP2_tR7w" * 4,
        "database_url": "postgresql://db.example.jp/c3",
        "allowed_hosts": "c3.example.jp",
    }
    with pytest.raises(UnsafeSettings, match=name.upper()):
        Settings(**production, **{name: value})
