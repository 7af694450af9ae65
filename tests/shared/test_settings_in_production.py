"""What strangers could read, forge or reach is refused at the start, by its name and in one line."""

import pytest

from shared.production import is_on_this_machine
from shared.settings import Settings, UnsafeSettings, settings
from tests.shared.test_settings import GOOD


@pytest.fixture
def told(monkeypatch):
    """The settings of a process with this environment and no other."""

    def of(**environment: str) -> Settings:
        for name in Settings.model_fields:
            monkeypatch.delenv(name.upper(), raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return settings.__wrapped__()

    return of


def refusal(told, **environment: str) -> str:
    with pytest.raises(UnsafeSettings) as refused:
        told(**environment)
    return str(refused.value)


@pytest.mark.parametrize(
    ("url", "is_here"),
    [("postgresql://u:p%zz@localhost/c3", True), ("postgresql://u:p%zz@db.c3.jp/c3", False)],
)
def test_a_database_whose_address_libpq_cannot_read_is_still_here_or_elsewhere(url, is_here):
    assert is_on_this_machine(url) is is_here


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SECRET_KEY", "k7" * 25),
        ("ALLOWED_HOSTS", ".jp"),
        ("ALLOWED_HOSTS", "c3.jp,.onrender.com"),
        ("ALLOWED_HOSTS", "https://c3.jp"),
        ("ALLOWED_HOSTS", "c3.jp:443"),
        ("ALLOWED_HOSTS", "c3.jp/"),
        ("ALLOWED_HOSTS", "*.c3.jp"),
        ("WEB_URL", "http://c3.jp"),
        ("WEB_URL", "http://localhost:8000"),
        ("WEB_URL", "c3.jp"),
        ("WEB_URL", "https://c3.jp/app"),
        ("WEB_URL", "https://user:pw@c3.jp"),
        ("STREAM_API_URL", "http://figures.c3.jp"),
        ("STREAM_API_URL", "https://c3.jp; script-src *"),
        ("CSRF_TRUSTED_ORIGINS", "http://c3.jp"),
        ("CSRF_TRUSTED_ORIGINS", "https://c3.jp,http://c3.jp"),
        ("CSRF_TRUSTED_ORIGINS", "https://*.c3.jp"),
        ("CSRF_TRUSTED_ORIGINS", "c3.jp"),
        ("FORWARDED_ALLOW_IPS", "proxy.c3.jp"),
        ("FORWARDED_ALLOW_IPS", "0.0.0.0/0"),
        ("FORWARDED_ALLOW_IPS", "10.0.0.0/8,*"),
        ("HSTS_SECONDS", "-1"),
        ("PROXY_HOPS", "-1"),
    ],
)
def test_an_unsafe_value_is_refused_in_one_line_that_names_it(told, variable, value):
    sentence = refusal(told, **{**GOOD, variable: value})
    assert sentence.startswith(variable)
    assert "\n" not in sentence


def test_a_pooler_beside_c3_app_makes_no_laptop_of_what_strangers_reach(told):
    here = {"DATABASE_URL": "postgresql://c3:pw@127.0.0.1:6432/c3"}
    hosts = {"ALLOWED_HOSTS": "localhost,c3.jp"}
    assert refusal(told, **here, **hosts).startswith("DEBUG is unset")
    assert told(**here, **hosts, DEBUG="1").is_laptop
    assert not told(**{**GOOD, **here, **hosts}).is_laptop
    assert told(**here, ALLOWED_HOSTS="localhost,127.0.0.1").is_laptop
    assert told(**hosts).is_laptop  # `make run`, in the network of the shop


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ALLOWED_HOSTS", "c3.jp,.c3.example.jp,localhost,[::1],192.0.2.7"),
        ("WEB_URL", "https://c3.jp/"),
        ("STREAM_API_URL", "https://figures.c3.jp:8443"),
        ("CSRF_TRUSTED_ORIGINS", "https://c3.jp, https://figures.c3.jp"),
        ("FORWARDED_ALLOW_IPS", "*"),
        ("FORWARDED_ALLOW_IPS", "10.1.2.0/24, fd00::1"),
        ("SECRET_KEY", "OGk1bTlvR2hZcXJ0eHlBQkNERUZHSElKS0xNTk8="),
        ("HSTS_SECONDS", "0"),
    ],
)
def test_a_safe_value_starts(told, variable, value):
    assert not told(**{**GOOD, variable: value}).is_laptop


@pytest.mark.parametrize("variable", ["WEB_URL", "STREAM_API_URL", "CSRF_TRUSTED_ORIGINS"])
def test_a_laptop_may_do_without_encryption(told, variable):
    assert told(**{variable: "http://192.168.1.7:8000"}).is_laptop


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://c3:pw@db.c3.jp/c3",
        "postgresql:///c3?host=db.c3.jp",
        "postgresql://localhost,db.c3.jp/c3",
        "postgresql://localhost/c3?hostaddr=192.0.2.7",
        "host=db.c3.jp dbname=c3",
    ],
)
def test_a_laptops_values_do_not_open_a_database_elsewhere(told, url):
    sentence = refusal(told, DATABASE_URL=url, DEBUG="1")
    assert sentence.startswith("DEBUG is 1, but the database is on another machine")
    assert "pw" not in sentence
    assert refusal(told, DATABASE_URL=url).startswith("SECRET_KEY is missing")


@pytest.mark.parametrize(
    "variable", ["WEB_URL", "STREAM_API_URL", "CSRF_TRUSTED_ORIGINS", "FORWARDED_ALLOW_IPS"]
)
def test_no_refusal_quotes_what_was_set(told, variable):
    assert "hush-hush" not in refusal(told, **{**GOOD, variable: "https://user:hush-hush@c3.jp"})
