"""Some texts, written one by one; a vector points along one of 512 axes."""

from typing import Any

from shared.db import many
from shared.search import hybrid, keywords
from shared.search.hybrid import Found, Known, Wanted
from tests.house.world import viewer_of

MODEL = "axes"


def along(axis: int) -> str:
    """The vector of a text or a question, as pgvector reads it."""
    return "[" + ",".join("1" if at == axis else "0.01" for at in range(512)) + "]"


class Chain:
    """Texts of 渋谷 (store 2), unless said otherwise."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def report(self, title: str, content: str = "", axis: int | None = None, **changed: object) -> int:
        columns = {"store_id": 2, "user_id": "shibuya-staff", "date": "2026-11-20", "genre": "claim"}
        words = {"location": "hall", "title": title, "content": content}
        return self._written("daily_reports", "report", axis, {**columns, **words, **changed})

    def post(self, title: str, content: str = "", axis: int | None = None, **changed: object) -> int:
        columns = {"store_id": 2, "user_id": "shibuya-staff", "genre": "claim"}
        return self._written(
            "bbs_posts", "post", axis, {**columns, "title": title, "content": content, **changed}
        )

    def comment(self, post: int, content: str, axis: int | None = None, **changed: object) -> int:
        columns = {"post_id": post, "user_id": "umeda-staff", "content": content}
        return self._written("bbs_comments", "comment", axis, {**columns, **changed})

    def section(self, title: str, content: str, axis: int | None = None) -> int:
        document = self.connection.execute(
            "INSERT INTO knowledge_documents (kind, title, body) VALUES ('manual', %s, '') RETURNING id",
            [title],
        ).fetchone()[0]
        columns = {"document_id": document, "position": 3, "title": title, "content": content}
        if axis is not None:
            columns |= {"model": MODEL, "embedding": along(axis)}
        return self._written("knowledge_vectors", "", None, columns)

    def found(
        self,
        typed: str = "",
        axis: int | None = None,
        user: str = "hq-admin",
        known: Known | None = None,
        **only: Any,
    ) -> list[Found]:
        vector = None if axis is None else along(axis)
        wanted = Wanted(typed, keywords.parsed(typed), vector, MODEL, **only)
        viewer = viewer_of(self.connection, user)
        return many(self.connection, hybrid.found(viewer, wanted, 10, known))

    def _written(self, table: str, kind: str, axis: int | None, columns: dict[str, object]) -> int:
        names, places = ", ".join(columns), ", ".join(f"%({name})s" for name in columns)
        (number,) = self.connection.execute(
            f"INSERT INTO {table} ({names}) VALUES ({places}) RETURNING id", columns
        ).fetchone()
        if axis is not None:
            self.connection.execute(
                "INSERT INTO document_vectors (kind, source_id, store_id, model, embedding)"
                " VALUES (%s, %s, 2, %s, %s::text::halfvec(512))",
                [kind, number, MODEL, along(axis)],
            )
        return int(number)
