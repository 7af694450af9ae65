"""One search over reports, the board and manuals: by words and by meaning, in one statement.

(The contract that the page and the chat build on; the statement follows.)
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from shared.search.keywords import Words


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for. What is None or empty does not narrow.

    `text` is what was typed, `words` its words (`keywords.parsed`); `vector` is the question's, of `model`
    (None: found by words alone). `kinds` are codes of `shared.words.TextKind`; `since` and `until` are business
    dates (a post's: its day in Japan); `in_store` is a store's number. Genre and location do not narrow knowledge: with one of them there is none.
    """

    text: str
    words: Words
    vector: Sequence[float] | None = None
    model: str = ""
    kinds: list[str] = field(default_factory=list)
    since: date | None = None
    until: date | None = None
    genre: str | None = None
    location: str | None = None
    in_store: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A text that was found, best first.

    `id` is that of the report, post, comment or section (`kind`). `post_id` is a comment's post,
    `document_id` and `position` a section's; `title` a comment's post's title. `snippet` is the part of the
    text around the match (its beginning where only the meaning fits), at most 160 characters. `by_words` and
    `by_meaning` say why it was found.
    """

    kind: str
    id: int
    post_id: int | None
    document_id: int | None
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
