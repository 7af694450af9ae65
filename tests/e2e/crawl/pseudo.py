"""A language that nobody speaks: English with every letter marked, two fifths longer, in brackets.

What stands on a page without brackets is a person's words, a number, or was never marked for translation. The
catalogue is made anew for a test, out of the compiled English one; C3 is never shipped with it.
"""

import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django import conf
from django.contrib import auth

KEPT: Final = re.compile(r"%\(\w+\)[\d.,+-]*[a-z]|%[\d.,+-]*[sdf%]|\{[^{}]*\}|<[^<>]*>|&\w+;")
MARKED: Final = str.maketrans("AaCcDdEeGgIiKkLlNnOoRrSsTtUuYyZz", "ÅåÇçĐđÉéĜĝÎîĶķĻļÑñÖöŔŕŠšŢţÛûÝýŽž")
DJANGO: Final = [
    Path(package.__path__[0]) / "locale" / "ja" / "LC_MESSAGES" / "django.mo" for package in (conf, auth)
]
MAGIC: Final = 0x950412DE
HEAD: Final = struct.Struct("<7I")
PLACE: Final = struct.Struct("<2I")


def disguise(catalogue: Path) -> None:
    """Turn a compiled catalogue (`.mo`) into one of the language that nobody speaks. What Django itself says
    is English where it is not translated: its sentences come along."""
    django = {key: key.rpartition(b"\4")[2] for file in DJANGO for key, _ in _read(file)}
    entries = django | dict(_read(catalogue))
    catalogue.write_bytes(_written([(key, _disguised(key, value)) for key, value in sorted(entries.items())]))


def longer(text: str) -> str:
    """The text in that language; its placeholders and tags stay what they are."""
    if not text.strip():
        return text
    kept, told = KEPT.findall(text), KEPT.split(text)
    parts = [_drawled(part) for part in told]
    return "[" + "".join(a + b for a, b in zip(parts, [*kept, ""], strict=True)) + "]"


def _drawled(text: str) -> str:
    """Its vowels said twice, which are two fifths of English letters; every letter marked."""
    return re.sub(r"[aeiouyAEIOUY]", lambda vowel: vowel[0] + vowel[0].lower(), text).translate(MARKED)


def _disguised(key: bytes, value: bytes) -> bytes:
    """Each plural form in disguise; the catalogue's head, whose key is empty, as it is."""
    return b"\0".join(longer(form.decode()).encode() for form in value.split(b"\0")) if key else value


def _read(catalogue: Path) -> Iterator[tuple[bytes, bytes]]:
    """Keys and values of a `.mo` file of this machine's byte order."""
    raw = catalogue.read_bytes()
    magic, _, count, keys, values, _, _ = HEAD.unpack_from(raw)
    assert magic == MAGIC, catalogue
    for number in range(count):
        yield tuple(  # type: ignore[misc]
            raw[start : start + length]
            for table in (keys, values)
            for length, start in [PLACE.unpack_from(raw, table + number * PLACE.size)]
        )


def _written(entries: list[tuple[bytes, bytes]]) -> bytes:
    """A `.mo` file of these, which are in the order of their keys."""
    keys, values = HEAD.size, HEAD.size + PLACE.size * len(entries)
    place = values + PLACE.size * len(entries)
    tables, texts = [], []
    for column in (0, 1):
        for entry in entries:
            tables.append(PLACE.pack(len(entry[column]), place))
            texts.append(entry[column] + b"\0")
            place += len(texts[-1])
    return HEAD.pack(MAGIC, 0, len(entries), keys, values, 0, place) + b"".join(tables + texts)
