"""The chosen stores beside each other, or their areas or groups: sorted and paged by the database."""

from dataclasses import dataclass
from datetime import date
from typing import LiteralString

from shared.access import Viewer
from shared.analytics import counts
from shared.analytics.chosen import CHOSEN
from shared.analytics.months import MONTHS
from shared.analytics.question import Question
from shared.analytics.sold import AIMED, LATE, SOLD, UNASKED
from shared.analytics.spans import POINTS, SPANS, asked
from shared.db import Query
from shared.words import RankedBy, Role, ScopeKind


@dataclass(frozen=True, slots=True)
class Listing:
    """What is compared (`by` a store, an area or a group), in which order, and which part of the list."""

    by: ScopeKind = ScopeKind.STORE
    sort: RankedBy = RankedBy.SALES
    is_ascending: bool = False
    offset: int = 0
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Ranked:
    """One store, area or group in a period, with the fields of `series.Point` that have the same name.

    The first row (`is_total`; number 0, no name) sums all chosen stores, each once, whatever page is asked
    for. `number` is the id; of an area 0 for the stores without one, whose name is empty. `area` is a
    store's. `stores` are the chosen ones in it.

    `measure` is what the list is sorted by (None: nothing to sort by, always last): 円, 客数, the difference
    to the base as a share (0.082 is +8.2%), what was sold as a share of the goal, a number of store-days, or
    of reports of the question's genre and location. `rank` is 1 for the largest measure, and for equal ones
    the same. `percentile` is the share of the others, 0-100, that are below. `low`, `middle` and `high` are
    the quartiles of the measure over the whole list, the same in each row.

    `by_point` is what was sold at each point of the period, in order: None where nobody filed;
    `missing_by_point` are its store-days that are 未提出. Both are empty in the first row. `total` is the
    length of the whole list without the first row.
    """

    is_total: bool
    number: int
    name: str
    area: str | None
    stores: int
    through: date
    sales: int | None
    customers: int | None
    difference: int | None
    off_days: int
    filed: int
    missing: int
    late_filed: int
    late_sales: int
    late_customers: int
    base_sales: int | None
    base_customers: int | None
    base_filed: int
    goal: int | None
    goal_sales: int | None
    counts: list[int]
    measure: float | None
    rank: int | None
    percentile: float | None
    low: float | None
    middle: float | None
    high: float | None
    by_point: list[int | None]
    missing_by_point: list[int]
    total: int


def ranking(viewer: Viewer, question: Question, today: date, listing: Listing) -> Query[Ranked]:
    """The total, then at most `listing.limit` rows. No row when the stores are out of the viewer's reach.

    Areas and groups hold chosen stores only; a store of two groups is in both, one of none in neither. Not
    for スタッフ.
    """
    return Query(
        RANKING,
        Ranked,
        {
            **asked(viewer, question, today),
            "stores": [] if viewer.role == Role.STAFF else viewer.stores,
            **counts.place(question.genre, question.location),
            "by": listing.by.value,
            "by_group": listing.by is ScopeKind.GROUP,
            "sort": listing.sort.value,
            "is_ascending": listing.is_ascending,
            "names_fall": listing.sort is RankedBy.NAME and not listing.is_ascending,
            "offset": listing.offset,
            "limit": listing.limit,
        },
    )


