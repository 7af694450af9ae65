"""Saved views: a question to the figures under a name, a person's own or, from 本部, for everybody of a role.

A view keeps the query string of its page, counted from today, so that it does not grow old. A page that is
opened without a query opens with the reader's own default, else with that of their role.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import LiteralString
from urllib.parse import parse_qsl, urlencode

from shared.access import Viewer
from shared.db import Query
from shared.words import AnalysisPage, Role, Word, gettext_noop

MOST = 50  # of a person, and of a role
NAME_LENGTH = 60
QUERY_LENGTH = 500


class Hindrance(Word):
    """Why a view was not saved: a sentence that says what to do."""

    FULL = "full", gettext_noop("保存した表示は50個までです。使わないものを先に削除してください。")


@dataclass(frozen=True, slots=True)
class SavedView:
    """A view: `page` is a code of `AnalysisPage`, `query` has no `?`.

    `role` is whose default it may be, None for the viewer's own. `is_default`: its page opens with it.
    """

    id: int
    page: str
    name: str
    query: str
    role: str | None
    is_default: bool


@dataclass(frozen=True, slots=True)
class Written:
    """The view that was written; None: `hindrance` says why not."""

    id: int | None
    hindrance: str | None


@dataclass(frozen=True, slots=True)
class Held:
    """The lock on saved views, held to the end of the transaction."""

    is_held: bool


def readable(viewer: Viewer) -> Query[SavedView]:
    """The viewer's own views, then those for their role (for 本部 those of every role), each by name."""
    return Query(READABLE + " ORDER BY v.role NULLS FIRST, v.name, v.id", SavedView, reach(viewer))


def reach(viewer: Viewer) -> dict[str, object]:
    """The parameters of `READABLE`; スタッフ have no views."""
    roles = [role for role in MANAGING if viewer.is_admin or role == viewer.role]
    return {"user": viewer.user_id, "roles": roles, "is_managing": viewer.is_managing}


def opening(viewer: Viewer, views: Iterable[SavedView], page: AnalysisPage) -> SavedView | None:
    """The view with which `page` opens where its address asks nothing; None: with what is usual."""
    defaults = [view for view in views if view.page == page and view.is_default]
    own = [view for view in defaults if view.role is None]
    roles = [view for view in defaults if view.role == viewer.role]
    return next(iter(own + roles), None)


def for_role(query: str, role: Role) -> str:
    """`query` as everybody of `role` may open it: stores are each reader's own, but for 本部."""
    if role is Role.ADMIN:
        return query
    kept = [(name, value) for name, value in parse_qsl(query) if name not in {"scope", "store"}]
    return urlencode(kept, safe=":")


def settling() -> Query[Held]:
    """Nobody else saves views until the transaction ends: first in the one that runs `save` or `choose`."""
    return Query("SELECT pg_advisory_xact_lock(3002) IS NOT NULL AS is_held", Held, {})


