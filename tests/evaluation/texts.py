"""The chain's texts by who may read them, by plain SQL: for what may be quoted, and what may not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from tests.evaluation.chain import ASKERS
from tests.evaluation.oracle import Oracle

ALL: Final = """
    SELECT 'report', r.id, r.store_id, s.name, u.last_name, u.first_name, r.date, r.title, r.content,
           r.store_id = ANY(%(reach)s)
    FROM daily_reports r JOIN stores s USING (store_id) JOIN users u ON u.user_id = r.user_id
    UNION ALL
    SELECT 'post', p.id, p.store_id, s.name, u.last_name, u.first_name,
           (p.created_at AT TIME ZONE 'Asia/Tokyo')::date, p.title, p.content,
           p.id IN (SELECT id FROM visible)
    FROM bbs_posts p JOIN stores s USING (store_id) JOIN users u ON u.user_id = p.user_id
    UNION ALL
    SELECT 'comment', c.id, u.store_id, s.name, u.last_name, u.first_name,
           (c.created_at AT TIME ZONE 'Asia/Tokyo')::date, p.title, c.content,
           p.id IN (SELECT id FROM visible)
    FROM bbs_comments c JOIN bbs_posts p ON p.id = c.post_id JOIN users u ON u.user_id = c.user_id
    JOIN stores s ON s.store_id = u.store_id
    UNION ALL
    SELECT 'knowledge', k.id, NULL, '', '', '', NULL, d.title || ' ' || k.title, k.content, true
    FROM knowledge_vectors k JOIN knowledge_documents d ON d.id = k.document_id"""
VISIBLE: Final = """
    WITH visible AS (
        SELECT p.id FROM bbs_posts p WHERE p.audience = 'all' OR p.user_id = %(user)s
        OR p.area_id IN (SELECT area_id FROM stores WHERE store_id = ANY(%(reach)s))
        OR p.id IN (SELECT post_id FROM bbs_post_stores WHERE store_id = ANY(%(reach)s)))"""


@dataclass(frozen=True, slots=True)
class Text:
    """A text and who wrote it; `is_readable` to the person asked for."""

    kind: str
    id: int
    store: int | None
    store_name: str
    last_name: str
    first_name: str
    day: date | None
    title: str
    content: str
    is_readable: bool

    @property
    def key(self) -> tuple[str, str]:
        """As a citation names it."""
        return self.kind, str(self.id)

    @property
    def whole(self) -> str:
        """Its words, its writer, its store and its day."""
        last, first = self.last_name, self.first_name
        names = f"{last} {first}さん {last}{first}さん {last}さん"
        day = f"{self.day.year}年{self.day.month}月{self.day.day}日" if self.day else ""
        return "\n".join([self.title, self.content, self.store_name, names, day])


def texts_for(oracle: Oracle, who: str) -> list[Text]:
    """All texts of the chain."""
    given: dict[str, Any] = {"reach": oracle.reach(who), "user": ASKERS[who]}
    return [Text(*row) for row in oracle.connection.execute(VISIBLE + ALL, given).fetchall()]


def cited(texts: Iterable[Text], citations: Iterable[dict[str, Any]]) -> list[Text]:
    """Those that are cited and readable."""
    wanted = {(one["kind"], str(one["id"])) for one in citations}
    return [text for text in texts if text.key in wanted and text.is_readable]
