"""What a phone has sent under a key of its own: so that it is made once, however often it is sent.

Taken first in the transaction that makes it: who sends the same at the same moment waits here, and is
answered as the first. A transaction that makes nothing takes its key back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.access import Viewer
from shared.db import Query

REMEMBERED_DAYS = 90


@dataclass(frozen=True, slots=True)
class Claimed:
    """A key that is the viewer's. `is_new`: nothing was made under it so far.

    `is_same` is False when something else was made under it; `url` is where that is read.
    """

    is_new: bool
    is_same: bool
    url: str


@dataclass(frozen=True, slots=True)
class Settled:
    """A key under which something was made."""

    key: UUID


@dataclass(frozen=True, slots=True)
class Pictured:
    """What a key made, beside the pictures that its sender means: `is_same` when it has these and no other.

    What was changed since is taken for the same.
    """

    is_same: bool


def claim(viewer: Viewer, key: UUID, digest: str, written_at: datetime | None) -> Query[Claimed]:
    """Take a key for what has this SHA-256, written at `written_at` (None: nobody knows).

    No row when the key is another person's. The viewer's keys of long ago are forgotten on the way.
    """
    return Query(
        """
        WITH forgotten AS (
            DELETE FROM sent_forms WHERE user_id = %(user)s AND key <> %(key)s
              AND made_at < now() - make_interval(days => %(days)s::int)
        )
        INSERT INTO sent_forms AS s (key, user_id, digest, written_at)
        VALUES (%(key)s, %(user)s, %(digest)s::varchar, %(written_at)s::timestamptz)
        ON CONFLICT (key) DO UPDATE SET key = EXCLUDED.key WHERE s.user_id = EXCLUDED.user_id
        RETURNING xmax = 0 AS is_new, digest = %(digest)s::varchar AS is_same, url""",
        Claimed,
        {
            "key": key,
            "user": viewer.user_id,
            "digest": digest,
            "written_at": written_at,
            "days": REMEMBERED_DAYS,
        },
    )


def settle(viewer: Viewer, key: UUID, url: str) -> Query[Settled]:
    """Note where what was made under a key is read; no row when the key is another person's."""
    return Query(
        "UPDATE sent_forms SET url = %(url)s WHERE key = %(key)s AND user_id = %(user)s RETURNING key",
        Settled,
        {"key": key, "user": viewer.user_id, "url": url},
    )


def pictured(viewer: Viewer, key: UUID, order: Sequence[UUID]) -> Query[Pictured]:
    """Whether the viewer's 日報 or post that was made under a key has just the pictures of `order`.

    No row when there is none (any more).
    """
    return Query(
        """
        SELECT made.version > 1 OR ARRAY(
                   SELECT i.id FROM report_images i
                   WHERE i.report_id = made.report_id OR i.post_id = made.post_id ORDER BY i.id
               ) = ARRAY(SELECT named FROM unnest(%(order)s::uuid[]) AS named ORDER BY named) AS is_same
        FROM (
            SELECT r.id AS report_id, NULL::bigint AS post_id, r.version FROM daily_reports r
            WHERE r.form_id = %(key)s AND r.user_id = %(user)s
            UNION ALL
            SELECT NULL, p.id, p.version FROM bbs_posts p
            WHERE p.form_id = %(key)s AND p.user_id = %(user)s AND p.deleted_at IS NULL
        ) AS made""",
        Pictured,
        {"key": key, "user": viewer.user_id, "order": list(order)},
    )
