"""Keyword search over Japanese texts: what a person typed, as the database is asked for it.

A text is found when its folded form holds every folded word. Two characters that follow each other are a
bigram: the stored column `search` of a searched table holds those of its text, and the statement checks each
candidate against the folded text itself, so that the answer is that of a scan of all texts.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from string import ascii_lowercase, ascii_uppercase
from typing import Final, LiteralString

from shared.db import Query

COLUMN: Final = "search"
MOST_WORDS: Final = 10
MOST_CHARACTERS: Final = 200
LOWER: Final = str.maketrans(ascii_uppercase, ascii_lowercase)
SPECIAL: Final = re.compile(r"([\\%_])")
QUOTED: Final = re.compile(r"(['\\])")

# Row `r` of a searched table may hold the words (by its bigrams), and does hold them (by its text).
CANDIDATE: LiteralString = "r.search @@ %(terms)s::tsquery"
HOLDS: LiteralString = "search_fold(r.title || chr(10) || r.content) LIKE ALL (%(patterns)s::text[])"

# What the plans cost, in the time it takes to look at the next row of an index's order. Measured on 730,000
# reports (`make bench`); they move the choice of a plan, never an answer.
START, POSTING, FETCH, SKIP = 250.0, 0.12, 5.0, 0.5
STORE_ROW = 2.0
ENOUGH_TO_GO_ON = 0.6  # of the finds that say so
PATIENCE = 1.5  # a walk may be so much longer than one that breaks even


@dataclass(frozen=True, slots=True)
class Words:
    """Folded words, all of which a text must hold; `is_cut` when more was typed than is searched."""

    words: list[str]
    is_cut: bool = False

    @property
    def terms(self) -> str:
        """Their bigrams as a `tsquery`: what a text that holds them has."""
        return " & ".join(dict.fromkeys(_quoted(bigram) for word in self.words for bigram in bigrams(word)))

    @property
    def patterns(self) -> list[str]:
        """A pattern of `LIKE` for each."""
        return ["%" + SPECIAL.sub(r"\\\1", word) + "%" for word in self.words]


@dataclass(frozen=True, slots=True)
class Statistics:
    """How frequent the planner thinks bigrams are: shares of a table's rows, the most common bigrams only."""

    rows: int
    stores: int
    bigrams: list[str]
    shares: list[float]


@dataclass(frozen=True, slots=True)
class Plan:
    """How the newest texts that hold the words are looked for; whatever it says, the answer is the same.

    The rows are walked in the order of the page: `first` of them, and `further` ones if those held the words
    `least` times. When that has not filled the page, the bigram index is asked.
    """

    first: int
    least: int
    further: int


def parsed(typed: str) -> Words:
    """The words that a person typed, between white space of any width; nothing in them is an operator."""
    folded = fold(typed[: MOST_CHARACTERS + 1].encode("utf-8", "replace").decode().replace("\0", " "))
    words = list(dict.fromkeys(folded[:MOST_CHARACTERS].split()))
    is_cut = len(typed) > MOST_CHARACTERS or len(folded) > MOST_CHARACTERS or len(words) > MOST_WORDS
    return Words(words[:MOST_WORDS], is_cut)


def fold(text: str) -> str:
    """As `search_fold` of the database: one width and one case."""
    return unicodedata.normalize("NFKC", text).translate(LOWER)


def bigrams(word: str) -> list[str]:
    """Every two characters of a folded word that follow each other; a word of one character is one."""
    return [word[at : at + 2] for at in range(len(word) - 1)] or [word]


def statistics(table: str) -> Query[Statistics]:
    """What the planner knows of the column `search` of `table`; empty lists before its first ANALYZE."""
    return Query(
        """
        SELECT greatest(c.reltuples, 0)::bigint AS rows, (SELECT count(*) FROM stores) AS stores,
               coalesce(s.most_common_elems::text::text[], '{}') AS bigrams,
               coalesce(s.most_common_elem_freqs::float8[], '{}') AS shares
        FROM pg_class c LEFT JOIN pg_stats s
            ON s.schemaname = c.relnamespace::regnamespace::text AND s.tablename = c.relname
           AND s.attname = %(column)s
        WHERE c.oid = to_regclass(%(table)s::text)""",
        Statistics,
        {"table": table, "column": COLUMN},
    )


