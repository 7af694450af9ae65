"""Real PDF and Word files, made here: small, hostile, or both."""

import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document

WIDTH, HEIGHT = 595, 842
TO_UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /Own def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange
%d beginbfrange
%s
endbfrange endcmap end end"""


def pdf(
    pages: Sequence[str], outline: Sequence[tuple[int, str]] = (), *, picture: bool = False, extra: str = ""
) -> bytes:
    """A PDF of Japanese pages, each a text of lines; `outline` are (page from 0, heading). `picture`: only a
    picture on each page. `extra` goes into the trailer."""
    made = _Pdf()
    font = made.font()
    image = made.add(
        b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", b"\x80"
    )
    tree, catalog = made.reserve(), made.reserve()
    numbers = []
    for text in pages:
        drawn = b"q 400 0 0 400 50 50 cm /I Do Q" if picture else _drawn(text)
        content = made.add(b"<<", drawn)
        numbers.append(
            made.add(
                f"<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Contents {content} 0 R"
                f"/Resources<</Font<</F {font} 0 R>>/XObject<</I {image} 0 R>>>>>>".encode()
            )
        )
    kids = " ".join(f"{number} 0 R" for number in numbers)
    made.put(tree, f"<</Type/Pages/Count {len(numbers)}/Kids[{kids}]>>".encode())
    outlines = made.outline(outline, numbers)
    made.put(catalog, f"<</Type/Catalog/Pages {tree} 0 R{outlines}>>".encode())
    return made.file(catalog, extra)


def pdf_bomb() -> bytes:
    """Two kilobytes that unpack to a gigabyte on one page: a stream packed twice over."""
    packing = zlib.compressobj(9)
    packed = b"".join(packing.compress(bytes(1024 * 1024)) for _ in range(1000)) + packing.flush()
    twice = zlib.compress(packed, 9)
    made = _Pdf()
    tree, catalog = made.reserve(), made.reserve()
    content = made.raw(
        f"<</Length {len(twice)}/Filter[/FlateDecode/FlateDecode]>>stream\n".encode() + twice + b"\nendstream"
    )
    page = made.add(f"<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 9 9]/Contents {content} 0 R>>".encode())
    made.put(tree, f"<</Type/Pages/Count 1/Kids[{page} 0 R]>>".encode())
    made.put(catalog, f"<</Type/Catalog/Pages {tree} 0 R>>".encode())
    return made.file(catalog)


def pdf_of_endless_pages() -> bytes:
    """One page that is there a million times."""
    made = _Pdf()
    page, catalog = made.reserve(), made.reserve()
    made.put(page, f"<</Type/Page/Parent {page + 10} 0 R/MediaBox[0 0 9 9]>>".encode())
    kids = page
    for _ in range(6):
        kids = made.add(f"<</Type/Pages/Count 1000000/Kids[{f'{kids} 0 R ' * 10}]>>".encode())
    made.put(catalog, f"<</Type/Catalog/Pages {kids} 0 R>>".encode())
    return made.file(catalog)


def pdf_of_endless_depth() -> bytes:
    """Arrays inside arrays, a hundred thousand deep, and a tree of pages that is its own parent."""
    made = _Pdf()
    tree, catalog = made.reserve(), made.reserve()
    deep = made.add(b"[" * 100_000 + b"]" * 100_000)
    made.put(tree, f"<</Type/Pages/Count 1/Kids[{tree} 0 R]/Resources {deep} 0 R>>".encode())
    made.put(catalog, f"<</Type/Catalog/Pages {tree} 0 R/Names {deep} 0 R>>".encode())
    return made.file(catalog)


def word(*blocks: tuple[str, str] | list[list[str]]) -> bytes:
    """A Word file of (style, text) paragraphs and of tables."""
    document = Document()
    for block in blocks:
        if isinstance(block, list):
            table = document.add_table(len(block), len(block[0]))
            for row, texts in zip(table.rows, block, strict=True):
                for cell, text in zip(row.cells, texts, strict=True):
                    cell.text = text
            continue
        style, text = block
        paragraph = document.add_paragraph(style=style)
        for number, part in enumerate(text.split("**")):
            paragraph.add_run(part).bold = bool(number % 2) or None
    data = BytesIO()
    document.save(data)
    return data.getvalue()


def repacked(data: bytes, changed: Mapping[str, bytes | None]) -> bytes:
    """A ZIP with these entries changed, added or (None) left out."""
    made = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename not in changed:
                new.writestr(entry.filename, old.read(entry))
        for name, content in changed.items():
            if content is not None:
                new.writestr(name, content)
    return made.getvalue()


def _drawn(text: str) -> bytes:
    lines = (f"<{line.encode('utf-16-be').hex()}> Tj T*" for line in text.split("\n"))
    return f"BT /F 10 Tf 14 TL 40 {HEIGHT - 60} Td {' '.join(lines)} ET".encode()


class _Pdf:
    """Objects by their numbers, which begin at 1."""

    def __init__(self) -> None:
        self.objects: list[bytes] = []

    def reserve(self) -> int:
        self.objects.append(b"null")
        return len(self.objects)

    def put(self, number: int, content: bytes) -> None:
        self.objects[number - 1] = content

    def raw(self, content: bytes) -> int:
        self.objects.append(content)
        return len(self.objects)

    def add(self, content: bytes, stream: bytes | None = None) -> int:
        if stream is None:
            return self.raw(content)
        return self.raw(content + f"/Length {len(stream)}>>stream\n".encode() + stream + b"\nendstream")

    def font(self) -> int:
        """Every sign of Unicode by its number, in a font that is not embedded."""
        ranges = b"\n".join(b"<%02X00> <%02XFF> <%02X00>" % (high, high, high) for high in range(256))
        blocks = [ranges.split(b"\n")[start : start + 100] for start in range(0, 256, 100)]
        unicode = self.add(b"<<", b"".join(TO_UNICODE % (len(block), b"\n".join(block)) for block in blocks))
        described = self.add(
            b"<</Type/FontDescriptor/FontName/Gothic/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0"
            b"/Ascent 880/Descent -120/CapHeight 700/StemV 80>>"
        )
        below = self.add(
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Gothic/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
            b"/Supplement 0>>/DW 1000/FontDescriptor %d 0 R>>" % described
        )
        return self.add(
            b"<</Type/Font/Subtype/Type0/BaseFont/Gothic/Encoding/Identity-H/DescendantFonts[%d 0 R]"
            b"/ToUnicode %d 0 R>>" % (below, unicode)
        )

    def outline(self, entries: Sequence[tuple[int, str]], pages: Sequence[int]) -> str:
        if not entries:
            return ""
        root = self.reserve()
        numbers = [self.reserve() for _ in entries]
        for place, (page, heading) in enumerate(entries):
            around = "".join(
                f"/{name} {numbers[other]} 0 R"
                for name, other in (("Prev", place - 1), ("Next", place + 1))
                if 0 <= other < len(numbers)
            )
            title = b"\xfe\xff".hex() + heading.encode("utf-16-be").hex()
            self.put(
                numbers[place],
                f"<</Title<{title}>/Parent {root} 0 R/Dest[{pages[page]} 0 R/Fit]{around}>>".encode(),
            )
        ends = f"/First {numbers[0]} 0 R/Last {numbers[-1]} 0 R/Count {len(numbers)}"
        self.put(root, f"<</Type/Outlines{ends}>>".encode())
        return f"/Outlines {root} 0 R"

    def file(self, catalog: int, extra: str = "") -> bytes:
        data, places = b"%PDF-1.7\n", []
        for number, content in enumerate(self.objects, 1):
            places.append(len(data))
            data += b"%d 0 obj\n" % number + content + b"\nendobj\n"
        start = len(data)
        table = b"".join(b"%010d 00000 n \n" % place for place in places)
        count = len(self.objects) + 1
        trailer = f"trailer<</Size {count}/Root {catalog} 0 R{extra}>>\nstartxref\n{start}\n%%EOF\n".encode()
        return data + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + trailer
