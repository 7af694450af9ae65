"""The page of imports: what 本部 uploads is kept aside, checked elsewhere, and imported when they say so."""

import errno
import json
import os
import time
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.contrib.auth.hashers import check_password
from django.core.files.uploadedfile import SimpleUploadedFile
from psycopg import errors

from shared.dates import now
from tests.stream.served import until
from tests.web.importing import GOALS, STORES
from web.imports import failures, files, work
from web.imports.files import NotTaken, folder_of, keep, keep_swept
from web.imports.models import Import
from web.imports.outcome import Count, Example, Outcome, Wrong

pytestmark = pytest.mark.django_db

PAGE = "/import/"
GOOD = Outcome([Count("stores.csv", 3, 2, 1, 3, [Example(2, [["name", "古い名", "新しい名"]])])])
BAD = Outcome([], [Wrong("stores.csv", 80_001, "opened_on", "空です。値を書いてください。")], 250)


@pytest.fixture(autouse=True)
def swept() -> Iterator[None]:
    """Nothing is left behind."""
    yield
    for row in Import.objects.all():
        files.remove(row.id)


def csv(name: str, content: str | bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode(), "text/csv")


def zipped(name: str = "files.zip", **contents: str) -> SimpleUploadedFile:
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as archive:
        for entry, content in contents.items():
            archive.writestr(entry, content)
    return SimpleUploadedFile(name, data.getvalue(), "application/zip")


def made(cast, state: str, outcome: Outcome | None = None, **columns: Any) -> UUID:
    """An import in this state, its process alive."""
    row = Import.objects.create(
        id=uuid4(),
        user_id=cast.admin,
        state=state,
        files=[{"name": "stores.csv", "size": 1, "digest": "0"}],
        outcome=None if outcome is None else outcome.as_json(),
    )
    Import.objects.filter(id=row.id).update(**{"heartbeat_at": now() + timedelta(hours=1), **columns})
    return row.id


def test_uploaded_files_are_kept_privately_and_the_page_goes_on_to_their_check(browser_of, cast):
    sent = {"files": [csv("stores.csv", STORES), csv("GOALS.CSV", GOALS)], "password": "harvest-moon-71"}
    response = browser_of(cast.admin).post(PAGE, sent)
    row = Import.objects.get()
    assert response["Location"] == f"/import/{row.id}/"
    assert [file["name"] for file in row.files] == ["stores.csv", "goals.csv"]
    assert (row.state, row.user_id) == ("checking", cast.admin)
    assert check_password("harvest-moon-71", row.password)
    folder = folder_of(row.id)
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / "stores.csv").read_text() == STORES


def test_a_zip_of_files_is_unpacked(browser_of, cast):
    archive = zipped(**{"chain/stores.csv": STORES, "__MACOSX/chain/._stores.csv": "", "goals.csv": GOALS})
    browser_of(cast.admin).post(PAGE, {"files": archive})
    assert {path.name for path in folder_of(Import.objects.get().id).iterdir()} == {"stores.csv", "goals.csv"}


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ([], "CSVファイルを選んでください"),
        ([("売上.csv", b"a")], "「売上.csv」は取り込めません"),
        ([("stores.xlsx", b"PK")], "「stores.xlsx」は取り込めません"),
        ([("stores.csv", b"a"), ("Stores.csv", b"b")], "2つあります"),
        ([("files.zip", b"no zip")], "壊れているか、開けないZIP"),
        ([("files.zip", zipped(**{"../../stores.csv": "x", "a/../b.csv": "y"}).read())], "「b.csv」は"),
    ],
)
def test_what_cannot_be_taken_is_told_and_nothing_is_kept(browser_of, cast, sent, sentence):
    response = browser_of(cast.admin).post(PAGE, {"files": [csv(name, data) for name, data in sent]})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Import.objects.exists()


def test_a_password_that_is_too_easy_is_told(browser_of, cast):
    response = browser_of(cast.admin).post(PAGE, {"files": [csv("stores.csv", STORES)], "password": "1234"})
    assert response.status_code == 422
    assert response.context["form"].errors["password"]
    assert not Import.objects.exists()


def test_a_zip_bomb_is_unpacked_no_further_than_its_limit():
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as archive, archive.open("stores.csv", "w") as entry:
        for _ in range(files.LARGEST_UNPACKED + 1):
            entry.write(bytes(files.MEGABYTE))
    assert len(data.getvalue()) < 3 * files.MEGABYTE
    import_id = uuid4()
    with pytest.raises(NotTaken) as refusal:
        keep(import_id, [SimpleUploadedFile("bomb.zip", data.getvalue())])
    assert refusal.value.reason == files.TOO_LARGE
    assert not folder_of(import_id).exists()


def test_an_upload_that_is_too_large_is_refused_unread_with_the_way_out(browser_of, cast):
    response = browser_of(cast.admin).post(PAGE, {"files": csv("stores.csv", bytes(101 * 1024 * 1024))})
    assert response.status_code == 413
    assert "100MBを超えています" in response.content.decode()
    assert "import_csv" in response.content.decode()


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), errors.DiskFull("full")])
def test_a_full_disk_is_said_here_and_where_the_database_is(error):
    assert failures.told(error) == failures.DISK_FULL


