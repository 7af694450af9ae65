"""なるほど and いいね: one tap is one statement, which knows the counts after it.

Taps on one post come one after the other (`react_to_post` locks), so that many at once leave one row of each
kind and person at most, and counts that are right.
"""

from dataclasses import dataclass
from typing import LiteralString

from shared.access import Viewer
from shared.audience import VISIBLE
from shared.db import Query
from shared.tally import Tally


@dataclass(frozen=True, slots=True)
class Tapped:
    """What was tapped, and its reactions now; None when it was deleted, and takes none."""

    id: int
    post_id: int
    reactions: Tally | None


def on_post(viewer: Viewer, post_id: int, reaction: str, wanted: bool | None) -> Query[Tapped]:
    """Put the viewer's `reaction` there (`wanted`), take it away, or turn it over (None).

    It is a code of `shared.words.Reaction`. No row when there is no such post within sight.
    """
    return Query(
        _TAP.replace("{target}", "post")
        + """
        SELECT p.id, p.id AS post_id, p.deleted_at IS NULL AS is_there
        FROM bbs_posts p WHERE p.id = %(id)s AND """
        + VISIBLE
        + _TAPPED.replace("{target}", "post"),
        Tapped,
        _bound(viewer, post_id, reaction, wanted),
    )


def on_comment(viewer: Viewer, comment_id: int, reaction: str, wanted: bool | None) -> Query[Tapped]:
    """The same for a comment; a comment on a deleted post takes none either."""
    return Query(
        _TAP.replace("{target}", "comment")
        + """
        SELECT c.id, p.id AS post_id, c.deleted_at IS NULL AND p.deleted_at IS NULL AS is_there
        FROM bbs_comments c JOIN bbs_posts p ON p.id = c.post_id WHERE c.id = %(id)s AND """
        + VISIBLE
        + _TAPPED.replace("{target}", "comment"),
        Tapped,
        _bound(viewer, comment_id, reaction, wanted),
    )


def _bound(viewer: Viewer, target: int, kind: str, wanted: bool | None) -> dict[str, object]:
    asked = {"id": target, "kind": kind, "wanted": wanted}
    return {"user": viewer.user_id, "stores": viewer.stores, **asked}


_TAP: LiteralString = "WITH seen AS MATERIALIZED ("
_TAPPED: LiteralString = """
    ), tapped AS MATERIALIZED (
        SELECT seen.id,
               react_to_{target}(seen.id, %(user)s::varchar, %(kind)s::varchar, %(wanted)s::boolean) AS is_on
        FROM seen WHERE seen.is_there
    )
    SELECT seen.id, seen.post_id, tally_of_{target}(tapped.id, %(user)s::varchar, tapped.is_on) AS reactions
    FROM seen LEFT JOIN tapped ON tapped.id = seen.id"""
