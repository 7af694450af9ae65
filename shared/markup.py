"""Light Markdown: what people write on the board, and the sections of documents, as safe HTML.

Bold, lists, links and line breaks, nothing else: every other sign stays what it was typed as. `**` beside
Japanese signs is bold too, which CommonMark says it is not (`これは**「重要」**です`): here a pair of `**` is
bold when no white space stands inside at its ends. `@user_id` names a person. Documents have tables,
quotations and code too, by the same rules for bold and links. Answers of the chat have tables and receipts:
`[2]` is a link to what the answer stands on, and no other link is there. What comes out has passed an
allow-list of tags (nh3), whatever the parser did.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from shared.chat.citations import Citation

# Characters that turn the order of a text around (U+202A to U+202E, U+2066 to U+2069): nobody types them, and
# they make a text look like another one.
OVERRIDES: Final = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])

ADDRESS: Final = re.compile(r"https?://[^\s<>\"'`\\^{|}\x7f-\U0010ffff]+")
MENTION: Final = re.compile(r"(?<![A-Za-z0-9._%+-])[@＠]([A-Za-z0-9@._+-]{1,20})")
BOLD: Final = re.compile(r"\*\*(?!\s)([^*]+?)(?<!\s)\*\*")
LINK: Final = re.compile(r"\[([^\][]+)\]\((?:https?://|/)[^\s()]*\)")
CLOSING: Final = re.compile(r"(?<![\s*])\*\*")
STOPS: Final = ".,:;!?'\"*_~)]"
OWN_PAGE: Final = re.compile(r"/(?![/\\])")
LED_AWAY: Final = re.compile(
    r"!?\[([^\][\n]*)\]"
    r"\([ <]*(?:[a-z][a-z0-9+.&;-]*:|[/#]|www\.)(?:[^()\n]|\([^()\n]*\))*\)",
    re.IGNORECASE,
)
RECEIPTS: Final = re.compile(r"[\[［]([0-9]{1,3}(?:[,、] ?[0-9]{1,3})*)[\]］]")
KINDS: Final = {"report": "日報", "post": "掲示板", "comment": "掲示板", "knowledge": "資料"}
SHORT: Final = 16  # characters of a citation's title in a text; the whole of it is beside
UNBACKED: Final = "［出典なし］"

ALLOWED: Final[dict[str, Any]] = {
    "tags": {"p", "br", "strong", "ul", "ol", "li", "a", "span"},
    "attributes": {"a": {"href"}, "ol": {"start"}},
    "tag_attribute_values": {"span": {"class": {"mention"}}},
    "url_schemes": {"http", "https"},
    "link_rel": "nofollow noopener noreferrer",
}
ALLOWED_IN_DOCUMENTS: Final = ALLOWED | {
    "tags": ALLOWED["tags"]
    | {"table", "thead", "tbody", "tr", "th", "td", "blockquote", "code", "pre", "hr", "div"},
    "attributes": ALLOWED["attributes"] | {"div": {"tabindex"}},
    "tag_attribute_values": {"div": {"class": {"wide-table"}}},
}
ALLOWED_IN_ANSWERS: Final[dict[str, Any]] = {
    "tags": {"p", "br", "strong", "ul", "ol", "li", "a", "b", "span", "div"}
    | {"table", "thead", "tbody", "tr", "th", "td"},
    "attributes": {"a": {"href", "title"}, "ol": {"start"}, "div": {"tabindex"}},
    "tag_attribute_values": {
        "a": {"class": {"receipt"}},
        "span": {"class": {"unbacked", "visually-hidden"}},
        "div": {"class": {"wide-table"}},
    },
    "url_schemes": set(),
    "link_rel": None,
}
PAGES_KEPT: Final = 2_000  # sections, of at most 1,500 characters each


def rendered(text: str, names: Mapping[str, str] | None = None) -> str:
    """`text` as HTML that is safe to show; `names` are those of the people that `mentioned` found, by id."""
    html = _MARKDOWN.render(undisguised(text), {"names": names or {}})
    return nh3.clean(html, **ALLOWED)


@lru_cache(maxsize=PAGES_KEPT)
def document(text: str) -> str:
    """A section of a document as HTML that is safe to show. A wide table scrolls by itself."""
    html = _DOCUMENTS.render(undisguised(text), {"names": {}})
    return nh3.clean(html, **ALLOWED_IN_DOCUMENTS)


def chat(text: str, citations: Sequence[Citation]) -> str:
    """A block of an answer, or a whole one, as HTML that is safe to show.

    `[n]` of a known citation leads to it: by its title where a paragraph, list or table first names it, by
    its number from then on. An unknown `[n]` is dropped, and so is where any other link leads.
    """
    html = _ANSWERS.render(
        LED_AWAY.sub(_label, undisguised(text)), {"citations": {one["n"]: one for one in citations}}
    )
    return nh3.clean(html, **ALLOWED_IN_ANSWERS)


def titled(citation: Citation) -> str:
    """What a citation is called: what it is, and its title."""
    kind = KINDS.get(citation["kind"], "")
    title = citation["title"]
    return title if title.startswith(kind) else f"{kind} {title}"


def plain(text: str) -> str:
    """`text` without the signs of bold and links, on as many lines: for lists and notices. Not escaped."""
    return LINK.sub(r"\1", BOLD.sub(r"\1", undisguised(text)))


def mentioned(text: str) -> list[str]:
    """The ids that `text` may name after an @, in order: each as written, and without a stop behind it."""
    found = [match[1] for match in MENTION.finditer(undisguised(text))]
    return list(dict.fromkeys(one for written in found for one in _readings(written)))


def undisguised(text: str) -> str:
    """`text` without characters that turn its order around."""
    return text.translate(OVERRIDES)


def _readings(written: str) -> Iterator[str]:
    """`staff.` at the end of a sentence may be `staff`."""
    yield written
    bare = written.rstrip("@._+-")
    if bare and bare != written:
        yield bare


def _bold(state: StateInline, silent: bool) -> bool:
    """`**` up to the next one, with no white space inside at either end."""
    start = state.pos + 2
    opens = state.src.startswith("**", state.pos) and start < state.posMax
    if not opens or state.src[start].isspace() or state.src[start] == "*" or state.env.get("open") is state:
        return False
    closing = CLOSING.search(state.src, start, state.posMax)
    if closing is None:
        if state.posMax == len(state.src):
            state.env["open"] = state  # nothing closes from here on: not to be looked for at each `**`
        return False
    if not silent:
        most, state.pos, state.posMax = state.posMax, start, closing.start()
        state.push("strong_open", "strong", 1)
        state.md.inline.tokenize(state)
        state.push("strong_close", "strong", -1)
        state.posMax = most
    state.pos = closing.end()
    return True


def _name_and_link(state: StateCore) -> None:
    """Bare addresses become links and mentions names, in the texts that are not inside a link."""
    for block in state.tokens:
        if block.type == "inline":
            block.children = [*_linked(block.children or [], state.env["names"])]


def _linked(tokens: list[Token], names: Mapping[str, str]) -> Iterator[Token]:
    depth = 0
    for token in tokens:
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type == "text" and not depth:
            yield from _parts(token.content, names)
        else:
            yield token


def _parts(text: str, names: Mapping[str, str]) -> Iterator[Token]:
    at = 0
    for match in _FOUND.finditer(text):
        written, tokens = _address(match[0]) if match[1] else _mention(match[2], names)
        if tokens:
            yield _text(text[at : match.start()])
            yield from tokens
            at = match.start() + written
    yield _text(text[at:])


def _address(found: str) -> tuple[int, list[Token]]:
    """How much of it is an address, and the link to it: a stop behind it is the sentence's."""
    href = found.rstrip(STOPS)
    return len(href), _wrapped("link", "a", {"href": href}, href)


