"""The columns of an export in the reader's language, and its rows, batch by batch.

Everything that is translated is translated before the first row: the rows are written while they are sent,
when the page's language is no longer the active one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shared import exports
from shared.access import Viewer
from shared.db import many
from shared.exports import FiguresLine, ReportLine
from shared.words import Genre, Location, Word
from shared.xlsx import Cell, Column

BATCH = 1_000  # rows
MONDAY = date(2026, 11, 23)

Rows = list[list[Cell]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is exported: the business dates `first` to `last` of `stores`."""

    viewer: Viewer
    first: date
    last: date
    stores: list[int]
    today: date


@dataclass(frozen=True, slots=True)
class Table:
    """A table on its way into a file; the first batch is read already, the others when they are asked for."""

    name: str
    columns: list[Column]
    first: Rows
    others: Iterator[Rows]

    @property
    def batches(self) -> Iterator[Rows]:
        """All rows, once."""
        yield self.first
        yield from self.others


def reports(wanted: Wanted) -> Table:
    """日報, oldest first."""
    columns = [
        Column(_("番号"), 9),
        Column(_("営業日"), 12),
        Column(_("曜日"), 6),
        Column(_("店舗"), 16),
        Column(_("書いた人"), 16),
        Column(_("ジャンル"), 12),
        Column(_("場所"), 12),
        Column(_("タイトル"), 32),
        Column(_("内容"), 60),
        Column(_("掲示板"), 10),
        Column(_("提出した日時"), 18),
        Column(_("直した日時"), 18),
        Column(_("写真（枚）"), 10, is_amount=True),
    ]
    genres, locations, days, shared = _labels(Genre), _labels(Location), _weekdays(), _("掲載")

    def cells(line: ReportLine) -> list[Cell]:
        return [
            line.id,
            line.date,
            days[line.date.weekday()],
            line.store_name,
            line.author,
            genres[line.genre],
            locations[line.location],
            line.title,
            line.content,
            shared if line.post_to_bbs else None,
            line.created_at,
            line.changed_at,
            line.photos,
        ]

    batches = ([cells(line) for line in lines] for lines in _reports(wanted))
    return _begun(_("日報"), columns, batches)


def figures(wanted: Wanted) -> Table:
    """売上・客数, a row for each store's each day: a day that nobody filed says so, and has no numbers."""
    columns = [
        Column(_("営業日"), 12),
        Column(_("曜日"), 6),
        Column(_("店舗"), 16),
        Column(_("提出"), 10),
        Column(_("売上（円）"), 14, is_amount=True),
        Column(_("客数（名）"), 10, is_amount=True),
        Column(_("客単価（円）"), 12, is_amount=True),
        Column(_("違算（円）"), 12, is_amount=True),
        Column(_("入力した人"), 16),
        Column(_("入力した日時"), 18),
    ]
    days, filed, missing = _weekdays(), _("提出済み"), _("未提出")

    def cells(line: FiguresLine) -> list[Cell]:
        return [
            line.date,
            days[line.date.weekday()],
            line.store_name,
            filed if line.is_filed else missing,
            line.sales_amount,
            line.customer_count,
            line.average_spend,
            line.cash_difference,
            line.saved_by,
            line.saved_at,
        ]

    batches = ([cells(line) for line in lines] for lines in _figures(wanted))
    return _begun(_("売上"), columns, batches)


def _begun(name: str, columns: list[Column], batches: Iterator[Rows]) -> Table:
    """With its first batch: what fails here fails before anything is sent."""
    return Table(name, columns, next(batches, []), batches)


def _reports(wanted: Wanted) -> Iterator[Sequence[ReportLine]]:
    behind = None
    while True:
        query = exports.reports(wanted.viewer, wanted.first, wanted.last, wanted.stores, BATCH, behind)
        lines = many(connection, query)
        yield lines
        if len(lines) < BATCH:
            return
        behind = lines[-1].place


def _figures(wanted: Wanted) -> Iterator[Sequence[FiguresLine]]:
    """As many days at once as make about one batch."""
    day, step = wanted.first, timedelta(days=max(1, BATCH // max(1, len(wanted.stores))) - 1)
    while day <= wanted.last:
        until = min(day + step, wanted.last)
        yield many(connection, exports.figures(wanted.viewer, day, until, wanted.stores, wanted.today))
        day = until + timedelta(days=1)


def _labels(words: type[Word]) -> dict[str, str]:
    return {word.value: _(word.label) for word in words}


def _weekdays() -> list[str]:
    """Monday first."""
    return [date_format(MONDAY + timedelta(days=day), "D") for day in range(7)]
