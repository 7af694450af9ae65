"""One search over reports, the board and manuals: by words and by meaning, in one statement.

Each half gives its best texts within reach, and their ranks are fused. A post that stands for a report which
is found too is left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, LiteralString

from shared.access import Viewer
from shared.db import Query
from shared.search import kinds, meaning, snippets, texts, weights
from shared.search.keywords import Frequencies, Words
from shared.search.texts import NO_STATISTICS, Depth

# How a rank becomes a score: weight / (constant + rank); what holds a part of the question has a part of the
# weight, squared. Chosen by measurement (`tests.bench.relevance`).
CONSTANT: Final = 10.0
BY_WORDS, BY_MEANING = 2.0, 1.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for. What is None or empty does not narrow.

    `text` is what was typed, `words` its words (`keywords.parsed`); `vector` is the question's, of `model`,
    as numbers or as pgvector writes them (None: found by words alone). `kinds` are codes of
    `shared.words.TextKind`; `since` and `until` are business dates (a post's: its day in Japan); `in_store`
    is a store's number. Period and store do not narrow knowledge, which has neither; with a genre or a
    location there is none, and with a location nothing of the board.
    """

    text: str
    words: Words
    vector: str | Sequence[float] | None = None
    model: str = ""
    kinds: list[str] = field(default_factory=list)
    since: date | None = None
    until: date | None = None
    genre: str | None = None
    location: str | None = None
    in_store: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known before a search: how frequent bigrams are, by table, and words that mean the same.

    `frequencies` are of `TABLES`; without a table's, all its bigrams count alike.
    """

    frequencies: Mapping[str, Frequencies] = field(default_factory=dict)
    synonyms: Sequence[Sequence[str]] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A text that was found, best first.

    `id` is that of the report, post, comment or section (`kind`). `post_id` is a comment's post,
    `document_id`, `document` (its title) and `position` a section's; `title` a comment's post's title,
    `store_name` its writer's. `snippet` is the part of the text around the match (its beginning where only
    the meaning fits), at most 160 characters. `by_words` and `by_meaning` say why it was found; `nearness`
    how similar its meaning is, 0 where that is not why.
    """

    kind: str
    id: int
    post_id: int | None
    document_id: int | None
    document: str | None
    position: int | None
    store_name: str | None
    author: str | None
    date: date | None
    genre: str | None
    location: str | None
    title: str
    snippet: str
    by_words: bool
    by_meaning: bool
    nearness: float = 0.0


TABLES: Final = tuple(kind.table for kind in kinds.KINDS.values())


def found(viewer: Viewer, wanted: Wanted, limit: int, known: Known | None = None) -> Query[Found]:
    """The `limit` best texts within the viewer's reach; nothing where neither words nor meaning fit."""
    known = known or Known()
    asked_kinds, depth = kinds.asked(wanted), 2 * limit
    asked = weights.asked(wanted.text, known.synonyms, known.frequencies.get(TABLES[0], NO_STATISTICS))
    reach = _narrowed(viewer.report_stores, wanted.in_store)
    by_words = texts.half(asked_kinds, wanted, asked, known.frequencies, Depth(depth, len(reach)))
    by_meaning = meaning.half(asked_kinds, wanted, depth)
    return Query(
        "WITH " + ", ".join((*by_words.parts, *by_meaning.parts, _FUSED)) + _LISTED,
        Found,
        {
            "user": viewer.user_id,
            "stores": viewer.stores,
            "report_stores": reach,
            "since": wanted.since,
            "until": wanted.until,
            "genre": wanted.genre,
            "location": wanted.location,
            "in_store": wanted.in_store,
            "limit": limit,
            "depth": depth,
            "constant": CONSTANT,
            "word_weight": BY_WORDS,
            "meaning_weight": BY_MEANING,
            **by_words.params,
            **by_meaning.params,
        },
    )


def _narrowed(reach: list[int], in_store: int | None) -> list[int]:
    return [store for store in reach if in_store in {None, store}]


# Ranks are fused; a post steps back behind its report.
_FUSED: LiteralString = """
    fused AS MATERIALIZED (
        SELECT kind, id, w.day,
               coalesce(%(word_weight)s::float8 * w.share ^ 2 / (%(constant)s::float8 + w.rank), 0)
               + coalesce(%(meaning_weight)s::float8 / (%(constant)s::float8 + m.rank), 0) AS score,
               w.rank IS NOT NULL AS by_words, m.rank IS NOT NULL AS by_meaning,
               coalesce(1 - m.distance, 0)::float8 AS nearness
        FROM by_words w FULL JOIN by_meaning m USING (kind, id)
    ), best AS MATERIALIZED (
        SELECT f.*, row_number() OVER (
                   ORDER BY f.score DESC, f.day DESC NULLS LAST, f.kind DESC, f.id DESC) AS place
        FROM fused f
        WHERE f.kind <> 'post' OR NOT EXISTS (
            SELECT FROM bbs_posts p JOIN fused o ON o.kind = 'report' AND o.id = p.report_id
            WHERE p.id = f.id)
        ORDER BY place LIMIT %(limit)s
    )"""

_LISTED: LiteralString = (
    """
    SELECT b.kind, b.id, d.post_id, d.document_id,
           (SELECT k.title FROM knowledge_documents k WHERE k.id = d.document_id) AS document, d.position,
           (SELECT s.name FROM stores s WHERE s.store_id = d.store_id) AS store_name,
           (SELECT btrim(u.last_name || ' ' || u.first_name)
            FROM users u WHERE u.user_id = d.user_id) AS author,
           d.date, d.genre, d.location, d.title, """
    + snippets.SNIPPET
    + """ AS snippet, b.by_words, b.by_meaning, b.nearness
    FROM best b CROSS JOIN LATERAL (
        SELECT NULL::bigint AS post_id, NULL::bigint AS document_id, NULL::int AS position, r.store_id,
               r.user_id, r.date, r.genre::text, r.location::text, r.title::text, r.content
        FROM daily_reports r WHERE b.kind = 'report' AND r.id = b.id
        UNION ALL
        SELECT NULL, NULL, NULL, p.store_id, p.user_id, (p.created_at AT TIME ZONE 'Asia/Tokyo')::date,
               p.genre, NULL, p.title, p.content
        FROM bbs_posts p WHERE b.kind = 'post' AND p.id = b.id
        UNION ALL
        SELECT c.post_id, NULL, NULL, w.store_id, c.user_id, (c.created_at AT TIME ZONE 'Asia/Tokyo')::date,
               p.genre, NULL, p.title, c.content
        FROM bbs_comments c JOIN bbs_posts p ON p.id = c.post_id JOIN users w ON w.user_id = c.user_id
        WHERE b.kind = 'comment' AND c.id = b.id
        UNION ALL
        SELECT NULL, k.document_id, k.position, NULL, NULL, NULL, NULL, NULL, k.title, k.content
        FROM knowledge_vectors k WHERE b.kind = 'knowledge' AND k.id = b.id
    ) d """
    + snippets.BESIDE
    + " ORDER BY b.place"
)
