"""The belt as policies: row-level security with the conditions of the views, under a role that it binds.

What C3 does not use, made on the bench's database to be measured, and taken back.
"""

import re
from importlib import import_module

import psycopg

from tests.bench.unhurried import unhurried

READING = import_module("web.chats.migrations.0003_reading_role")
PUT_ON = READING.PUT_ON.replace("c3_reader", "c3_policies").replace(
    "set_config('search_path', 'c3_policies, ' || current_setting('search_path'), true)", "NULL"
)


def made(url: str) -> None:
    """Policies on every table that has a view; the role may read these tables, and no other."""
    with unhurried(url, autocommit=True) as connection:
        _taken_back(connection)
        connection.execute("CREATE ROLE c3_policies NOLOGIN")
        connection.execute("CREATE SCHEMA c3_policies")
        connection.execute(PUT_ON.encode())
        connection.execute("GRANT USAGE ON SCHEMA c3_policies TO c3_policies")
        for table, (_columns, condition) in READING.VIEWS.items():
            own = re.sub(r"\bt\.", f"{table}.", condition)
            if table == "bbs_comments":
                own = f"EXISTS (SELECT FROM bbs_posts t WHERE t.id = bbs_comments.post_id AND {condition})"
            for statement in (
                f"GRANT SELECT ON {table} TO c3_policies",
                f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
                f"CREATE POLICY c3_policies ON {table} FOR SELECT TO c3_policies USING ({own})",
            ):
                connection.execute(statement.encode())


def taken_back(url: str) -> None:
    """As it was."""
    with unhurried(url, autocommit=True) as connection:
        _taken_back(connection)


def _taken_back(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    for table in READING.VIEWS:
        connection.execute(f"DROP POLICY IF EXISTS c3_policies ON {table}".encode())
        connection.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY".encode())
    connection.execute("DROP SCHEMA IF EXISTS c3_policies CASCADE")
    found = connection.execute("SELECT to_regrole('c3_policies') IS NOT NULL").fetchone()
    if found == (True,):
        connection.execute("DROP OWNED BY c3_policies")
        connection.execute("DROP ROLE c3_policies")
