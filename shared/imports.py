"""Imports by the page of 本部: files that wait, and the process that works on them.

The process moves a heartbeat. Once it is older than `PATIENCE` the import counts as stopped, and stays so:
the process can neither move it again nor finish, even if it was only asleep. Statements with a viewer give
本部 a row, and nobody else.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, LiteralString, TypedDict
from uuid import UUID

from shared.access import Viewer
from shared.db import Query
from shared.words import ImportState

PATIENCE = timedelta(seconds=30)
KEPT = timedelta(days=1)


class ImportFile(TypedDict):
    """An uploaded file: its name in an import (`reports.csv`), its bytes, its SHA-256."""

    name: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Import:
    """An import. `is_stopped`: it was at work, and its process is gone; nothing of it is in the database.

    `is_kept`: its files are still there. `step`, `file`, `done` of `total` is what it does or did last.
    `failure` is a msgid: why it failed, or why what was confirmed is to be confirmed anew. `outcome` is JSON
    of `web.imports.outcome`.
    """

    id: UUID
    user_id: str
    name: str
    state: str
    files: str
    step: str
    file: str
    done: int
    total: int
    outcome: str | None
    failure: str
    created_at: datetime
    is_stopped: bool
    is_kept: bool


@dataclass(frozen=True, slots=True)
class ImportKey:
    """The import that was written."""

    id: UUID


@dataclass(frozen=True, slots=True)
class ImportWork:
    """What a process is to do: check the files, or (`state` running) import them as `outcome` has shown."""

    id: UUID
    user_id: str
    state: str
    files: str
    password: str
    outcome: str | None


IS_AT_WORK: LiteralString = "state IN ('checking', 'running')"
IS_ALIVE: LiteralString = "heartbeat_at > clock_timestamp() - %(patience)s::interval"
COLUMNS: LiteralString = (
    """
    SELECT i.id, i.user_id, btrim(u.last_name || ' ' || u.first_name) AS name, i.state,
           i.files::text AS files, i.step, i.file, i.done, i.total,
           i.outcome::text AS outcome, i.failure, i.created_at,
           """
    + IS_AT_WORK
    + " AND NOT "
    + IS_ALIVE
    + """ AS is_stopped,
           i.state <> 'done' AND i.created_at > clock_timestamp() - %(kept)s::interval AS is_kept
    FROM imports i JOIN users u USING (user_id)
    WHERE %(may)s::boolean"""
)


def newest(viewer: Viewer, limit: int) -> Query[Import]:
    """The newest imports of anybody."""
    return Query(
        COLUMNS + " ORDER BY i.created_at DESC, i.id DESC LIMIT %(limit)s::int",
        Import,
        {**_terms(viewer), "limit": limit},
    )


def find(viewer: Viewer, import_id: UUID) -> Query[Import]:
    """One import."""
    return Query(COLUMNS + " AND i.id = %(id)s", Import, {**_terms(viewer), "id": import_id})


def begin(viewer: Viewer, new_id: UUID, files: list[ImportFile], password: str) -> Query[ImportKey]:
    """A new import whose files are to be checked; `password` is a hash for new people, or empty.

    What was left lying for longer than `KEPT` is forgotten.
    """
    return Query(
        """
        WITH forgotten AS (
            DELETE FROM imports
            WHERE %(may)s::boolean AND state <> 'done'
              AND created_at < clock_timestamp() - %(kept)s::interval)
        INSERT INTO imports (id, user_id, state, files, password, heartbeat_at)
        SELECT %(id)s, %(user)s::varchar, 'checking', %(files)s::jsonb, %(password)s::varchar,
               clock_timestamp()
        WHERE %(may)s::boolean
        RETURNING id""",
        ImportKey,
        {**_terms(viewer), "id": new_id, "files": json.dumps(files), "password": password}
        | {"user": viewer.user_id},
    )


def confirm(viewer: Viewer, checked_id: UUID) -> Query[ImportKey]:
    """Import what was checked. No row unless it was checked, is whole, and its files are still there."""
    return _set_to_work(viewer, checked_id, "running", "i.state = 'checked'")


def check_again(viewer: Viewer, failed_id: UUID) -> Query[ImportKey]:
    """Check once more what has stopped or failed; no row for any other."""
    is_over: LiteralString = "(i.state = 'failed' OR " + IS_AT_WORK + " AND NOT " + IS_ALIVE + ")"
    return _set_to_work(viewer, failed_id, "checking", is_over)


def discard(viewer: Viewer, failed_id: UUID) -> Query[ImportKey]:
    """Forget an import; no row while a process works on it, nor for one that was done."""
    return Query(
        "DELETE FROM imports WHERE id = %(id)s AND %(may)s::boolean AND state <> 'done' AND NOT ("
        + IS_AT_WORK
        + " AND "
        + IS_ALIVE
        + ") RETURNING id",
        ImportKey,
        {**_terms(viewer), "id": failed_id},
    )


def work(working_id: UUID) -> Query[ImportWork]:
    """What the process of this import is to do; no row when it has come too late."""
    return Query(
        "SELECT id, user_id, state, files::text AS files, password, outcome::text AS outcome"
        " FROM imports WHERE id = %(id)s AND " + IS_AT_WORK + " AND " + IS_ALIVE,
        ImportWork,
        {"id": working_id, "patience": PATIENCE},
    )


def beat(working_id: UUID, step: str, file: str, done: int, total: int) -> Query[ImportKey]:
    """The process lives, and tells what it does. No row: it has been given up, and is to end."""
    return Query(
        """
        UPDATE imports
        SET heartbeat_at = clock_timestamp(), step = %(step)s::varchar, file = %(file)s::varchar,
            done = %(done)s::bigint, total = %(total)s::bigint
        WHERE id = %(id)s AND """
        + IS_AT_WORK
        + " AND "
        + IS_ALIVE
        + " RETURNING id",
        ImportKey,
        {"id": working_id, "step": step, "file": file, "done": done, "total": total, "patience": PATIENCE},
    )


def settle(
    working_id: UUID, state: ImportState, outcome: Mapping[str, Any] | None, failure: str
) -> Query[ImportKey]:
    """What came of the work; once it is done, in the import's own transaction. No row: as with `beat`."""
    return Query(
        """
        UPDATE imports
        SET state = %(state)s::varchar, outcome = %(outcome)s::jsonb, failure = %(failure)s::text,
            password = CASE WHEN %(is_done)s::boolean THEN '' ELSE password END
        WHERE id = %(id)s AND """
        + IS_AT_WORK
        + " AND "
        + IS_ALIVE
        + " RETURNING id",
        ImportKey,
        {"id": working_id, "state": state.value, "failure": failure, "patience": PATIENCE}
        | {"is_done": state == ImportState.DONE}
        | {"outcome": None if outcome is None else json.dumps(outcome, ensure_ascii=False)},
    )


def _set_to_work(
    viewer: Viewer, import_id: UUID, state: LiteralString, condition: LiteralString
) -> Query[ImportKey]:
    return Query(
        "UPDATE imports i SET state = '"
        + state
        + "', user_id = %(user)s::varchar, heartbeat_at = clock_timestamp(), step = '', file = '', done = 0,"
        " total = 0, failure = '' WHERE i.id = %(id)s AND %(may)s::boolean"
        " AND i.created_at > clock_timestamp() - %(kept)s::interval AND " + condition + " RETURNING id",
        ImportKey,
        {**_terms(viewer), "id": import_id, "user": viewer.user_id},
    )


def _terms(viewer: Viewer) -> dict[str, object]:
    return {"may": viewer.is_admin, "patience": PATIENCE, "kept": KEPT}