# For each chosen store one row: the sums of the period and of the base.
_FIGURES: LiteralString = """
    figures AS (
        SELECT store_id, is_base, sum(sales)::bigint AS sales, sum(customers)::bigint AS customers,
               sum(difference)::bigint AS difference, sum(off_days) AS off_days, sum(filed) AS filed
        FROM sold GROUP BY 1, 2
    ),
    late_figures AS (
        SELECT store_id, count(*) AS filed, sum(sales) AS sales, sum(customers) AS customers
        FROM late_sold GROUP BY 1
    ),
    unasked_days AS (
        SELECT store_id, count(*) AS filed FROM unasked GROUP BY 1
    ),
    goals AS (
        SELECT store_id, sum(goal)::bigint AS goal, sum(sales)::bigint AS sales FROM aimed GROUP BY 1
    )
"""
_COUNTED: LiteralString = (
    """
    counted AS (
        SELECT c.store_id, """
    + counts.SUMS
    + """ AS counts
        FROM wrote c WHERE NOT c.is_base
        GROUP BY 1
    )
"""
)
_UNITS: LiteralString = """
    units AS (
        SELECT true AS is_total, 0::bigint AS number, '' AS name, NULL::text AS area, c.store_id
        FROM chosen c
        UNION ALL
        SELECT false,
               CASE %(by)s::text WHEN 'store' THEN c.store_id WHEN 'area' THEN coalesce(c.area_id, 0)
                                 ELSE g.id END,
               CASE %(by)s::text WHEN 'store' THEN c.name WHEN 'area' THEN coalesce(a.name, '')
                                 ELSE g.name END,
               CASE %(by)s::text WHEN 'store' THEN a.name END, c.store_id
        FROM chosen c
        LEFT JOIN areas a ON a.id = c.area_id
        LEFT JOIN store_group_members m ON m.store_id = c.store_id AND %(by_group)s::boolean
        LEFT JOIN store_groups g ON g.id = m.group_id
        WHERE g.id IS NOT NULL OR NOT %(by_group)s::boolean
    )
"""
_TOLD: LiteralString = """
    told AS (
        SELECT u.is_total, u.number, u.name, u.area, count(*)::int AS stores,
               sum(p.sales)::bigint AS sales, sum(p.customers)::bigint AS customers,
               sum(p.difference)::bigint AS difference, coalesce(sum(p.off_days), 0)::int AS off_days,
               coalesce(sum(p.filed), 0)::int AS filed,
               (sum(greatest(least(%(last)s::date, %(today)s::date - 1, c.closed_on)
                             - greatest(%(first)s::date, c.opened_on) + 1, 0))
                - coalesce(sum(p.filed), 0) + coalesce(sum(n.filed), 0))::int AS missing,
               coalesce(sum(l.filed), 0)::int AS late_filed, coalesce(sum(l.sales), 0)::bigint AS late_sales,
               coalesce(sum(l.customers), 0)::bigint AS late_customers,
               sum(b.sales)::bigint AS base_sales, sum(b.customers)::bigint AS base_customers,
               coalesce(sum(b.filed), 0)::int AS base_filed,
               sum(g.goal)::bigint AS goal, sum(g.sales)::bigint AS goal_sales
        FROM units u
        JOIN chosen c ON c.store_id = u.store_id
        LEFT JOIN figures p ON p.store_id = u.store_id AND NOT p.is_base
        LEFT JOIN figures b ON b.store_id = u.store_id AND b.is_base
        LEFT JOIN late_figures l ON l.store_id = u.store_id
        LEFT JOIN unasked_days n ON n.store_id = u.store_id
        LEFT JOIN goals g ON g.store_id = u.store_id
        GROUP BY 1, 2, 3, 4
    ),
    cells AS (
        SELECT u.is_total, u.number, e.cell, sum(e.n) AS n
        FROM units u JOIN counted w ON w.store_id = u.store_id
        CROSS JOIN LATERAL unnest(w.counts) WITH ORDINALITY AS e (n, cell)
        GROUP BY 1, 2, 3
    ),
    written AS (
        SELECT is_total, number, array_agg(n::int ORDER BY cell) AS counts,
               sum(n) FILTER (WHERE (cell - 1) / 5 = coalesce(%(genre_at)s::int, (cell - 1) / 5)
                                AND (cell - 1) %% 5 = coalesce(%(location_at)s::int, (cell - 1) %% 5))
                   AS reports
        FROM cells GROUP BY 1, 2
    )
"""
_SORTED: LiteralString = """
    measured AS (
        SELECT t.*, w.counts,
               CASE %(sort)s::text
                   WHEN 'sales' THEN t.sales
                   WHEN 'customers' THEN t.customers
                   WHEN 'spend' THEN t.sales / nullif(t.customers, 0)
                   WHEN 'difference' THEN t.difference
                   WHEN 'change' THEN CASE WHEN t.filed > t.late_filed THEN
                       (t.sales - t.late_sales)::float8 / nullif(t.base_sales, 0) - 1 END
                   WHEN 'goal' THEN coalesce(t.goal_sales, 0)::float8 / nullif(t.goal, 0)
                   WHEN 'missing' THEN t.missing
                   WHEN 'reports' THEN coalesce(w.reports, 0)
               END::float8 AS measure
        FROM told t LEFT JOIN written w USING (is_total, number)
    ),
    placed AS (
        SELECT m.*,
               CASE WHEN NOT is_total AND measure IS NOT NULL
                    THEN rank() OVER (PARTITION BY is_total ORDER BY measure DESC NULLS LAST)
               END::int AS rank,
               CASE WHEN NOT is_total AND measure IS NOT NULL
                    THEN 100 * percent_rank() OVER (PARTITION BY is_total, measure IS NULL ORDER BY measure)
               END AS percentile,
               row_number() OVER (
                   PARTITION BY is_total
                   ORDER BY CASE WHEN %(is_ascending)s::boolean THEN measure END,
                            CASE WHEN NOT %(is_ascending)s::boolean THEN measure END DESC NULLS LAST,
                            CASE WHEN %(names_fall)s::boolean THEN name END DESC,
                            name, number) AS place,
               (count(*) OVER () - 1)::int AS total
        FROM measured m
    ),
    quartiles AS (
        SELECT percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY measure) AS at
        FROM measured WHERE NOT is_total
    ),
    listed AS (
        SELECT * FROM placed
        WHERE is_total OR (place > %(offset)s::bigint AND place <= %(offset)s::bigint + %(limit)s::bigint)
    )
"""
_MATRIX: LiteralString = """
    held AS (
        SELECT u.number, u.store_id
        FROM listed l JOIN units u ON u.number = l.number AND NOT u.is_total
        WHERE NOT l.is_total
    ),
    due AS (
        SELECT h.number, d.point,
               sum(greatest(least(d.last, %(today)s::date - 1, c.closed_on)
                            - greatest(d.date, c.opened_on) + 1, 0)) AS days
        FROM held h JOIN chosen c ON c.store_id = h.store_id CROSS JOIN points d
        GROUP BY 1, 2
    ),
    done AS (
        SELECT h.number, date_trunc(%(grain)s::text, p.date)::date AS point, sum(p.sales)::bigint AS sales,
               sum(p.filed) AS days
        FROM held h
        JOIN (SELECT store_id, date, sales, filed FROM sold WHERE NOT is_base
              UNION ALL
              SELECT store_id, date, NULL, -1 FROM unasked) p ON p.store_id = h.store_id
        GROUP BY 1, 2
    ),
    matrix AS (
        SELECT d.number, array_agg(f.sales ORDER BY d.point) AS by_point,
               array_agg((d.days - coalesce(f.days, 0))::int ORDER BY d.point) AS missing_by_point
        FROM due d LEFT JOIN done f ON f.number = d.number AND f.point = d.point
        GROUP BY 1
    )
"""
RANKING: LiteralString = (
    "WITH "
    + ", ".join((CHOSEN, SPANS, MONTHS, SOLD, LATE, UNASKED, AIMED, counts.WRITTEN))
    + ", "
    + ", ".join((_FIGURES, _COUNTED, _UNITS, _TOLD, _SORTED, POINTS, _MATRIX))
    + """
    SELECT l.is_total, l.number, l.name, l.area, l.stores, t.date AS through, l.sales, l.customers,
           l.difference, l.off_days, l.filed, l.missing, l.late_filed, l.late_sales, l.late_customers,
           l.base_sales, l.base_customers, l.base_filed, l.goal, l.goal_sales, coalesce(l.counts, """
    + counts.NONE
    + """) AS counts, l.measure, l.rank, l.percentile,
           q.at[1] AS low, q.at[2] AS middle, q.at[3] AS high,
           coalesce(m.by_point, '{}') AS by_point, coalesce(m.missing_by_point, '{}') AS missing_by_point,
           l.total
    FROM listed l CROSS JOIN through t CROSS JOIN quartiles q
    LEFT JOIN matrix m ON m.number = l.number AND NOT l.is_total
    ORDER BY l.is_total DESC, l.place"""
)
