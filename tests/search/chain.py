"""A small chain full of texts, drawn by lot, and the plain rules of who reads which."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from shared.access import Viewer
from shared.search.hybrid import Wanted
from tests.cast import CAST

MODEL = "lot"
TOKYO = ZoneInfo("Asia/Tokyo")
AREAS = {CAST.shibuya: "東京", CAST.shinjuku: "東京", CAST.umeda: "大阪"}
STORES = (CAST.head_office, *AREAS)
WRITERS = (CAST.staff, CAST.manager, CAST.other_staff, CAST.admin)
GENRES, LOCATIONS = ("claim", "praise", "other"), ("hall", "kitchen", "other")
WORDS = (
    *("違算", "レジ", "お客様", "クレーム", "料理", "提供", "遅れ", "冷蔵庫", "温度", "予約", "満席", "笑顔"),
    *("くれーむ", "返金", "ＰＯＳ", "ｶﾞﾗｽ", "鍵"),
)
START = datetime(2026, 10, 1, 3, tzinfo=UTC)


@dataclass(frozen=True)
class Text:
    """A text with all that says who reads it; `post` is a comment's, `report` a post's."""

    kind: str
    id: int
    store: int | None
    words: str
    day: date | None = None
    genre: str | None = None
    location: str | None = None
    is_deleted: bool = False
    audience: str = "all"
    area: str | None = None
    stores: Sequence[int] = ()
    writer: str = CAST.admin
    post: int | None = None
    report: int | None = None


@dataclass
class Chain:
    """What was written."""

    texts: list[Text] = field(default_factory=list)

    def readable(self, viewer: Viewer) -> list[Text]:
        """What the viewer reads, by the plain rules."""
        posts = {text.id: text for text in self.texts if text.kind == "post"}
        return [text for text in self.texts if _reads(viewer, text, posts)]


def wanted_of(text: Text, wanted: Wanted) -> bool:
    """Whether the text is one that the search's filters let through."""
    if wanted.kinds and text.kind not in wanted.kinds:
        return False
    if text.kind == "knowledge":
        return not wanted.genre and not wanted.location
    return (
        text.day is not None
        and (wanted.since is None or text.day >= wanted.since)
        and (wanted.until is None or text.day <= wanted.until)
        and (not wanted.genre or text.genre == wanted.genre)
        and (not wanted.location or text.location == wanted.location)
        and (wanted.in_store is None or text.store == wanted.in_store)
    )


def written(connection: Any, rng: Random, sizes: Mapping[str, int]) -> Chain:
    """Write so many texts of each kind, drawn by lot, each with a vector; and ANALYZE."""
    chain, areas = Chain(), dict(connection.execute("SELECT name, id FROM areas").fetchall())
    for number in range(1, sizes["report"] + 1):
        chain.texts.append(_report(connection, rng, number))
    for number in range(1, sizes["post"] + 1):
        chain.texts.append(_post(connection, rng, number, areas, chain))
    posts = [text for text in chain.texts if text.kind == "post"]
    for number in range(1, sizes["comment"] + 1):
        chain.texts.append(_comment(connection, rng, number, rng.choice(posts)))
    connection.execute(
        "INSERT INTO knowledge_documents (id, kind, title, body) VALUES (1, 'manual', '資料', '')"
    )
    for number in range(1, sizes["knowledge"] + 1):
        chain.texts.append(_section(connection, rng, number))
    connection.execute("ANALYZE")
    return chain


def question(rng: Random) -> list[float]:
    """A vector, drawn by lot."""
    return [rng.gauss(0, 1) for _ in range(512)]


def _reads(viewer: Viewer, text: Text, posts: Mapping[int, Text]) -> bool:
    if text.kind == "report":
        return text.store in viewer.report_stores
    if text.kind == "knowledge":
        return bool(viewer.stores)
    if text.kind == "comment":
        return not text.is_deleted and _reads(viewer, posts[text.post or 0], posts)
    if text.is_deleted:
        return False
    return (
        text.audience == "all"
        or text.writer == viewer.user_id
        or any(
            store in text.stores or (text.area and AREAS.get(store) == text.area) for store in viewer.stores
        )
    )


