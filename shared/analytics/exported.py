"""The trace that a file of figures leaves: who took what of which stores out of C3."""

from dataclasses import dataclass
from typing import LiteralString

from shared.access import Viewer
from shared.analytics.chosen import CHOSEN, chosen
from shared.analytics.question import Question
from shared.db import Query
from shared.words import AuditAction, AuditSubject, FileKind


@dataclass(frozen=True, slots=True)
class Taken:
    """The event that was written, and the name of the store, area or group asked for; empty of all."""

    id: int
    name: str


def exported(viewer: Viewer, question: Question, what: AuditSubject, file: FileKind) -> Query[Taken]:
    """The viewer takes figures, or reports, of the question's stores and period out of C3 as a file.

    No row, and nothing is written, when the stores are out of the viewer's reach.
    """
    return Query(
        EXPORTED,
        Taken,
        {
            **chosen(viewer, question.scope),
            "user": viewer.user_id,
            "action": AuditAction.EXPORTED.value,
            "subject": what.value,
            "first": f"{question.period.first}",
            "last": f"{question.period.last}",
            "form": file.value,
        },
    )


EXPORTED: LiteralString = (
    "WITH "
    + CHOSEN
    + """
    INSERT INTO audit_events (actor, action, subject, detail)
    SELECT %(user)s::varchar, %(action)s::varchar, %(subject)s::varchar,
           jsonb_build_object('first', jsonb_build_array(NULL, %(first)s::text),
                              'last', jsonb_build_array(NULL, %(last)s::text),
                              'form', jsonb_build_array(NULL, %(form)s::text),
                              'stores', jsonb_build_array(NULL, c.stores))
    FROM (SELECT jsonb_agg(store_id ORDER BY store_id) AS stores FROM chosen) c
    WHERE c.stores IS NOT NULL
    RETURNING id, coalesce(CASE %(scope)s::text
        WHEN 'store' THEN (SELECT s.name FROM stores s WHERE s.store_id = %(number)s::bigint)
        WHEN 'area' THEN (SELECT a.name FROM areas a WHERE a.id = %(number)s::bigint)
        WHEN 'group' THEN (SELECT g.name FROM store_groups g WHERE g.id = %(number)s::bigint)
    END, '') AS name"""
)
