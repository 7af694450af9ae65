"""What nobody has is swept up; what somebody has, drafts, and what is on its way are spared."""

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from uuid import UUID, uuid4

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from shared import clock, orphans
from shared.clock import MOST_APART
from shared.dates import now
from shared.db import many, one
from shared.storage import folder, new_name, places, storage
from shared.storage.owner import KEY
from shared.sweeper import DETACHED, INCOMING, PART, STAGED, UNNAMED, Sweeper, Swept
from tests.cast import CAST
from tests.s3 import House, forget_settings
from tests.web.posting import write_post
from tests.web.reporting import REGISTER, begin, file_report, photo, typed
from web.reports.models import ReportImage

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture(params=["folder", "s3"], autouse=True)
def kept_in(request, tmp_path, monkeypatch) -> Iterator[House | None]:
    """Every test is for both storages, if it says nothing else; the bucket's house, None for a folder."""
    monkeypatch.setenv("C3_DATA", str(tmp_path))
    forget_settings()
    yield request.getfixturevalue("s3") if request.param == "s3" else None
    monkeypatch.undo()
    forget_settings()


IN_A_BUCKET = pytest.mark.parametrize("kept_in", ["s3"], indirect=True)
IN_A_FOLDER = pytest.mark.parametrize("kept_in", ["folder"], indirect=True)


@pytest.fixture
def browser(browser_of, cast):
    return browser_of(cast.staff)


def sweep(later: timedelta = timedelta(0), **how: object) -> Swept:
    """A sweep as if so much time had passed."""
    swept = Sweeper(connection, now() + later, **how).sweep()  # type: ignore[arg-type]
    assert swept.errors == []
    return swept


def stage(browser, form_id: str, *shades: int) -> None:
    """Photos of a form that is not filed."""
    browser.post(REGISTER, typed(form_id=form_id, title="", images=[photo(shade) for shade in shades]))


def files() -> set[str]:
    return {stored.name for place in places() for stored in place.listed()}


def named() -> set[str]:
    return {name for row in ReportImage.objects.all() for name in (row.name, row.thumbnail)}


def test_a_staged_photo_is_swept_after_a_day_with_its_files(browser):
    stage(browser, str(uuid4()), 1)
    assert sweep(STAGED - MINUTE).pictures == 0
    assert len(files()) == 2
    assert sweep(STAGED + MINUTE).pictures == 1
    assert files() == set()
    assert not ReportImage.objects.exists()


def test_the_photos_of_a_filed_report_stay_forever(browser):
    file_report(browser, images=[photo(1)])
    assert sweep(timedelta(days=4000)) == Swept()
    assert files() == named()


def test_the_photos_of_a_draft_stay(browser):
    form_id = str(uuid4())
    stage(browser, form_id, 1)
    browser.post("/report/draft/", typed(form_id=form_id))
    assert sweep(timedelta(days=400)) == Swept()
    assert files() == named()
    assert len(files()) == 2


def test_a_photo_taken_off_a_report_stays_for_a_week_from_then(browser):
    report = file_report(browser, images=[photo(1), photo(2)])
    ReportImage.objects.update(created_at=now() - timedelta(days=90))
    form = begin(browser, report)
    browser.post(f"/report/edit/{report}/", form | {"remove_pictures": [form["order"][0]]})
    assert sweep(DETACHED - MINUTE).pictures == 0
    assert sweep(DETACHED + MINUTE).pictures == 1
    assert files() == named()
    assert len(files()) == 2


def test_the_photos_of_a_deleted_report_stay_for_a_week_from_then(browser):
    report = file_report(browser, images=[photo(1), photo(2)])
    browser.post(f"/report/delete/{report}/")
    assert sweep(DETACHED - MINUTE).pictures == 0
    assert sweep(DETACHED + MINUTE).pictures == 2
    assert files() == set()


def test_the_photos_of_a_post_stay_and_those_of_a_deleted_one_for_a_week(browser):
    post = write_post(browser, images=[photo(1)])
    assert sweep(timedelta(days=4000)) == Swept()
    assert len(files()) == 2
    browser.post(f"/bbs/delete/{post}/")
    assert sweep(DETACHED - MINUTE).pictures == 0
    assert sweep(DETACHED + MINUTE).pictures == 1
    assert files() == set()


