"""Questions to begin with: what this person would ask today, from what has really been written down."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from shared.access import Viewer
from shared.db import Query
from shared.words import Role, gettext_noop

MOST: Final = 4


@dataclass(frozen=True, slots=True)
class Today:
    """What there is to ask about at a business date, in the viewer's stores.

    Claims and praise are counted in reports: of yesterday, and of the last week from Monday to Sunday, whose
    days with a cash difference (`off_days`) and store-days without figures (`missing_days`) are counted too.
    `claims_month` are this month's. `has_target` says that a store has a sales target this month. `manual` is
    the title of one of the manuals, another one each day; None where there is none.
    """

    claims_yesterday: int
    claims_week: int
    claims_month: int
    praise_week: int
    filed_week: int
    off_days: int
    missing_days: int
    has_target: bool
    manual: str | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question: `sentence` is a msgid, `values` fill its `%(name)s`. It is asked in Japanese."""

    sentence: str
    values: dict[str, str] = field(default_factory=dict)

    @property
    def question(self) -> str:
        """What is asked."""
        return self.sentence % self.values


CLAIMS_YESTERDAY: Final = gettext_noop("昨日のクレームの内容は？")
CLAIMS_WEEK: Final = gettext_noop("先週のクレームは何件？内容も")
CLAIMS_GREW: Final = gettext_noop("先月と今月のクレームの件数を比べて")
CLAIMS_RANKED: Final = gettext_noop("今月クレームが多い店舗は？")
PRAISE_WEEK: Final = gettext_noop("先週の賞賛の内容は？")
LANDING: Final = gettext_noop("今月の着地見込みは？")
OFF_WEEK: Final = gettext_noop("先週の違算は？")
SALES_WEEK: Final = gettext_noop("先週の売上は？")
SALES_RANKED: Final = gettext_noop("先週の売上が良い店舗は？")
SALES_GREW: Final = gettext_noop("先月と今月の売上を比べて")
MISSING_WEEK: Final = gettext_noop("先週の売上で、未提出の日は？")
MANUAL: Final = gettext_noop("「%(title)s」には何と書いてある？")
ELSEWHERE: Final = gettext_noop("他店でレジの違算が減った工夫は？")


def facts(viewer: Viewer, today: date) -> Query[Today]:
    """The one row of it at the business date `today`."""
    monday = today - timedelta(days=today.weekday() + 7)
    return Query(
        """
        SELECT r.yesterday AS claims_yesterday, r.claims AS claims_week, r.month AS claims_month,
               r.praise AS praise_week, f.filed AS filed_week, f.off AS off_days,
               (d.due - f.filed) AS missing_days,
               EXISTS (SELECT FROM monthly_goals g
                       WHERE g.store_id = ANY(%(stores)s) AND g.sales_target > 0
                         AND g.year = extract(year FROM %(today)s::date)
                         AND g.month = extract(month FROM %(today)s::date)) AS has_target,
               (SELECT k.title FROM knowledge_documents k
                WHERE k.kind = 'manual'
                  AND EXISTS (SELECT FROM knowledge_vectors v WHERE v.document_id = k.id)
                ORDER BY md5(k.id || %(today)s::date::text), k.id LIMIT 1) AS manual
        FROM (SELECT count(*) FILTER (WHERE genre = 'claim' AND date = %(today)s::date - 1)::int AS yesterday,
                     count(*) FILTER (WHERE genre = 'claim' AND date BETWEEN %(monday)s::date
                                                                AND %(monday)s::date + 6)::int AS claims,
                     count(*) FILTER (WHERE genre = 'claim'
                                        AND date >= date_trunc('month', %(today)s::date))::int AS month,
                     count(*) FILTER (WHERE genre = 'praise' AND date BETWEEN %(monday)s::date
                                                                 AND %(monday)s::date + 6)::int AS praise
              FROM daily_reports
              WHERE store_id = ANY(%(stores)s) AND genre IN ('claim', 'praise') AND date <= %(today)s::date
                AND date >= least(%(monday)s::date, date_trunc('month', %(today)s::date))) r
        CROSS JOIN (SELECT count(*)::int AS filed, count(*) FILTER (WHERE p.cash_difference <> 0)::int AS off
                    FROM store_daily_performances p JOIN stores s USING (store_id)
                    WHERE p.store_id = ANY(%(stores)s) AND s.kind = 'store'
                      AND coalesce(s.opened_on <= p.date, true) AND coalesce(s.closed_on >= p.date, true)
                      AND p.date BETWEEN %(monday)s::date AND %(monday)s::date + 6) f
        CROSS JOIN (SELECT coalesce(sum(
                        greatest(0, least(coalesce(s.closed_on, %(monday)s::date + 6), %(monday)s::date + 6)
                                    - greatest(coalesce(s.opened_on, %(monday)s::date), %(monday)s::date) + 1)
                    ), 0)::int AS due
                    FROM stores s WHERE s.store_id = ANY(%(stores)s) AND s.kind = 'store') d""",
        Today,
        {"stores": viewer.stores, "today": today, "monday": monday},
    )


def suggestions(viewer: Viewer, found: Today) -> list[Suggestion]:
    """Three or four questions for this person."""
    wanted = _of_stores(found) if viewer.role in {Role.AREA, Role.ADMIN} else _of_store(viewer, found)
    return [*{one.question: one for one in wanted}.values()][:MOST]


def _of_store(viewer: Viewer, found: Today) -> Iterator[Suggestion]:
    """Of one's own store: the figures are rather its 店長's to ask about."""
    yield from _claims(found)
    if viewer.is_managing:
        yield from _when((found.has_target, LANDING), (found.off_days, OFF_WEEK))
        yield from _when(
            (found.missing_days and found.filed_week, MISSING_WEEK), (found.filed_week, SALES_GREW)
        )
    yield from _manual(found)
    yield from _when((found.praise_week, PRAISE_WEEK), (found.filed_week, SALES_WEEK))
    yield from (Suggestion(ELSEWHERE), Suggestion(SALES_WEEK), Suggestion(CLAIMS_WEEK))


def _of_stores(found: Today) -> Iterator[Suggestion]:
    """Of many stores: which of them."""
    yield from _claims(found)
    yield from _when((found.filed_week, SALES_RANKED), (found.claims_month, CLAIMS_RANKED))
    yield from _when((found.off_days, OFF_WEEK), (found.claims_month, CLAIMS_GREW))
    yield from (Suggestion(SALES_GREW), Suggestion(ELSEWHERE))
    yield from _manual(found)
    yield Suggestion(CLAIMS_WEEK)


def _claims(found: Today) -> Iterator[Suggestion]:
    yield from _when((found.claims_yesterday, CLAIMS_YESTERDAY))
    yield from _when((found.claims_week and not found.claims_yesterday, CLAIMS_WEEK))


def _manual(found: Today) -> Iterator[Suggestion]:
    if found.manual:
        yield Suggestion(MANUAL, {"title": found.manual})


def _when(*wanted: tuple[object, str]) -> Iterator[Suggestion]:
    return (Suggestion(sentence) for is_there, sentence in wanted if is_there)
