"""Word files (.docx) as light Markdown: headings by style, lists, tables, bold; without macros and DTDs."""

import re
from collections.abc import Iterator
from functools import cache, cached_property
from io import BytesIO
from typing import Any, Final
from zipfile import BadZipFile, ZipFile
from zlib import error as zlib_error

from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import nsmap, qn
from lxml.etree import LxmlError, XPath

from web.knowledge.reading.refusals import (
    BROKEN,
    MACROS,
    NOT_WORD,
    OLD_WORD,
    TOO_HEAVY,
    Unreadable,
)
from web.knowledge.reading.sections import Part
from web.knowledge.reading.texts import cleaned

ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MOST_ENTRIES: Final = 3_000
LARGEST_UNPACKED: Final = 100 * 1024 * 1024  # bytes, of all entries
LARGEST_XML: Final = 30 * 1024 * 1024  # bytes, of one: its tree takes many times as much
CONTENT_TYPES: Final = "[Content_Types].xml"
XML: Final = (".xml", ".rels")
HEADING: Final = re.compile(r"(?:heading|見出し)\s*([1-9])", re.IGNORECASE)
TITLES: Final = {"title", "表題"}
DEEPEST_STYLE: Final = 10  # styles based on one another
LISTED: Final = re.compile(r"list (bullet|number)", re.IGNORECASE)


def parts_of_word(data: bytes) -> list[Part]:
    """The parts of the file.

    Raises:
        Unreadable: it is none that is taken.
    """
    if data.startswith(OLD):
        raise Unreadable(OLD_WORD)
    if not data.startswith(ZIP):
        raise Unreadable(NOT_WORD)
    try:
        _refuse_dangerous(data)
        return [*_Word(Document(BytesIO(data))).parts()]
    except ValueError as error:  # another kind of office file
        raise Unreadable(NOT_WORD) from error
    except (
        BadZipFile,
        zlib_error,
        OpcError,
        LxmlError,
        LookupError,
        NotImplementedError,
        EOFError,
        RuntimeError,
    ) as error:
        raise Unreadable(TOO_HEAVY if isinstance(error, RecursionError) else BROKEN) from error


def _refuse_dangerous(data: bytes) -> None:
    """Macros, archives that unpack to far more than they are, and XML with a DTD, which Word never writes."""
    with ZipFile(BytesIO(data)) as archive:
        entries = archive.infolist()
        names = [entry.filename.lower() for entry in entries]
        if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
            raise Unreadable(TOO_HEAVY)
        if any("vbaproject" in name or "vbadata" in name for name in names):
            raise Unreadable(MACROS)
        if CONTENT_TYPES not in archive.namelist():
            raise Unreadable(NOT_WORD)
        if b"macroenabled" in archive.read(CONTENT_TYPES).lower():
            raise Unreadable(MACROS)
        for entry in entries:
            if entry.filename.lower().endswith(XML):
                _refuse_xml(archive, entry)


def _refuse_xml(archive: ZipFile, entry: Any) -> None:
    if entry.file_size > LARGEST_XML:
        raise Unreadable(TOO_HEAVY)
    head = archive.read(entry).replace(b"\0", b"")
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise Unreadable(BROKEN)


class _Word:
    """A document that is walked through: text boxes and content controls too, deleted text not."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.levels: dict[str | None, int] = {}

    def parts(self) -> Iterator[Part]:
        """A part for each heading."""
        level, heading, below = 0, "", list[str]()
        was_item = False
        for block in _blocks(self.document.element.body):
            if block.tag == qn("w:tbl"):
                below += ["", *_table(block), ""]
                continue
            text = _words(block).strip()
            depth = self._level(block)
            if depth and text:
                yield Part(level, heading, "\n".join(below))
                level, heading, below = depth, " ".join(_plain(block).split()), []
            elif text:
                mark = self._mark(block)
                below += ([] if mark and was_item else [""]) + [mark + text]
                was_item = bool(mark)
        yield Part(level, heading, "\n".join(below))

    def _level(self, paragraph: Any) -> int:
        """1 for the highest heading; 0 for none."""
        own = _at(paragraph, "./w:pPr/w:outlineLvl/@w:val")
        if own:
            return _outlined(own[0])
        style = _style_of(paragraph)
        if style not in self.levels:
            self.levels[style] = self._level_of_style(style)
        return self.levels[style]

    def _level_of_style(self, style_id: str | None) -> int:
        style = self.styles.get(style_id)
        for _ in range(DEEPEST_STYLE):
            if style is None:
                return 0
            name = " ".join(_at(style, "./w:name/@w:val"))
            if match := HEADING.fullmatch(name.strip()):
                return int(match[1]) + 1
            if name.strip().lower() in TITLES:
                return 1
            if outlined := _at(style, "./w:pPr/w:outlineLvl/@w:val"):
                return _outlined(outlined[0])
            style = self.styles.get(next(iter(_at(style, "./w:basedOn/@w:val")), None))
        return 0

    @cached_property
    def styles(self) -> dict[str | None, Any]:
        """The styles by their ids."""
        found = _at(self.document.styles.element, "./w:style")
        return {style.get(qn("w:styleId")): style for style in found}

    @cached_property
    def bullets(self) -> set[tuple[str, str]]:
        """The lists' levels, by (numId, ilvl), that have bullets."""
        if not any("/numbering" in rel.reltype for rel in self.document.part.rels.values()):
            return set()
        root = self.document.part.numbering_part.element
        kinds = {
            (kind.get(qn("w:abstractNumId")), level.get(qn("w:ilvl")))
            for kind in _at(root, "./w:abstractNum")
            for level in _at(kind, "./w:lvl")
            if _at(level, "./w:numFmt/@w:val")[:1] == ["bullet"]
        }
        numbers = {
            number.get(qn("w:numId")): next(iter(_at(number, "./w:abstractNumId/@w:val")), None)
            for number in _at(root, "./w:num")
        }
        return {(number, level) for number, kind in numbers.items() for of, level in kinds if of == kind}

    def _mark(self, paragraph: Any) -> str:
        """`- ` or `1. ` before an item of a list, moved in as far as it is deep."""
        style = self.styles.get(_style_of(paragraph))
        for place in (paragraph, style):
            number = _at(place, "./w:pPr/w:numPr/w:numId/@w:val") if place is not None else []
            if number and number[0] != "0":
                level = (_at(place, "./w:pPr/w:numPr/w:ilvl/@w:val") or ["0"])[0]
                depth = min(int(level), 5) if level.isdecimal() else 0
                return "   " * depth + ("- " if (number[0], level) in self.bullets else "1. ")
        named = LISTED.match(" ".join(_at(style, "./w:name/@w:val"))) if style is not None else None
        return "" if named is None else ("- " if named[1].lower() == "bullet" else "1. ")


