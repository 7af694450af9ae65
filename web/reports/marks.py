"""Where a text holds the words that were searched: marked, and cut so that the first of them is seen."""

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from shared.search.keywords import Words, spans

EXCERPT = 120
SEEN = 24  # a phone shows so many at least
LEAD = 16


def marked(text: str, words: Words | None) -> SafeString:
    """The escaped text, with `<mark>` around the words."""
    return _joined(text, spans(text, words) if words and words.words else [])


def excerpt(text: str, words: Words | None) -> SafeString:
    """At most 120 characters, from shortly before the first of the words, escaped and marked."""
    found = spans(text, words) if words and words.words else []
    start = max(0, found[0][0] - LEAD) if found and found[0][1] > SEEN else 0
    end = start + EXCERPT
    inside = [(max(at, start) - start, min(to, end) - start) for at, to in found if at < end and to > start]
    before, after = SafeString("…" if start else ""), SafeString("…" if len(text) > end else "")
    return before + _joined(text[start:end], inside) + after


def _joined(text: str, found: list[tuple[int, int]]) -> SafeString:
    parts, at = [], 0
    for start, end in found:
        parts.append(format_html("{}<mark>{}</mark>", text[at:start], text[start:end]))
        at = end
    return SafeString("".join([*parts, escape(text[at:])]))
