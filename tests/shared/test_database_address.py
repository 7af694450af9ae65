"""A database on the internet is reached over TLS alone, unless its address says otherwise."""

import pytest

from shared.database_address import over_tls


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://c3:pw@db.c3ref.supabase.co:5432/postgres",
        "postgresql://c3.ref:p%40@aws-0-ap-northeast-1.pooler.supabase.com:6543/postgres",
        "postgresql://c3:pw@8.8.8.8/c3",
        "postgresql://c3:pw@[2001:4860:4860::8888]:5432/c3",
        "postgresql://c3:pw@near,far.c3.jp:5433/c3",
    ],
)
def test_over_the_internet_nothing_is_said_in_the_clear(url, monkeypatch):
    monkeypatch.delenv("PGSSLMODE", raising=False)
    assert over_tls(url) == f"{url}?sslmode=require"
    assert over_tls(f"{url}?connect_timeout=5") == f"{url}?connect_timeout=5&sslmode=require"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "postgresql://postgres@/c3?host=%2Ftmp%2Fc3&port=5432",
        "postgresql://c3:pw@localhost/c3",
        "postgresql://c3:pw@postgres:5432/c3",
        "postgresql://c3:pw@10.0.0.7/c3",
        "postgresql://c3:pw@[::1]/c3",
        "postgresql://c3:pw@pg.default.svc.cluster.local/c3",
        "postgresql://c3:pw@db.c3.jp/c3?sslmode=verify-full&sslrootcert=/etc/c3/root.crt",
        "postgresql://c3:pw@db.c3.jp/c3?sslmode=disable",
    ],
)
def test_a_near_database_and_one_that_says_how_are_left_as_they_are(url, monkeypatch):
    monkeypatch.delenv("PGSSLMODE", raising=False)
    assert over_tls(url) == url


def test_what_the_machine_says_for_all_connections_counts(monkeypatch):
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    assert over_tls("postgresql://c3:pw@db.c3.jp/c3") == "postgresql://c3:pw@db.c3.jp/c3"
