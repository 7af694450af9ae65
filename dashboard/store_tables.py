"""What the comparison of stores says in words and as tables."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from dashboard import drill, formats, telling
from dashboard.look import Look
from dashboard.sales_tables import submitted
from dashboard.store_words import achieved, change, measure, name_of
from dashboard.tables import Cell, Column, Kind, Table
from shared.analytics.chosen import Scope
from shared.analytics.counts import counted
from shared.analytics.question import Question
from shared.analytics.ranking import Listing, Ranked
from shared.spend import spend
from shared.words import Behind, RankedBy, ScopeKind, gettext_noop

SUM = gettext_noop("合計")
HEADS = {
    ScopeKind.STORE: gettext_noop("店舗"),
    ScopeKind.AREA: gettext_noop("エリア"),
    ScopeKind.GROUP: gettext_noop("グループ"),
}
STORES = Column(gettext_noop("店舗数"), Kind.COUNT)
AREA = Column(gettext_noop("エリア"), Kind.TEXT)
MEASURED: dict[RankedBy, Column] = {  # the columns that the list can be sorted by
    RankedBy.SALES: Column(RankedBy.SALES.label, Kind.YEN),
    RankedBy.CHANGE: Column(RankedBy.CHANGE.label, Kind.CHANGE),
    RankedBy.CUSTOMERS: Column(RankedBy.CUSTOMERS.label, Kind.COUNT),
    RankedBy.SPEND: Column(RankedBy.SPEND.label, Kind.AMOUNT),
    RankedBy.DIFFERENCE: Column(RankedBy.DIFFERENCE.label, Kind.AMOUNT),
    RankedBy.GOAL: Column(RankedBy.GOAL.label, Kind.PERCENT),
    RankedBy.MISSING: Column(RankedBy.MISSING.label, Kind.COUNT),
    RankedBy.REPORTS: Column(RankedBy.REPORTS.label, Kind.COUNT),
}
RANK = Column(gettext_noop("順位"), Kind.COUNT)
PERCENTILE = Column(gettext_noop("パーセンタイル"), Kind.PERCENT)
FIRST_MEASURED = 2  # the name, then an area or a number of stores


def ranking_table(question: Question, listing: Listing, rows: Sequence[Ranked], look: Look) -> Table:
    """The page's rows in their order, each with a link to what stands behind its sales; the total of all."""
    _ = look.texts.gettext
    is_store = listing.by is ScopeKind.STORE
    columns = [
        Column(HEADS[listing.by], Kind.TEXT),
        AREA if is_store else STORES,
        *MEASURED.values(),
        RANK,
        PERCENTILE,
    ]

    def cells(row: Ranked) -> list[Cell]:
        second: Cell = row.area if is_store else row.stores
        share = None if row.percentile is None else row.percentile / 100
        return [name_of(row, listing.by, look), second, *measures(question, row), row.rank, share]

    listed = [row for row in rows if not row.is_total]
    total = next(([_(SUM), *cells(row)[1:]] for row in rows if row.is_total), None)
    links = {at: link(question, listing, row) for at, row in enumerate(listed)}
    title = _("%(what)sの順位") % {"what": _(sorted_by(listing).label)}
    return Table(title, columns, [cells(row) for row in listed], total, links)


def measures(question: Question, row: Ranked) -> list[Cell]:
    """The cells of the columns `MEASURED`."""
    reports = int(counted(row.counts, question.genre, question.location))
    return [
        submitted(row.sales, row.missing),
        change(row),
        row.customers,
        spend(row.sales, row.customers),
        row.difference,
        achieved(row),
        row.missing,
        reports,
    ]


def link(question: Question, listing: Listing, row: Ranked) -> str:
    """The store-days behind a row; stores without an area have no address of their own."""
    if not row.number:
        return ""
    one = replace(question, scope=Scope(listing.by, row.number))
    return drill.figures(one, Behind.SALES)


def matrix_table(
    question: Question, listing: Listing, listed: Sequence[Ranked], points: Sequence[date], look: Look
) -> Table:
    """A row for each store, a column for each point."""
    grain = question.period.grain
    columns = [Column(HEADS[listing.by], Kind.TEXT)]
    columns += [Column(formats.point(when, grain, look), Kind.YEN) for when in points]
    rows = [
        [name_of(row, listing.by, look), *map(submitted, row.by_point, row.missing_by_point)]
        for row in listed
    ]
    title = look.texts.gettext("日ごとの売上") if grain == "day" else look.texts.gettext("月ごとの売上")
    links = {at: link(question, listing, row) for at, row in enumerate(listed)}
    return Table(title, columns, rows, None, links)


def ranking_finding(listing: Listing, rows: Sequence[Ranked], look: Look) -> str:
    """Who is first of how many, and where the middle is."""
    _ = look.texts.gettext
    listed = [row for row in rows if not row.is_total]
    best = next((row for row in listed if row.rank == 1), None)
    if not listed:
        return _("比べるものがありません。")
    middle = listed[0].middle
    sort = sorted_by(listing)
    told = [
        _("%(all)s件中%(first)s〜%(last)s件目です。")
        % {
            "all": f"{listed[0].total:,}",
            "first": f"{listing.offset + 1:,}",
            "last": f"{listing.offset + len(listed):,}",
        }
    ]
    if best:
        told.append(
            _("最も大きいのは%(name)sの%(value)sです。")
            % {
                "name": name_of(best, listing.by, look),
                "value": measure(best.measure, sort, look),
            }
        )
    if middle is not None:
        told.append(_("全体の中央値は%(value)sです。") % {"value": measure(middle, sort, look)})
    return telling.sentences(look, *told)


def matrix_finding(rows: Sequence[Ranked], look: Look) -> str:
    """How many store-days are 未提出, of all that are compared: not of this page of them alone."""
    _ = look.texts.gettext
    total = next((row for row in rows if row.is_total), None)
    if total is None or not total.filed:
        return _("この期間の売上はまだありません。")
    return _("色は、それぞれの期間の平均との差です。未提出は%(missing)s日分あります。") % {
        "missing": f"{total.missing:,}"
    }


def sorted_by(listing: Listing) -> RankedBy:
    """What the bars show: sales where the list is by name."""
    return RankedBy.SALES if listing.sort is RankedBy.NAME else listing.sort
