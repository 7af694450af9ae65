"""PDF, read by PDFium: its outline's headings, or those its lines surely are, or its pages."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pypdfium2 import PdfDocument, PdfiumError
from pypdfium2.raw import FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY

from web.knowledge.reading.headings import parts_of_lines
from web.knowledge.reading.refusals import (
    BROKEN,
    GARBLED,
    LOCKED,
    NOT_PDF,
    PICTURE,
    TOO_LONG,
    Unreadable,
)
from web.knowledge.reading.sections import MOST_CHARACTERS, Part, shortened
from web.knowledge.reading.texts import cleaned

MOST_PAGES: Final = 500
MOST_BOOKMARKS: Final = 500
END: Final = b"%%EOF"
END_WITHIN: Final = 2_048  # bytes from the end: a file without it there was cut
MOST_UNKNOWN: Final = 0.3  # of the characters that are no blanks
FEWEST_SURE: Final = 2  # headings among the lines
EDGE, OFTEN, FEWEST_PAGES = 2, 0.6, 3  # lines at a page's ends that are the same on so many of the pages
FIRST_LINE: Final = 40
FULL_LINE: Final = 0.8  # of the longest: a line that goes on in the next one
GOES_NOT_ON: Final = ("。", "！", "？", "：", ":", ".", "」", "）")
BEGINS: Final = re.compile(
    r"[・●○◎■◆□◇▼▶※＊*\-–—•►①-⑳]|[(（]?[0-9０-９]{1,2}[.．)）、\s]|第[0-9０-９一二三四五六七八九十]+[編部章節条]|【"
)
UNKNOWN: Final = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Mark:
    """An entry of the outline; `page` counts from 0, `level` from 1."""

    page: int
    level: int
    heading: str


def parts_of_pdf(data: bytes) -> list[Part]:
    """The parts of the file.

    Raises:
        Unreadable: it is none that can be read, or has no text.
    """
    if b"%PDF-" not in data[:1024]:
        raise Unreadable(NOT_PDF)
    if END not in data[-END_WITHIN:]:
        raise Unreadable(BROKEN)
    pages, marks = _read(data)
    pages = _without_edges(pages)
    if marks:
        return [*_by_outline(pages, marks)]
    parts = parts_of_lines([line for page in pages for line in _paragraphs(page)], only_sure=True)
    if len(parts) > FEWEST_SURE:
        return parts
    return [*_by_page(pages)]


def _read(data: bytes) -> tuple[list[list[str]], list[Mark]]:
    """The lines of each page, and the outline."""
    try:
        with PdfDocument(data) as document:
            if len(document) > MOST_PAGES:
                raise Unreadable(TOO_LONG)
            texts = [*_texts(document)]
            _refuse_without_text("".join(texts))
            return [text.split("\n") for text in texts], [*_marks(document)]
    except PdfiumError as error:
        is_locked = getattr(error, "err_code", None) in {FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY}
        raise Unreadable(LOCKED if is_locked else BROKEN) from error


def _texts(document: PdfDocument) -> Iterator[str]:
    length = 0
    for number in range(len(document)):
        page = document[number]
        words = page.get_textpage()
        text = words.get_text_bounded()
        words.close()
        page.close()
        length += len(text)
        if length > MOST_CHARACTERS:
            raise Unreadable(TOO_LONG)
        yield text.replace("\r\n", "\n").replace("\r", "\n")


def _refuse_without_text(text: str) -> None:
    signs = [*filter(None, text.split())]
    length = sum(map(len, signs))
    if not length:
        raise Unreadable(PICTURE)
    if sum(len(UNKNOWN.findall(sign)) for sign in signs) > MOST_UNKNOWN * length:
        raise Unreadable(GARBLED)


def _marks(document: PdfDocument) -> Iterator[Mark]:
    for number, bookmark in enumerate(document.get_toc(max_depth=6)):
        if number >= MOST_BOOKMARKS:
            return
        place = bookmark.get_dest()
        page = place.get_index() if place else None
        heading = " ".join(cleaned(bookmark.get_title() or "").split())
        if page is not None and heading:
            yield Mark(page, bookmark.level + 1, heading)


def _without_edges(pages: list[list[str]]) -> list[list[str]]:
    """Pages without the lines at their ends that nearly all pages have, but for their numbers."""
    cleared = [[line for line in cleaned("\n".join(page)).split("\n") if line.strip()] for page in pages]
    if len(pages) < FEWEST_PAGES:
        return cleared
    seen = Counter(line for page in cleared for line in {*map(_folded, page[:EDGE] + page[-EDGE:])})
    least = max(FEWEST_PAGES, OFTEN * len(pages))
    kept = [
        [
            line
            for place, line in enumerate(page)
            if EDGE <= place < len(page) - EDGE or seen[_folded(line)] < least
        ]
        for page in cleared
    ]
    return kept if any(kept) else cleared


def _folded(text: str) -> str:
    """What lines that differ in their width, blanks and numbers have in common."""
    return re.sub(r"\d+", "#", "".join(unicodedata.normalize("NFKC", text).split()))


def _paragraphs(lines: Sequence[str]) -> list[str]:
    """Lines that the page's edge had broken, in one again."""
    longest = max(map(len, lines), default=0)
    whole: list[str] = []
    goes_on = False
    for line in map(str.strip, lines):
        if goes_on and not BEGINS.match(line):
            is_latin = whole[-1][-1:].isascii() and line[:1].isascii()
            whole[-1] += (" " if is_latin else "") + line
        else:
            whole.append(line)
        goes_on = len(line) >= FULL_LINE * longest and not line.endswith(GOES_NOT_ON)
    return whole


def _by_page(pages: Sequence[Sequence[str]]) -> Iterator[Part]:
    for number, page in enumerate(pages, 1):
        lines = _paragraphs(page)
        if lines:
            yield Part(1, f"p.{number} {shortened(lines[0], FIRST_LINE)}", "\n".join(lines))


def _by_outline(pages: Sequence[Sequence[str]], marks: Sequence[Mark]) -> Iterator[Part]:
    """A part for each entry, from the line that is its heading: the top of its page where there is none."""
    level, heading, below = 0, "", list[str]()
    for number, page in enumerate(pages):
        here = [mark for mark in marks if mark.page == number]
        rest = [*page]
        for mark in here:
            before, rest = _split(rest, mark.heading)
            yield Part(level, heading, "\n".join([*below, *_paragraphs(before)]))
            level, heading, below = mark.level, mark.heading, []
        below += _paragraphs(rest)
    yield Part(level, heading, "\n".join(below))


def _split(lines: list[str], heading: str) -> tuple[list[str], list[str]]:
    """What stands before the heading, and behind it."""
    wanted = "".join(unicodedata.normalize("NFKC", heading).split())
    for place, line in enumerate(lines):
        found = "".join(unicodedata.normalize("NFKC", line).split())
        if found == wanted or (found.endswith(wanted) and len(found) <= len(wanted) + 8):
            return lines[:place], lines[place + 1 :]
    return [], lines
