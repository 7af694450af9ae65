"""The labelled set: texts in the trade's words, and questions with the texts that answer them.

It was written before any ranking was tuned. Half of the questions are paraphrases without a word in common
with their texts; a third (`final`) is for the last figure alone and never tuned on.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log2
from pathlib import Path
from typing import Any

from shared.access import Viewer
from shared.db import many, one
from shared.search import hybrid, keywords, synonyms
from shared.search.hybrid import Known, Wanted
from shared.search.keywords import Frequencies

MODEL = "universal-sentence-encoder-multilingual-3/title+content"
HERE = Path(__file__).parent
HOST = 9999  # a post that says nothing, whose comments the comments of the set are
WRITER = "hq-admin"

Ranking = Callable[["Question"], Sequence[str]]


@dataclass(frozen=True)
class Text:
    """A text of the set; a comment has no title."""

    name: str
    kind: str
    title: str
    content: str

    @property
    def id(self) -> int:
        """Its number in its table."""
        return int(self.name[1:])

    @property
    def embedded(self) -> str:
        """As the worker gives it to the embedder (`shared.embedding.queue.texts`)."""
        return f"{self.title}\n{self.content}"


@dataclass(frozen=True)
class Question:
    """A question with its grades (2: answers it, 1: has to do with it) by the texts' names."""

    text: str
    group: str
    split: str
    grades: Mapping[str, int]


@cache
def texts() -> list[Text]:
    """All texts."""
    return [Text(*row) for row in _rows("texts.tsv")]


@cache
def questions() -> list[Question]:
    """All questions."""
    found: dict[str, Question] = {}
    for query, name, grade, group, split in _rows("pairs.tsv"):
        grades = dict(found[query].grades) if query in found else {}
        found[query] = Question(query, group, split, {**grades, name: int(grade)})
    return list(found.values())


def ndcg(ranked: Iterable[str], grades: Mapping[str, int], most: int = 10) -> float:
    """nDCG of the first `most`, gains 2^grade - 1."""
    ideal = _gain(sorted(grades.values(), reverse=True)[:most])
    return _gain([grades.get(name, 0) for name in list(ranked)[:most]]) / ideal


def recall(ranked: Iterable[str], grades: Mapping[str, int], most: int = 10) -> float:
    """The share of the texts with a grade that are among the first `most`."""
    return len(set(list(ranked)[:most]) & grades.keys()) / len(grades)


def fill(connection: Any, vectors: Mapping[str, Sequence[float]]) -> None:
    """Write the set into a database with the cast, with the vectors of its texts by name; and ANALYZE."""
    document = connection.execute(
        "INSERT INTO knowledge_documents (kind, title, body) VALUES ('manual', '資料', '') RETURNING id"
    ).fetchone()[0]
    connection.execute(
        "INSERT INTO bbs_posts (id, store_id, user_id, genre, title, content)"
        " VALUES (%s, 1, %s, 'other', '。', '')",
        [HOST, WRITER],
    )
    for text in texts():
        known = {"id": text.id, "title": text.title, "content": text.content, "writer": WRITER, "host": HOST}
        connection.execute(WRITTEN[text.kind], known | {"document": document})
        vector = "[" + ",".join(f"{x:.6g}" for x in vectors[text.name]) + "]"
        connection.execute(
            VECTOR_OF.get(text.kind, VECTOR),
            {"kind": text.kind, "id": text.id, "model": MODEL, "vector": vector},
        )
    connection.execute("ANALYZE")


def rankings(connection: Any, viewer: Viewer, vectors: Mapping[str, Sequence[float]]) -> dict[str, Ranking]:
    """By words alone, by meaning alone, by both; `vectors` are those of the questions by their text."""
    known = Known(
        {table: Frequencies(one(connection, keywords.statistics(table))) for table in hybrid.TABLES},
        [group.terms for group in many(connection, synonyms.groups())],
    )
    nothing = keywords.parsed("")

    def ranked(wanted: Wanted) -> list[str]:
        return [f"t{row.id:03}" for row in many(connection, hybrid.found(viewer, wanted, 10, known))]

    return {
        "words": lambda q: ranked(Wanted(q.text, keywords.parsed(q.text))),
        "meaning": lambda q: ranked(Wanted("", nothing, vectors[q.text], MODEL)),
        "hybrid": lambda q: ranked(Wanted(q.text, keywords.parsed(q.text), vectors[q.text], MODEL)),
    }


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(grades))


def _rows(name: str) -> list[list[str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines[1:]]


WRITTEN = {
    "report": """
        INSERT INTO daily_reports (id, store_id, user_id, date, genre, location, title, content)
        VALUES (%(id)s, 2, %(writer)s, '2026-11-22', 'other', 'other', %(title)s, %(content)s)""",
    "post": """
        INSERT INTO bbs_posts (id, store_id, user_id, genre, title, content)
        VALUES (%(id)s, 2, %(writer)s, 'other', %(title)s, %(content)s)""",
    "comment": """
        INSERT INTO bbs_comments (id, post_id, user_id, content)
        VALUES (%(id)s, %(host)s, %(writer)s, %(content)s)""",
    "knowledge": """
        INSERT INTO knowledge_vectors (id, document_id, position, title, content)
        VALUES (%(id)s, %(document)s, %(id)s, %(title)s, %(content)s)""",
}
VECTOR = """
    INSERT INTO document_vectors (kind, source_id, store_id, model, embedding)
    VALUES (%(kind)s, %(id)s, 2, %(model)s, %(vector)s::halfvec(512))"""
VECTOR_OF = {
    "knowledge": """
        UPDATE knowledge_vectors SET model = %(model)s, embedding = %(vector)s::halfvec(512)
        WHERE id = %(id)s"""
}
