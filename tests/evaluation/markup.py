"""What the browser is given: only the tags of an answer, and links to what is cited."""

from html.parser import HTMLParser
from typing import Final

from tests.evaluation.running import Turn

TAGS: Final = {
    "p", "ul", "ol", "li", "strong", "em", "b", "i", "table", "thead", "tbody", "tr", "th", "td", "a", "code",
    "br", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr", "sup", "span", "div", "del",
}  # fmt: skip


class _Reader(HTMLParser):
    def __init__(self, urls: set[str]) -> None:
        super().__init__()
        self.urls, self.faults = urls, list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.faults.append(f"tag {tag}")
        for name, value in attrs:
            if name.startswith("on") or name in {"src", "style"}:
                self.faults.append(f"attribute {name}")
            if name == "href" and value not in self.urls:
                self.faults.append(f"link {value}")


def unsafe(turn: Turn) -> list[str]:
    """What is in the HTML of the turn's blocks and should not be."""
    reader = _Reader({one["url"] for one in turn.citations})
    for event in turn.events:
        reader.feed(event.get("html") or "")
    return reader.faults
