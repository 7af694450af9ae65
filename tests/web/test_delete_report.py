"""Deleting a 日報: who may, what goes, what stays."""

import pytest

from shared.dates import now
from shared.storage import storage
from tests.web.reporting import YESTERDAY, file_report, filed_earlier, photo
from web.board.models import BbsPost
from web.reports.models import DailyReport, ReportImage, ReportVersion

pytestmark = pytest.mark.django_db


def test_it_is_asked_before_and_gone_after(browser_of, cast):
    browser = browser_of(cast.staff)
    report = file_report(browser)
    asked = browser.get(f"/report/delete/{report}/")
    assert "この日報を削除しますか" in asked.content.decode()
    assert DailyReport.objects.exists()
    answer = browser.post(f"/report/delete/{report}/", follow=True)
    assert "日報を削除しました" in answer.content.decode()
    assert not DailyReport.objects.exists()
    assert browser.get(f"/report/view/{report}/").status_code == 404
    assert browser.post(f"/report/delete/{report}/").status_code == 404


def test_its_text_its_deleter_and_its_pictures_stay(browser_of, cast):
    report = file_report(browser_of(cast.staff), images=[photo()])
    browser_of(cast.manager).post(f"/report/delete/{report}/")
    version = ReportVersion.objects.get()
    assert (version.report_id, version.title, version.written_by_id, version.deleted_by_id) == (
        report,
        "料理の提供が遅い",
        cast.staff,
        cast.manager,
    )
    assert version.deleted_at
    kept = ReportImage.objects.get()
    assert kept.report_id is None
    assert storage().read(kept.name)


def test_its_post_stays_on_the_board_and_stands_alone(browser_of, cast):
    browser = browser_of(cast.staff)
    report = file_report(browser, post_to_bbs="on", images=[photo()])
    post = BbsPost.objects.get().id
    browser.post(f"/report/delete/{report}/")
    assert BbsPost.objects.get().report_id is None
    page = browser_of(cast.other_staff).get(f"/bbs/detail/{post}/")
    assert "料理の提供が遅い" in page.content.decode()


def test_a_deletion_by_psql_is_kept_without_a_name(browser_of, cast):
    from django.db import connection  # noqa: PLC0415

    file_report(browser_of(cast.staff))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM daily_reports")
    assert ReportVersion.objects.get().deleted_by_id is None


@pytest.mark.parametrize(
    ("person", "day_is_over", "status"),
    [
        ("staff", False, 302),
        ("staff", True, 422),
        ("manager", True, 302),
        ("admin", True, 302),
        ("area", False, 422),
        ("other_staff", False, 404),
        ("other_manager", False, 404),
    ],
)
def test_each_person_is_answered_by_their_right(browser_of, cast, person, day_is_over, status):
    report = file_report(browser_of(cast.staff))
    if day_is_over:
        filed_earlier(report, now() - YESTERDAY)
    answer = browser_of(getattr(cast, person)).post(f"/report/delete/{report}/")
    assert answer.status_code == status
    assert DailyReport.objects.exists() == (status != 302)


@pytest.mark.parametrize("report_id", ["0", "99999999", "9" * 30])
def test_a_report_that_never_was_is_a_404(browser_of, cast, report_id):
    assert browser_of(cast.admin).post(f"/report/delete/{report_id}/").status_code == 404
