"""People of every reach, and texts of every kind that some of them may not read.

Who may read what is told here once more, by other means than the application's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from random import Random
from typing import Any

import psycopg

from shared.words import Genre, Location
from tests.cast import CAST
from web.demo.chain import Chain
from web.demo.rows import Report as Told

TOKYO, OSAKA = 1, 2
AREAS = {CAST.head_office: None, CAST.shibuya: TOKYO, CAST.shinjuku: TOKYO, CAST.umeda: OSAKA}
Place = tuple[int, str, list[int]]
# login id: home store, role, areas
FROM_THE_CAST: dict[str, Place] = {
    CAST.staff: (CAST.shibuya, "staff", []),
    CAST.manager: (CAST.shibuya, "manager", []),
    CAST.other_staff: (CAST.umeda, "staff", []),
    CAST.other_manager: (CAST.umeda, "manager", []),
    CAST.area: (CAST.head_office, "area", [TOKYO]),
    CAST.admin: (CAST.head_office, "admin", []),
}
MORE_PEOPLE: dict[str, Place] = {
    "shinjuku-staff": (CAST.shinjuku, "staff", []),
    "shinjuku-manager": (CAST.shinjuku, "manager", []),
    "osaka-area": (CAST.head_office, "area", [OSAKA]),
    "both-areas": (CAST.head_office, "area", [TOKYO, OSAKA]),
    "no-area": (CAST.shibuya, "area", []),
}
AUTHORS = {CAST.shibuya: CAST.staff, CAST.shinjuku: "shinjuku-staff", CAST.umeda: CAST.other_staff}


@dataclass
class Text:
    """A text as it was written; `word` stands in it and in no other."""

    kind: str
    id: int
    store: int
    author: str
    content: str
    word: str
    to_all: bool = True
    area: int | None = None
    stores: Sequence[int] = field(default_factory=list)
    post: "Text | None" = None


@dataclass(frozen=True)
class Who:
    """A person; `shared` is `REPORTS_SHARED_ACROSS_STORES`."""

    user_id: str
    home: int
    role: str
    areas: tuple[int, ...]
    shared: bool

    def __str__(self) -> str:
        return self.user_id + "-shared" * self.shared

    def reaches(self, store: int) -> bool:
        """Whether the store is one of theirs."""
        return self.role == "admin" or store == self.home or AREAS[store] in self.areas

    def reads(self, text: Text) -> bool:
        """Whether they may read the text."""
        if text.kind == "report":
            return self.shared or self.reaches(text.store)
        if text.kind == "knowledge":
            return True
        post = text.post or text
        addressed = [store for store, area in AREAS.items() if store in post.stores or area == post.area]
        return (
            post.to_all
            or post.author == self.user_id
            or any(self.reaches(store) for store in addressed if AREAS[store])
        )


def everybody() -> list[Who]:
    """Everybody, with the setting off and on."""
    return [
        Who(user_id, home, role, tuple(areas), shared)
        for user_id, (home, role, areas) in (FROM_THE_CAST | MORE_PEOPLE).items()
        for shared in (False, True)
    ]


def add_people(db: psycopg.Connection[Any]) -> None:
    """Those that are not of the cast."""
    for user_id, (store, role, areas) in MORE_PEOPLE.items():
        db.execute(
            "INSERT INTO users (user_id, store_id, user_type, last_name, password)"
            " VALUES (%s, %s, %s, '人', '!')",
            [user_id, store, role],
        )
        for area in areas:
            db.execute("INSERT INTO area_managers (user_id, area_id) VALUES (%s, %s)", [user_id, area])


class Writer:
    """Writes texts as staff write them, each with a word of its own."""

    def __init__(self, db: psycopg.Connection[Any], rng: Random) -> None:
        self.db, self.rng, self.texts = db, rng, list[Text]()
        chain = Chain(date(2026, 11, 22), seed=8, stores=3, days=60)
        self.told = list(islice((row for row in chain.rows() if isinstance(row, Told)), 100))
        self.words = rare_words(rng)

    def report(self) -> None:
        title, content, word = self._told()
        store = self.rng.choice(list(AUTHORS))
        genre, location = self.rng.choice(Genre.codes()), self.rng.choice(Location.codes())
        number = self._added(
            "INSERT INTO daily_reports (store_id, user_id, date, genre, location, title, content)"
            " VALUES (%s, %s, date '2026-10-01' + %s, %s, %s, %s, %s) RETURNING id",
            *(store, AUTHORS[store], self.rng.randrange(30), genre, location, title, content),
        )
        self.texts.append(Text("report", number, store, AUTHORS[store], content, word))

    def post(self) -> None:
        """One for all, or an announcement for an area or some stores; now and then one with its report."""
        title, content, word = self._told()
        store, to = self.rng.choice(list(AUTHORS)), self.rng.choice(["all", "all", "area", "stores"])
        area = self.rng.choice([TOKYO, OSAKA]) if to == "area" else None
        stores = self.rng.sample(list(AUTHORS), self.rng.randrange(1, 3)) if to == "stores" else []
        author = self.rng.choice([AUTHORS[store], CAST.admin])
        number = self._added(
            "INSERT INTO bbs_posts"
            " (store_id, user_id, genre, title, content, audience, area_id, announced_at)"
            " VALUES (%s, %s, %s, %s, %s, %s::varchar, %s,"
            " CASE WHEN %s THEN timestamptz '2026-10-05 00:00+00' END) RETURNING id",
            *(
                store,
                author,
                self.rng.choice(Genre.codes()),
                title,
                content,
                to,
                area,
                to != "all",
            ),
        )
        for addressed in stores:
            self._run("INSERT INTO bbs_post_stores (post_id, store_id) VALUES (%s, %s)", number, addressed)
        text = Text("post", number, store, author, content, word, to == "all", area, stores)
        self.texts.append(text)

    def comment(self) -> None:
        _title, content, word = self._told()
        post = self.rng.choice([text for text in self.texts if text.kind == "post"])
        author = self.rng.choice(list(AUTHORS.values()))
        number = self._added(
            "INSERT INTO bbs_comments (post_id, user_id, content) VALUES (%s, %s, %s) RETURNING id",
            *(post.id, author, content),
        )
        self.texts.append(Text("comment", number, post.store, author, content, word, post=post))

    def manual(self, sections: int) -> None:
        document = self._added(
            "INSERT INTO knowledge_documents (kind, title, body)"
            " VALUES ('manual', '手引き', '本文') RETURNING id"
        )
        for position in range(sections):
            title, content, word = self._told()
            number = self._added(
                "INSERT INTO knowledge_vectors (document_id, position, title, content)"
                " VALUES (%s, %s, %s, %s) RETURNING id",
                *(document, position, title, content),
            )
            self.texts.append(Text("knowledge", number, CAST.head_office, CAST.admin, content, word))

    def _told(self) -> tuple[str, str, str]:
        row, word = self.rng.choice(self.told), next(self.words)
        return row.title, f"{row.content}{word}", word

    def _added(self, statement: str, *values: object) -> int:
        row = self._run(statement, *values).fetchone()
        assert row
        return int(row[0])

    def _run(self, statement: str, *values: object) -> Any:
        return self.db.execute(statement, values)


def rare_words(rng: Random) -> Iterator[str]:
    """Katakana that nobody writes; no two begin or end with the same pair of signs."""
    signs = "ヰヱヲヴヌヘミユワネムヤヨソセケヒホヂヅゼゾヮヵ"
    pairs = [first + second for first in signs for second in signs if first != second]
    rng.shuffle(pairs)
    halves = len(pairs) // 2
    return (begin + end for begin, end in zip(pairs[:halves], pairs[halves:], strict=False))


def forget(cursor: Any, texts: Sequence[Text]) -> None:
    """Delete the texts, as if they had never been written."""
    kinds = ("report", "post", "comment")
    numbers = {kind: [text.id for text in texts if text.kind == kind] for kind in kinds}
    for statement in (
        "DELETE FROM bbs_comments WHERE id = ANY(%(comment)s) OR post_id = ANY(%(post)s)",
        "DELETE FROM bbs_post_stores WHERE post_id = ANY(%(post)s)",
        "DELETE FROM bbs_posts WHERE id = ANY(%(post)s)",
        "DELETE FROM daily_reports WHERE id = ANY(%(report)s)",
    ):
        cursor.execute(statement, numbers)
