"""Photographs for the tests, made here: what phones send, and what they should not."""

import random
import struct
import zipfile
import zlib
from functools import cache
from io import BytesIO

from PIL import Image, ImageCms, ImageDraw, PngImagePlugin
from PIL.ExifTags import GPS, IFD, Base
from pillow_heif import from_pillow

RED, BLUE, WHITE = (220, 20, 20), (40, 60, 160), (255, 255, 255)
AS_STORED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@cache
def scene(size: tuple[int, int] = (800, 600)) -> Image.Image:
    """A smooth, grainy scene with a red mark, an eighth of the shorter side, in the upper left corner."""
    dice = random.Random(0)  # noqa: S311 - a scene, not a secret
    image = Image.new("RGB", size)
    for cells in (8, 64, 512):
        spots = Image.frombytes("RGB", (cells, cells), dice.randbytes(cells * cells * 3))
        image = Image.blend(image, spots.resize(size, Image.Resampling.BICUBIC), 0.4)
    mark = min(size) // 8
    ImageDraw.Draw(image).rectangle((0, 0, mark, mark), fill=RED)
    return image


def jpeg(size: tuple[int, int] = (800, 600), orientation: int = 1, **options: object) -> bytes:
    """A phone's JPEG that looks like `scene(size)` when upright, with GPS, camera, comment and XMP in it."""
    told = {"exif": exif(orientation), "comment": b"secret comment", "xmp": b"<x>secret xmp</x>"}
    return encoded(_stored(size, orientation), "JPEG", **({"quality": 90} | told | options))


def exif(orientation: int = 1) -> bytes:
    """An EXIF block that tells where, when and by which camera."""
    block = Image.Exif()
    block[Base.Orientation] = orientation
    block[Base.Make] = "secret camera"
    block.get_ifd(IFD.GPSInfo).update(
        {GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (35.0, 41.0, 22.0), GPS.GPSDateStamp: "2026:11:23"}
    )
    return block.tobytes()


def phone_photo() -> bytes:
    """12 megapixels held upright: stored lying (orientation 6), with GPS."""
    return jpeg((3000, 4000), orientation=6)


def noisy_phone_photo() -> bytes:
    """Another one each time, of 7.5 MB: noise, which no JPEG makes small; a red mark upper left."""
    lying = Image.merge("RGB", [Image.effect_noise((4000, 3000), grain) for grain in (40, 50, 60)])
    ImageDraw.Draw(lying).rectangle((0, 2600, 400, 3000), fill=RED)
    return encoded(lying, "JPEG", quality=85, exif=exif(6), comment=b"secret comment")


def heic(size: tuple[int, int] = (800, 600), orientation: int = 1) -> bytes:
    """An iPhone's HEIC of `scene(size)`."""
    out = BytesIO()
    from_pillow(_stored(size, orientation)).save(out, quality=70, exif=exif(orientation))
    return out.getvalue()


def webp(size: tuple[int, int] = (800, 600)) -> bytes:
    return encoded(scene(size), "WEBP", quality=80, exif=exif())


def png(size: tuple[int, int] = (800, 600)) -> bytes:
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "secret comment")
    return encoded(scene(size), "PNG", pnginfo=told, exif=exif())


def see_through_png() -> bytes:
    """The left half is blue, the right half transparent black."""
    image = Image.new("RGBA", (200, 100), (0, 0, 0, 0))
    image.paste((*BLUE, 255), (0, 0, 100, 100))
    return encoded(image, "PNG")


def see_through_palette_png() -> bytes:
    """The same with a palette: transparency is one of its colours."""
    image = Image.new("P", (200, 100), 1)
    image.putpalette([*BLUE, 0, 0, 0])
    image.paste(0, (0, 0, 100, 100))
    return encoded(image, "PNG", transparency=1)


def sixteen_bit_png() -> bytes:
    """Grey of 16 bits: the left half dark (a quarter), the right half light (three quarters)."""
    row = struct.pack("<100H", *[0x4000] * 100) + struct.pack("<100H", *[0xC000] * 100)
    return encoded(Image.frombytes("I;16", (200, 100), row * 100), "PNG")


def cmyk_jpeg() -> bytes:
    """A scanned leaflet: full cyan, in printers' colours."""
    return encoded(Image.new("CMYK", (200, 100), (255, 0, 0, 0)), "JPEG", quality=95)


def many_pictures_jpeg() -> bytes:
    """The MPO that many phones call .jpg: the photograph first, a second one behind it."""
    return encoded(scene(), "MPO", save_all=True, append_images=[Image.new("RGB", (800, 600), BLUE)])


def animation(kind: str) -> bytes:
    """GIF, WEBP or PNG: a red frame, then blue ones."""
    frames = [Image.new("RGB", (200, 100), colour) for colour in (RED, BLUE, (0, 0, 9), (0, 9, 0))]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=50)


def huge_png_header(side: int = 50_000) -> bytes:
    """A file of a few bytes whose header claims `side` x `side` pixels."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", b"") + _chunk(b"IEND", b"")


def bomb_png(side: int) -> bytes:
    """`side` x `side` white pixels, really there, in a small file."""
    return encoded(Image.new("1", (side, side), 1), "PNG")


def many_scans_jpeg(scans: int = 2000) -> bytes:
    """A progressive JPEG whose last scan is repeated: little to store, much to decode."""
    whole = encoded(Image.new("RGB", (800, 600), BLUE), "JPEG", progressive=True)
    last = whole[whole.rindex(b"\xff\xda") : -2]
    return whole[:-2] + last * scans + whole[-2:]


def moving_photo() -> bytes:
    """A photograph with its film behind it in one file, as phones make them; it holds scan marks too."""
    return jpeg() + b"\xff\xda\x00\x02film" * 500_000


def swapped_colours_jpeg() -> bytes:
    """Its profile says that red means green: shown as green by whoever heeds profiles."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"?XYZ").replace(b"gXYZ", b"rXYZ").replace(b"?XYZ", b"gXYZ")
    return encoded(Image.new("RGB", (200, 100), (255, 0, 0)), "JPEG", icc_profile=swapped)


def truncated_jpeg() -> bytes:
    return jpeg()[:20_000]


def with_archive(picture: bytes) -> bytes:
    """A polyglot: still a picture, and a zip archive too."""
    out = BytesIO(picture)
    out.seek(0, 2)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("secret.html", "<script>alert(1)</script>")
    return out.getvalue()


TEXT = "写真ではありません。ただの文章です。\n".encode() * 20
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    """`image` as a file of Pillow's format `kind`."""
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def _stored(size: tuple[int, int], orientation: int) -> Image.Image:
    """`scene(size)` lying as a camera with that EXIF orientation stores it."""
    turn = AS_STORED.get(orientation)
    return scene(size) if turn is None else scene(size).transpose(turn)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
