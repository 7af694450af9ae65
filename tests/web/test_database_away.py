"""The database is away: a calm page and a clear state, from the real server. So where it lets read alone."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest
from django.db import connection

from launch.services import commands
from shared.settings import ROOT
from tests.launch.launcher import free_ports
from tests.web.reporting import REGISTER, typed


@pytest.fixture(scope="module")
def port(django_db_setup) -> Iterator[int]:
    """c3-app on a database that nobody serves."""
    number, _ = free_ports()
    command = commands("127.0.0.1", number, workers=1)["c3-app"].split()
    environment = {
        **os.environ,
        "DATABASE_URL": "postgresql://localhost:1/none",
        "ALLOWED_HOSTS": "127.0.0.1",
    }
    with subprocess.Popen([sys.executable, *command[1:]], cwd=ROOT, env=environment) as process:
        for _ in range(100):
            try:
                get(number, "/health/")
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield number
        process.terminate()


def get(port: int, path: str, **headers: str) -> httpx.Response:
    return httpx.get(f"http://127.0.0.1:{port}{path}", headers=headers, timeout=20)


def test_health_says_so_with_503(port):
    response = get(port, "/health/")
    assert response.status_code == 503
    assert response.json() == {"status": "database away"}


def test_a_signed_in_person_gets_a_calm_page_and_when_to_come_back(port):
    response = get(port, "/", Cookie="sessionid=" + "a" * 32)
    page = response.text
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "10"
    assert '<html lang="ja">' in page
    assert "Traceback" not in page


def test_the_login_page_still_opens(port):
    assert get(port, "/accounts/login/").status_code == 200


@pytest.mark.parametrize("accepts", ["text/html", "application/json"])
def test_where_it_lets_read_alone_what_was_sent_is_sent_again_and_is_no_fault(browser_of, cast, accepts):
    """A standby that is not promoted yet, or a service whose disk is full."""
    browser = browser_of(cast.staff)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET TRANSACTION READ ONLY")
    answer = browser.post(REGISTER, typed(), headers={"Accept": accepts})
    assert answer.status_code == 503
    assert ("away" if "json" in accepts else "少しお待ちください") in answer.content.decode()
