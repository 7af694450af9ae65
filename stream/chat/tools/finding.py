"""A search for a tool: the question's vector, one statement that finds, and one that reads in full."""

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from shared.access import Viewer
from shared.chat import material
from shared.chat.material import Material
from shared.embedding.models import current_model
from shared.search import hybrid, keywords, meaning, synonyms, weights
from shared.search.hybrid import TABLES, Found, Known, Wanted
from shared.search.keywords import Frequencies
from shared.words import TextKind
from stream.chat.ledger import SourceKind, day_text
from stream.chat.scope import Scope
from stream.chat.tools.asking import Said, rows

KEPT_SECONDS: Final = 600.0
SLIGHTLY: Final = 1e-9
OPEN, CLOSE = "<<<", ">>>"
_LIKE_A_REFERENCE: Final = re.compile(r"\{(?=v\d)")
_kept: dict[str, tuple[float, Frequencies]] = {}


async def found_texts(said: Said, viewer: Viewer, wanted: Wanted, limit: int) -> list[Material]:
    """The texts within the viewer's reach, best first; nothing for a question without words. What was looked
    for in place of its words is noted."""
    scope = said.scope
    if not wanted.words.words:
        return []
    vector, known = await asyncio.gather(scope.vector_of(wanted.text), _known(scope))
    said.also = weights.instead(wanted.text, known.synonyms)
    asked = replace(wanted, vector=vector, model=current_model())
    hits = await rows(scope, hybrid.found(viewer, asked, limit, known))
    said.near |= _near(hits, asked.model)
    least = meaning.least_close([hit.nearness for hit in hits], asked.model) - SLIGHTLY
    said.close = min(said.close, least) if said.close else least
    return await _in_full(scope, viewer, hits)


def _near(hits: Sequence[Found], model: str) -> dict[tuple[str, str], float]:
    """Those of which the meaning is near enough to be looked at; a comment's post with it."""
    near: dict[tuple[str, str], float] = {}
    least = meaning.ALONE if model in meaning.CLOSE else meaning.VERY
    for hit in hits:
        post = [(TextKind.POST.value, str(hit.post_id))] if hit.post_id else []
        for key in [(hit.kind, str(hit.id)), *post]:
            if hit.nearness >= least:
                near[key] = max(hit.nearness, near.get(key, 0.0))
    return near


async def _known(scope: Scope) -> Known:
    """How frequent bigrams are, kept for ten minutes (it chooses how to search), and the synonyms."""
    same = await rows(scope, synonyms.groups())
    frequencies = {table: await _frequencies(scope, table) for table in TABLES}
    return Known(frequencies, [group.terms for group in same])


async def _frequencies(scope: Scope, table: str) -> Frequencies:
    since, kept = _kept.get(table, (0.0, None))
    if kept is None or time.monotonic() - since > KEPT_SECONDS:
        # Of the table, not of the view that a tool reads: the planner knows nothing of views.
        kept = Frequencies((await scope.reader.many(keywords.statistics(table)))[0])
        _kept[table] = time.monotonic(), kept
    return kept


async def _in_full(scope: Scope, viewer: Viewer, hits: Sequence[Found]) -> list[Material]:
    """What was found, best first; a comment behind its post, and a post with its best answer."""
    ids = {kind: [hit.id for hit in hits if hit.kind == kind] for kind in TextKind}
    posts = [*ids[TextKind.POST], *(hit.post_id for hit in hits if hit.post_id is not None)]
    query = material.found(
        viewer, ids[TextKind.REPORT], posts, ids[TextKind.COMMENT], ids[TextKind.KNOWLEDGE]
    )
    by_key = {(text.kind, text.id): text for text in await rows(scope, query)}
    best = {text.parent: key for key, text in by_key.items() if text.is_best}
    ordered: dict[tuple[str, int], Material] = {}
    for hit in hits:
        post = hit.post_id if hit.kind == TextKind.COMMENT else hit.id if hit.kind == TextKind.POST else None
        keys = [] if post is None else [(TextKind.POST.value, post)]
        keys += [(hit.kind, hit.id)]
        keys += [best[post]] if post in best else []
        ordered |= {key: by_key[key] for key in keys if key in by_key and key not in ordered}
    return list(ordered.values())


def note_text(said: Said, text: Material) -> None:
    """A source, and its lines: who wrote what, between marks that say that it is data."""
    day = day_text(text.date) if text.date else ""
    about = [part for part in (day, text.store_name, text.author) if part]
    whole = "\n".join([*about, text.title, text.content])
    source = said.scope.ledger.source(
        SourceKind(text.kind), str(text.id), _title(text), _address(text), whole
    )
    if source in said.sources:
        return
    said.sources.append(source)
    best = "（ベストアンサー）" if text.is_best else ""
    said.lines.append(f"[{source.n}] {text_kind(text)}{best} {quoted(whole)}")


def text_kind(text: Material) -> str:
    """日報, 掲示板, コメント or 資料."""
    return TextKind.of(text.kind).label


def quoted(text: str) -> str:
    """People's words between marks; what looks like a mark, a reference or a receipt in them is none."""
    plain = _LIKE_A_REFERENCE.sub("｛", text.replace(OPEN, "").replace(CLOSE, ""))
    return f"{OPEN}\n{plain}\n{CLOSE}"


def _title(text: Material) -> str:
    """A section by its document; a report and the board with day and store."""
    if text.date is None:
        return text.title
    return f"{text.date.month}/{text.date.day} {text.store_name} {text.title}"


def _address(text: Material) -> str:
    """As `shared.search.addresses.address`."""
    match text.kind:
        case TextKind.REPORT:
            return f"/report/view/{text.id}/"
        case TextKind.POST:
            return f"/bbs/detail/{text.id}/"
        case TextKind.COMMENT:
            return f"/bbs/detail/{text.parent}/?comment={text.id}#comment-{text.id}"
    return f"/knowledge/{text.parent}/#s{text.position}"