def _mention(written: str, names: Mapping[str, str]) -> tuple[int, list[Token]]:
    """How much of it is a mention with its @, and the name; nothing for an id that is nobody's."""
    user_id = next((one for one in _readings(written) if one in names), None)
    if user_id is None:
        return 0, []
    return 1 + len(user_id), _wrapped("mention", "span", {"class": "mention"}, f"@{names[user_id]}")


def _wrapped(kind: str, tag: str, attrs: dict[str, str | int | float], content: str) -> list[Token]:
    opening = Token(f"{kind}_open", tag, 1, attrs=attrs)
    return [opening, _text(content), Token(f"{kind}_close", tag, -1)]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _label(link: re.Match[str]) -> str:
    """What the link was written on: `[1](/report/view/3/)` stays a receipt."""
    return f"[{link[1]}]" if link[1].isdecimal() else link[1]


def _receive(state: StateCore) -> None:
    """`[n]` becomes a link to its citation, and what has no source is marked."""
    named: set[int] = set()
    for block in state.tokens:
        if block.level == 0 and block.nesting >= 0:
            named = set()
        if block.type == "inline":
            block.children = [*_received(block.children or [], state.env["citations"], named)]


def _received(tokens: Sequence[Token], citations: Mapping[int, Citation], named: set[int]) -> Iterator[Token]:
    for token in tokens:
        if token.type != "text":
            yield token
            continue
        at = 0
        for match in _MARKED.finditer(token.content):
            yield _text(token.content[at : match.start()])
            at = match.end()
            if match[1]:
                known = [citations[n] for n in map(int, re.findall("[0-9]+", match[1])) if n in citations]
                yield from (part for one in known for part in _receipt(one, named))
            else:
                yield from _wrapped("unbacked", "span", {"class": "unbacked"}, UNBACKED)
        yield _text(token.content[at:])


