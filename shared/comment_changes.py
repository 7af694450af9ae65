"""What may be done with a comment that is there: changing it, deleting it, choosing it as the best answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from shared.access import Viewer
from shared.audience import MAY_CHANGE_COMMENT, READ_BY_PERSON, VISIBLE
from shared.db import Query
from shared.hearing import NAMED, UNHEARD


@dataclass(frozen=True, slots=True)
class OpenComment:
    """A comment that is to be changed or deleted. `editor` changed it last (None: nobody has)."""

    id: int
    post_id: int
    post_title: str
    user_id: str
    author: str
    content: str
    version: int
    editor: str | None
    replies: int
    may_change: bool


@dataclass(frozen=True, slots=True)
class Saved:
    """`is_saved` and `is_own` are those of `shared.edits.Saved`; `unheard` as with `Written`."""

    id: int
    post_id: int
    is_saved: bool
    is_own: bool
    unheard: list[str]


@dataclass(frozen=True, slots=True)
class Held:
    """The post whose comments nobody else changes until the transaction ends."""

    post_id: int
    user_id: str


@dataclass(frozen=True, slots=True)
class Deleted:
    """The comment that says nothing any more; `is_tombstone` when its replies keep its place."""

    id: int
    post_id: int
    is_tombstone: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """A comment that was to be the best answer, and whether it is now; `may_choose` says if it was tried."""

    id: int
    post_id: int
    may_choose: bool
    is_best_answer: bool


def find(viewer: Viewer, comment_id: int) -> Query[OpenComment]:
    """A comment that is not deleted; no row when there is none within sight."""
    return Query(
        """
        SELECT c.id, c.post_id, p.title AS post_title, c.user_id,
               btrim(cu.last_name || ' ' || cu.first_name) AS author, c.content, c.version,
               (SELECT btrim(e.last_name || ' ' || e.first_name) FROM users e
                WHERE e.user_id = c.updated_by) AS editor,
               (SELECT count(*) FROM bbs_comments r WHERE r.parent_id = c.id) AS replies, """
        + MAY_CHANGE_COMMENT
        + " AS may_change"
        + _SEEN,
        OpenComment,
        {**_who(viewer), "id": comment_id},
    )


def save(
    viewer: Viewer, comment_id: int, content: str, version: int, form_id: UUID, mentions: Sequence[str]
) -> Query[Saved]:
    """Change what a comment says, if it is still at `version`; whom it newly mentions is told.

    No row when the viewer may not change it.
    """
    asked = {"content": content, "version": version, "form_id": form_id, "mentions": list(mentions)}
    return Query(_SAVE, Saved, {**_who(viewer), "id": comment_id, **asked})


def hold(viewer: Viewer, comment_id: int) -> Query[Held]:
    """Before `delete`, in its transaction: no reply comes between, and the triggers know who deletes."""
    return Query(
        """
        WITH held AS MATERIALIZED (
            SELECT n.post_id FROM bbs_post_counts n
            JOIN bbs_comments c ON c.post_id = n.post_id JOIN bbs_posts p ON p.id = c.post_id
            WHERE c.id = %(id)s AND """
        + VISIBLE
        + """ FOR NO KEY UPDATE OF n
        )
        SELECT post_id, set_config('c3.user_id', %(user)s::text, true) AS user_id FROM held""",
        Held,
        {**_who(viewer), "id": comment_id},
    )


def delete(viewer: Viewer, comment_id: int) -> Query[Deleted]:
    """Delete a comment; one with replies keeps its place, without a word. No row when the viewer may not.

    The last reply to a deleted comment takes that with it.
    """
    return Query(_DELETE, Deleted, {**_who(viewer), "id": comment_id})


def choose(viewer: Viewer, comment_id: int, wanted: bool | None) -> Query[Chosen]:
    """Make a comment the best answer of its post (`wanted`), take that away, or turn it over (None).

    Its post's writer may, and who manages the post's store. The writer of the comment is told. No row when
    there is no such comment within sight, or when it or its post is deleted.
    """
    choosing = viewer.stores if viewer.is_managing else []
    return Query(_CHOOSE, Chosen, {**_who(viewer), "choosing": choosing, "id": comment_id, "wanted": wanted})


def _who(viewer: Viewer) -> dict[str, object]:
    return {"user": viewer.user_id, "stores": viewer.stores, "kept": viewer.kept_stores}


# The comment `c` within the viewer's sight that is not deleted.
_SEEN: LiteralString = (
    """
        FROM bbs_comments c
        JOIN bbs_posts p ON p.id = c.post_id
        JOIN users cu ON cu.user_id = c.user_id
        WHERE c.id = %(id)s AND c.deleted_at IS NULL AND """
    + VISIBLE
)

_SAVE: LiteralString = (
    """
    WITH target AS (
        SELECT c.id, c.post_id, c.content, c.edit_id, coalesce(c.updated_by, c.user_id) AS writer"""
    + _SEEN
    + " AND "
    + MAY_CHANGE_COMMENT
    + """ FOR NO KEY UPDATE OF c
    ), saved AS (
        UPDATE bbs_comments c
        SET content = %(content)s, edit_id = %(form_id)s,
            updated_by = CASE WHEN c.content = %(content)s THEN c.updated_by ELSE %(user)s END
        FROM target WHERE c.id = target.id AND c.version = %(version)s
        RETURNING c.id, c.post_id
    ), named AS ("""
    + NAMED
    + """(SELECT post_id FROM saved)
    ), told AS (
        INSERT INTO bbs_notices (user_id, kind, post_id, comment_id)
        SELECT named.user_id, 'mention', saved.post_id, saved.id FROM named CROSS JOIN saved WHERE named.hears
        ON CONFLICT DO NOTHING
    )
    SELECT target.id, target.post_id,
           saved.id IS NOT NULL OR (target.content = %(content)s
               AND target.edit_id IS NOT DISTINCT FROM %(form_id)s) AS is_saved,
           target.writer = %(user)s AS is_own, """
    + UNHEARD
    + " FROM target LEFT JOIN saved ON saved.id = target.id"
)

_DELETE: LiteralString = (
    """
    WITH target AS (
        SELECT c.id, c.post_id, c.parent_id,
               EXISTS (SELECT FROM bbs_comments r WHERE r.parent_id = c.id) AS has_replies"""
    + _SEEN
    + " AND "
    + MAY_CHANGE_COMMENT
    + """
    ), emptied AS (
        UPDATE bbs_comments c
        SET content = '', is_best_answer = FALSE, deleted_at = statement_timestamp(),
            deleted_by = %(user)s::varchar
        FROM target WHERE c.id = target.id AND target.has_replies
    ), reactions AS (
        DELETE FROM bbs_comment_reactions x USING target WHERE x.comment_id = target.id
    ), notices AS (
        DELETE FROM bbs_notices b USING target WHERE b.comment_id = target.id
    ), gone AS (
        DELETE FROM bbs_comments c USING target
        WHERE (c.id = target.id AND NOT target.has_replies)
           OR (c.id = target.parent_id AND c.deleted_at IS NOT NULL
               AND NOT EXISTS (SELECT FROM bbs_comments o
                               WHERE o.parent_id = target.parent_id AND o.id <> target.id))
    )
    SELECT id, post_id, has_replies AS is_tombstone FROM target"""
)

_CHOOSE: LiteralString = (
    """
    WITH target AS MATERIALIZED (
        SELECT c.id, c.post_id, c.user_id, c.is_best_answer,
               p.user_id = %(user)s::varchar OR p.store_id = ANY(%(choosing)s::int[]) AS may_choose"""
    + _SEEN
    + """ AND p.deleted_at IS NULL
    ), chosen AS MATERIALIZED (
        SELECT t.id, t.post_id, t.user_id,
               choose_best_answer(t.id, coalesce(%(wanted)s::boolean, NOT t.is_best_answer)) AS is_best
        FROM target t WHERE t.may_choose
    ), untold AS (
        DELETE FROM bbs_notices b USING chosen
        WHERE b.post_id = chosen.post_id AND b.kind = 'best' AND b.done_at IS NULL
          AND (b.comment_id <> chosen.id OR NOT chosen.is_best)
    ), told AS (
        INSERT INTO bbs_notices (user_id, kind, post_id, comment_id)
        SELECT u.user_id, 'best', p.id, chosen.id
        FROM chosen JOIN bbs_posts p ON p.id = chosen.post_id JOIN users u ON u.user_id = chosen.user_id
        WHERE chosen.is_best AND u.user_id <> %(user)s::varchar AND """
    + READ_BY_PERSON
    + """
        ON CONFLICT DO NOTHING
    )
    SELECT target.id, target.post_id, target.may_choose,
           coalesce(chosen.is_best, target.is_best_answer) AS is_best_answer
    FROM target LEFT JOIN chosen ON chosen.id = target.id"""
)
