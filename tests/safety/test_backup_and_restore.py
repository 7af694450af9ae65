"""A backup is the whole chain in one file: what comes back is what there was, in every table and picture."""

import stat
from uuid import uuid4

import psycopg
import pytest

from shared import orphans
from shared.db import one
from shared.storage.owner import KEY
from tests.databases import own_database
from tests.house.world import make_world
from tests.pushing import VAPID
from tests.safety.archives import (
    a_database,
    differences,
    everything,
    in_folder,
    names_of,
    of_archive,
    rows_of,
    run,
    stored,
    with_names,
)

WORD = "everything-here"
# Nothing in the world writes these: Django makes the tables, and C3 has no use for them.
EMPTY = {"auth_group", "auth_group_permissions", "axes_accessattemptexpiration"}


def test_the_world_has_rows_in_every_table(kept):
    found = everything(kept.url)
    assert {name for name, rows in found.items() if not rows} <= EMPTY


def test_the_file_is_its_owners_alone_and_says_what_is_in_it(kept):
    assert kept.ran.code == 0, kept.ran.err
    assert stat.S_IMODE(kept.archive.stat().st_mode) == 0o600
    assert f"{len(kept.files)} files of pictures" in kept.ran.out
    assert not list(kept.data.glob(".*part"))


def test_everything_comes_back_into_a_new_database(kept, tmp_path):
    with a_database() as url:
        ran = run(url, tmp_path, "restore", str(kept.archive))
        assert ran.code == 0, ran.err
        assert differences(everything(url), everything(kept.url)) == {}
    assert in_folder(tmp_path / "pictures") == kept.files


def test_a_wiped_database_is_as_it_was(kept, migrated, tmp_path):
    assert run(migrated, tmp_path, "restore", str(kept.archive)).code == 0
    with psycopg.connect(migrated) as connection:
        connection.execute("DELETE FROM sessions")
        connection.execute("UPDATE daily_reports SET content = '書きかえられた'")
        connection.execute("DELETE FROM report_images")
    assert run(migrated, tmp_path, "restore", str(kept.archive), "--wipe", WORD).code == 0
    assert differences(everything(migrated), everything(kept.url)) == {}
    with psycopg.connect(migrated) as connection:  # and it works on: triggers and keys are there
        connection.execute("UPDATE daily_reports SET title = '新しい題' WHERE id = 101")
        versions = connection.execute("SELECT count(*) FROM report_versions WHERE report_id = 101").fetchone()
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            connection.execute("SET CONSTRAINTS ALL IMMEDIATE; UPDATE daily_reports SET store_id = 99")
    assert versions == (1,)


def test_pictures_go_to_a_bucket_and_come_back_from_it(s3_house, migrated, tmp_path):
    bucket, archive = s3_house.environment, tmp_path / "a.tar"
    with own_database() as url:
        with psycopg.connect(url) as connection:
            make_world(connection)
            with_names(connection)
            names = names_of(connection)
        files = stored(tmp_path / "pictures", names)
        for name in names[::2]:  # some lie in the bucket, the others still in the folder
            s3_house.client.put_object(Bucket=s3_house.bucket, Key=name, Body=files[name])
            (tmp_path / "pictures" / name).unlink()
        assert run(url, tmp_path, "backup", str(archive), **bucket).code == 0
        for key in s3_house.pictures():
            s3_house.client.delete_object(Bucket=s3_house.bucket, Key=key)
        assert run(migrated, tmp_path / "new", "restore", str(archive), **bucket).code == 0
        assert differences(everything(migrated), everything(url)) == {}
    assert {key: s3_house.bytes_of(key) for key in s3_house.pictures()} == files


