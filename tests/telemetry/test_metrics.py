"""/metrics of both applications, for who has the token: what Prometheus's own parser reads there."""

import os
import re
from pathlib import Path
from tempfile import gettempdir

import httpx
import psutil
import pytest
from prometheus_client.parser import text_string_to_metric_families

from shared.telemetry.metrics import refusal
from tests.cast import CAST
from tests.stream.served import away, run, sign_in, until
from tests.telemetry.watched import TOKEN, send, watched


@pytest.fixture(params=["web", "stream"])
def service(request):
    return request.getfixturevalue(request.param)


def folders_of(processes: set[int]) -> set[str]:
    """Where these keep their metrics: tests beside this one have others."""
    names = {path.name for path in Path(gettempdir()).glob("c3-metrics-*")}
    return {name for name in names if int(name.split("-")[2]) in processes}


@pytest.mark.parametrize(
    "given", [None, "", "Bearer", f"bearer {TOKEN}", f"Bearer {TOKEN}x", TOKEN, "Bearer ひ"]
)
def test_who_has_not_the_token_is_told_nothing(service, given):
    headers = [] if given is None else [(b"Authorization", given.encode())]
    answer = httpx.get(f"{service.url}/metrics", headers=headers, timeout=30)
    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("name", ["c3-app", "c3-app-stream"])
def test_without_a_token_in_the_settings_there_are_no_metrics(name, database, tmp_path):
    with watched(name, database, tmp_path, METRICS_TOKEN="") as service:
        for given in ("Bearer", "Bearer None", f"Bearer {TOKEN}"):
            assert service.get("/metrics", Authorization=given).status_code == 404
        loaded = [psutil.Process(service.process.pid), *psutil.Process(service.process.pid).children()]
        assert folders_of({one.pid for one in loaded}) == set()
        files = {Path(part.path).name for one in loaded for part in one.memory_maps()}
        assert not any(name.endswith(".db") for name in files)


def test_requests_are_counted_by_route_method_and_status(service, database):
    path, route = {"c3-app": ("/report/list/", "/report/list/"), "c3-app-stream": ("/analysis/sales/",) * 2}[
        service.name
    ]
    manager = sign_in(database, CAST.manager).session_key
    labels = f'{{method="GET",route="{route}",status="200"}}'
    before = service.metrics().get(f"c3_http_requests_total{labels}", 0)
    for _ in range(12):
        assert service.get(path, manager).status_code == 200
    after = service.metrics()
    assert after[f"c3_http_requests_total{labels}"] == before + 12
    assert after[f'c3_http_request_seconds_count{{method="GET",route="{route}"}}'] == before + 12
    assert after[f'c3_http_request_statements_total{{route="{route}"}}'] >= 12
    assert after[f'c3_http_request_statement_seconds_total{{route="{route}"}}'] > 0
    assert after["c3_statement_seconds_count"] >= 12


def test_an_address_that_is_made_up_makes_no_new_label(service):
    before = len(service.metrics())
    for number in range(30):
        service.get(f"/made-up-{number}/")
        service.get(f"/report/view/{number}/")
        service.get(f"/analysis/made-up-{number}/")
        service.get(f"/ai/stream/00000000-0000-0000-0000-0000000000{number:02}/")
    assert len(service.metrics()) < before + 120


def test_prometheus_reads_it(service):
    text = service.get("/metrics", Authorization=f"Bearer {TOKEN}")
    assert text.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    names = {family.name for family in text_string_to_metric_families(text.text)}
    assert names >= {
        "c3_http_requests", "c3_http_request_seconds", "c3_http_request_statements", "c3_statement_seconds",
        "c3_queue_depth", "c3_queue_oldest_seconds", "c3_database_up", "c3_process_resident_bytes",
    }  # fmt: skip


