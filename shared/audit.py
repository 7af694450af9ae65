"""Who did what: the audit log, which 本部 reads. Triggers write what changes in the tables of people, stores,
goals, figures, documents and synonyms; here is what no table shows (a login, an export), and the log itself.

Events are never changed; retention alone deletes them (`KEEP_AUDIT_DAYS`). `detail` names columns with their
old and new values; it holds no password, no text of a report, and nothing that somebody typed in vain.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import LiteralString, TypedDict

from shared.access import Viewer
from shared.db import Query
from shared.words import AuditAction, AuditSubject, FileKind

Place = tuple[datetime, int]
Value = str | int | bool | list[int] | list[str] | None
MOST_REFUSED = 10


@dataclass(frozen=True, slots=True)
class Written:
    """The event that was written."""

    id: int


class Change(TypedDict):
    """One column: its value before (None: there was none) and after."""

    column: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `actor` is a login id, None where the database was written to directly; names are today's.

    `subject_id` is a login id (person, area_manager), a number (store, area, group, document, synonyms), a
    business date (figures) or a year and a month such as 2026-9 (goal); empty where there is none.
    """

    id: int
    at: datetime
    actor: str | None
    actor_name: str | None
    action: str
    subject: str
    subject_id: str
    person_name: str | None
    store_id: int | None
    store_name: str | None
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of events is narrowed to; None: all. `first` and `last` are days of Japan.

    `person` is a login id or a part of a name (in any case and width), without blanks: of who acted, or of
    whom it was done to.
    `action` and `subject` are codes of `shared.words`.
    """

    person: str | None = None
    action: str | None = None
    subject: str | None = None
    store_id: int | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """An area's name, for events that name it by its number."""

    id: int
    name: str


def signed_in(user_id: str) -> Query[Written]:
    """A person has signed in."""
    return _by_person(AuditAction.SIGNED_IN, user_id, user_id)


def signed_out(user_id: str, by: str | None = None) -> Query[Written]:
    """A person has signed out, or was (`by` somebody else)."""
    return _by_person(AuditAction.SIGNED_OUT, user_id, by or user_id)


def sign_in_refused(user_id: str) -> Query[Written]:
    """A wrong password for a login that exists; no row, and nothing is kept, for any other text.

    Of each person ten are kept in a quarter of an hour: who goes on guessing fills no table.
    """
    return Query(
        """
        INSERT INTO audit_events (action, subject, subject_id, store_id)
        SELECT %(action)s::varchar, 'person', u.user_id, u.store_id FROM users u
        WHERE u.user_id = %(user)s
          AND (SELECT count(*) FROM audit_events e
               WHERE e.subject IN ('person', 'area_manager') AND e.subject_id = u.user_id
                 AND e.action = %(action)s
                 AND e.at > statement_timestamp() - interval '15 minutes') < %(most)s
        RETURNING id""",
        Written,
        {"action": AuditAction.REFUSED.value, "user": user_id, "most": MOST_REFUSED},
    )


def exported(
    viewer: Viewer, what: AuditSubject, first: date, last: date, stores: Sequence[int], kind: FileKind
) -> Query[Written]:
    """The viewer has taken rows of the business dates `first` to `last` of these stores out of C3."""
    values = {"first": first.isoformat(), "last": last.isoformat(), "stores": list(stores), "form": kind}
    return _summed(viewer.user_id, AuditAction.EXPORTED, what, values)


def exported_people(viewer: Viewer) -> Query[Written]:
    """The viewer has taken the list of people within reach out of C3."""
    values = {"stores": list(viewer.stores), "form": FileKind.CSV.value}
    return _summed(viewer.user_id, AuditAction.EXPORTED, AuditSubject.PERSON, values)


def imported(user_id: str | None, counts: Mapping[str, int]) -> Query[Written]:
    """An import has written rows, so many of each table; nobody is named on the command line."""
    return _summed(user_id, AuditAction.IMPORTED, AuditSubject.DATA, counts)


