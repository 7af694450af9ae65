"""The photos of a 日報 where pictures are kept in a bucket: shown by signed addresses, never lost."""

import time
from uuid import uuid4

import httpx
import pytest

from tests.web.reporting import REGISTER, begin, file_report, photo, typed
from web.reports.models import DailyReport, PictureOutbox, ReportImage

pytestmark = pytest.mark.django_db

CALM = "写真はお預かりしました。保存先につながりしだい、自動で保存します。"


@pytest.fixture
def browser(browser_of, cast, s3):
    return browser_of(cast.staff)


def names() -> list[str]:
    return sorted(name for row in ReportImage.objects.all() for name in (row.name, row.thumbnail))


def test_the_files_of_a_photo_are_in_the_bucket_and_nowhere_else(browser, s3):
    file_report(browser, images=[photo(1), photo(2)])
    assert s3.keys() == names()
    assert len(s3.keys()) == 4
    assert not PictureOutbox.objects.exists()


def test_its_address_checks_the_person_and_leads_to_the_bucket(browser, browser_of, cast, s3):
    report = file_report(browser, images=[photo(1)])
    shown = browser.get(f"/report/view/{report}/").context["pictures"][0]
    answer = browser.get(shown.url)
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{s3.endpoint}/{s3.bucket}/{shown.name}?")
    found = httpx.get(answer["Location"])
    assert found.content == s3.bytes_of(shown.name)
    assert found.headers["Content-Type"] == "image/jpeg"
    for stranger in (cast.other_staff, cast.manager):
        assert browser_of(stranger).get(shown.url).status_code == 404


def test_a_browser_keeps_the_way_for_less_time_than_it_holds(browser):
    report = file_report(browser, images=[photo(1)])
    answer = browser.get(browser.get(f"/report/view/{report}/").context["pictures"][0].url)
    told = dict(part.strip().partition("=")[::2] for part in answer["Cache-Control"].split(","))
    assert "private" in told
    assert int(told["max-age"]) * 2 <= int(httpx.URL(answer["Location"]).params["X-Amz-Expires"])


def test_the_way_to_a_picture_costs_two_statements_and_asks_the_bucket_nothing(
    browser, s3, django_assert_num_queries
):
    report = file_report(browser, images=[photo(1)])
    shown = browser.get(f"/report/view/{report}/").context["pictures"][0]
    s3.door.stick()
    with django_assert_num_queries(2):
        assert browser.get(shown.url).status_code == 302


def test_a_picture_that_is_still_on_this_machine_is_shown_from_here(browser, s3, monkeypatch):
    from shared.storage import folder  # noqa: PLC0415

    report = file_report(browser, images=[photo(1)])
    shown = browser.get(f"/report/view/{report}/").context["pictures"][0]
    folder().save(shown.name, s3.bytes_of(shown.name))
    assert browser.get(shown.url).content == s3.bytes_of(shown.name)
    folder().delete(shown.name)


def test_a_photo_that_is_taken_off_before_it_is_filed_leaves_the_bucket(browser, s3):
    form_id = str(uuid4())
    browser.post(REGISTER, typed(form_id=form_id, title="", images=[photo(1)]))
    assert len(s3.keys()) == 2
    browser.post(REGISTER, typed(form_id=form_id, remove_pictures=[str(ReportImage.objects.get().id)]))
    assert s3.keys() == []


def test_with_the_bucket_away_the_report_is_filed_the_photo_kept_and_the_person_told(browser, s3):
    s3.door.shut()
    answer = browser.post(REGISTER, typed(images=[photo(1)]), follow=True)
    assert CALM in answer.content.decode()
    assert ReportImage.objects.get().report_id == DailyReport.objects.get().id
    assert sorted(PictureOutbox.objects.values_list("name", flat=True)) == names()
    shown = answer.context["pictures"][0]
    assert browser.get(shown.url)["Content-Type"] == "image/jpeg"
    assert browser.get(shown.url).content == bytes(PictureOutbox.objects.get(name=shown.name).data)


def test_with_a_bucket_that_refuses_the_same(browser, s3):
    s3.client.delete_bucket(Bucket=s3.bucket)
    assert CALM in browser.post(REGISTER, typed(images=[photo(1)]), follow=True).content.decode()
    assert sorted(PictureOutbox.objects.values_list("name", flat=True)) == names()


def test_twelve_photos_do_not_wait_twelve_times_for_a_bucket_that_never_answers(browser, s3):
    s3.door.stick()
    began = time.monotonic()
    answer = browser.post(REGISTER, typed(images=[photo(shade) for shade in range(12)]))
    assert answer.status_code == 302
    assert time.monotonic() - began < 8
    assert PictureOutbox.objects.count() == 24


def test_a_refused_form_tells_that_its_photo_waits_and_keeps_it(browser, s3):
    s3.door.shut()
    answer = browser.post(REGISTER, typed(title="", images=[photo(1)]))
    assert answer.status_code == 422
    assert CALM in answer.content.decode()
    assert len(answer.context["pictures"]) == 1


def test_a_waiting_photo_that_is_taken_off_waits_no_more(browser, s3):
    s3.door.shut()
    form_id = str(uuid4())
    browser.post(REGISTER, typed(form_id=form_id, title="", images=[photo(1)]))
    browser.post(REGISTER, typed(form_id=form_id, remove_pictures=[str(ReportImage.objects.get().id)]))
    assert not PictureOutbox.objects.exists()
    assert not ReportImage.objects.exists()


def test_photos_are_added_to_a_report_while_the_bucket_is_away(browser, s3):
    report = file_report(browser, images=[photo(1)])
    s3.door.shut()
    answer = browser.post(
        f"/report/edit/{report}/", begin(browser, report) | {"images": [photo(2)]}, follow=True
    )
    assert CALM in answer.content.decode()
    assert [shown.width for shown in answer.context["pictures"]] == [81, 82]


def test_when_too_many_wait_the_photo_is_refused_and_what_was_typed_is_kept(browser, s3):
    s3.door.shut()
    PictureOutbox.objects.bulk_create(PictureOutbox(name=str(number), data=b"") for number in range(5000))
    answer = browser.post(REGISTER, typed(images=[photo(1)]))
    assert answer.status_code == 422
    assert "写真の保存先がいっぱいで保存できません" in answer.content.decode()
    assert answer.context["form"]["title"].value() == "料理の提供が遅い"
    assert PictureOutbox.objects.count() == 5000


def test_the_form_sends_photos_straight_to_the_bucket_only_where_there_is_one(browser):
    assert 'data-ticket="/report/photo/ticket/"' in browser.get(REGISTER).content.decode()


def test_without_a_bucket_it_does_not(browser_of, cast):
    assert "data-ticket" not in browser_of(cast.staff).get(REGISTER).content.decode()