def test_while_it_works_the_page_asks_again_and_without_javascript_there_is_a_link(browser_of, cast):
    number = made(cast, "checking", step="読み込み中", file="reports.csv", done=50, total=200)
    page = browser_of(cast.admin).get(f"/import/{number}/").content.decode()
    assert "reports.csv 読み込み中 25%" in page
    assert 'hx-trigger="every 2s"' in page
    assert f'href="/import/{number}/"' in page
    part = browser_of(cast.admin).get(f"/import/{number}/", headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith("<section")


def test_what_would_change_is_shown_before_it_does(browser_of, cast):
    page = browser_of(cast.admin).get(f"/import/{made(cast, 'checked', GOOD)}/").content.decode()
    assert "まだ何も取り込んでいません" in page
    assert "古い名" in page
    assert "新しい名" in page
    assert "この内容で取り込む" in page
    assert "every 2s" not in page


def test_what_has_changed_since_it_was_shown_is_told_beside_what_would_change_now(browser_of, cast):
    number = made(cast, "checked", GOOD, failure=work.MOVED_ON)
    page = browser_of(cast.admin).get(f"/import/{number}/").content.decode()
    assert "C3の中の記録が変わりました" in page
    assert "この内容で取り込む" in page


def test_what_changes_nothing_cannot_be_confirmed(browser_of, cast):
    same = Outcome([Count("stores.csv", 3, 0, 0, 3)])
    page = browser_of(cast.admin).get(f"/import/{made(cast, 'checked', same)}/").content.decode()
    assert "すべて今の内容と同じです" in page
    assert "この内容で取り込む" not in page


def test_mistakes_are_shown_with_file_line_and_column(browser_of, cast):
    page = browser_of(cast.admin).get(f"/import/{made(cast, 'refused', BAD)}/").content.decode()
    assert "stores.csv 80001行目" in page
    assert "opened_on" in page
    assert "間違い: 250件" in page
    assert "最初の1件" in page
    assert "この内容で取り込む" not in page


def test_a_process_that_has_died_is_said_to_have_imported_nothing(browser_of, cast):
    number = made(cast, "running", heartbeat_at=now() - timedelta(seconds=31))
    page = browser_of(cast.admin).get(f"/import/{number}/").content.decode()
    assert "途中で止まりました。何も取り込まれていません。" in page
    assert "もう一度確認する" in page
    assert "every 2s" not in page


def test_a_failure_is_told_and_may_be_tried_again(browser_of, cast):
    number = made(cast, "failed", failure=failures.BUSY)
    browser = browser_of(cast.admin)
    assert "ほかの取り込みが動いています" in browser.get(f"/import/{number}/").content.decode()
    assert browser.post(f"/import/{number}/again/").status_code == 302
    assert Import.objects.get().state == "checking"


def test_confirmed_twice_it_runs_once(browser_of, cast):
    number = made(cast, "checked", GOOD)
    browser = browser_of(cast.admin)
    assert browser.post(f"/import/{number}/run/").status_code == 302
    assert Import.objects.get().state == "running"
    page = browser.post(f"/import/{number}/run/", follow=True).content.decode()
    assert "ほかの操作が先にありました" in page


def test_files_that_are_not_wanted_are_deleted(browser_of, cast):
    browser = browser_of(cast.admin)
    browser.post(PAGE, {"files": csv("stores.csv", STORES)})
    number = Import.objects.get().id
    Import.objects.update(state="checked")
    assert browser.post(f"/import/{number}/discard/").status_code == 302
    assert not Import.objects.exists()
    assert not folder_of(number).exists()


def test_what_is_being_imported_is_not_deleted(browser_of, cast):
    number = made(cast, "running")
    browser_of(cast.admin).post(f"/import/{number}/discard/")
    assert Import.objects.filter(id=number).exists()


def test_files_of_yesterday_are_swept_although_nobody_comes_again(monkeypatch):
    monkeypatch.setattr(files, "SECONDS_BETWEEN_SWEEPS", 0.05)
    keep_swept()
    old, young = folder_of(uuid4()), folder_of(uuid4())
    for folder in (old, young):
        folder.mkdir(parents=True)
        (folder / "stores.csv").write_text(STORES)
    os.utime(old, (time.time() - 90_000,) * 2)
    until(lambda: not old.exists())
    assert young.exists()


def test_only_the_head_office_is_shown_the_way(browser_of, cast):
    for user_id, is_there in ((cast.admin, True), (cast.manager, False), (cast.area, False)):
        page = browser_of(user_id).get("/accounts/profile/").content.decode()
        assert ('href="/import/"' in page) is is_there


def test_an_outcome_survives_its_json():
    for outcome in (GOOD, BAD):
        again = Outcome.from_json(json.loads(json.dumps(outcome.as_json())))
        assert again.as_json() == outcome.as_json()