def test_what_waits_is_told_by_queue(service, database):
    for statement in (
        "DELETE FROM embedding_queue",
        """INSERT INTO embedding_queue (kind, source_id, due_at)
           SELECT 'report', n, now() - interval '90 seconds' FROM generate_series(1, 7) n""",
        "DELETE FROM picture_outbox",
        "INSERT INTO picture_outbox (name, data) VALUES ('2026/10/a.jpg', ''), ('2026/10/b.jpg', '')",
    ):
        run(database, statement)
    found = service.metrics()
    assert found['c3_queue_depth{queue="embedding"}'] == 7
    assert 90 <= found['c3_queue_oldest_seconds{queue="embedding"}'] < 150
    assert found['c3_queue_depth{queue="pictures"}'] == 2
    assert found['c3_queue_depth{queue="push"}'] == 0
    assert found['c3_queue_depth{queue="turns"}'] == 0
    assert found["c3_database_up"] == 1


def test_they_are_told_while_the_database_is_away(service, database):
    with away(database):
        found = service.metrics()
    assert found["c3_database_up"] == 0
    assert not any("queue_depth{" in name for name in found)
    until(lambda: service.get("/health/").status_code == 200)


def test_the_memory_of_each_process_is_told(web, stream):
    for service, processes in ((web, 2), (stream, 1)):
        for _ in range(40):
            service.get("/health/")
        found = {name: value for name, value in service.metrics().items() if "resident_bytes{" in name}
        pids = {int(re.findall(r'pid="(\d+)"', name)[0]) for name in found}
        ours = psutil.Process(service.process.pid)
        assert pids <= {ours.pid, *(child.pid for child in ours.children())}
        assert len(pids) == processes
        assert all(20e6 < value < 2e9 for value in found.values())


def test_turns_tokens_and_unbacked_figures_are_counted_where_turns_run(web, stream):
    with web.signed_in(CAST.manager) as client:
        began = send(client, "/ai/chat/", "/ai/api/chat/stream/", message="昨日の売上は？").json()
    before = stream.metrics()
    done = 'c3_chat_turns_total{state="done"}'
    assert 'c3_chat_tokens_total{direction="input"}' in before
    assert "c3_chat_unbacked_total" in before
    assert 'c3_chat_faults_total{fault="slow"}' in before
    assert began["turn_id"]
    until(lambda: stream.metrics()[done] == 1)


def test_all_processes_of_c3_app_are_added_up_and_one_that_dies_loses_nothing(database, tmp_path):
    with watched("c3-app", database, tmp_path) as service:
        (folder,) = Path(gettempdir()).glob(f"c3-metrics-{service.process.pid}-*")
        assert folder.stat().st_mode & 0o777 == 0o700
        for _ in range(60):
            service.get("/theme/")
        key = 'c3_http_requests_total{method="GET",route="/theme/",status="405"}'
        assert service.metrics()[key] == 60
        psutil.Process(service.process.pid).children()[0].kill()
        until(lambda: len(psutil.Process(service.process.pid).children()) == 2)
        for _ in range(10):
            until(lambda: service.get("/health/").status_code == 200)
        assert service.metrics()[key] == 60
        service.process.terminate()
        service.process.wait(20)
        assert not folder.exists()


def test_a_start_cleans_up_after_masters_that_were_killed(database, tmp_path):
    ended = psutil.Popen(["/bin/true"])
    ended.wait()
    left = Path(gettempdir()) / f"c3-metrics-{ended.pid}-left"
    ours = Path(gettempdir()) / f"c3-metrics-{os.getpid()}-kept"
    for folder in (left, ours):
        folder.mkdir()
        (folder / "counter_1.db").write_bytes(b"")
    with watched("c3-app", database, tmp_path):
        assert not left.exists()
        assert ours.exists()
    (ours / "counter_1.db").unlink()
    ours.rmdir()


def test_tokens_are_compared_as_bytes():
    assert refusal(f"Bearer {TOKEN}") == 404  # none is set in the tests' own settings