def _words(rng: Random) -> str:
    return "".join(rng.choices([*WORDS, "、", "\n", "が", "です。"], k=rng.randint(3, 30)))


def _report(connection: Any, rng: Random, number: int) -> Text:
    words, store, day = _words(rng), rng.choice(STORES), START.date() + timedelta(rng.randrange(60))
    genre, location = rng.choice(GENRES), rng.choice(LOCATIONS)
    connection.execute(
        "INSERT INTO daily_reports (id, store_id, user_id, date, genre, location, title, content)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        [number, store, CAST.admin, day, genre, location, words[:10] or "。", words],
    )
    _embed(connection, rng, "report", number, store)
    return Text("report", number, store, words, day, genre, location)


def _post(connection: Any, rng: Random, number: int, areas: Mapping[str, int], chain: Chain) -> Text:
    reports = [text for text in chain.texts if text.kind == "report"]
    report = rng.choice(reports) if reports and rng.random() < 0.4 else None
    is_deleted = not report and rng.random() < 0.15
    words = "" if is_deleted else report.words if report else _words(rng)
    audience = "all" if report else rng.choice(("all", "area", "stores"))
    area = rng.choice(("東京", "大阪")) if audience == "area" else None
    stores = rng.sample(list(AREAS), rng.randint(1, 2)) if audience == "stores" else []
    moment, writer = START + timedelta(hours=rng.randrange(24 * 60)), rng.choice(WRITERS)
    store, genre = rng.choice(STORES), rng.choice(GENRES)
    connection.execute(
        "INSERT INTO bbs_posts (id, store_id, user_id, report_id, genre, title, content, created_at,"
        " audience, area_id, announced_at, deleted_at) VALUES"
        " (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            *(number, store, writer, report.id if report else None, genre, words[:10], words, moment),
            *(audience, areas.get(area or ""), moment if audience != "all" else None),
            moment if is_deleted else None,
        ],
    )
    for one in stores:
        connection.execute("INSERT INTO bbs_post_stores (post_id, store_id) VALUES (%s, %s)", [number, one])
    _embed(connection, rng, "post", number, store)
    day = moment.astimezone(TOKYO).date()
    return Text(
        "post", number, store, words, day, genre, None, is_deleted, audience, area, stores, writer,
        report=report.id if report else None,
    )  # fmt: skip


def _comment(connection: Any, rng: Random, number: int, post: Text) -> Text:
    is_deleted = rng.random() < 0.1
    moment, words = START + timedelta(hours=rng.randrange(24 * 60)), "" if is_deleted else _words(rng)
    connection.execute(
        "INSERT INTO bbs_comments (id, post_id, user_id, content, created_at, deleted_at)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        [number, post.id, rng.choice(WRITERS), words, moment, moment if is_deleted else None],
    )
    _embed(connection, rng, "comment", number, post.store)
    day = moment.astimezone(TOKYO).date()
    return Text("comment", number, post.store, words, day, post.genre, is_deleted=is_deleted, post=post.id)


def _section(connection: Any, rng: Random, number: int) -> Text:
    words = _words(rng)
    connection.execute(
        "INSERT INTO knowledge_vectors (id, document_id, position, title, content, model, embedding)"
        " VALUES (%s, 1, %s, %s, %s, %s, %s::text::halfvec(512))",
        [number, number, words[:10] or "。", words, MODEL, _drawn(rng)],
    )
    return Text("knowledge", number, None, words)


def _embed(connection: Any, rng: Random, kind: str, number: int, store: int | None) -> None:
    connection.execute(
        "INSERT INTO document_vectors (kind, source_id, store_id, model, embedding)"
        " VALUES (%s, %s, %s, %s, %s::text::halfvec(512))",
        [kind, number, store, MODEL, _drawn(rng)],
    )


def _drawn(rng: Random) -> str:
    return "[" + ",".join(f"{x:.4g}" for x in question(rng)) + "]"
