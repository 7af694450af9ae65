"""掲示板: every signed-in person reads the whole board, but for announcements to other stores."""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from shared.access import Viewer
from shared.audience import VISIBLE
from shared.db import Query
from shared.rows import PICTURES_OF_POST, PictureRow


@dataclass(frozen=True, slots=True)
class Post:
    """A post as it is read. `report_id` is set when its 日報 is within the viewer's own reach."""

    id: int
    store_name: str
    user_id: str
    author: str
    genre: str
    title: str
    content: str
    created_at: datetime
    report_id: int | None
    pictures: list[PictureRow]


def newest(viewer: Viewer, limit: int, *, before: tuple[datetime, int] | None = None) -> Query[Post]:
    """At most `limit` posts, newest first; `before` is the (time, id) of the last one already read."""
    return Query(
        _COLUMNS
        + """
        AND (%(at)s::timestamptz IS NULL OR (p.created_at, p.id) < (%(at)s::timestamptz, %(id)s::bigint))
        ORDER BY p.created_at DESC, p.id DESC LIMIT %(limit)s""",
        Post,
        {
            **_reader(viewer),
            "at": before[0] if before else None,
            "id": before[1] if before else None,
            "limit": limit,
        },
    )


def _reader(viewer: Viewer) -> dict[str, object]:
    """What a statement on posts asks of its viewer; `readable` are the stores whose 日報 they may read."""
    return {"user": viewer.user_id, "stores": viewer.stores, "readable": viewer.report_stores}


_COLUMNS: LiteralString = (
    """
    SELECT p.id, s.name AS store_name, p.user_id,
           btrim(u.last_name || ' ' || u.first_name) AS author,
           p.genre, p.title, p.content, p.created_at,
           CASE WHEN r.store_id = ANY(%(readable)s::int[]) THEN r.id END AS report_id,
           """
    + PICTURES_OF_POST
    + """ AS pictures
    FROM bbs_posts p
    JOIN stores s ON s.store_id = p.store_id
    JOIN users u ON u.user_id = p.user_id
    LEFT JOIN daily_reports r ON r.id = p.report_id
    WHERE p.deleted_at IS NULL AND """
    + VISIBLE
)