def test_the_photos_of_the_draft_of_a_post_stay(browser):
    form_id = str(uuid4())
    stage(browser, form_id, 1)
    browser.post("/bbs/draft/", typed(form_id=form_id))
    assert sweep(timedelta(days=400)) == Swept()
    assert len(files()) == 2


def test_a_file_without_a_row_is_swept_after_a_day_and_never_before(browser):
    file_report(browser, images=[photo(1)])
    name = new_name(now().date())
    storage().save(name, b"nobody's")
    assert sweep(UNNAMED - MINUTE).unnamed == 0
    assert sweep(UNNAMED + MINUTE).unnamed == 1
    assert files() == named()


def test_a_database_without_any_picture_proves_nothing_about_files():
    name = new_name(now().date())
    storage().save(name, b"somebody's")
    assert sweep(timedelta(days=400)) == Swept()
    assert files() == {name}


def test_many_files_of_which_none_has_a_row_are_anothers_and_stay(browser):
    file_report(browser, images=[photo(1)])
    for row in ReportImage.objects.all():
        storage().delete(row.name)
        storage().delete(row.thumbnail)
    for _ in range(60):
        storage().save(new_name(now().date()), b"another installation's")
    swept = Sweeper(connection, now() + timedelta(days=2)).sweep()
    assert "none of 60 files has a row" in swept.errors[0]
    assert len(files()) == 60


def test_a_dry_run_counts_and_deletes_nothing(browser):
    file_report(browser, images=[photo(1)])
    stage(browser, str(uuid4()), 2, 3)
    storage().save(new_name(now().date()), b"nobody's")
    before = files()
    swept = sweep(timedelta(days=2), is_dry=True)
    assert (swept.pictures, swept.unnamed) == (2, 1)
    assert files() == before
    assert ReportImage.objects.count() == 3


def test_a_bounded_sweep_takes_no_more_and_goes_on_where_it_was(browser):
    file_report(browser, images=[photo(1)])
    for _ in range(7):
        storage().save(new_name(now().date()), b"nobody's")
    after, seen = "", 0
    for _ in range(5):
        swept = Sweeper(connection, now() + timedelta(days=2), most=3).sweep(after)
        after, seen = swept.after, seen + swept.unnamed
        if not after:
            break
    assert seen == 7
    assert files() == named()


@IN_A_BUCKET
def test_uploads_that_nobody_claimed_are_swept_after_an_hour(kept_in):
    house = kept_in
    house.client.put_object(Bucket=house.bucket, Key=f"incoming/{uuid4()}", Body=b"original")
    assert sweep(INCOMING - MINUTE).incoming == 0
    assert sweep(INCOMING + MINUTE, is_dry=True).incoming == 1
    assert sweep(INCOMING + MINUTE).incoming == 1
    assert house.keys() == []


@IN_A_BUCKET
def test_a_bucket_is_swept_by_one_database_alone(browser, kept_in):
    """Such as not by the backup of last night that is tried elsewhere with production's settings."""
    file_report(browser, images=[photo(1)])
    assert sweep().errors == []
    kept_in.client.put_object(Bucket=kept_in.bucket, Key=KEY, Body=b"production's")
    stage(browser, str(uuid4()), 2)
    storage().save(new_name(now().date()), b"taken since")
    before = files()
    swept = Sweeper(connection, now() + timedelta(days=2)).sweep()
    assert (swept.pictures, swept.unnamed) == (1, 0)
    assert "is swept by another database (production's" in swept.errors[0]
    assert files() == before
    assert "--in-its-place" in said()
    assert "Not done" not in said("--in-its-place")
    assert sweep(timedelta(days=2)).unnamed == 3  # one of them that the sweep before could not delete
    assert files() == named()


@IN_A_BUCKET
def test_a_bucket_that_is_nobodys_goes_to_who_has_pictures(browser, kept_in):
    sweep()
    sweep(is_dry=True)
    assert kept_in.keys() == []
    file_report(browser, images=[photo(1)])
    sweep(is_dry=True)
    assert not kept_in.keys(KEY)
    sweep()
    assert kept_in.bytes_of(KEY).decode() == one(connection, orphans.database()).number


