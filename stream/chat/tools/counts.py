"""Reports counted: claims and their rate, and all kinds by genre, place, day or store."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from langchain.tools import ToolRuntime

from shared.analytics import ranking
from shared.analytics.counts import counted
from shared.analytics.question import Question
from shared.analytics.ranking import Listing
from shared.analytics.series import Point
from shared.words import Against, Genre, Location, RankedBy
from stream.chat.ledger import FactKind, Result, Source, Status, day_text, period_text
from stream.chat.scope import Scope
from stream.chat.tools.asking import (
    Refused,
    Said,
    against,
    base_of,
    figures_source,
    needs_several_stores,
    rows,
    sums,
    understood,
)
from stream.chat.tools.figures import compared_of, note_through, points_of
from stream.chat.tools.making import tool

Runtime = ToolRuntime[Any, Any]  # its context is a `Run`, which pydantic need not know
MOST_STORES: Final = 50


@tool
async def claim_statistics(
    runtime: Runtime, period: str = "", location: str = "", store: str = ""
) -> tuple[str, Result]:
    """クレームの件数、前の期間の件数、客数1,000人あたりの件数。

    Args:
        period: 期間。空なら今月。
        location: 場所のコード（kitchen、hall、cashier、toilet、other）。空ならすべて。
        store: 店舗名。空ならふだんの店舗。
    """
    scope: Scope = runtime.context.scope
    asked = await understood(scope, period, store, Genre.CLAIM.value, location)
    question = asked.question
    base = base_of(question.period)
    said = Said(scope, "claim_statistics", asked)
    points = await points_of(scope, against(question, base))
    source = figures_source(said, "incidents/", against(question, base), "クレーム")
    said.where(source)
    claims = _count(points, Genre.CLAIM, question.location)
    said.note("claims", FactKind.COUNT, claims, f"{claims:,}件", source)
    if points[0].through >= question.period.first:
        _note_compared(said, points, claims, source)
        _note_base(said, points, base, source)
    if claims:
        _note_rows(said, _of_locations(points, question), "location", source)
    return said.result()


def _note_compared(said: Said, points: Sequence[Point], claims: int, source: Source) -> None:
    """The claims and their rate on the days that are compared: without today, until every store filed it."""
    location = said.asked.question.location
    late = round(sum(counted(point.late_counts, Genre.CLAIM, location) for point in points))
    note_through(said, points[0].through, source)
    if late:
        said.note("same_claims", FactKind.COUNT, claims - late, f"{claims - late:,}件", source)
    filed = sums([point.customers for point in points]) or 0
    customers = filed - sum(point.late_customers for point in points)
    missing = sum(point.missing for point in points)
    if customers:
        rate = round((claims - late) * 1000 / customers, 2)
        said.note("customers", FactKind.PEOPLE, customers, f"{customers:,}人", source)
        said.note("rate", FactKind.RATE, rate, f"{rate:.2f}件", source)
        if missing:
            said.note("missing", FactKind.COUNT, missing, f"{missing:,}日分", source)
            said.lines.append("missing は客数が未提出の日。その日のクレームも入るので、rate は高めです。")


def _note_base(said: Said, points: Sequence[Point], base: Against, source: Source) -> None:
    """The claims of what it is compared with, which ends on the same day."""
    question = said.asked.question
    stretch = question.period.base(base)
    if stretch:
        compared = compared_of(question.period, stretch, points[0].through)
        before = round(sum(counted(point.base_counts, Genre.CLAIM, question.location) for point in points))
        said.note("base_period", FactKind.PERIOD, compared, period_text(compared), source)
        said.note("base_claims", FactKind.COUNT, before, f"{before:,}件", source)


@tool
async def report_statistics(
    runtime: Runtime, period: str = "", genre: str = "", location: str = "", store: str = "", by: str = ""
) -> tuple[str, Result]:
    """日報の件数。ジャンル、場所、日、店舗ごとの内訳も。

    Args:
        period: 期間。空なら今月。
        genre: ジャンルのコード（claim、praise、accident、report、other）。空ならすべて。
        location: 場所のコード（kitchen、hall、cashier、toilet、other）。空ならすべて。
        store: 店舗名。空ならふだんの店舗。
        by: 内訳（genre、location、day、store）。
    """
    scope: Scope = runtime.context.scope
    if by not in {"", "store", *_ROWS}:
        raise Refused(Status.WRONG)
    asked = await understood(scope, period, "全店" if by == "store" and not store else store, genre, location)
    said, question = Said(scope, "report_statistics", asked), asked.question
    source = figures_source(said, "incidents/", question, "できごと")
    if by == "store":
        total, found = await _by_store(scope, question)
        said.where(source)
    else:
        points = await points_of(scope, question)
        said.where(source)
        total = _count(points, question.genre, question.location)
        found = list(_ROWS[by or ("genre" if question.genre is None else "location")](points, question))
    said.note("total", FactKind.COUNT, total, f"{total:,}件", source)
    if total:
        _note_rows(said, found, by, source)
    return said.result(Status.OK)


def _count(points: Sequence[Point], genre: Genre | None, location: Location | None) -> int:
    return round(sum(counted(point.counts, genre, location) for point in points))


Rows = Iterator[tuple[str, int]]


def _by_genre(points: Sequence[Point], question: Question) -> Rows:
    for genre in Genre:
        if question.genre in {None, genre}:
            yield genre.label, _count(points, genre, question.location)


def _of_locations(points: Sequence[Point], question: Question) -> Rows:
    for location in Location:
        if question.location in {None, location}:
            yield location.label, _count(points, question.genre, location)


def _by_day(points: Sequence[Point], question: Question) -> Rows:
    is_day = question.period.grain == "day"
    for point in points:
        if point.date <= question.period.last:
            name = day_text(point.date) if is_day else f"{point.date.year}年{point.date.month}月"
            yield name, _count([point], question.genre, question.location)


_ROWS: Final = {"genre": _by_genre, "location": _of_locations, "day": _by_day}


async def _by_store(scope: Scope, question: Question) -> tuple[int, list[tuple[str, int]]]:
    """How many reports all stores have, and those that have most of them."""
    needs_several_stores(scope)
    listing = Listing(sort=RankedBy.REPORTS, limit=MOST_STORES)
    found = await rows(scope, ranking.ranking(scope.viewer, question, scope.today, listing))
    if not found:
        raise Refused(Status.NO_STORE)
    total = counted(found[0].counts, question.genre, question.location)
    return round(total), [(row.name, round(row.measure or 0)) for row in found[1:]]


def _note_rows(said: Said, found: Sequence[tuple[str, int]] | Rows, by: str, source: Source) -> None:
    """Rows that are not 0, as facts, lines and a chart. A genre's or a place's name is a word, no fact."""
    told = [(name, count) for name, count in found if count]
    ledger = said.scope.ledger
    for name, count in told:
        named = ledger.fact(FactKind.STORE if by == "store" else FactKind.LABEL, name, name, source)
        number = ledger.fact(FactKind.COUNT, count, f"{count:,}件", source)
        said.rows.append({"name": named, "count": number})
        said.lines.append(f"{named}={name}: {number}={number.text}")
    ledger.artifacts.append(
        {
            "title": "件数",
            "columns": ["内訳", "件数"],
            "units": ["text", "count"],
            "rows": [[name, count] for name, count in told],
            "chart": "bar",
            "source": source.n,
        }
    )