def _receipt(citation: Citation, named: set[int]) -> Iterator[Token]:
    """The link to a citation. Its title is there to be read aloud where it is not shown."""
    if not OWN_PAGE.match(citation["url"]):
        return
    number, title = str(citation["n"]), undisguised(titled(citation))
    attrs: dict[str, str | int | float] = {"class": "receipt", "href": citation["url"], "title": title}
    yield Token("receipt_open", "a", 1, attrs=attrs)
    yield from _wrapped("number", "b", {}, number)
    short = title if len(title) <= SHORT else f"{title[: SHORT - 1].rstrip()}…"
    if citation["n"] in named:
        yield from _wrapped("title", "span", {"class": "visually-hidden"}, f" {short}")
    else:
        yield _text(f" {short}")
    yield Token("receipt_close", "a", -1)
    named.add(citation["n"])


def _parser(*more: str) -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "breaks": True}).enable(["list", "link", "newline", *more])
    parser.inline.ruler.before("link", "bold", _bold)
    parser.core.ruler.push("name_and_link", _name_and_link)
    parser.validateLink = lambda url: bool(OWN_PAGE.match(url) or ADDRESS.match(url))  # type: ignore[method-assign]
    return parser


def _of_documents() -> MarkdownIt:
    return _with_wide_tables(_parser("table", "blockquote", "fence", "backticks", "hr"))


def _of_answers() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "breaks": True})
    parser.enable(["list", "newline", "table", "heading"])
    parser.inline.ruler.before("link", "bold", _bold)
    parser.core.ruler.push("receive", _receive)
    parser.add_render_rule("heading_open", lambda *_: "<p><strong>")
    parser.add_render_rule("heading_close", lambda *_: "</strong></p>\n")
    return _with_wide_tables(parser)


def _with_wide_tables(parser: MarkdownIt) -> MarkdownIt:
    parser.add_render_rule("table_open", _table_opens)
    parser.add_render_rule("table_close", _table_closes)
    return parser


def _table_opens(*_: Any) -> str:
    return '<div class="wide-table" tabindex="0"><table>'


def _table_closes(*_: Any) -> str:
    return "</table></div>"


_FOUND: Final = re.compile(f"({ADDRESS.pattern})|{MENTION.pattern}")
_MARKED: Final = re.compile(f"{RECEIPTS.pattern}|{UNBACKED}")
_MARKDOWN: Final = _parser()
_DOCUMENTS: Final = _of_documents()
_ANSWERS: Final = _of_answers()