def test_every_database_has_a_number_of_its_own_and_whoever_asks_is_told_it(database):
    with psycopg.connect(database) as other:
        other.execute("CREATE ROLE c3_asks NOLOGIN")
        other.execute("SET ROLE c3_asks")
        theirs = one(other, orphans.database()).number
        other.rollback()
    assert theirs != one(connection, orphans.database()).number


@IN_A_FOLDER
def test_what_a_killed_writer_left_behind_is_swept_after_an_hour():
    month = folder().root / "2026" / "11"
    month.mkdir(parents=True, exist_ok=True)
    for name, age in ((".old.part", PART + MINUTE), (".new.part", PART - MINUTE)):
        (month / name).write_bytes(b"half")
        moment = time.time() - age.total_seconds()
        os.utime(month / name, (moment, moment))
    assert sweep(is_dry=True).parts == 1
    assert (month / ".old.part").exists()
    assert sweep().parts == 1
    assert not (month / ".old.part").exists()
    (month / ".new.part").unlink()


@IN_A_BUCKET
def test_where_the_bucket_is_away_the_rows_go_and_the_files_later(browser, kept_in):
    file_report(browser, images=[photo(1)])
    stage(browser, str(uuid4()), 2)
    kept_in.door.shut()
    swept = Sweeper(connection, now() + timedelta(days=2)).sweep()
    assert swept.pictures == 1
    assert swept.errors
    assert ReportImage.objects.count() == 1
    kept_in.door.open()
    forget_settings()
    assert sweep(timedelta(days=2)).unnamed == 2
    assert files() == named()


def test_where_the_clocks_differ_nothing_is_swept(browser, monkeypatch):
    """A machine that believes it to be next month would find everything a month old."""
    stage(browser, str(uuid4()), 1)
    ReportImage.objects.update(created_at=now() - timedelta(days=2))
    for wrong in (timedelta(days=30), timedelta(days=-30)):
        monkeypatch.setattr(clock, "now", lambda wrong=wrong: now() + wrong)
        with pytest.raises(CommandError, match=r"(719|720) hours apart"):
            said()
    assert len(files()) == 2
    monkeypatch.setattr(clock, "now", lambda: now() + MOST_APART - MINUTE)
    assert said().startswith("Deleted: 1 pictures without a report")


def test_the_command_says_what_it_did_and_with_dry_run_what_it_would_do(browser):
    stage(browser, str(uuid4()), 1)
    ReportImage.objects.update(created_at=now() - timedelta(days=2))
    assert said("--dry-run").startswith("Would delete: 1 pictures without a report")
    assert ReportImage.objects.count() == 1
    assert said().startswith("Deleted: 1 pictures without a report")
    assert not ReportImage.objects.exists()


def said(*options: str) -> str:
    out = StringIO()
    call_command("sweep_pictures", *options, stdout=out, stderr=out)
    return out.getvalue()


PICTURE, FORM = UUID(int=77), UUID(int=78)
STAGE = """INSERT INTO report_images
        (id, uploaded_by, form_id, name, thumbnail, width, height, digest, created_at)
    VALUES (%s, %s, %s, 'a.jpg', 'b.jpg', 8, 6, 'd', now() - interval '2 days')"""
FILE = """WITH filed AS (INSERT INTO daily_reports (store_id, user_id, date, genre, location, title, content)
        VALUES (2, 'shibuya-staff', current_date, 'claim', 'hall', '題', '内容') RETURNING id)
    UPDATE report_images SET report_id = filed.id FROM filed WHERE report_images.id = %s"""


@IN_A_FOLDER
def test_a_photo_that_is_filed_while_it_would_be_swept_survives(database):
    """The filing has written and not committed yet when the sweeper comes."""
    with psycopg.connect(database, autocommit=True) as sweeping, psycopg.connect(database) as filing:
        sweeping.execute(STAGE, [PICTURE, CAST.staff, FORM])
        filing.execute(FILE, [PICTURE])
        remove = orphans.remove(now() - STAGED, now() - DETACHED, 100)
        assert many(sweeping, remove) == []
        filing.commit()
        assert many(sweeping, remove) == []
        left = sweeping.execute("SELECT report_id IS NOT NULL FROM report_images").fetchall()
    assert left == [(True,)]
