"""Files that are not taken: each ends in a sentence that says what to do, within limits, and harms nobody."""

import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import Workbook

from shared.settings import ROOT
from tests import documents
from web.knowledge.reading import apart
from web.knowledge.reading.apart import read_apart
from web.knowledge.reading.refusals import (
    BROKEN,
    EMPTY,
    EVERY,
    GARBLED,
    LOCKED,
    MACROS,
    NOT_PDF,
    NOT_TEXT,
    NOT_WORD,
    OLD_WORD,
    PICTURE,
    TOO_HEAVY,
    TOO_LONG,
    Unreadable,
)

TEXT = "■ お迎え\n目を見て言います。"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ENCRYPTED = f"/Encrypt<</Filter/Standard/V 1/R 2/O<{'ab' * 32}>/U<{'cd' * 32}>/P -4>>/ID[<00><00>]"
TYPES = "[Content_Types].xml"


def word(**changed: bytes | None) -> bytes:
    """A Word file with a part changed; `_` in names stands for `/`."""
    good = documents.word(("Heading 1", "一"), ("Normal", "本文"))
    return documents.repacked(good, {name.replace("__", "/"): content for name, content in changed.items()})


def document_xml(inside: str, before: str = "") -> bytes:
    return f'<?xml version="1.0"?>{before}<w:document {W}><w:body>{inside}</w:body></w:document>'.encode()


def spreadsheet() -> bytes:
    data = BytesIO()
    Workbook().save(data)
    return data.getvalue()


def zipped(**contents: bytes) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (contents or {"a.txt": b"x"}).items():
            archive.writestr(name, content)
    return data.getvalue()


def macro_types() -> bytes:
    good = documents.word(("Normal", "本文"))
    with zipfile.ZipFile(BytesIO(good)) as archive:
        types = archive.read(TYPES)
    changed = types.replace(b"wordprocessingml.document.main", b"macroEnabled.main")
    return documents.repacked(good, {TYPES: changed})


def lying_about_its_size() -> bytes:
    """Its directory says that an entry has 10 bytes."""
    data = word(word__document__xml=None)
    content = document_xml("<w:p/>" * 200_000)
    made = documents.repacked(data, {"word/document.xml": content})
    return made.replace(len(content).to_bytes(4, "little"), (10).to_bytes(4, "little"))


REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("a.md", bytes, EMPTY),
    "white space": ("a.txt", " \n\u3000\n".encode, EMPTY),
    "no text in a Word file": ("a.docx", lambda: documents.word(("Normal", "")), EMPTY),
    "a PDF that is a picture": ("a.pdf", lambda: documents.pdf([TEXT] * 3, picture=True), PICTURE),
    "a PDF of unknown signs": ("a.pdf", lambda: documents.pdf(["\ue000\ue001\ue002" * 9]), GARBLED),
    "an encrypted PDF": ("a.pdf", lambda: documents.pdf([TEXT], extra=ENCRYPTED), LOCKED),
    "a PDF that was cut": ("a.pdf", lambda: documents.pdf([TEXT])[:-600], BROKEN),
    "a PDF of nonsense": ("a.pdf", lambda: b"%PDF-1.7\n" + os.urandom(5000) + b"%%EOF", BROKEN),
    "a PDF that unpacks to a gigabyte": ("a.pdf", documents.pdf_bomb, TOO_HEAVY),
    "a PDF of a million pages": ("a.pdf", documents.pdf_of_endless_pages, TOO_LONG),
    "a PDF of endless depth": ("a.pdf", documents.pdf_of_endless_depth, BROKEN),
    "a PDF of 501 pages": ("a.pdf", lambda: documents.pdf(["頁"] * 501), TOO_LONG),
    "text that is called a PDF": ("a.pdf", TEXT.encode, NOT_PDF),
    "a PDF that is called a text": ("a.txt", lambda: documents.pdf([TEXT]), NOT_TEXT),
    "a picture that is called a text": ("a.md", lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), NOT_TEXT),
    "bytes that are called a text": ("a.txt", lambda: bytes(range(256)) * 20, NOT_TEXT),
    "macros": ("a.docx", lambda: word(word__vbaProject__bin=b"x"), MACROS),
    "macros by its type": ("a.docx", macro_types, MACROS),
    "a ZIP that is called a Word file": ("a.docx", zipped, NOT_WORD),
    "another office file": ("a.docx", spreadsheet, NOT_WORD),
    "an old Word file": ("a.docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(999), OLD_WORD),
    "a Word file that was cut": ("a.docx", lambda: word()[:-500], BROKEN),
    "a ZIP bomb": ("a.docx", lambda: word(word__media__a=bytes(101 * 1024 * 1024)), TOO_HEAVY),
    "a ZIP that lies": ("a.docx", lying_about_its_size, BROKEN),
    "too many entries": ("a.docx", lambda: word(**{f"a{n}": b"" for n in range(3_001)}), TOO_HEAVY),
    "500,001 characters": ("a.md", ("あ" * 500_001).encode, TOO_LONG),
    "501 sections": ("a.md", lambda: "".join(f"## {n}\n本文\n" for n in range(501)).encode(), TOO_LONG),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_ends_in_a_sentence(name):
    file_name, made, reason = REFUSED[name]
    data = made()
    start = time.monotonic()
    with pytest.raises(Unreadable) as refusal:
        read_apart(file_name, [data])
    assert refusal.value.reason == reason
    assert time.monotonic() - start < 30


def test_every_reason_is_a_sentence_that_says_what_to_do():
    assert all(reason.endswith("ください。") for reason in EVERY)


XXE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("dtd", [XXE, LAUGHS])
def test_xml_with_entities_is_refused(dtd):
    data = documents.repacked(
        word(), {"word/document.xml": document_xml("<w:p><w:r><w:t>&x;&b;</w:t></w:r></w:p>", dtd)}
    )
    with pytest.raises(Unreadable) as refusal:
        read_apart("a.docx", [data])
    assert refusal.value.reason == BROKEN


def test_xml_of_endless_depth_is_refused():
    deep = document_xml("<w:tbl><w:tr><w:tc>" * 50_000 + "</w:tc></w:tr></w:tbl>" * 50_000)
    with pytest.raises(Unreadable):
        read_apart("a.docx", [documents.repacked(word(), {"word/document.xml": deep})])


def test_paths_that_lead_out_of_the_archive_lead_nowhere():
    out = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" Target="../../../etc/passwd"'
        ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>'
        "</Relationships>"
    )
    with pytest.raises(Unreadable) as refusal:
        read_apart("a.docx", [documents.repacked(word(), {"_rels/.rels": out.encode()})])
    assert refusal.value.reason == BROKEN
    beside = documents.repacked(word(), {"../../../../tmp/c3-escaped": b"x", "/tmp/c3-escaped": b"x"})  # noqa: S108
    assert read_apart("a.docx", [beside])
    assert not os.path.exists("/tmp/c3-escaped")  # noqa: S108, PTH110