def events(viewer: Viewer, filters: Filters, limit: int, before: Place | None = None) -> Query[Event]:
    """The newest events that fit, newest first, those before the place `before`; for 本部 only."""
    return Query(
        _EVENTS.replace("{only}", _only(filters, before)),
        Event,
        {
            "is_admin": viewer.is_admin,
            "person": filters.person,
            "action": filters.action,
            "subject": filters.subject,
            "store": filters.store_id,
            "first": filters.first,
            "last": filters.last,
            "at": before and before[0],
            "id": before and before[1],
            "limit": limit,
        },
    )


def areas(viewer: Viewer) -> Query[Area]:
    """All areas by number, for 本部 only."""
    return Query(
        "SELECT a.id, a.name FROM areas a WHERE %(is_admin)s::boolean ORDER BY a.id",
        Area,
        {"is_admin": viewer.is_admin},
    )


def _by_person(action: AuditAction, user_id: str, by: str) -> Query[Written]:
    return Query(
        """
        INSERT INTO audit_events (actor, action, subject, subject_id, store_id)
        SELECT %(by)s::varchar, %(action)s::varchar, 'person', u.user_id, u.store_id
        FROM users u WHERE u.user_id = %(user)s
        RETURNING id""",
        Written,
        {"action": action.value, "user": user_id, "by": by},
    )


def _summed(
    actor: str | None, action: AuditAction, what: AuditSubject, values: Mapping[str, object]
) -> Query[Written]:
    return Query(
        """
        INSERT INTO audit_events (actor, action, subject, detail)
        VALUES (%(actor)s::varchar, %(action)s::varchar, %(subject)s::varchar, %(detail)s::jsonb)
        RETURNING id""",
        Written,
        {
            "actor": actor,
            "action": action.value,
            "subject": str(what),
            "detail": json.dumps({name: [None, value] for name, value in values.items()}),
        },
    )


def _only(filters: Filters, before: Place | None) -> LiteralString:
    """Conditions for what is asked alone, so that the planner sees which index serves."""
    conditions: LiteralString = ""
    for asked, condition in (
        (filters.person, _OF_PERSON),
        (filters.action, " AND e.action = %(action)s"),
        (filters.subject, " AND e.subject = %(subject)s"),
        (filters.store_id, " AND e.store_id = %(store)s"),
        (filters.first, " AND e.at >= %(first)s::date::timestamp AT TIME ZONE 'Asia/Tokyo'"),
        (filters.last, " AND e.at < (%(last)s::date + 1)::timestamp AT TIME ZONE 'Asia/Tokyo'"),
        (before, " AND (e.at, e.id) < (%(at)s::timestamptz, %(id)s::bigint)"),
    ):
        conditions += condition if asked is not None else ""
    return conditions


_OF_PERSON: LiteralString = """
    AND (e.actor = ANY((SELECT ids FROM people)::text[])
         OR (e.subject IN ('person', 'area_manager')
             AND e.subject_id = ANY((SELECT ids FROM people)::text[])))"""

# A person who is no more has no name, but the events still have the login id.
_EVENTS: LiteralString = """
    WITH people AS MATERIALIZED (
        SELECT array_agg(u.user_id::text) || %(person)s::text AS ids FROM users u
        WHERE position(search_fold(%(person)s::text)
                       IN replace(search_fold(u.last_name || u.first_name), ' ', '')) > 0
    )
    SELECT e.id, e.at, e.actor, btrim(a.last_name || ' ' || a.first_name) AS actor_name, e.action, e.subject,
           e.subject_id, btrim(p.last_name || ' ' || p.first_name) AS person_name, e.store_id,
           s.name AS store_name,
           (SELECT coalesce(json_agg(json_build_object('column', key, 'old', value -> 0, 'new', value -> 1)
                                     ORDER BY key), '[]'::json)
            FROM jsonb_each(e.detail)) AS changes
    FROM (
        SELECT e.id, e.at, e.actor, e.action, e.subject, e.subject_id, e.store_id, e.detail
        FROM audit_events e
        WHERE %(is_admin)s::boolean{only}
        ORDER BY e.at DESC, e.id DESC LIMIT %(limit)s
    ) e
    LEFT JOIN users a ON a.user_id = e.actor
    LEFT JOIN users p ON p.user_id = e.subject_id AND e.subject IN ('person', 'area_manager')
    LEFT JOIN stores s ON s.store_id = e.store_id
    ORDER BY e.at DESC, e.id DESC"""
