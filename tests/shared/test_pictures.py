"""What becomes of a photograph: upright, small, anonymous."""

from io import BytesIO

import pytest
from PIL import Image

from shared.pictures import LONGEST_EDGE, THUMBNAIL_EDGE, Picture, reencode
from tests import pictures


def seen(data: bytes) -> Image.Image:
    """The pixels as a browser gets them."""
    image = Image.open(BytesIO(data))
    assert (image.format, image.mode) == ("JPEG", "RGB")
    return image


def is_like(pixel: object, colour: tuple[int, int, int], tolerance: int = 30) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(have - want) <= tolerance for have, want in zip(pixel, colour, strict=True))


def marked_corners(data: bytes) -> list[str]:
    """The corners where the red mark of `pictures.scene` is seen."""
    image = seen(data)
    right, bottom = image.width - 9, image.height - 9
    corners = {
        "upper left": (8, 8),
        "upper right": (right, 8),
        "lower left": (8, bottom),
        "lower right": (right, bottom),
    }
    return [name for name, at in corners.items() if is_like(image.getpixel(at), pictures.RED)]


@pytest.fixture(scope="module")
def phone_photo() -> Picture:
    return reencode(pictures.phone_photo())


def test_a_12_megapixel_photo_held_upright_comes_out_upright(phone_photo: Picture):
    assert (phone_photo.width, phone_photo.height) == (1200, 1600)
    assert seen(phone_photo.full).size == (1200, 1600)
    assert marked_corners(phone_photo.full) == ["upper left"]


def test_a_photo_becomes_light_enough_for_a_phone(phone_photo: Picture):
    assert len(phone_photo.full) < 1_000_000
    assert len(phone_photo.thumbnail) < 100_000
    assert seen(phone_photo.full).info["progressive"] == 1


def test_a_thumbnail_shows_the_same_picture(phone_photo: Picture):
    assert seen(phone_photo.thumbnail).size == (360, THUMBNAIL_EDGE)
    assert marked_corners(phone_photo.thumbnail) == ["upper left"]


def test_nothing_tells_where_when_or_by_what_it_was_taken(phone_photo: Picture):
    for data in (phone_photo.full, phone_photo.thumbnail):
        image = seen(data)
        assert dict(image.getexif()) == {}
        assert set(image.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        }
        assert b"secret" not in data
        assert b"Exif" not in data


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_of_holding_a_camera_comes_out_upright(orientation: int):
    picture = reencode(pictures.jpeg((800, 600), orientation))
    assert (picture.width, picture.height) == (800, 600)
    assert marked_corners(picture.full) == ["upper left"]


@pytest.mark.parametrize("make", [pictures.jpeg, pictures.png, pictures.webp, pictures.heic])
def test_each_format_of_a_phone_is_read(make):
    picture = reencode(make((2000, 1500)))
    assert (picture.width, picture.height) == (LONGEST_EDGE, 1200)
    assert marked_corners(picture.full) == ["upper left"]
    assert b"secret" not in picture.full


def test_a_heic_held_upright_comes_out_upright():
    picture = reencode(pictures.heic((600, 800), orientation=6))
    assert (picture.width, picture.height) == (600, 800)
    assert marked_corners(picture.full) == ["upper left"]


@pytest.mark.parametrize("make", [pictures.see_through_png, pictures.see_through_palette_png])
def test_what_is_transparent_becomes_white(make):
    image = seen(reencode(make()).full)
    assert is_like(image.getpixel((20, 50)), pictures.BLUE)
    assert is_like(image.getpixel((180, 50)), pictures.WHITE, 3)


def test_sixteen_bits_of_grey_keep_their_shades():
    image = seen(reencode(pictures.sixteen_bit_png()).full)
    assert is_like(image.getpixel((20, 50)), (64, 64, 64), 3)
    assert is_like(image.getpixel((180, 50)), (192, 192, 192), 3)


def test_printers_colours_become_those_of_a_screen():
    assert is_like(seen(reencode(pictures.cmyk_jpeg()).full).getpixel((100, 50)), (0, 255, 255))


def test_a_colour_profile_is_obeyed_and_then_left_out():
    image = seen(reencode(pictures.swapped_colours_jpeg()).full)
    assert is_like(image.getpixel((100, 50)), (0, 255, 0), 60)
    assert "icc_profile" not in image.info


def test_a_damaged_colour_profile_is_ignored():
    data = pictures.jpeg(icc_profile=b"no profile" * 20)
    assert marked_corners(reencode(data).full) == ["upper left"]


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize("block", [b"Exif\0\0junk", b"Exif\0\0MM", b"Exif\0\0MM\0*\0\0\0\x08\xff"])
def test_a_damaged_exif_block_does_not_cost_the_photo(block: bytes):
    assert marked_corners(reencode(pictures.jpeg(exif=block)).full) == ["upper left"]


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_of_an_animation_the_first_frame_is_kept(kind: str):
    image = seen(reencode(pictures.animation(kind)).full)
    assert is_like(image.getpixel((100, 50)), pictures.RED)


def test_of_several_pictures_in_one_file_the_first_is_kept():
    assert marked_corners(reencode(pictures.many_pictures_jpeg()).full) == ["upper left"]


def test_a_moving_photo_leaves_its_film_behind():
    picture = reencode(pictures.moving_photo())
    assert marked_corners(picture.full) == ["upper left"]
    assert len(picture.full) < 500_000


def test_an_archive_hidden_in_a_photo_is_gone():
    assert b"PK\x03\x04" not in reencode(pictures.with_archive(pictures.jpeg())).full


@pytest.mark.parametrize("size", [(1, 1), (1, 9000), (9000, 1), (300, 200)])
def test_a_small_or_narrow_picture_is_never_scaled_up(size: tuple[int, int]):
    picture = reencode(pictures.encoded(Image.new("RGB", size), "PNG"))
    assert (picture.width, picture.height) == (min(size[0], LONGEST_EDGE), min(size[1], LONGEST_EDGE))


def test_a_kept_picture_sent_again_stays_as_it_is(phone_photo: Picture):
    again = reencode(phone_photo.full)
    assert (again.width, again.height) == (1200, 1600)
    assert marked_corners(again.full) == ["upper left"]
