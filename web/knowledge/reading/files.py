"""Which files are taken, and how each kind is read."""

from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Final

from web.knowledge.reading.refusals import (
    EMPTY,
    NOT_PDF,
    NOT_TEXT,
    NOT_WORD,
    OLD_WORD,
    Unreadable,
)
from web.knowledge.reading.sections import Part, Section, sections_of
from web.knowledge.reading.texts import decoded, markdown_parts, text_parts

LARGEST: Final = 20  # MB
MEGABYTE: Final = 1024 * 1024
HEAD: Final = 1_024  # bytes
KINDS: Final = {".md": "markdown", ".markdown": "markdown", ".txt": "text", ".pdf": "pdf", ".docx": "word"}
BINARY: Final = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")


def kind_of(name: str) -> str | None:
    """markdown, text, pdf or word, by the file's name; None for one that is not taken."""
    return KINDS.get(PurePath(name).suffix.lower())


def refuse_at_once(name: str, head: bytes) -> None:
    """What the first bytes of a file tell: that it is not what its name says.

    Raises:
        Unreadable: it is not.
    """
    kind = kind_of(name)
    if not head:
        raise Unreadable(EMPTY)
    if kind == "pdf" and b"%PDF-" not in head:
        raise Unreadable(NOT_PDF)
    if kind == "word" and not head.startswith(b"PK\x03\x04"):
        raise Unreadable(OLD_WORD if head.startswith(b"\xd0\xcf\x11\xe0") else NOT_WORD)
    if kind in {"markdown", "text"} and head.startswith(BINARY):
        raise Unreadable(NOT_TEXT)


def read(name: str, data: bytes) -> list[Section]:
    """The sections of a file.

    Raises:
        Unreadable: the file is not taken, with the reason.
    """
    refuse_at_once(name, data[:HEAD])
    return sections_of(READERS[kind_of(name) or "text"](data))


def _pdf(data: bytes) -> list[Part]:
    """Its library is loaded where a PDF is read, and nowhere else."""
    from web.knowledge.reading.pdf import parts_of_pdf  # noqa: PLC0415  each kind loads its own reader

    return parts_of_pdf(data)


def _word(data: bytes) -> list[Part]:
    from web.knowledge.reading.word import parts_of_word  # noqa: PLC0415  as above

    return parts_of_word(data)


READERS: Final[Mapping[str, Callable[[bytes], list[Part]]]] = {
    "markdown": lambda data: markdown_parts(decoded(data)),
    "text": lambda data: text_parts(decoded(data)),
    "pdf": _pdf,
    "word": _word,
}
