"""The folder that keeps pictures: whole files, under our own names, or a clear error."""

import random
import resource
import stat
import time
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from threading import Thread

import pytest

from shared.settings import settings
from shared.storage import Folder, NotFound, StorageError, new_name, storage

DAY = date(2026, 11, 23)
WHOLE = b"\xff\xd8" + b"picture " * 500_000 + b"\xff\xd9"
FOREIGN_NAMES = [
    "",
    ".",
    "..",
    "/etc/passwd",
    "../secret_key",
    "2026/11/../../../secret_key",
    "2026/11/../../secret_key.jpg",
    "2026/11/.hidden.jpg",
    "2026/11/photo.jpg",
    "2026/11/00000000-0000-0000-0000-000000000000.jpg/../../../x",
    "2026/11/00000000-0000-0000-0000-000000000000.jpg\n",
    "2026/11/00000000-0000-0000-0000-000000000000.jpg\0.png",
    "2026/11/00000000-0000-0000-0000-000000000000.html",
    "2026\\11\\00000000-0000-0000-0000-000000000000.jpg",
    "２０２６/11/00000000-0000-0000-0000-000000000000.jpg",
    "//2026/11/00000000-0000-0000-0000-000000000000.jpg",
]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "pictures")


def files(folder: Folder) -> list[Path]:
    return [path for path in folder.root.rglob("*") if path.is_file()]


def test_what_is_saved_is_read_until_it_is_deleted(folder: Folder):
    name = new_name(DAY)
    folder.save(name, WHOLE)
    assert folder.read(name) == WHOLE
    folder.delete(name)
    with pytest.raises(NotFound):
        folder.read(name)
    assert files(folder) == []


def test_a_name_says_the_month_and_is_never_made_twice():
    names = {new_name(DAY) for _ in range(1000)}
    assert len(names) == 1000
    assert all(name.startswith("2026/11/") and name.endswith(".jpg") for name in names)


def test_deleting_what_is_gone_is_fine(folder: Folder):
    folder.delete(new_name(DAY))


def test_a_picture_that_never_was_is_not_found(folder: Folder):
    with pytest.raises(NotFound):
        folder.read(new_name(DAY))


def test_a_picture_is_never_overwritten(folder: Folder):
    name = new_name(DAY)
    folder.save(name, WHOLE)
    with pytest.raises(StorageError):
        folder.save(name, b"another")
    assert folder.read(name) == WHOLE
    assert len(files(folder)) == 1


def test_only_its_owner_may_read_the_folder(folder: Folder):
    folder.save(new_name(DAY), WHOLE)
    (file,) = files(folder)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("name", FOREIGN_NAMES)
def test_a_name_that_is_not_ours_reaches_nothing(folder: Folder, name: str):
    kept = folder.root.parent / "secret_key"
    kept.write_bytes(b"secret")
    for act in (folder.read, folder.delete, lambda name: folder.save(name, b"written")):
        with pytest.raises(NotFound):
            act(name)
    assert kept.read_bytes() == b"secret"
    assert list(folder.root.parent.iterdir()) == [kept]


def test_a_full_disk_is_an_error_and_leaves_nothing_behind(folder: Folder):
    """A file of this process may not grow beyond 64 KiB: the write fails halfway, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, hard))
    try:
        with pytest.raises(StorageError, match="File too large"):
            folder.save(new_name(DAY), WHOLE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert files(folder) == []


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path):
    (tmp_path / "pictures").write_text("a file where the folder should be")
    with pytest.raises(StorageError, match="2026/11/"):
        Folder(tmp_path / "pictures").save(new_name(DAY), WHOLE)


def test_a_writer_killed_at_any_moment_leaves_no_half_picture(folder: Folder):
    dice = random.Random(23)  # noqa: S311 - moments, not secrets
    for _ in range(20):
        writer = get_context("fork").Process(target=_write_on_and_on, args=(folder,))
        writer.start()
        time.sleep(dice.uniform(0.01, 0.08))
        writer.kill()
        writer.join()
    assert {path.read_bytes() for path in folder.root.rglob("[!.]*.jpg")} == {WHOLE}
    assert list(folder.root.rglob(".*.part")), "no writer was killed in the middle: the test shows nothing"


def test_a_reader_meets_whole_pictures_only(folder: Folder):
    names = [new_name(DAY) for _ in range(20)]
    writer = Thread(target=_write_all, args=(folder, names))
    writer.start()
    met: set[bytes] = set()
    while writer.is_alive():
        met |= {path.read_bytes() for path in folder.root.rglob("[!.]*.jpg")}
    writer.join()
    assert met <= {WHOLE}
    assert {folder.read(name) for name in names} == {WHOLE}


def test_the_storage_of_this_installation_is_the_folder_of_the_settings():
    name = new_name(DAY)
    storage().save(name, WHOLE)
    assert (settings().data_dir / "pictures" / name).read_bytes() == WHOLE
    storage().delete(name)


def _write_on_and_on(folder: Folder) -> None:
    while True:
        folder.save(new_name(DAY), WHOLE)


def _write_all(folder: Folder, names: list[str]) -> None:
    for name in names:
        folder.save(name, WHOLE)
