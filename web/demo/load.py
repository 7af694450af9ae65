"""Puts a chain into an empty, migrated database: by COPY, batch after batch, in the caller's transaction."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from itertools import islice
from random import Random
from typing import Any, cast
from uuid import UUID

from psycopg import sql

from shared import audit
from shared.db import Connection, first
from shared.pictures import reencode
from shared.storage import new_name, storage
from web.demo.chain import Chain
from web.demo.drawings import drawn
from web.demo.people import LOGINS
from web.demo.rows import TABLES, Image, Row, Shot, User

NOBODYS = "!"
BATCH = 20_000
PICTURES = 60
COUNTED = ("areas", "stores", "users", "store_daily_performances", "daily_reports", "bbs_posts")
NUMBERED = (
    "areas",
    "stores",
    "store_groups",
    "knowledge_documents",
    "daily_reports",
    "bbs_posts",
    "bbs_comments",
)


def load(connection: Connection, chain: Chain, pictures: bool, password: str = NOBODYS) -> None:
    """Write all rows of `chain`; triggers run, the tables are analysed, and the audit log gets one event.

    `connection` is Django's wrapper or a psycopg connection inside a transaction, which stays open.
    `pictures`: whether the newest reports get theirs drawn and kept in `shared.storage`. `password` is the
    hash with which the four of `LOGINS` log in; without one they cannot, as nobody else can.

    Raises:
        psycopg.Error or django.db.Error: the database is not empty, or not migrated.
    """
    shots: deque[Shot] = deque(maxlen=PICTURES if pictures else 0)
    rows = _with_password(_apart(chain.rows(), shots), password)
    counts: Counter[str] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('c3.audit', 'summed', true), set_config('statement_timeout', '0', true)"
        )
        while batch := list(islice(rows, BATCH)):
            _copy(cursor, batch)
            counts.update(TABLES[type(row)] for row in batch)
        _copy(cursor, (_kept(shot, Random(shot.report_id)) for shot in shots))
        for table in NUMBERED:
            _count_on(cursor, table)
        cursor.execute("ANALYZE " + ", ".join(TABLES.values()))
    first(connection, audit.imported(None, {table: counts[table] for table in COUNTED if counts[table]}))


def _apart(rows: Iterable[Row], shots: deque[Shot]) -> Iterator[Row]:
    """The rows that have a table; the photos go into `shots`."""
    for row in rows:
        if isinstance(row, Shot):
            shots.append(row)
        else:
            yield row


def _with_password(rows: Iterable[Row], password: str) -> Iterator[Row]:
    for row in rows:
        yield row._replace(password=password) if isinstance(row, User) and row.user_id in LOGINS else row


def _copy(cursor: Any, rows: Iterable[Row]) -> None:
    """Write the rows into their tables, those first that others name."""
    of_kind: defaultdict[type[Row], list[Row]] = defaultdict(list)
    for row in rows:
        of_kind[type(row)].append(row)
    for kind in sorted(of_kind, key=list(TABLES).index):
        columns = sql.SQL(", ").join(map(sql.Identifier, cast(Any, kind)._fields))
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(TABLES[kind]), columns)
        with cursor.copy(statement) as copy:
            for row in of_kind[kind]:
                copy.write_row(row)


def _kept(shot: Shot, rng: Random) -> Image:
    """Draw the photo, keep it and its thumbnail, and name the row that shows them."""
    drawing = drawn(shot.subject, rng)
    picture = reencode(drawing)
    return Image(
        report_id=shot.report_id,
        uploaded_by=shot.user_id,
        form_id=UUID(int=rng.getrandbits(128), version=4),
        name=_saved(picture.full, shot.created_at),
        thumbnail=_saved(picture.thumbnail, shot.created_at),
        width=picture.width,
        height=picture.height,
        digest=sha256(drawing).hexdigest(),
        created_at=shot.created_at,
    )


def _saved(data: bytes, at: datetime) -> str:
    name = new_name(at.date())
    storage().save(name, data)
    return name


def _count_on(cursor: Any, table: str) -> None:
    """Let the table's numbers go on behind those that were written."""
    column = "store_id" if table == "stores" else "id"
    statement = sql.SQL("SELECT setval(pg_get_serial_sequence({}, {}), max({})) FROM {}")
    cursor.execute(
        statement.format(
            sql.Literal(table), sql.Literal(column), sql.Identifier(column), sql.Identifier(table)
        )
    )
