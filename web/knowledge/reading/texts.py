"""Markdown and plain text: what their bytes say, and where their headings are."""

import re
from io import BytesIO
from typing import Final

from markdown_it import MarkdownIt

from shared.csv_rows import encoding_of
from shared.markup import undisguised
from web.knowledge.reading.headings import parts_of_lines
from web.knowledge.reading.refusals import NOT_TEXT, Unreadable
from web.knowledge.reading.sections import Part

UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
MOST_STRANGE: Final = 0.01  # of the characters, and a few
FRONT_MATTER: Final = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)

# Where a heading can be, and where a sign at the beginning of a line is none.
_MARKDOWN: Final = MarkdownIt("zero").enable(
    ["heading", "lheading", "fence", "list", "blockquote", "table", "hr"]
)


def decoded(data: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, or Shift_JIS; lines end in LF.

    Raises:
        Unreadable: it is no text.
    """
    try:
        encoding = "utf-16" if data.startswith(UTF_16) else encoding_of(BytesIO(data))
        text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(NOT_TEXT) from error
    if len(CONTROLS.findall(text)) > len(text) * MOST_STRANGE + 5:
        raise Unreadable(NOT_TEXT)
    return cleaned(text)


def cleaned(text: str) -> str:
    """Lines end in LF; without characters that nobody sees, or that a database does not take."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    return undisguised(CONTROLS.sub("", lines))


def markdown_parts(text: str) -> list[Part]:
    """A part for each heading that stands by itself, in no list, quotation, table or piece of code."""
    text = FRONT_MATTER.sub("", text)
    lines = text.split("\n")
    tokens = _MARKDOWN.parse(text)
    marks = [
        (token.map[0], token.map[1], int(token.tag[1]), tokens[place + 1].content)
        for place, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0 and token.map
    ]
    starts = [*(start for start, *_ in marks), len(lines)]
    return [Part(0, "", "\n".join(lines[: starts[0]]))] + [
        Part(level, " ".join(heading.split("\n")), "\n".join(lines[start:end]))
        for (_, start, level, heading), end in zip(marks, starts[1:], strict=True)
    ]


def text_parts(text: str) -> list[Part]:
    """A part for each line that looks like a heading."""
    return parts_of_lines(text.split("\n"))
