"""A file that is not a whole backup of ours, or does not fit, is refused before anything is touched."""

import io
import os
import tarfile

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.safety.archives import differences, everything, run
from web.safety.archive import BadArchive
from web.safety.restore import verify

pytestmark = pytest.mark.django_db


def members_of(path):
    with tarfile.open(path) as tar:
        return [(one, tar.extractfile(one).read()) for one in tar.getmembers()]  # type: ignore[union-attr]


def written(path, members):
    with tarfile.open(path, "w") as tar:
        for about, data in members:
            about.size = len(data) if about.isreg() else 0
            tar.addfile(about, io.BytesIO(data) if about.isreg() else None)
    return path


def test_a_whole_one_is_believed(kept):
    assert verify(kept.archive).complete.pictures.files == len(kept.files)


@given(st.floats(0, 1, exclude_max=True))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_torn_one_is_refused(kept, tmp_path, where):
    last = members_of(kept.archive)[-1][0]
    torn = tmp_path / "torn.tar"
    torn.write_bytes(kept.archive.read_bytes()[: int(where * (last.offset_data + last.size))])
    with pytest.raises(BadArchive):
        verify(torn)


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_changed_byte_is_found(kept, tmp_path, data):
    members = members_of(kept.archive)
    about, content = members[data.draw(st.integers(0, len(members) - 1))]
    place = data.draw(st.integers(0, len(content) - 1))
    whole = kept.archive.read_bytes()
    changed = bytearray(whole)
    changed[about.offset_data + place] ^= data.draw(st.integers(1, 255))
    bad = tmp_path / "bad.tar"
    bad.write_bytes(changed)
    with pytest.raises(BadArchive):
        verify(bad)


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/cron.d/c3",
        "/etc/passwd",
        "pictures/../../x.jpg",
        "pictures/2026/10/..%2f.jpg",
        "tables/../users/000000.gz",
        "tables/users/../../000000.gz",
        "pictures\\2026\\10\\x.jpg",
        "notes.txt",
    ],
)
def test_a_member_with_another_name_is_refused(kept, tmp_path, name):
    members = members_of(kept.archive)
    members.insert(1, (tarfile.TarInfo(name), b"x"))
    with pytest.raises(BadArchive):
        verify(written(tmp_path / "a.tar", members))


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE]
)
def test_a_member_that_is_no_plain_file_is_refused(kept, tmp_path, kind):
    members = members_of(kept.archive)
    link = tarfile.TarInfo("pictures/2026/10/00000000-0000-0000-0000-0000000000ff.jpg")
    link.type, link.linkname = kind, "/etc/passwd"
    members.insert(-1, (link, b""))
    with pytest.raises(BadArchive):
        verify(written(tmp_path / "a.tar", members))


@pytest.mark.parametrize("change", ["twice", "swapped", "left out", "behind the end", "foreign table"])
def test_members_that_are_elsewhere_are_refused(kept, tmp_path, change):
    members = members_of(kept.archive)
    pictures = [n for n, (about, _data) in enumerate(members) if about.name.startswith("pictures/")]
    match change:
        case "twice":
            members.insert(pictures[0], members[pictures[0]])
        case "swapped":
            members[pictures[0]], members[pictures[1]] = members[pictures[1]], members[pictures[0]]
        case "left out":
            del members[pictures[1]]
        case "behind the end":
            members.append(members[pictures[0]])
        case "foreign table":
            members.insert(1, (tarfile.TarInfo("tables/pg_authid/000000.gz"), members[1][1]))
    with pytest.raises(BadArchive):
        verify(written(tmp_path / "a.tar", members))


@pytest.mark.parametrize("data", [b"", b"PGDMP", os.urandom(4000), b"\0" * 20_000])
def test_what_is_no_archive_is_refused(tmp_path, data):
    (tmp_path / "a.tar").write_bytes(data)
    with pytest.raises(BadArchive):
        verify(tmp_path / "a.tar")


def test_a_refused_file_touches_nothing(kept, migrated, tmp_path):
    torn = tmp_path / "torn.tar"
    torn.write_bytes(kept.archive.read_bytes()[:-20_000])
    before = everything(migrated)
    ran = run(migrated, tmp_path / "data", "restore", str(torn), "--wipe", "everything-here")
    assert ran.code == 1
    assert ran.err.startswith("CommandError: The file is")
    assert differences(everything(migrated), before) == {}
    assert not (tmp_path / "data" / "pictures").exists()


def test_a_database_in_use_is_refused_unless_the_word_is_said(kept, full, tmp_path):
    with psycopg.connect(full) as connection:
        connection.execute("DELETE FROM sessions")
    before = everything(full)
    assert "is not empty" in run(full, tmp_path, "restore", str(kept.archive)).err
    assert "--wipe everything-here" in run(full, tmp_path, "restore", str(kept.archive), "--wipe", "yes").err
    assert differences(everything(full), before) == {}
    assert not (tmp_path / "pictures").exists()


def test_a_backup_of_a_newer_c3_is_refused(kept, migrated, tmp_path):
    with psycopg.connect(migrated) as connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('reports', '0999_later', now())"
        )
    newer = tmp_path / "newer.tar"
    assert run(migrated, tmp_path, "backup", str(newer)).code == 0
    with psycopg.connect(migrated) as connection:
        connection.execute("DELETE FROM django_migrations WHERE name = '0999_later'")
    assert "made by a newer C3 (reports.0999_later" in run(migrated, tmp_path, "restore", str(newer)).err


def test_a_database_newer_than_the_backup_is_refused_where_it_is_in_use(full, migrated, tmp_path):
    run(migrated, tmp_path, "migrate", "notify", "zero", "-v0")
    assert run(migrated, tmp_path, "backup", str(tmp_path / "old.tar")).code == 0
    before = everything(full)
    ran = run(full, tmp_path, "restore", str(tmp_path / "old.tar"), "--wipe", "everything-here")
    assert "The database is newer than the backup (notify.0001" in ran.err
    assert differences(everything(full), before) == {}


def test_a_database_of_a_newer_c3_is_refused(kept, migrated, tmp_path):
    with psycopg.connect(migrated) as connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('reports', '0999_later', now())"
        )
    ran = run(migrated, tmp_path, "restore", str(kept.archive))
    assert "The database is newer than the backup (reports.0999_later)" in ran.err


def test_a_failure_in_the_middle_leaves_the_rows_as_they_were(kept, full, tmp_path):
    """Somebody has added a rule that the backup's rows do not keep: the keys are made again in vain."""
    with psycopg.connect(full) as connection:
        connection.execute("ALTER TABLE daily_reports ADD CHECK (title <> '日報101') NOT VALID")
    before = everything(full)
    ran = run(full, tmp_path, "restore", str(kept.archive), "--wipe", "everything-here")
    assert ran.code == 1
    assert "Nothing was restored" in ran.err
    assert differences(everything(full), before) == {}