def test_what_takes_too_long_is_stopped_by_the_clock(monkeypatch):
    monkeypatch.setattr(apart, "PATIENCE", 1.0)
    monkeypatch.setattr(apart, "PROGRAM", "import time; time.sleep(60)")
    start = time.monotonic()
    with pytest.raises(Unreadable) as refusal:
        read_apart("a.md", [b"# a"])
    assert refusal.value.reason == TOO_HEAVY
    assert time.monotonic() - start < 10


@pytest.mark.parametrize(
    "program",
    [
        "import os; os.kill(os.getpid(), 11)",
        "print('nonsense')",
        'print(\'{"refused": "<script>"}\')',
        "print('{\"sections\": [{}]}')",
        "print('[]')",
    ],
)
def test_a_reader_that_crashes_or_lies_is_not_believed(monkeypatch, program):
    monkeypatch.setattr(apart, "PROGRAM", program)
    with pytest.raises(Unreadable) as refusal:
        read_apart("a.md", [b"# a"])
    assert refusal.value.reason == TOO_HEAVY


def test_the_reader_knows_no_secret_and_has_hard_limits(monkeypatch):
    look = (
        "import sys; root = sys.argv.pop(1); sys.path.insert(0, root);"
        " from web.knowledge.reading.__main__ import _limit; _limit(); import os, resource, json;"
        " print(json.dumps({'sections': [{'title': repr(dict(os.environ)), 'level': 0, 'heading': '',"
        " 'content': repr([resource.getrlimit(getattr(resource, 'RLIMIT_' + n))"
        " for n in ('AS', 'CPU', 'FSIZE', 'CORE')])}]}))"
    )
    monkeypatch.setattr(apart, "PROGRAM", look)
    (told,) = read_apart("a.md", [b"# a"])
    assert "SECRET" not in told.title
    assert "DATABASE" not in told.title
    megabyte = 1024 * 1024
    assert told.content == repr([(384 * megabyte,) * 2, (60, 60), (16 * megabyte,) * 2, (0, 0)])


def test_the_reader_loads_neither_django_nor_a_database_driver():
    ask = (
        "import sys; from web.knowledge.reading import __main__, pdf, word;"
        " print({'django', 'psycopg', 'numpy', 'boto3'} & {name.split('.')[0] for name in sys.modules})"
    )
    told = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"