def _style_of(paragraph: Any) -> str | None:
    return next(iter(_at(paragraph, "./w:pPr/w:pStyle/@w:val")), None)


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables in their order, also inside content controls, but for a table of contents."""
    for child in parent.iterchildren():
        if child.tag in {qn("w:p"), qn("w:tbl")}:
            yield child
        elif child.tag == qn("w:sdt") and not _at(child, "./w:sdtPr/w:docPartObj"):
            for content in _at(child, "./w:sdtContent"):
                yield from _blocks(content)


def _table(table: Any) -> list[str]:
    """A Markdown table; one of a single column is a frame around paragraphs."""
    rows = [[_cell(cell) for cell in _at(row, "./w:tc")] for row in _at(table, "./w:tr")]
    width = max(map(len, rows), default=0)
    if width <= 1:
        return [text for row in rows for text in (*row, "")]
    lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in rows]
    return [lines[0], "|" + " --- |" * width, *lines[1:]]


def _cell(cell: Any) -> str:
    texts = (" ".join(_words(paragraph).split()) for paragraph in _at(cell, ".//w:p"))
    return " ".join(text for text in texts if text).replace("|", "｜")


def _runs(paragraph: Any) -> Iterator[tuple[bool, str]]:
    """Whether it is bold, and its text, of each run that is shown."""
    for run in _shown(paragraph):
        text = "".join(map(_sign, run.iterchildren()))
        bold = _at(run, "./w:rPr/w:b")
        if text:
            yield bool(bold) and bold[0].get(qn("w:val")) not in {"0", "false", "off"}, text


def _shown(paragraph: Any) -> Iterator[Any]:
    hidden = {qn("w:del"), qn("w:moveFrom"), FALLBACK}
    for run in paragraph.iter(qn("w:r")):
        if not any(above.tag in hidden for above in run.iterancestors()):
            yield run


def _sign(child: Any) -> str:
    if child.tag == qn("w:t"):
        return child.text or ""
    return {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}.get(
        child.tag, ""
    )


def _plain(paragraph: Any) -> str:
    return cleaned("".join(text for _, text in _runs(paragraph)))


def _words(paragraph: Any) -> str:
    """The text of a paragraph, its bold parts between `**`."""
    joined: list[tuple[bool, str]] = []
    for is_bold, text in _runs(paragraph):
        if joined and joined[-1][0] == is_bold:
            joined[-1] = (is_bold, joined[-1][1] + text)
        else:
            joined.append((is_bold, text))
    return cleaned("".join(_bold(text) if is_bold else text for is_bold, text in joined))


def _bold(text: str) -> str:
    bare = text.strip()
    if not bare or "*" in bare or "\n" in bare:
        return text
    start = text.index(bare)
    return f"{text[:start]}**{bare}**{text[start + len(bare) :]}"


def _at(element: Any, path: str) -> Any:
    """What a path leads to from an element, whether python-docx has a class for it or not."""
    return _path(path)(element)


@cache
def _path(path: str) -> XPath:
    return XPath(path, namespaces=nsmap)


def _outlined(value: str) -> int:
    """Levels of the outline count from 0, and 9 is the body."""
    return int(value) + 2 if value.isdecimal() and int(value) < 9 else 0  # noqa: PLR2004


FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