class Frequencies:
    """`Statistics`, ready to be asked; kept by a process, since they change slowly."""

    def __init__(self, known: Statistics) -> None:
        self.rows, self.stores = known.rows, max(1, known.stores)
        self._shares = dict(zip(known.bigrams, known.shares, strict=False))
        self._rare = min(self._shares.values(), default=0.0) / 2
        # the share of the rows without any bigram that a character begins
        self._without: dict[str, float] = {}
        for pair, share in self._shares.items():
            self._without[pair[:1]] = self._without.get(pair[:1], 1.0) * (1 - share)

    def most(self, words: Words) -> float:
        """The largest share of the rows that can hold the words: that of their rarest bigram."""
        return min((self.share(bigram) for word in words.words for bigram in bigrams(word)), default=1.0)

    def is_exact(self, words: Words) -> bool:
        """True when `most` is the share itself: one word of one bigram."""
        return len(words.words) == 1 and len(words.words[0]) <= len("二字")

    def plan(self, words: Words, stores: int, limit: int) -> Plan:
        """The plan for a page of `limit` rows out of `stores` of the stores.

        The bigram index costs the reading of its postings, and a fetch for each candidate in reach; the walk
        a row for each step. The share of rows that hold several bigrams of one word is not known beforehand:
        as much is walked as reading the postings costs, and what that found decides.
        """
        share = self.most(words)
        if share <= self._rare:
            return Plan(0, 1, 0)
        reach = max(1.0, self.rows * min(1.0, stores / self.stores))
        row = STORE_ROW if stores == 1 else 1 + SKIP * (self.stores / max(1, stores) - 1)
        postings = START + POSTING * self.rows * share
        enough = _crossing(limit * row, postings, FETCH * reach)
        further = int(PATIENCE * limit / enough)
        if self.is_exact(words):
            return Plan(further if share >= enough else 0, 1, 0)
        first = int(min(postings / row, further))
        return Plan(first, max(1, round(first * enough * ENOUGH_TO_GO_ON)), further - first)

    def share(self, bigram: str) -> float:
        """The share of the rows that hold the bigram, or the single character; 0 before the first ANALYZE."""
        if len(bigram) > 1:
            return self._shares.get(bigram, self._rare)
        return 1 - self._without.get(bigram, 1.0)


def spans(text: str, words: Words) -> list[tuple[int, int]]:
    """Where `text` holds the words, as (start, end) of its own characters, in order, none overlapping."""
    folded, origins = _folded_with_origins(text)
    found = sorted(place for word in words.words for place in _places(folded, word))
    merged: list[tuple[int, int]] = []
    for start, end in ((origins[start][0], origins[end - 1][1]) for start, end in found):
        if merged and start <= merged[-1][1]:
            start, end = merged[-1][0], max(merged.pop()[1], end)  # noqa: PLW2901  the two become one
        merged.append((start, end))
    return merged


def _crossing(walk: float, postings: float, fetches: float) -> float:
    """The share of rows `f` from which the walk (`walk / f`) is cheaper than `postings + fetches * f`."""
    return (sqrt(postings**2 + 4 * fetches * walk) - postings) / (2 * fetches)


def _quoted(bigram: str) -> str:
    """As a lexeme of a `tsquery`; one character stands for all bigrams that it begins."""
    lexeme = "'" + QUOTED.sub(r"\1\1", bigram) + "'"
    return lexeme if len(bigram) > 1 else lexeme + ":*"


def _places(folded: str, word: str) -> Iterator[tuple[int, int]]:
    at = folded.find(word)
    while at >= 0:
        yield at, at + len(word)
        at = folded.find(word, at + len(word))


def _folded_with_origins(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The folded text, and for each of its characters the part of `text` that became it.

    Characters that can become one (a kana and its half-width voicing mark) are folded together.
    """
    folded, origins = [], []
    for part in re.finditer(r"(?s).[\u0300-\u036f\u3099\u309a\uff9e\uff9f]*", text):
        piece = fold(part[0])
        folded.append(piece)
        origins += [part.span()] * len(piece)
    return "".join(folded), origins
