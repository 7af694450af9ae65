"""Posts as a list shows them: the first picture, and a part of the text, marked where it was searched."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from shared.access import Viewer
from shared.board import Listed
from shared.markup import plain
from shared.search.keywords import Words, spans
from web.reports.marks import excerpt, marked
from web.reports.pictures import Shown, shown

NEAR = 600  # characters of a long text that are read as Markdown for an excerpt
BEFORE = 200  # of them before the first word that was found


@dataclass(frozen=True, slots=True)
class Card:
    """One post in a list; title and excerpt are marked where they hold the words that were searched."""

    post: Listed
    title: SafeString
    excerpt: SafeString
    cover: Shown | None = None


def cards(posts: Sequence[Listed], viewer: Viewer, words: Words | None = None) -> list[Card]:
    """The posts, each with its first picture, and with `words` marked."""
    return [
        Card(
            post,
            marked(post.title, words),
            excerpt(_seen(post.content, words), words),
            *shown(post.pictures[:1], viewer),
        )
        for post in posts
    ]


def _seen(text: str, words: Words | None) -> str:
    """The part of the text that an excerpt is taken from, without signs of Markdown."""
    found = spans(text, words) if words and words.words and len(text) > NEAR else []
    start = max(0, found[0][0] - BEFORE) if found else 0
    return plain(text[start : start + NEAR])
