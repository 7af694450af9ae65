"""Whose session is this, and is it alive? Asked by both applications, of the one table of sessions.

Django writes the sessions; `user_id` stands beside its payload. A logout, a changed password and a retired
user delete rows (the last two by a trigger), so that a row that is there is a login that holds.
"""

from datetime import datetime

from shared.access import VIEWER, Viewer
from shared.db import Query
from shared.settings import settings


def viewer(session_key: str, now: datetime, *, entered: bool = False) -> Query[Viewer]:
    """Whose session it is; no row when it is unknown, expired at `now`, or the person is retired.

    One that a ticket has opened (`shared.entering`) counts where `entered` says so: not at c3-app.
    """
    return Query(
        VIEWER
        + """
        JOIN sessions ON sessions.user_id = u.user_id
        WHERE u.is_active AND sessions.session_key = %(session_key)s AND sessions.expire_date > %(now)s
          AND (sessions.opened_by_id IS NULL OR %(entered)s::boolean)""",
        Viewer,
        {
            "session_key": session_key,
            "now": now,
            "entered": entered,
            "shared": settings().reports_shared_across_stores,
        },
    )
