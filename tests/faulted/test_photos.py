"""The photos of the faulted submissions tell their numbers whatever was done to them on the way."""

from io import BytesIO

import pytest
from PIL import Image

from shared.pictures import reencode
from tests.faulted import photos
from tests.pictures import jpeg


@pytest.mark.parametrize("size", [photos.SMALL, photos.LARGE])
@pytest.mark.parametrize("number", [0, 1, 77, 2**24 - 1])
def test_it_is_told_after_the_phone_and_the_server_have_written_it_anew(tmp_path, size, number):
    small = BytesIO()
    Image.open(BytesIO(photos.numbered(number, size))).resize((1600, 1200)).save(small, "JPEG", quality=70)
    (tmp_path / "a.jpg").write_bytes(reencode(small.getvalue()).full)
    assert photos.number_of(tmp_path / "a.jpg") == number


def test_each_number_is_a_file_of_its_own():
    assert len({photos.numbered(number) for number in range(50)}) == 50


def test_a_torn_file_and_another_picture_tell_nothing(tmp_path):
    (tmp_path / "a.jpg").write_bytes(photos.numbered(5)[:900])
    (tmp_path / "b.jpg").write_bytes(jpeg((200, 150)))
    for name in ("a.jpg", "b.jpg"):
        with pytest.raises(photos.Unreadable):
            photos.number_of(tmp_path / name)
