"""What a backup says of itself, at its beginning and at its end."""

import json
from dataclasses import asdict, dataclass, field, fields
from hashlib import sha256
from typing import Any, TypeVar

from web.safety.archive import FORMAT, BadArchive

TOO_LARGE = 1 << 256
Said = TypeVar("Said", "Manifest", "Complete")


@dataclass(frozen=True, slots=True)
class Manifest:
    """`migrations` are those that made the tables, per app; `tables` the columns of each, in their order."""

    made_at: str
    postgres: str
    migrations: dict[str, list[str]]
    tables: dict[str, list[str]]
    format: int = FORMAT


@dataclass(slots=True)
class Rows:
    """Rows of a table, and a digest of them that does not depend on their order."""

    rows: int = 0
    digest: str = f"{0:064x}"

    def add_all(self, lines: list[bytes]) -> None:
        """Count rows, each a line as COPY writes it."""
        total = int(self.digest, 16) + sum(int.from_bytes(sha256(line).digest(), "big") for line in lines)
        self.rows, self.digest = self.rows + len(lines), f"{total % TOO_LARGE:064x}"


@dataclass(slots=True)
class Pictures:
    """Files of pictures; `missing` have a row, but lay in no storage when the backup was made."""

    files: int = 0
    bytes: int = 0
    waiting: int = 0
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Complete:
    """`sequences` are [last value, whether it was given out]."""

    tables: dict[str, Rows]
    sequences: dict[str, list[Any]]
    pictures: Pictures


def said(what: Manifest | Complete) -> bytes:
    """As it stands in the archive."""
    return json.dumps(asdict(what), ensure_ascii=False, indent=1).encode()


def manifest(data: bytes) -> Manifest:
    """Raises `BadArchive`."""
    read = _parsed(data, Manifest)
    if read.format != FORMAT:
        raise BadArchive(f"The backup has format {read.format}, this C3 reads {FORMAT}.")
    return read


def complete(data: bytes) -> Complete:
    """Raises `BadArchive`."""
    read = _parsed(data, Complete)
    try:
        tables = {name: Rows(**rows) for name, rows in read.tables.items()}  # type: ignore[arg-type]
        pictures = Pictures(**read.pictures)  # type: ignore[arg-type]
    except (TypeError, AttributeError):
        raise BadArchive("The file is no backup of C3: its end is not readable.") from None
    return Complete(tables, read.sequences, pictures)


def _parsed(data: bytes, kind: type[Said]) -> Said:
    try:
        values = json.loads(data)
        return kind(**{one.name: values[one.name] for one in fields(kind)})
    except (ValueError, KeyError, TypeError):
        raise BadArchive(
            f"The file is no backup of C3: its {kind.__name__.lower()} is not readable."
        ) from None
