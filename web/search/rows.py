"""What was found, as a page shows it: marked where it holds the words, with the address of the very text."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from shared.markup import plain
from shared.search.addresses import address
from shared.search.hybrid import Found
from shared.search.keywords import Words
from shared.words import TextKind
from web.reports.marks import marked
from web.search.marking import held


@dataclass(frozen=True, slots=True)
class Row:
    """One text that was found; title and snippet are escaped, with `<mark>` around the words."""

    found: Found
    address: str
    title: SafeString
    snippet: SafeString


def rows(found: Sequence[Found], words: Words, groups: Sequence[Sequence[str]]) -> list[Row]:
    """The texts in their order, marked at the words and at those that mean the same (`groups`).

    What is written in Markdown is shown without its signs.
    """
    return [_row(one, words, groups) for one in found]


def _row(found: Found, words: Words, groups: Sequence[Sequence[str]]) -> Row:
    snippet = _readable(found)
    seen = held(f"{found.title}\n{snippet}", words if found.by_words else Words([]), groups)
    return Row(found, address(found), marked(found.title, seen), marked(snippet, seen))


def _readable(found: Found) -> str:
    return found.snippet if found.kind == TextKind.REPORT else plain(found.snippet)
