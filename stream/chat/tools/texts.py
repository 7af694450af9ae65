"""Texts found by words and by meaning: reports, the board, manuals. What people wrote is data, never orders."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any, Final

from langchain.tools import ToolRuntime

from shared.chat import material
from shared.chat.material import Material
from shared.embedding.models import current_model
from shared.search import hybrid, keywords, synonyms
from shared.search.hybrid import Found, Known, Wanted
from shared.search.keywords import Frequencies
from shared.words import TextKind
from stream.chat.ledger import FactKind, Result, SourceKind, Status, day_text, period_text
from stream.chat.scope import Scope
from stream.chat.tools.asking import Asked, Said, rows, understood
from stream.chat.tools.making import tool

Runtime = ToolRuntime[Any, Any]  # its context is a `Scope`, which pydantic need not know
MOST: Final = 8
KEPT_SECONDS: Final = 600.0
OPEN, CLOSE = "<<<", ">>>"
_kept: dict[str, tuple[float, Frequencies]] = {}


@tool
async def search_reports(  # noqa: PLR0913  one argument for each thing that a report is known by
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
    scope: Scope = runtime.context
    asked = await understood(scope, period, store or "全店", genre, location, default="")
    said = Said(scope, "search_reports", asked)
    found = await _reports(scope, asked, query)
    for text in found:
        _note(said, text)
    if not found:
        return said.result(Status.EMPTY)
    first = said.sources[0]
    if asked.has_period:
        period_fact = asked.question.period
        said.note("period", FactKind.PERIOD, period_fact, period_text(period_fact), first)
    if asked.store_name:
        said.note("store", FactKind.STORE, asked.store_name, asked.store_name, first)
    said.note("found", FactKind.COUNT, len(found), f"{len(found)}件", first)
    return said.result()


async def _reports(scope: Scope, asked: Asked, query: str) -> list[Material]:
    question = asked.question
    period = question.period if asked.has_period else None
    genre = question.genre.value if question.genre else None
    location = question.location.value if question.location else None
    first, last = (period.first, period.last) if period else (None, None)
    if not query.strip():
        newest = material.reports(scope.viewer, first, last, genre, location, asked.store_id, MOST)
        return await rows(scope, newest)
    hits = await _search(
        scope,
        Wanted(
            query,
            keywords.parsed(query),
            kinds=[TextKind.REPORT.value],
            since=first,
            until=last,
            genre=genre,
            location=location,
            in_store=asked.store_id,
        ),
    )
    return await _in_full(scope, hits)


@tool
async def search_board(runtime: Runtime, query: str, genre: str = "", period: str = "") -> tuple[str, Result]:
    """掲示板の投稿とコメント（ベストアンサーも）を言葉と意味で探す。他店の工夫や事例はここにある。

    Args:
        query: 探す内容。
        genre: ジャンルのコード（claim、praise、accident、report、other）。
        period: 期間。空ならすべて。
    """
    scope: Scope = runtime.context
    asked = await understood(scope, period, "全店", genre, default="")
    said = Said(scope, "search_board", asked)
    stretch = asked.question.period if asked.has_period else None
    word = asked.question.genre
    hits = await _search(
        scope,
        Wanted(
            query,
            keywords.parsed(query),
            kinds=[TextKind.POST.value, TextKind.COMMENT.value],
            since=stretch.first if stretch else None,
            until=stretch.last if stretch else None,
            genre=word.value if word else None,
        ),
    )
    texts = await _in_full(scope, hits)
    for text in texts:
        _note(said, text)
    if not texts:
        return said.result(Status.EMPTY)
    posts = sum(text.kind == TextKind.POST for text in texts)
    said.note("found", FactKind.COUNT, posts, f"{posts}件", said.sources[0])
    return said.result()


@tool
async def search_knowledge(runtime: Runtime, query: str) -> tuple[str, Result]:
    """マニュアル、よくある質問、規程、ガイドを言葉と意味で探す。手順ややり方はここにある。

    Args:
        query: 探す内容。
    """
    scope: Scope = runtime.context
    asked = await understood(scope, "", "全店", default="")
    said = Said(scope, "search_knowledge", asked)
    wanted = Wanted(query, keywords.parsed(query), kinds=[TextKind.KNOWLEDGE.value])
    for text in await _in_full(scope, await _search(scope, wanted)):
        _note(said, text)
    return said.result(Status.OK if said.sources else Status.EMPTY)


@tool
async def gather_topic(runtime: Runtime, topic: str, period: str = "") -> tuple[str, Result]:
    """ある話題について、日報、掲示板、資料から集める。

    Args:
        topic: 話題。
        period: 期間。空ならすべて。
    """
    scope: Scope = runtime.context
    asked = await understood(scope, period, "全店", default="")
    said = Said(scope, "gather_topic", asked)
    stretch = asked.question.period if asked.has_period else None
    wanted = Wanted(
        topic,
        keywords.parsed(topic),
        since=stretch.first if stretch else None,
        until=stretch.last if stretch else None,
    )
    for text in await _in_full(scope, await _search(scope, wanted)):
        _note(said, text)
    if not said.sources:
        return said.result(Status.EMPTY)
    said.note("found", FactKind.COUNT, len(said.sources), f"{len(said.sources)}件", said.sources[0])
    return said.result()


async def _search(scope: Scope, wanted: Wanted) -> list[Found]:
    vector = await scope.vector_of(wanted.text)
    known = await _known(scope)
    with_vector = Wanted(
        wanted.text, wanted.words, vector, current_model(), wanted.kinds, wanted.since, wanted.until,
        wanted.genre, wanted.location, wanted.in_store,
    )  # fmt: skip
    return await rows(scope, hybrid.found(scope.viewer, with_vector, MOST, known))


async def _known(scope: Scope) -> Known:
    """How frequent bigrams are (kept for ten minutes: it chooses how to search) and words that mean the same."""
    same = await rows(scope, synonyms.groups())
    frequencies = dict(
        zip(
            hybrid.TABLES, await asyncio.gather(*(_frequencies(scope, t) for t in hybrid.TABLES)), strict=True
        )
    )
    return Known(frequencies, [group.terms for group in same])


async def _frequencies(scope: Scope, table: str) -> Frequencies:
    since, kept = _kept.get(table, (0.0, None))
    if kept is None or time.monotonic() - since > KEPT_SECONDS:
        kept = Frequencies((await rows(scope, keywords.statistics(table)))[0])
        _kept[table] = time.monotonic(), kept
    return kept


async def _in_full(scope: Scope, hits: Sequence[Found]) -> list[Material]:
    """The texts that were found, best first; comments with their post, whose best answer comes with it."""
    ids = {kind: [hit.id for hit in hits if hit.kind == kind] for kind in TextKind}
    posts = [*ids[TextKind.POST], *(hit.post_id for hit in hits if hit.post_id is not None)]
    found = await rows(
        scope,
        material.found(
            scope.viewer, ids[TextKind.REPORT], list(dict.fromkeys(posts)), ids[TextKind.KNOWLEDGE]
        ),
    )
    by_key = {(text.kind, text.id): text for text in found}
    ordered: dict[tuple[str, int], Material] = {}
    for hit in hits:
        keys = [(hit.kind, hit.id)] if hit.post_id is None else [("post", hit.post_id), ("comment", hit.id)]
        keys += [
            key
            for key, text in by_key.items()
            if text.is_best and text.parent == (hit.post_id or hit.id) and hit.kind in {"post", "comment"}
        ]
        ordered |= {key: by_key[key] for key in keys if key in by_key and key not in ordered}
    return list(ordered.values())


def _note(said: Said, text: Material) -> None:
    """A source and its lines: who wrote what, between marks that say that it is data."""
    kind, url = SourceKind(text.kind), _address(text)
    about = [
        part
        for part in (day_text(text.date) if text.date else "", text.store_name or "", text.author or "")
        if part
    ]
    whole = "\n".join([*about, text.title, text.content])
    source = said.scope.ledger.source(kind, str(text.id), _title(text), url, whole)
    if source in said.sources:
        return
    said.sources.append(source)
    best = "（ベストアンサー）" if text.is_best else ""
    body = text.content.replace(OPEN, "").replace(CLOSE, "")
    said.lines.append(f"[{source.n}] {' '.join(about)} {text.title}{best}\n{OPEN}{body}{CLOSE}")


def _title(text: Material) -> str:
    """A section by its document; a report and the board with day and store."""
    if text.date is None:
        return text.title
    return f"{text.date.month}/{text.date.day} {text.store_name} {text.title}"


def _address(text: Material) -> str:
    match text.kind:
        case TextKind.REPORT:
            return f"/report/view/{text.id}/"
        case TextKind.POST:
            return f"/bbs/detail/{text.id}/"
        case TextKind.COMMENT:
            return f"/bbs/detail/{text.parent}/?comment={text.id}#comment-{text.id}"
    return f"/knowledge/{text.parent}/#s{text.position}"
