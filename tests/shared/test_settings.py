"""Production refuses a laptop's values with one clear line; a laptop needs none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from shared.settings import ROOT
from tests.pushing import VAPID

GOOD = {
    "DEBUG": "0",
    "SECRET_KEY": "k7hQ2vX9pL4mZ8wR1tY6uB3nC5dF0gJsA7eKiOqWxMzVbNhTrP",
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
    url = settings_with("s.own_database_url", **{**GOOD, "DATABASE_URL": ""}, **parts).stdout.strip()
    assert url == "postgresql://postgres.ref:p%40ss%2Fword@db.supabase.c3.jp:5432/postgres?sslmode=require"


def test_a_laptops_key_is_random_private_and_the_same_for_every_process(tmp_path: Path):
    keys = {settings_with("s.signing_key", C3_DATA=str(tmp_path)).stdout for _ in range(2)}
    assert len(keys) == 1
    assert len(keys.pop()) > 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


BUCKET = {
    "SUPABASE_PROJECT_ID": "abcdefghijklmnop",
    "SUPABASE_STORAGE_ACCESS_KEY": "access",
    "SUPABASE_STORAGE_SECRET_KEY": "hush-hush",
    "SUPABASE_STORAGE_BUCKET": "pictures",
}


def test_supabases_project_names_the_address_of_its_storage():
    printed = settings_with("s.s3_endpoint", **GOOD, **BUCKET).stdout.strip()
    assert printed == "https://abcdefghijklmnop.storage.supabase.co/storage/v1/s3"


def test_another_services_address_comes_before_it():
    told = {**BUCKET, "S3_ENDPOINT_URL": "http://minio:9000"}
    assert settings_with("s.s3_endpoint", **GOOD, **told).stdout.strip() == "http://minio:9000"


def test_without_a_bucket_there_is_no_address():
    assert settings_with("repr(s.s3_endpoint)", **GOOD).stdout.strip() == "''"


@pytest.mark.parametrize("missing", BUCKET)
@pytest.mark.parametrize("debug", ["0", "1"])
def test_half_a_bucket_stops_the_start_with_one_line_that_names_the_rest(missing, debug):
    told = {name: value for name, value in BUCKET.items() if name != missing}
    refused = settings_with("s", **{**GOOD, **told, "DEBUG": debug})
    assert refused.returncode == 1
    assert refused.stderr.startswith("The S3 storage is half configured: set " + missing)
    assert refused.stderr.count("\n") == 1
    assert "hush-hush" not in refused.stderr


@pytest.mark.parametrize(
    "wrong",
    [
        {"S3_ENDPOINT_URL": "minio:9000"},
        {"S3_ENDPOINT_URL": "http://c3_storage:9000"},
        {"S3_ENDPOINT_URL": "https://s3.example.jp/; script-src *"},
        {"SUPABASE_PROJECT_ID": "https://abc.supabase.co"},
    ],
)
def test_an_address_that_is_none_stops_the_start(wrong):
    refused = settings_with("s", **{**GOOD, **BUCKET, **wrong})
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"{next(iter(wrong))} is no")
    assert refused.stderr.count("\n") == 1


def test_pictures_cannot_go_to_a_bucket_that_is_not_there():
    refused = settings_with("s", **GOOD, PICTURES_IN="s3")
    assert refused.returncode == 1
    assert refused.stderr.startswith("PICTURES_IN is s3, but there is none")


def test_the_secret_key_is_not_printed_with_the_settings():
    printed = settings_with("s", **GOOD, **BUCKET)
    assert printed.returncode == 0
    assert "hush-hush" not in printed.stdout


def test_browsers_may_show_and_send_pictures_where_the_bucket_is_and_nowhere_else():
    directives = "__import__('web.settings').settings.CONTENT_SECURITY_POLICY['DIRECTIVES']"
    shown = f"{directives}['img-src'], {directives}['connect-src']"
    told = {**GOOD, "S3_ENDPOINT_URL": "https://s3.example.jp:9000/path", **dict(list(BUCKET.items())[1:])}
    with_bucket, without = settings_with(shown, **told), settings_with(shown, **GOOD)
    origin = "'https://s3.example.jp:9000'"
    assert with_bucket.stdout.count(origin) == 2
    assert "example.jp:9000/path" not in with_bucket.stdout
    assert "https" not in without.stdout
    assert without.stdout.count("'self'") == 2


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("OPENAI_API_KEY", "your-key-here"),
        ("OPENAI_BASE_URL", "models.c3.jp"),
        ("OPENAI_BASE_URL", "file:///x"),
    ],
)
def test_a_model_that_nobody_can_ask_stops_the_start_with_one_line(variable, value):
    refused = settings_with("s", **{**GOOD, variable: value})
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"{variable} is ")
    assert refused.stderr.count("\n") == 1
    assert value not in refused.stderr


def test_the_model_is_the_hosted_one_when_there_is_a_key_for_it():
    models = "__import__('shared.embedding.models').embedding.models.current_model()"
    assert settings_with(models).stdout.strip().startswith("universal-sentence-encoder")
    named = settings_with(models, OPENAI_API_KEY="sk-none").stdout.strip()
    assert named == "text-embedding-3-small"
    assert "sk-none" not in settings_with("s", **{**GOOD, "OPENAI_API_KEY": "sk-none"}).stdout


PUSH = {"DEBUG": "1", "SECRET_KEY": "k7" * 25, **VAPID}


def test_push_is_off_without_keys_and_on_with_all_three():
    assert settings_with("s.push_is_on", DEBUG="1").stdout.strip() == "False"
    assert settings_with("s.push_is_on", **PUSH).stdout.strip() == "True"


@pytest.mark.parametrize("variable", VAPID)
@pytest.mark.parametrize("value", ["", "short", "mailto:your-address@example.jp"])
def test_half_a_push_key_or_a_wrong_one_is_refused_by_its_name(variable, value):
    answer = settings_with("s.push_is_on", **PUSH | {variable: value})
    assert answer.returncode != 0
    assert variable in answer.stderr
    assert VAPID["VAPID_PRIVATE_KEY"] not in answer.stderr


def test_a_private_key_is_not_shown_where_settings_are():
    assert VAPID["VAPID_PRIVATE_KEY"] not in settings_with("repr(s)", **PUSH).stdout