def save(
    viewer: Viewer,
    page: AnalysisPage,
    name: str,
    query: str,
    role: Role | None,
    *,
    is_default: bool,
) -> Query[Written]:
    """Save a view under `name`, over the one that has this name; `role` None: the viewer's own.

    A default takes the place of the one its page had. Runs in a transaction that began with `settling`.
    No row for who may not: スタッフ, for a role who is not 本部, and for a role without analytics.
    """
    return Query(
        """
        WITH asked AS (
            SELECT CASE WHEN %(role)s::text IS NULL THEN %(user)s::varchar END AS owner,
                   %(role)s::varchar AS role
            WHERE CASE WHEN %(role)s::text IS NULL THEN %(is_managing)s::boolean
                       ELSE %(is_admin)s::boolean AND %(role)s::text = ANY(%(roles)s::text[]) END
        ), standing AS (
            SELECT v.id, v.name FROM analysis_views v JOIN asked
              ON v.owner IS NOT DISTINCT FROM asked.owner AND v.role IS NOT DISTINCT FROM asked.role
        ), wanted AS (
            SELECT asked.*, CASE WHEN (SELECT count(*) FROM standing) >= %(most)s::int
                                  AND NOT EXISTS (SELECT FROM standing WHERE standing.name = %(name)s)
                                 THEN 'full' END AS hindrance
            FROM asked
        ), cleared AS (
            UPDATE analysis_views v SET is_default = false FROM wanted
            WHERE %(is_default)s::boolean AND wanted.hindrance IS NULL AND v.is_default
              AND v.owner IS NOT DISTINCT FROM wanted.owner AND v.role IS NOT DISTINCT FROM wanted.role
              AND v.page = %(page)s AND v.name <> %(name)s
            RETURNING v.id
        ), saved AS (
            INSERT INTO analysis_views AS v (owner, role, page, name, query, is_default, saved_by)
            SELECT wanted.owner, wanted.role, %(page)s::varchar, %(name)s::varchar, %(query)s::varchar,
                   %(is_default)s::boolean AND (SELECT count(*) FROM cleared) >= 0, %(user)s::varchar
            FROM wanted WHERE wanted.hindrance IS NULL
            ON CONFLICT (owner, role, name) DO UPDATE
                SET page = EXCLUDED.page, query = EXCLUDED.query, is_default = EXCLUDED.is_default,
                    saved_by = EXCLUDED.saved_by, saved_at = statement_timestamp()
            RETURNING v.id
        )
        SELECT saved.id, wanted.hindrance FROM wanted LEFT JOIN saved ON true""",
        Written,
        {
            **_writing(viewer),
            "page": page.value,
            "name": name,
            "query": query,
            "role": role.value if role else None,
            "is_default": is_default,
            "most": MOST,
        },
    )


def choose(viewer: Viewer, view_id: int, *, is_default: bool) -> Query[Written]:
    """Let the view's page open with it, or no longer. Runs in a transaction that began with `settling`.

    No row when it is not there, or not the viewer's to change.
    """
    return Query(
        _TARGET
        + """, cleared AS (
            UPDATE analysis_views v SET is_default = false FROM target t
            WHERE %(is_default)s::boolean AND v.is_default AND v.id <> t.id AND v.page = t.page
              AND v.owner IS NOT DISTINCT FROM t.owner AND v.role IS NOT DISTINCT FROM t.role
            RETURNING v.id
        )
        UPDATE analysis_views v
        SET is_default = %(is_default)s::boolean AND (SELECT count(*) FROM cleared) >= 0
        FROM target t WHERE v.id = t.id
        RETURNING v.id, NULL::text AS hindrance""",
        Written,
        {**_writing(viewer), "id": view_id, "is_default": is_default},
    )


def remove(viewer: Viewer, view_id: int) -> Query[Written]:
    """Delete the view; no row when it is not there, or not the viewer's to change."""
    return Query(
        _TARGET
        + """
        DELETE FROM analysis_views v USING target t WHERE v.id = t.id
        RETURNING v.id, NULL::text AS hindrance""",
        Written,
        {**_writing(viewer), "id": view_id},
    )


MANAGING = [Role.MANAGER.value, Role.AREA.value, Role.ADMIN.value]


def _writing(viewer: Viewer) -> dict[str, object]:
    return {
        "user": viewer.user_id,
        "is_managing": viewer.is_managing,
        "is_admin": viewer.is_admin,
        "roles": MANAGING,
    }


# The views of a person and of roles, for a statement that has the parameters of `reach`.
READABLE: LiteralString = """
    SELECT v.id, v.page, v.name, v.query, v.role, v.is_default FROM analysis_views v
    WHERE %(is_managing)s::boolean
      AND (v.owner = %(user)s::varchar OR v.role = ANY(%(roles)s::varchar[]))"""

# A view that the viewer may change: an own one; those for roles are 本部's.
_TARGET: LiteralString = """
    WITH target AS (
        SELECT v.id, v.owner, v.role, v.page FROM analysis_views v
        WHERE v.id = %(id)s AND (
            (%(is_managing)s::boolean AND v.owner = %(user)s::varchar)
            OR (%(is_admin)s::boolean AND v.role = ANY(%(roles)s::varchar[])))
        FOR UPDATE
    )"""
