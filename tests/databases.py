"""Databases of one's own: copies of the migrated one with its cast, made in a fraction of a second."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from psycopg import sql

TEMPLATE = "c3_cast"
# What `ALTER DATABASE` has set, which a template does not hand on.
SETTINGS = """
    DO $$ DECLARE one text; BEGIN
        FOR one IN SELECT unnest(setconfig) FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase
                   WHERE datname = {source} AND setrole = 0
        LOOP
            EXECUTE format('ALTER DATABASE %I SET %I = %L',
                           {target}, split_part(one, '=', 1), substr(one, strpos(one, '=') + 1));
        END LOOP;
    END $$"""
ENDED = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = {}"


def copy_database(source: str, target: str) -> None:
    """Make `target` from `source`, to which nobody may be connected."""
    let_go(source)
    _run(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(target), sql.Identifier(source)))
    _run(sql.SQL(SETTINGS).format(source=sql.Literal(source), target=sql.Literal(target)))


def let_go(name: str) -> None:
    """End the idle connections to a database that the pooler holds, where there is one."""
    if os.environ.get("C3_POOLED"):
        _run(sql.SQL(ENDED).format(sql.Literal(name)))


@contextmanager
def own_database() -> Iterator[str]:
    """The URL of a new database with the cast in it; dropped afterwards, whoever is still connected."""
    name = f"own_{uuid4().hex[:12]}"
    copy_database(TEMPLATE, name)
    try:
        yield url_of(name)
    finally:
        _run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def empty_database() -> Iterator[str]:
    """The URL of a new database with nothing in it; dropped afterwards, whoever is still connected."""
    name = f"empty_{uuid4().hex[:12]}"
    _run(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    try:
        yield url_of(name)
    finally:
        _run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def url_of(name: str) -> str:
    """The URL of a database on the tests' server."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def _run(statement: sql.Composed) -> None:
    with psycopg.connect(os.environ["C3_TESTS_DIRECT"], autocommit=True) as connection:
        connection.execute(statement)
