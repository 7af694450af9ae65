"""Production refuses a laptop's values with one clear line; a laptop needs none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from shared.settings import ROOT

GOOD = {
    "DEBUG": "0",
    "SECRET_KEY": "k7" * 25,
    "DATABASE_URL": "postgresql://c3:pw@db.c3.jp/c3",
    "ALLOWED_HOSTS": "c3.jp",
}


def settings_with(expression: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a new process prints of its settings."""
    command = f"from shared.settings import settings; s = settings(); print({expression})"
    return subprocess.run(
        [sys.executable, "-c", command],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_good_production_settings_start():
    assert settings_with("s.is_laptop, s.hosts", **GOOD).stdout.strip() == "False ['c3.jp']"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "too-short"),
        ("SECRET_KEY", "change-me-change-me-change-me-change-me-change-me"),
        ("SECRET_KEY", "django-insecure-0123456789012345678901234567890123456789"),
        ("DATABASE_URL", ""),
        ("DATABASE_URL", "postgresql://c3:<password>@db.c3.jp/c3"),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "your-host.example"),
    ],
)
def test_an_unsafe_value_stops_the_start_with_one_line_that_names_it(variable, value):
    refused = settings_with("s", **{**GOOD, variable: value})
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"{variable} is missing")
    assert refused.stderr.count("\n") == 1
    assert not value or value == "*" or value not in refused.stderr


def test_a_malformed_value_is_one_line_too():
    refused = settings_with("s", WEB_PORT="eighty")
    assert refused.returncode == 1
    assert refused.stderr.startswith("WEB_PORT: ")
    assert refused.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("url", "is_laptop"),
    [
        ("", True),
        ("postgresql://localhost/c3", True),
        ("postgresql://u@127.0.0.1:5433/c3", True),
        ("postgresql://postgres:@/c3?host=/tmp/socket", True),
    ],
)
def test_without_debug_it_is_a_laptop_only_while_the_database_is_on_this_machine(url, is_laptop):
    assert settings_with("s.is_laptop", DATABASE_URL=url).stdout.strip() == str(is_laptop)


def test_a_database_elsewhere_needs_production_settings():
    refused = settings_with("s", DATABASE_URL=GOOD["DATABASE_URL"])
    assert refused.stderr.startswith("SECRET_KEY is missing")


def test_supabases_parts_make_a_url_with_tls():
    parts = {
        "SUPABASE_DB_NAME": "postgres",
        "SUPABASE_DB_USER": "postgres.ref",
        "SUPABASE_DB_PASSWORD": "p@ss/word",
        "SUPABASE_DB_HOST": "db.supabase.c3.jp",
    }
    url = settings_with("s.own_database_url", DEBUG="1", **parts).stdout.strip()
    assert url == "postgresql://postgres.ref:p%40ss%2Fword@db.supabase.c3.jp:5432/postgres?sslmode=require"


def test_a_laptops_key_is_random_private_and_the_same_for_every_process(tmp_path: Path):
    keys = {settings_with("s.signing_key", C3_DATA=str(tmp_path)).stdout for _ in range(2)}
    assert len(keys) == 1
    assert len(keys.pop()) > 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
