"""Photographs that tell their number, also when they were shrunk and written anew on the way."""

from io import BytesIO
from pathlib import Path

from PIL import Image

from tests import pictures

COLUMNS, ROWS = 8, 6
BITS = COLUMNS * ROWS // 2
SMALL, LARGE = (400, 300), (2400, 1800)


class Unreadable(Exception):
    """The picture does not tell its number."""


def numbered(number: int, size: tuple[int, int] = SMALL) -> bytes:
    """A phone's JPEG, with place and camera: dark and light fields, and each bit once more the other way."""
    bits = [number >> at & 1 for at in range(BITS)]
    fields = Image.new("L", (COLUMNS, ROWS))
    fields.putdata([200 if bit else 55 for bit in [*bits, *(1 - bit for bit in bits)]])
    whole = fields.resize(size, Image.Resampling.NEAREST).convert("RGB")
    return pictures.encoded(whole, "JPEG", quality=90, exif=pictures.exif())


def number_of(file: Path) -> int:
    """What a stored picture tells.

    Raises:
        Unreadable: it is torn, or none of these.
    """
    try:
        with Image.open(BytesIO(file.read_bytes())) as picture:
            fields = picture.convert("L").resize((COLUMNS, ROWS), Image.Resampling.BOX)
    except OSError as error:
        raise Unreadable(str(error)) from error
    bits = [int(fields.getpixel((at % COLUMNS, at // COLUMNS)) > 127) for at in range(COLUMNS * ROWS)]  # type: ignore[operator]
    if any(one == other for one, other in zip(bits[:BITS], bits[BITS:], strict=True)):
        raise Unreadable(file.name)
    return sum(bit << at for at, bit in enumerate(bits[:BITS]))
