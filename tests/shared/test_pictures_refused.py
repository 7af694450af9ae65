"""Files that do not become pictures, each with its reason, and at what cost."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from PIL import Image

from shared.pictures import MAX_BYTES, PictureRefused, Refusal, reencode
from tests import pictures

REFUSED = {
    "a 40 MB photo": (Refusal.TOO_LARGE, lambda: pictures.jpeg() + bytes(40 * 1024 * 1024)),
    "one byte too many": (Refusal.TOO_LARGE, lambda: pictures.jpeg().ljust(MAX_BYTES + 1, b"\0")),
    "a PNG of 50,000 x 50,000": (Refusal.TOO_MANY_PIXELS, pictures.huge_png_header),
    "a PNG of 10,000 x 10,000": (Refusal.TOO_MANY_PIXELS, lambda: pictures.huge_png_header(10_000)),
    "a PNG of 17 megapixels": (Refusal.TOO_MANY_PIXELS, lambda: pictures.bomb_png(4124)),
    "a WebP of 17 megapixels": (
        Refusal.TOO_MANY_PIXELS,
        lambda: pictures.encoded(Image.new("RGB", (4124, 4124)), "WEBP", method=0),
    ),
    "a JPEG of 61 megapixels": (
        Refusal.TOO_MANY_PIXELS,
        lambda: pictures.encoded(Image.new("L", (7820, 7820)), "JPEG"),
    ),
    "an empty file": (Refusal.NOT_A_PICTURE, bytes),
    "NUL bytes": (Refusal.NOT_A_PICTURE, lambda: bytes(5000)),
    "a text named .jpg": (Refusal.NOT_A_PICTURE, lambda: pictures.TEXT),
    "an SVG": (Refusal.NOT_A_PICTURE, lambda: pictures.SVG),
    "a GIF": (Refusal.NOT_A_PICTURE, lambda: pictures.animation("GIF")),
    "a TIFF": (Refusal.NOT_A_PICTURE, lambda: pictures.encoded(pictures.scene(), "TIFF")),
    "a PDF": (Refusal.NOT_A_PICTURE, lambda: pictures.encoded(pictures.scene(), "PDF")),
    "a zip archive": (Refusal.NOT_A_PICTURE, lambda: pictures.with_archive(b"")),
    "a truncated JPEG": (Refusal.BROKEN, pictures.truncated_jpeg),
    "a truncated PNG": (Refusal.BROKEN, lambda: pictures.png()[:9000]),
    "a truncated HEIC": (Refusal.NOT_A_PICTURE, lambda: pictures.heic()[:9000]),
    "a truncated WebP": (Refusal.BROKEN, lambda: pictures.webp()[:9000]),
    "a JPEG that never ends": (Refusal.BROKEN, pictures.many_scans_jpeg),
}


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_with_its_reason(what: str):
    reason, make = REFUSED[what]
    data = make()
    with pytest.raises(PictureRefused) as refused:
        reencode(data)
    assert refused.value.reason is reason


@pytest.mark.parametrize("reason", Refusal)
def test_each_reason_is_one_japanese_sentence_or_two_that_say_what_to_do(reason: Refusal):
    assert reason.label.endswith("を選んでください。")


def test_a_bomb_is_refused_before_it_is_decoded(tmp_path: Path):
    """Decoded, the second would take 400 MB."""
    for bomb in (pictures.huge_png_header(), pictures.bomb_png(9000)):
        outcome, peak_mib = _in_a_fresh_process(bomb, tmp_path)
        assert (outcome, peak_mib < 100) == ("too_many_pixels", True)


def test_a_12_megapixel_photo_takes_little_memory(tmp_path: Path):
    outcome, peak_mib = _in_a_fresh_process(pictures.phone_photo(), tmp_path)
    assert (outcome, peak_mib < 100) == ("1200x1600", True)


def test_a_jpeg_that_never_ends_costs_no_time():
    data = pictures.many_scans_jpeg(20_000)
    before = time.process_time()
    with pytest.raises(PictureRefused):
        reencode(data)
    assert time.process_time() - before < 1


SOUND = [make((96, 64)) for make in (pictures.jpeg, pictures.png, pictures.webp, pictures.heic)]


@settings(max_examples=300, deadline=None)
@given(
    some.sampled_from(SOUND), some.lists(some.tuples(some.floats(0, 1), some.binary(max_size=4)), max_size=6)
)
def test_damaged_bytes_give_a_picture_or_a_refusal_and_nothing_else(data: bytes, damages):
    for where, what in damages:
        at = int(where * len(data))
        data = data[:at] + what + data[at + 1 :]
    try:
        picture = reencode(data)
    except PictureRefused:
        return
    assert max(picture.width, picture.height) <= 1600


def _in_a_fresh_process(data: bytes, folder: Path) -> tuple[str, int]:
    """What becomes of `data`, and the peak memory of the process that asked, in MiB."""
    (folder / "upload").write_bytes(data)
    command = [sys.executable, "-c", ASK, str(folder / "upload")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    outcome, peak_kib = done.stdout.split()
    return outcome, int(peak_kib) // 1024


ASK = """
import sys
from pathlib import Path
from shared.pictures import PictureRefused, reencode
try:
    picture = reencode(Path(sys.argv[1]).read_bytes())
    print(f"{picture.width}x{picture.height}")
except PictureRefused as refused:
    print(refused.reason)
status = Path("/proc/self/status").read_text()
print(status.split("VmHWM:")[1].split()[0])
"""