def test_the_bucket_of_a_c3_that_goes_on_is_not_within_a_rehearsals_reach(s3_house, migrated, tmp_path):
    """Photos that were taken since the backup have no row in the copy: its sweeper would delete them."""
    bucket, archive = s3_house.environment, tmp_path / "a.tar"
    with own_database() as url:
        with psycopg.connect(url) as connection:
            make_world(connection)
            with_names(connection)
            names = names_of(connection)
        stored(tmp_path / "pictures", names)
        assert run(url, tmp_path, "backup", str(archive)).code == 0
    since = f"2026/11/{uuid4()}.jpg"
    s3_house.client.put_object(Bucket=s3_house.bucket, Key=since, Body=b"taken since")
    before = everything(migrated)
    for whose in (b"", b"production's"):  # which has not swept it yet, or has
        if whose:
            s3_house.client.put_object(Bucket=s3_house.bucket, Key=KEY, Body=whose)
        ran = run(migrated, tmp_path / "new", "restore", str(archive), "--wipe", WORD, **bucket)
        assert ran.code == 1
        assert f"{s3_house.bucket} has pictures of another database" in ran.err
    assert differences(everything(migrated), before) == {}
    assert s3_house.pictures() == [since]
    assert run(migrated, tmp_path / "new", "restore", str(archive), "--in-its-place", **bucket).code == 0
    with psycopg.connect(migrated) as connection:
        assert s3_house.bytes_of(KEY).decode() == one(connection, orphans.database()).number
        connection.execute("DELETE FROM sessions")
    again = run(migrated, tmp_path / "new", "restore", str(archive), "--wipe", WORD, **bucket)
    assert again.code == 0, again.err  # it is this database's own by now


def test_what_failed_after_its_pictures_had_come_is_run_again_into_the_same_bucket(
    kept, s3_house, migrated, tmp_path
):
    """The pictures that came back would else be those of another database."""
    bucket = s3_house.environment
    with psycopg.connect(migrated) as connection:
        connection.execute("ALTER TABLE areas ADD COLUMN by_hand int")
    failed = run(migrated, tmp_path, "restore", str(kept.archive), **bucket)
    assert failed.code == 1
    assert "has somebody changed them by hand" in failed.err
    assert {key: s3_house.bytes_of(key) for key in s3_house.pictures()} == kept.files
    with psycopg.connect(migrated) as connection:
        connection.execute("ALTER TABLE areas DROP COLUMN by_hand")
    again = run(migrated, tmp_path, "restore", str(kept.archive), **bucket)
    assert again.code == 0, again.err


def test_a_rehearsal_does_not_reach_peoples_phones(kept, migrated, tmp_path):
    with psycopg.connect(kept.url) as connection:
        (phones,) = connection.execute("SELECT count(*) FROM push_subscriptions").fetchone() or (0,)
    before = everything(migrated)
    ran = run(migrated, tmp_path, "restore", str(kept.archive), **VAPID)
    assert f"push messages would go to {phones} phones" in ran.err
    assert differences(everything(migrated), before) == {}
    assert run(migrated, tmp_path, "restore", str(kept.archive), "--in-its-place", **VAPID).code == 0


def test_a_picture_whose_bytes_wait_in_the_database_is_in_the_tables(kept):
    archive = of_archive(kept.archive)
    waiting = {row[0] for row in rows_of(archive, "picture_outbox")}
    assert waiting
    assert not {f"pictures/{name}" for name in waiting} & archive.keys()


def test_a_picture_that_was_lost_before_is_named(full, tmp_path):
    with psycopg.connect(full) as connection:
        first, *rest = names_of(connection)
    stored(tmp_path / "pictures", rest)
    ran = run(full, tmp_path, "backup", str(tmp_path))
    assert ran.code == 0
    assert ran.err.strip() == f"{first} has a row, but is in no storage"
    (archive,) = tmp_path.glob("c3-*.tar")
    assert {f"pictures/{name}" for name in rest} <= of_archive(archive).keys()


def test_there_is_no_backup_without_its_storage(full, tmp_path, s3_house):
    s3_house.door.shut()
    ran = run(full, tmp_path, "backup", str(tmp_path), **s3_house.environment)
    assert ran.code == 1
    assert "There is no backup" in ran.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("place", ["nothing in it", "migrated, with a worker"])
def test_a_backup_of_an_older_c3_is_brought_forward(migrated, template, tmp_path, place):
    """Also into a database that `make run`, Compose or Render has migrated, and where c3-worker was."""
    url = migrated
    with a_database(None if place == "nothing in it" else template) as new:
        if place != "nothing in it":
            with psycopg.connect(new) as connection:
                connection.execute("INSERT INTO embedding_workers (model) VALUES ('m')")
        run(url, tmp_path, "migrate", "notify", "zero", "-v0")
        run(url, tmp_path, "migrate", "chats", "0001", "-v0")
        before = everything(url)
        assert run(url, tmp_path, "backup", str(tmp_path / "old.tar")).code == 0
        ran = run(new, tmp_path, "restore", str(tmp_path / "old.tar"))
        assert ran.code == 0, ran.err
        after = everything(new)
    assert "push_messages" in after.keys() - before.keys()
    assert after["search_synonyms"] == before["search_synonyms"]
