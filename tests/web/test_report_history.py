"""What a 日報 said before: kept whoever changes it, opened by the 店長 of its store and 本部."""

import pytest
from django.db import connection

from tests.web.reporting import begin, file_report, photo
from web.reports.models import DailyReport, ReportVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(browser_of, cast) -> int:
    """A report that its writer, then the 店長, have changed."""
    staff, manager = browser_of(cast.staff), browser_of(cast.manager)
    report = file_report(staff)
    for browser, changes in (
        (staff, {"title": "二つ目の題"}),
        (manager, {"content": "三つ目", "genre": "other"}),
    ):
        browser.post(f"/report/edit/{report}/", begin(browser, report) | changes)
    return report


def test_the_manager_reads_every_text_with_its_writer(browser_of, cast, report):
    page = browser_of(cast.manager).get(f"/report/view/{report}/history/")
    steps = page.context["steps"]
    assert [(step.version.title, step.version.content, step.version.writer) for step in steps] == [
        ("二つ目の題", "三つ目", "鈴木 健"),
        ("二つ目の題", "お客様から「30分待った」とご指摘。", "佐藤 美咲"),
        ("料理の提供が遅い", "お客様から「30分待った」とご指摘。", "佐藤 美咲"),
    ]
    assert [step.changed for step in steps] == [["genre", "content"], ["title"], []]
    written = [step.version.written_at for step in steps]
    assert written == sorted(written, reverse=True)


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("staff", 404),
        ("manager", 200),
        ("area", 404),
        ("admin", 200),
        ("other_staff", 404),
        ("other_manager", 404),
    ],
)
def test_only_the_manager_of_the_store_and_the_head_office_open_it(browser_of, cast, report, person, status):
    browser = browser_of(getattr(cast, person))
    assert browser.get(f"/report/view/{report}/history/").status_code == status
    detail = browser.get(f"/report/view/{report}/").content.decode()
    assert ("/history/" in detail) == (status == 200)


def test_it_is_read_after_the_deletion_too(browser_of, cast, report):
    manager = browser_of(cast.manager)
    manager.post(f"/report/delete/{report}/")
    page = manager.get(f"/report/view/{report}/history/")
    assert len(page.context["steps"]) == 3
    assert "鈴木 健さんが削除しました" in page.content.decode()
    assert browser_of(cast.other_manager).get(f"/report/view/{report}/history/").status_code == 404


def test_a_change_by_psql_is_kept_as_well(browser_of, cast, report):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE daily_reports SET title = 'psqlで' WHERE id = %s", [report])
        cursor.execute("UPDATE daily_reports SET title = 'psqlで' WHERE id = %s", [report])
    assert DailyReport.objects.get().version == 4
    assert ReportVersion.objects.count() == 3


def test_a_change_of_the_photos_alone_is_a_version(browser_of, cast, report):
    manager = browser_of(cast.manager)
    manager.post(f"/report/edit/{report}/", begin(manager, report) | {"images": [photo()]})
    page = manager.get(f"/report/view/{report}/history/")
    assert page.context["steps"][0].changed == []
    assert "写真" in page.content.decode()


@pytest.mark.parametrize("report_id", ["0", "99999999", "9" * 30])
def test_a_report_that_never_was_has_no_history(browser_of, cast, report_id):
    assert browser_of(cast.admin).get(f"/report/view/{report_id}/history/").status_code == 404
