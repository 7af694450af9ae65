"""A disk that is full loses no word: the photo is refused with a sentence, and nothing is half written.

A file of this process may not grow beyond a size: writes fail halfway, as on a full disk.
"""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import pictures
from tests.s3 import forget_settings
from tests.web.reporting import REGISTER, begin, file_report, photo, typed
from web.reports.models import DailyReport, ReportImage

pytestmark = pytest.mark.django_db

SENTENCE = "写真の保存先がいっぱいで保存できません。写真なしで提出し、本部に知らせてください。"


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch) -> Iterator[None]:
    monkeypatch.setenv("C3_DATA", str(tmp_path))
    forget_settings()
    yield
    monkeypatch.undo()
    forget_settings()


@pytest.fixture
def browser(browser_of, cast):
    return browser_of(cast.staff)


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file grows beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def large_photo() -> SimpleUploadedFile:
    """More than c3-app keeps in memory: it waits on the disk while the form arrives."""
    data = pictures.jpeg((800, 600)) + b"\0" * (3 * 1024 * 1024)
    return SimpleUploadedFile("large.jpg", data, "image/jpeg")


def files(tmp_path) -> list[str]:
    return [path.name for path in (tmp_path / "pictures").rglob("*") if path.is_file()]


@pytest.mark.parametrize("room", [0, 100, 1000])
def test_a_photo_that_does_not_fit_is_said_and_what_was_typed_is_kept(browser, tmp_path, room):
    form = typed(title="停電", content="冷蔵庫が止まった")
    with room_for(room):
        answer = browser.post(REGISTER, form | {"images": [photo(1)]})
    assert answer.status_code == 422
    assert f"IMG_1.jpg: {SENTENCE}" in answer.content.decode()
    assert answer.context["form"]["content"].value() == "冷蔵庫が止まった"
    assert files(tmp_path) == []
    assert not ReportImage.objects.exists()
    assert not DailyReport.objects.exists()


def test_a_photo_of_which_only_the_thumbnail_fits_leaves_nothing_either(browser, tmp_path):
    large = SimpleUploadedFile("l.jpg", pictures.jpeg((1600, 1200)), "image/jpeg")
    with room_for(60_000):
        answer = browser.post(REGISTER, typed(images=[large]))
    assert answer.status_code == 422
    assert files(tmp_path) == []


def test_an_upload_for_which_c3_app_itself_has_no_room_loses_no_word(browser, tmp_path):
    with room_for(1024 * 1024):
        answer = browser.post(REGISTER, typed(title="停電", images=[large_photo(), photo(2)]))
    assert answer.status_code == 422
    assert f"large.jpg: {SENTENCE}" in answer.content.decode()
    assert answer.context["form"]["title"].value() == "停電"
    assert [shown.width for shown in answer.context["pictures"]] == [82]


def test_the_report_is_filed_without_the_photo_and_with_it_when_there_is_room(browser):
    form_id = str(uuid4())
    with room_for(0):
        browser.post(REGISTER, typed(form_id=form_id, images=[photo(1)]))
        report = browser.post(REGISTER, typed(form_id=form_id))
    assert report.status_code == 302
    changed = begin(browser, DailyReport.objects.get().id)
    browser.post(f"/report/edit/{DailyReport.objects.get().id}/", changed | {"images": [large_photo()]})
    assert ReportImage.objects.get().report_id == DailyReport.objects.get().id


def test_a_report_that_has_photos_keeps_them(browser, tmp_path):
    report = file_report(browser, images=[photo(1)])
    with room_for(100):
        answer = browser.post(f"/report/edit/{report}/", begin(browser, report) | {"images": [photo(2)]})
    assert answer.status_code == 422
    assert [shown.width for shown in answer.context["pictures"]] == [81]
    assert len(files(tmp_path)) == 2
