"""Texts found by words and by meaning: reports, the board, manuals. What people wrote is data, no order."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from langchain.tools import ToolRuntime

from shared.access import Viewer
from shared.chat import material, places
from shared.chat.material import Material
from shared.search import keywords
from shared.search.hybrid import Wanted
from shared.words import ScopeKind, TextKind
from stream.chat.ledger import FactKind, Result, Status, period_text
from stream.chat.scope import Scope
from stream.chat.tools.asking import EVERYWHERE, OWN, Asked, Refused, Said, rows, understood
from stream.chat.tools.finding import found_texts, note_text
from stream.chat.tools.making import tool

Runtime = ToolRuntime[Any, Any]  # its context is a `Run`, which pydantic need not know
MOST: Final = 8
KINDS: Final = {"reports": ["report"], "posts": ["post", "comment"], "sections": ["knowledge"]}
MOST_OF_KIND: Final = 4  # texts of each kind on a topic


@tool
async def search_reports(
    runtime: Runtime, query: str = "", genre: str = "", location: str = "", period: str = "", store: str = ""
) -> tuple[str, Result]:
    """日報を言葉と意味で探す。queryが空なら条件に合う新しいもの。

    Args:
        query: 探す内容。「お釣りの間違い」など。空でもよい。
        genre: ジャンルのコード（claim、praise、accident、report、other）。
        location: 場所のコード（kitchen、hall、cashier、toilet、other）。
        period: 期間。空ならすべて。
        store: 店舗名。空なら読めるすべての日報。
    """
    scope: Scope = runtime.context.scope
    asked = await understood(scope, period, "全店", genre, location, default="")
    reader, store_name = await _reader(scope, store)
    asked = replace(asked, store_name=store_name)
    said = Said(scope, "search_reports", asked)
    texts = await _reports(said, reader, query)
    is_listed = asked.has_period and not query.strip()
    total = await _total(scope, reader, asked) if is_listed else len(texts)
    for text in texts:
        note_text(said, text)
    _note_found(said, KINDS["reports"])
    if total > len(texts):
        said.note("total", FactKind.COUNT, total, f"{total:,}件", said.sources[0])
        said.lines.append("found は読んだ件数。条件に合う日報は total 件あります。")
    return said.result(Status.OK if said.sources else Status.EMPTY)


async def _reader(scope: Scope, store: str) -> tuple[Viewer, str]:
    """The viewer with the reports of the named store or area alone, and its name. Raises `Refused`."""
    viewer, name = scope.viewer, store.strip()
    from_page = scope.asked_from.scope if scope.asked_from else None
    if not name and from_page and from_page.kind is ScopeKind.STORE:
        own = [number for number in viewer.report_stores if number == from_page.number]
        return replace(viewer, report_stores=own), viewer.store_name if own == [viewer.home_store] else ""
    if not name or name in EVERYWHERE:
        return viewer, ""
    name = viewer.store_name if name in OWN else name
    found = await rows(scope, places.writing(viewer, name))
    if not found:
        raise Refused(Status.NO_STORE)
    return replace(viewer, report_stores=found[0].stores), found[0].name


async def _reports(said: Said, reader: Viewer, query: str) -> list[Material]:
    scope, asked = said.scope, said.asked
    first, last, genre, location = _narrowed(asked)
    if not query.strip():
        return await rows(scope, material.reports(reader, *_narrowed(asked), MOST))
    wanted = Wanted(
        query,
        keywords.parsed(query),
        kinds=[TextKind.REPORT.value],
        since=first,
        until=last,
        genre=genre,
        location=location,
    )
    return await found_texts(said, reader, wanted, MOST)


async def _total(scope: Scope, reader: Viewer, asked: Asked) -> int:
    """How many reports fit that are listed."""
    return (await rows(scope, material.count(reader, *_narrowed(asked))))[0].count


def _narrowed(asked: Asked) -> tuple[date | None, date | None, str | None, str | None]:
    """First and last day, genre, location."""
    question = asked.question
    period = question.period if asked.has_period else None
    genre = question.genre.value if question.genre else None
    location = question.location.value if question.location else None
    return (*((period.first, period.last) if period else (None, None)), genre, location)


@tool
async def search_board(runtime: Runtime, query: str, genre: str = "", period: str = "") -> tuple[str, Result]:
    """掲示板の投稿とコメント（ベストアンサーも）を言葉と意味で探す。他店の工夫や事例はここにある。

    Args:
        query: 探す内容。
        genre: ジャンルのコード（claim、praise、accident、report、other）。
        period: 期間。空ならすべて。
    """
    scope: Scope = runtime.context.scope
    asked = await understood(scope, period, "全店", genre, default="")
    said = Said(scope, "search_board", asked)
    word = asked.question.genre
    wanted = replace(_wanted(query, asked, KINDS["posts"]), genre=word.value if word else None)
    for text in await found_texts(said, scope.viewer, wanted, MOST):
        note_text(said, text)
    _note_found(said, KINDS["posts"][:1])
    return said.result(Status.OK if said.sources else Status.EMPTY)


def _wanted(query: str, asked: Asked, kinds: Sequence[str]) -> Wanted:
    period = asked.question.period if asked.has_period else None
    return Wanted(
        query,
        keywords.parsed(query),
        kinds=list(kinds),
        since=period.first if period else None,
        until=period.last if period else None,
    )


def _note_found(said: Said, kinds: Collection[str], name: str = "found") -> None:
    """How many texts of the kinds there are, with the period and the store that they are of."""
    count = sum(source.kind.value in kinds for source in said.sources)
    if not said.sources:
        return
    first, period = said.sources[0], said.asked.question.period
    if said.asked.has_period and "period" not in said.facts:
        said.note("period", FactKind.PERIOD, period, period_text(period), first)
    if said.asked.store_name and "store" not in said.facts:
        said.note("store", FactKind.STORE, said.asked.store_name, said.asked.store_name, first)
    said.note(name, FactKind.COUNT, count, f"{count}件", first)


@tool
async def search_knowledge(runtime: Runtime, query: str) -> tuple[str, Result]:
    """マニュアル、よくある質問、規程、ガイドを言葉と意味で探す。手順ややり方はここにある。

    Args:
        query: 探す内容。
    """
    scope: Scope = runtime.context.scope
    asked = replace(await understood(scope, "今日", "全店"), has_period=False)
    said = Said(scope, "search_knowledge", asked)
    for text in await found_texts(said, scope.viewer, _wanted(query, asked, KINDS["sections"]), MOST):
        note_text(said, text)
    _note_found(said, KINDS["sections"])
    return said.result(Status.OK if said.sources else Status.EMPTY)


@tool
async def gather_topic(runtime: Runtime, topic: str, period: str = "") -> tuple[str, Result]:
    """ある話題について、日報、掲示板、資料から集める。

    Args:
        topic: 話題。
        period: 期間。空ならすべて。資料には期間がない。
    """
    scope: Scope = runtime.context.scope
    asked = await understood(scope, period, "全店", default="")
    said = Said(scope, "gather_topic", asked)
    each = await asyncio.gather(
        *(
            found_texts(said, scope.viewer, _wanted(topic, asked, kinds), MOST_OF_KIND)
            for kinds in KINDS.values()
        )
    )
    for text in (text for texts in each for text in texts):
        note_text(said, text)
    for name, kinds in KINDS.items():
        _note_found(said, kinds[:1], name)
    _note_found(said, TextKind.codes())
    return said.result(Status.OK if said.sources else Status.EMPTY)
