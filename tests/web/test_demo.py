"""`python -m web demo`: fills an empty embedded database, and only that."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from shared.dates import business_date, now
from shared.settings import settings
from shared.storage import storage
from web.accounts.models import User
from web.demo.clock import CHANGEOVER
from web.demo.people import LOGINS
from web.knowledge.models import KnowledgeDocument
from web.reports.models import DailyReport, ReportImage
from web.stores.models import StoreDailyPerformance

PASSWORD = "c3-demo-2026"


@pytest.fixture
def embedded(monkeypatch) -> Iterator[None]:
    """As with the embedded database: the environment names none."""
    monkeypatch.setenv("DATABASE_URL", "")
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def empty(db, embedded) -> None:
    """An empty database, for this test."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE areas, stores, users CASCADE")


def demo() -> str:
    out = StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


def test_an_empty_database_gets_a_chain_that_the_four_demo_people_can_enter(empty):
    said = demo()
    assert all(login in said for login in LOGINS)
    for login in LOGINS:
        answer = Client().post("/accounts/login/", {"user_id": login, "password": PASSWORD})
        assert (answer.status_code, answer["Location"]) == (302, "/")
    assert not User.objects.exclude(user_id__in=LOGINS).exclude(password__startswith="!").exists()
    assert list(User.objects.get(user_id="demo-area").areas.values_list("id", flat=True)) == [1]


def test_the_chain_is_whole_ends_today_and_a_second_run_changes_nothing(empty):
    demo()
    today = business_date(now(), CHANGEOVER)
    reports = DailyReport.objects.count()
    assert 2200 < reports < 3400
    assert DailyReport.objects.filter(date=today, store_id=2).exists()
    assert not DailyReport.objects.filter(created_at__gt=now()).exists()
    assert not StoreDailyPerformance.objects.filter(date=today).exists()
    assert KnowledgeDocument.objects.count() == 5
    for image in ReportImage.objects.all():
        assert storage().read(image.name).startswith(b"\xff\xd8")
        assert storage().read(image.thumbnail).startswith(b"\xff\xd8")
    assert ReportImage.objects.count() == 60
    connection.check_constraints()

    assert demo().strip() == "No demo: the database is not empty."
    assert DailyReport.objects.count() == reports


def test_a_database_with_people_in_it_is_left_alone(db, embedded):
    people = User.objects.count()
    assert demo().strip() == "No demo: the database is not empty."
    assert User.objects.count() == people


def test_a_database_of_ones_own_never_gets_the_demo_logins(db):
    assert demo().strip() == "No demo: the database is one of your own."
    assert not User.objects.filter(user_id__in=LOGINS).exists()


def test_with_c3_demo_0_an_empty_database_stays_empty(empty, monkeypatch):
    monkeypatch.setenv("C3_DEMO", "0")
    settings.cache_clear()
    assert demo().strip() == "No demo: C3_DEMO is 0."
    assert not User.objects.exists()
