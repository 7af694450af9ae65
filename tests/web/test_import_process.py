"""The process behind the page of imports: it checks, imports, tells, and is given up when it is silent."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from shared import imports
from shared.access import Viewer
from shared.db import first, one
from shared.imports import Import, ImportFile
from shared.settings import ROOT
from tests.cast import CAST
from tests.house.world import viewer_of
from tests.web.importing import WHOLE, everything
from web.imports.files import folder_of
from web.imports.work import MOVED_ON


@pytest.fixture
def connection(own) -> Iterator["psycopg.Connection[Any]"]:
    """A connection to it."""
    with psycopg.connect(own, autocommit=True) as connection:
        yield connection


@pytest.fixture
def admin(connection) -> Viewer:
    """本部."""
    return viewer_of(connection, CAST.admin)


@pytest.fixture
def begun(connection, admin) -> Iterator[UUID]:
    """An import of the whole, its files in their folder."""
    import_id = uuid4()
    _begin(connection, admin, import_id, WHOLE)
    yield import_id
    shutil.rmtree(folder_of(import_id), ignore_errors=True)


def test_checked_confirmed_and_imported(own, connection, admin, begun):
    before = everything(own)
    assert _work(own, begun) == 0
    checked = _found(connection, admin, begun)
    assert (checked.state, checked.is_stopped, checked.is_kept) == ("checked", False, True)
    assert '"new": 2' in (checked.outcome or "")
    assert everything(own) == before
    assert first(connection, imports.confirm(admin, begun))
    assert _work(own, begun) == 0
    assert _found(connection, admin, begun).state == "done"
    assert len(everything(own)["daily_reports"]) == 2
    assert not folder_of(begun).exists()


def test_the_changes_name_who_imported_them(own, connection, admin, begun):
    _through(own, connection, admin, begun)
    again = uuid4()
    _begin(connection, admin, again, WHOLE | {"reports": WHOLE["reports"].replace("味を", "味付けを")})
    _through(own, connection, admin, again)
    row = connection.execute("SELECT title, updated_by FROM daily_reports WHERE id = 5002").fetchone()
    assert row == ("味付けをほめられた", CAST.admin)


def test_mistakes_are_kept_for_the_page_and_cannot_be_confirmed(own, connection, admin):
    import_id = uuid4()
    _begin(connection, admin, import_id, WHOLE | {"goals": WHOLE["goals"].replace("80", "800")})
    assert _work(own, import_id) == 0
    assert _found(connection, admin, import_id).state == "refused"
    assert first(connection, imports.confirm(admin, import_id)) is None


def test_a_workbook_that_is_called_csv_is_named(own, connection, admin):
    import_id = uuid4()
    _begin(connection, admin, import_id, {"stores": "PK\x03\x04 a workbook"})
    assert _work(own, import_id) == 0
    found = _found(connection, admin, import_id)
    assert (found.state, found.failure) == ("refused", "")
    assert "CSVではありません" in json.loads(found.outcome or "")["wrongs"][0]["reason"]


def test_files_that_are_not_those_that_were_checked_are_not_imported(own, connection, admin, begun):
    before = everything(own)
    _work(own, begun)
    first(connection, imports.confirm(admin, begun))
    path = folder_of(begun) / "stores.csv"
    path.write_text(path.read_text().replace("上野店", "下野店"))
    _work(own, begun)
    found = _found(connection, admin, begun)
    assert found.state == "failed"
    assert "変わっています" in found.failure
    assert everything(own) == before


def test_what_is_no_longer_as_it_was_shown_is_shown_again_and_not_imported(own, connection, admin, begun):
    _work(own, begun)
    first(connection, imports.confirm(admin, begun))
    connection.execute(
        "INSERT INTO stores (store_id, name, kind, changeover_hour) VALUES (13, '上野の店', 'store', 5)"
    )
    before = everything(own)
    _work(own, begun)
    found = _found(connection, admin, begun)
    assert (found.state, found.failure) == ("checked", MOVED_ON)
    stores = json.loads(found.outcome or "")["counts"][0]
    assert (stores["new"], stores["changed"], stores["total"]) == (1, 2, 5)
    assert everything(own) == before
    first(connection, imports.confirm(admin, begun))
    assert _found(connection, admin, begun).failure == ""
    _work(own, begun)
    assert _found(connection, admin, begun).state == "done"


def test_so_is_another_value_in_a_row_that_changes_anyway(own, connection, admin, begun):
    _work(own, begun)
    first(connection, imports.confirm(admin, begun))
    connection.execute("UPDATE stores SET address = 'C3で直した' WHERE store_id = 1")
    _work(own, begun)
    found = _found(connection, admin, begun)
    assert (found.state, found.failure) == ("checked", MOVED_ON)


def test_files_that_are_gone_are_said_to_be(own, connection, admin, begun):
    shutil.rmtree(folder_of(begun))
    _work(own, begun)
    assert "ファイルを読めません" in _found(connection, admin, begun).failure


def test_a_killed_process_is_told_after_its_patience_and_can_be_tried_again(own, connection, admin, begun):
    before = everything(own)
    process = _started(own, begun)
    time.sleep(0.5)
    process.kill()
    process.wait()
    _silent(connection, begun)
    found = _found(connection, admin, begun)
    assert (found.state, found.is_stopped) == ("checking", True)
    assert everything(own) == before
    assert first(connection, imports.check_again(admin, begun))
    assert _work(own, begun) == 0
    assert _found(connection, admin, begun).state == "checked"


def test_a_process_that_slept_too_long_does_not_import_any_more(own, connection, admin, begun):
    _work(own, begun)
    before = everything(own)
    first(connection, imports.confirm(admin, begun))
    with psycopg.connect(own) as holding:
        holding.execute("LOCK TABLE monthly_goals IN ACCESS EXCLUSIVE MODE")
        process = _started(own, begun)
        _until_waiting(connection)
        process.send_signal(signal.SIGSTOP)
        _silent(connection, begun)
        assert _found(connection, admin, begun).is_stopped
        process.send_signal(signal.SIGCONT)
        holding.rollback()
    assert process.wait(30) != 0
    assert everything(own) == before
    assert _found(connection, admin, begun).is_stopped


def test_a_second_import_meanwhile_fails_with_a_sentence_and_may_be_tried_again(
    own, connection, admin, begun
):
    connection.execute("SELECT pg_advisory_lock(hashtext('c3.import'))")
    _work(own, begun)
    found = _found(connection, admin, begun)
    assert (found.state, found.is_kept) == ("failed", True)
    assert "ほかの取り込み" in found.failure


def test_a_process_without_work_ends(own):
    assert _work(own, uuid4()) == 1


def test_an_import_of_yesterday_cannot_be_confirmed_and_is_forgotten_by_the_next(
    own, connection, admin, begun
):
    _work(own, begun)
    connection.execute("UPDATE imports SET created_at = now() - interval '25 hours'")
    assert first(connection, imports.confirm(admin, begun)) is None
    assert not _found(connection, admin, begun).is_kept
    later = uuid4()
    _begin(connection, admin, later, WHOLE)
    assert first(connection, imports.find(admin, begun)) is None
    shutil.rmtree(folder_of(later))


def _begin(connection: Any, viewer: Viewer, import_id: UUID, contents: dict[str, str]) -> None:
    folder = folder_of(import_id)
    folder.mkdir(parents=True)
    kept = []
    for name, text in contents.items():
        (folder / f"{name}.csv").write_text(text)
        digest = sha256(text.encode()).hexdigest()
        kept.append(ImportFile(name=f"{name}.csv", size=len(text.encode()), digest=digest))
    one(connection, imports.begin(viewer, import_id, kept, ""))


def _through(url: str, connection: Any, viewer: Viewer, import_id: UUID) -> None:
    _work(url, import_id)
    one(connection, imports.confirm(viewer, import_id))
    _work(url, import_id)
    assert _found(connection, viewer, import_id).state == "done"


def _found(connection: Any, viewer: Viewer, import_id: UUID) -> Import:
    return one(connection, imports.find(viewer, import_id))


def _started(url: str, import_id: UUID) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "web", "run_import", str(import_id)],
        cwd=Path(ROOT),
        env={**os.environ, "DATABASE_URL": url},
    )


def _work(url: str, import_id: UUID) -> int:
    return _started(url, import_id).wait(120)


def _silent(connection: Any, import_id: UUID) -> None:
    """Half a minute passes without a heartbeat."""
    connection.execute("UPDATE imports SET heartbeat_at = now() - interval '31 s' WHERE id = %s", [import_id])


def _until_waiting(connection: Any) -> None:
    deadline = time.monotonic() + 60
    waiting = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    while connection.execute(waiting).fetchone() == (0,):
        assert time.monotonic() < deadline
        time.sleep(0.05)
