"""Reports that say much the same as one report: by the distance of their vectors."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from shared.access import Viewer
from shared.db import Query

# Cosine distance. Of 3 million pairs of demo reports (local model), those nearer are about the same matter,
# from 0.45 on most are not; the median of all pairs is 0.78.
FURTHEST: Final = 0.35


@dataclass(frozen=True, slots=True)
class Similar:
    """A report that is like another one; `date` is a business date."""

    id: int
    store_name: str
    date: date
    genre: str
    location: str
    title: str
    author: str


def similar(viewer: Viewer, report_id: int, limit: int) -> Query[Similar]:
    """At most `limit` readable reports that are like the report `report_id`, the most alike first.

    No row when none is near enough, while the report waits for its vector, and out of the viewer's reach.
    """
    return Query(
        """
        SELECT r.id, s.name AS store_name, r.date, r.genre, r.location, r.title,
               btrim(u.last_name || ' ' || u.first_name) AS author
        FROM (SELECT v.model, v.embedding
              FROM daily_reports o JOIN document_vectors v ON v.kind = 'report' AND v.source_id = o.id
              WHERE o.id = %(report)s::bigint AND o.store_id = ANY(%(stores)s)) own
        CROSS JOIN LATERAL nearest_reports(
            own.embedding, own.model, %(stores)s::int[], NULL, NULL, NULL, NULL, %(limit)s::int + 1) n
        JOIN daily_reports r ON r.id = n.id AND r.store_id = ANY(%(stores)s)
        JOIN stores s ON s.store_id = r.store_id
        JOIN users u ON u.user_id = r.user_id
        WHERE r.id <> %(report)s::bigint AND n.distance <= %(furthest)s::float8
        ORDER BY n.distance, r.id DESC LIMIT %(limit)s::int""",
        Similar,
        {"report": report_id, "stores": viewer.report_stores, "furthest": FURTHEST, "limit": limit},
    )
