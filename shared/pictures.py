"""A photograph as we keep it: upright, small, sRGB on white, with nothing in it that tells where or who.

Pure: bytes in, bytes out. What is uploaded is hostile until it has been decoded and written anew.
"""

import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageCms, UnidentifiedImageError
from PIL.ExifTags import Base
from pillow_heif import register_heif_opener

from shared.words import Word, gettext_noop

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = dict.fromkeys(("JPEG", "MPO", "HEIF"), 60_000_000) | dict.fromkeys(("PNG", "WEBP"), 16_000_000)
MAX_SCANS = 32
LONGEST_EDGE = 1600
THUMBNAIL_EDGE = 480
JPEG_QUALITY = 80

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
START_OF_SCAN, END_OF_IMAGE = b"\xff\xda", b"\xff\xd9"
SEGMENT = re.compile(rb"\xff[^\x00\x01\xd0-\xd8\xff]")
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# An embedded HEIC thumbnail need not show what the picture shows.
register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


class Refusal(Word):
    """Why a file does not become a picture; the label tells its sender what to do."""

    TOO_LARGE = (
        "too_large",
        gettext_noop("写真のファイルが大きすぎます。1枚20MBまでの写真を選んでください。"),
    )
    TOO_MANY_PIXELS = (
        "too_many_pixels",
        gettext_noop(
            "写真の画素数が多すぎます。6,000万画素（PNGとWebPは1,600万画素）までの写真を選んでください。"
        ),
    )
    NOT_A_PICTURE = (
        "not_a_picture",
        gettext_noop(
            "写真として読めません（写真でないか、壊れています）。JPEG、PNG、WebP、HEICの写真を選んでください。"
        ),
    )
    BROKEN = (
        "broken",
        gettext_noop("写真のファイルが壊れています。撮り直すか、別の写真を選んでください。"),
    )


class PictureRefused(ValueError):
    """The file is not taken; `reason` says why."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Picture:
    """Two progressive JPEGs without metadata; `width` and `height` are those of `full`, in pixels."""

    full: bytes
    thumbnail: bytes
    width: int
    height: int


def reencode(data: bytes) -> Picture:
    """Write an uploaded JPEG, PNG, WebP or HEIC anew; of an animation, the first frame.

    `full` is at most `LONGEST_EDGE` pixels long, `thumbnail` `THUMBNAIL_EDGE`; neither is ever scaled up.

    Raises:
        PictureRefused: above `MAX_BYTES` or `MAX_PIXELS`, of another format, or broken.
    """
    if len(data) > MAX_BYTES:
        raise PictureRefused(Refusal.TOO_LARGE)
    with _refusing(), _opened(data) as image:
        full = _plain(_upright(_shrunk(image)))
    return Picture(_jpeg(full), _jpeg(_resized(full, THUMBNAIL_EDGE)), *full.size)


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn whatever a decoder says about hostile bytes into `PictureRefused`."""
    try:
        yield
    except (PictureRefused, MemoryError):
        raise
    except UnidentifiedImageError as error:
        raise PictureRefused(Refusal.NOT_A_PICTURE) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused(Refusal.TOO_MANY_PIXELS) from error
    except Exception as error:  # decoders raise nearly every kind there is
        raise PictureRefused(Refusal.BROKEN) from error


def _opened(data: bytes) -> Image.Image:
    """The picture, its header read and its cost known to be bounded (half a GB, 3 s), not yet decoded."""
    image = Image.open(BytesIO(data), formats=FORMATS)
    if image.width * image.height > MAX_PIXELS[image.format or ""]:
        raise PictureRefused(Refusal.TOO_MANY_PIXELS)
    if image.format in {"JPEG", "MPO"} and _scans(data) > MAX_SCANS:
        raise PictureRefused(Refusal.BROKEN)
    return image


def _scans(data: bytes) -> int:
    """How many scans a JPEG decodes; what follows its end (the film of a moving photo) is not looked at."""
    scans, at = 0, 0
    while (segment := SEGMENT.search(data, at)) and segment[0] != END_OF_IMAGE:
        scans += segment[0] == START_OF_SCAN
        at = segment.end() + int.from_bytes(data[segment.end() : segment.end() + 2])
    return scans


def _shrunk(image: Image.Image) -> Image.Image:
    image.draft(None, _fitting(image.size, LONGEST_EDGE))
    return _resized(_resizable(image), LONGEST_EDGE)


def _resizable(image: Image.Image) -> Image.Image:
    """The picture in a mode that can be scaled smoothly and without loss of its transparency."""
    if image.mode.startswith("I"):
        return image.point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image if image.mode in {"L", "RGB", "CMYK"} else image.convert("RGB")


def _resized(image: Image.Image, edge: int) -> Image.Image:
    return image.resize(_fitting(image.size, edge), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _fitting(size: tuple[int, int], edge: int) -> tuple[int, int]:
    """`size` scaled down, never up, until no side is longer than `edge`."""
    scale = min(1, edge / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _upright(image: Image.Image) -> Image.Image:
    """Turned as the camera says; a damaged EXIF block says nothing.

    Not `ImageOps.exif_transpose`: it writes the block anew and fails on those of some cameras.
    """
    turn = None
    with suppress(SyntaxError, struct.error):
        turn = TURNS.get(image.getexif().get(Base.Orientation, 1))
    return image if turn is None else image.transpose(turn)


def _plain(image: Image.Image) -> Image.Image:
    """The bare sRGB pixels on white: JPEG would carry over the comment of `info`."""
    profile = image.info.get("icc_profile")
    plain = _srgb(_on_white(image), profile) if profile else _on_white(image).convert("RGB")
    plain.info = {}
    return plain


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")


def _srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """The colours that `profile` means; a damaged or foreign one is ignored."""
    with suppress(OSError, ImageCms.PyCMSError):
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(image, source, srgb, outputMode="RGB")
        return converted or image
    return image.convert("RGB")


def _jpeg(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    return out.getvalue()
