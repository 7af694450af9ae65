"""T8: a photo is small, upright and says nothing of where and who before it leaves the phone."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests import pictures
from tests.e2e.house import PHONE, House, shot, violations
from tests.e2e.wire import SentFile, Wire
from tests.stream.served import until

STAGED = "[data-arrange] [data-photo]"
SHRINKING = "[data-thumbs] .shrinking"
TOLD = """() => {
  window.told = [];
  window.bars = new Set();
  new MutationObserver(() => {
    for (const status of document.querySelectorAll("[data-photos] [role=status]")) {
      if (status.textContent && told.at(-1) !== status.textContent) told.push(status.textContent);
    }
    for (const item of document.querySelectorAll("[data-thumbs] li")) {
      bars.add(item.className + (item.style.getPropertyValue("--part") ? " with a part" : ""));
    }
  }).observe(document.querySelector("[data-photos]"), { subtree: true, childList: true, attributes: true });
}"""
COLOURS = """images => Promise.all(images.map(async image => {
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0, 1, 1);
  return pen.getImageData(0, 0, 1, 1).data[0];
}))"""


PLACES = """() => {
  window.places = new Set();
  const button = [...document.querySelectorAll(".form-end .btn-primary")].pop();
  (function look() {
    const top = Math.round(button.getBoundingClientRect().top + scrollY);
    if (document.querySelector(".thumb-grid li")) places.add(top);
    requestAnimationFrame(look);
  })();
}"""


@pytest.fixture
def wire(house: House) -> Iterator[Wire]:
    """A line to C3 that is listened to."""
    wire = Wire(house.launcher.ports[0])
    yield wire
    wire.close()


@pytest.fixture
def page(open_browser, wire: Wire) -> Page:
    """A phone at the form, at the other end of the line."""
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(f"http://localhost:{wire.port}/report/register/")
    page.evaluate(TOLD)
    return page


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> list[Path]:
    """Three photos of 12 megapixels and 7 MB, with GPS, stored lying on their side."""
    folder = tmp_path_factory.mktemp("large")
    files = [folder / f"IMG_{number}.jpg" for number in (1, 2, 3)]
    for file in files:
        file.write_bytes(pictures.noisy_phone_photo())
    return files


def choose(page: Page, photos: list[Path]) -> None:
    with page.expect_file_chooser() as chooser:
        page.locator("label.file", has_text="アルバムから選ぶ").tap()
    chooser.value.set_files(photos)


def write(page: Page, title: str) -> None:
    page.locator("label", has_text="事故").first.click()
    page.locator("label", has_text="キッチン").first.click()
    page.fill("[name=title]", title)
    page.fill("[name=content]", "内容")


def file(page: Page, title: str) -> None:
    page.get_by_role("button", name="提出する").last.click()
    expect(page.locator("h1")).to_have_text(title)


def photos_of(house: House, title: str) -> list[tuple[int, int]]:
    with house.database() as connection:
        return connection.execute(
            "SELECT i.width, i.height FROM report_images i JOIN daily_reports r ON r.id = i.report_id"
            " WHERE r.title = %s",
            [title],
        ).fetchall()


def sent(wire: Wire, count: int) -> list[SentFile]:
    until(lambda: len(wire.files()) >= count, seconds=30)
    return wire.files()


def opened(one: SentFile) -> Image.Image:
    return Image.open(BytesIO(one.data))


def test_what_leaves_the_phone_is_upright_small_and_says_nothing_of_where_and_who(page, house, wire, large):
    assert 7_000_000 < large[0].stat().st_size < 8_000_000
    choose(page, large[:1])
    expect(page.locator(STAGED)).to_have_count(1, timeout=60_000)
    (one,) = sent(wire, 1)
    assert (one.name, one.kind) == ("IMG_1.jpg", "image/jpeg")
    assert len(one.data) <= 1_000_000
    assert b"secret" not in one.data
    image = opened(one)
    assert image.size == (1200, 1600)
    assert not image.getexif()
    assert not {"exif", "xmp", "comment"} & set(image.info)
    assert image.convert("RGB").getpixel((60, 60)) == pytest.approx(pictures.RED, abs=30)
    write(page, "大きな写真")
    file(page, "大きな写真")
    assert photos_of(house, "大きな写真") == [(1200, 1600)]
    assert len(wire.files()) == 1


def test_it_is_told_how_far_the_photos_are_in_words_and_by_a_bar(page, large):
    choose(page, large[:2])
    expect(page.locator(SHRINKING).first).to_be_visible()
    shot(page, "shrinking-phone", whole=True)
    assert violations(page) == []
    expect(page.locator(STAGED)).to_have_count(2, timeout=60_000)
    told = " / ".join(page.evaluate("told"))
    for said in (
        "選んだ写真: 2枚 小さくしています（残り2枚）",
        "小さくしています（残り1枚）",
        "写真を送っています（残り2枚）",
        "写真を送っています（残り1枚）",
        "写真を2枚送りました",
    ):
        assert said in told
    assert {"thumb shrinking", "thumb sending with a part"} <= set(page.evaluate("[...bars]"))
    expect(page.locator("[data-thumbs]")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    shot(page, "shrunk-phone", whole=True)
    assert violations(page) == []


def test_from_choosing_to_sent_the_button_stays_under_the_thumb(page, large):
    page.evaluate(PLACES)
    choose(page, large[:2])
    expect(page.locator(STAGED)).to_have_count(2, timeout=60_000)
    page.wait_for_timeout(300)
    assert len(page.evaluate("[...places]")) == 1


def test_the_keys_are_heard_while_a_photo_is_made_small(page, large):
    choose(page, large)
    page.locator("[name=content]").press_sequentially("油が")
    assert page.locator(SHRINKING).count() > 0
    page.locator("[name=content]").press_sequentially("はねて、手の甲を赤くした。", delay=30)
    expect(page.locator("[name=content]")).to_have_value("油がはねて、手の甲を赤くした。")
    assert page.evaluate("document.activeElement.name") == "content"
    expect(page.locator(STAGED)).to_have_count(3, timeout=60_000)
    expect(page.locator("[name=content]")).to_have_value("油がはねて、手の甲を赤くした。")
    assert page.evaluate("document.activeElement.name") == "content"


def test_a_photo_taken_off_while_it_is_made_small_never_leaves_the_phone(page, house, wire, large):
    choose(page, large)
    page.get_by_role("button", name="IMG_2.jpg を外す").tap()
    expect(page.locator(STAGED)).to_have_count(2, timeout=60_000)
    write(page, "外した写真")
    file(page, "外した写真")
    assert len(photos_of(house, "外した写真")) == 2
    assert {one.name for one in wire.files()} == {"IMG_1.jpg", "IMG_3.jpg"}


def test_a_photo_taken_off_while_it_is_sent_is_not_in_the_report(page, house, wire, large):
    page.route("**/report/photo/", lambda route: (page.wait_for_timeout(1500), route.continue_()))
    choose(page, large[:1])
    page.locator("[data-thumbs] .sending button").tap(timeout=60_000)
    expect(page.locator("[data-photos] > [name=remove_pictures]")).to_have_count(1)
    expect(page.locator(STAGED)).to_have_count(0)
    write(page, "送る途中で外した")
    file(page, "送る途中で外した")
    assert photos_of(house, "送る途中で外した") == []


def test_a_photo_taken_off_and_chosen_again_is_in_the_report(page, house, tmp_path):
    small = tmp_path / "IMG_1.jpg"
    small.write_bytes(pictures.jpeg((300, 200)))
    off = page.locator(f"{STAGED} [name=remove_pictures]")
    choose(page, [small])
    off.check(timeout=30_000)
    choose(page, [small])
    expect(off).not_to_be_checked(timeout=30_000)
    write(page, "外してまた選んだ")
    file(page, "外してまた選んだ")
    assert photos_of(house, "外してまた選んだ") == [(300, 200)]


def test_a_photo_taken_off_while_it_was_sent_and_chosen_again_is_in_the_report(page, house, wire, large):
    page.route("**/report/photo/", lambda route: (page.wait_for_timeout(1500), route.continue_()))
    choose(page, large[:1])
    page.locator("[data-thumbs] .sending button").tap(timeout=60_000)
    expect(page.locator("[data-photos] > [name=remove_pictures]")).to_have_count(1)
    choose(page, large[:1])
    expect(page.locator(STAGED)).to_have_count(1, timeout=60_000)
    write(page, "送る途中で外してまた選んだ")
    file(page, "送る途中で外してまた選んだ")
    assert len(photos_of(house, "送る途中で外してまた選んだ")) == 1


def test_twelve_with_one_taken_off_have_room_for_another(page, house, tmp_path):
    files = [tmp_path / f"IMG_{number}.jpg" for number in range(13)]
    for number, one in enumerate(files):
        one.write_bytes(pictures.jpeg((200 + number, 100)))
    choose(page, files[:12])
    expect(page.locator(STAGED)).to_have_count(12, timeout=60_000)
    page.locator(f"{STAGED} [name=remove_pictures]").first.check()
    choose(page, files[12:])
    expect(page.locator(STAGED)).to_have_count(13, timeout=30_000)
    write(page, "十二枚のうち一枚")
    file(page, "十二枚のうち一枚")
    assert sorted(photos_of(house, "十二枚のうち一枚")) == [(200 + number, 100) for number in range(1, 13)]


def test_filed_while_the_photos_are_made_small_the_report_has_all_of_them_once(page, house, large):
    write(page, "待たずに提出")
    choose(page, large)
    assert page.locator(SHRINKING).count() > 0
    page.get_by_role("button", name="提出する").last.click()
    expect(page.locator("h1")).to_have_text("待たずに提出", timeout=60_000)
    assert photos_of(house, "待たずに提出") == [(1200, 1600)] * 3


def test_twelve_photos_at_once_stay_in_order(page, wire, tmp_path):
    files = [tmp_path / f"{number:02}.jpg" for number in range(12)]
    for number, one in enumerate(files):
        picture = Image.new("RGB", (2400, 1800) if number % 3 else (600, 400), (number * 20, 100, 100))
        one.write_bytes(pictures.encoded(picture, "JPEG", quality=95, exif=pictures.exif()))
    choose(page, files)
    expect(page.locator(STAGED)).to_have_count(12, timeout=90_000)
    assert {one.name for one in wire.files()} == {one.name for one in files}
    shown = page.locator(f"{STAGED} img").evaluate_all(COLOURS)
    assert shown == pytest.approx([number * 20 for number in range(12)], abs=6)
    choose(page, [files[0]])
    expect(page.locator("[data-trouble]")).to_contain_text("写真は12枚までです")


def test_a_heic_that_the_browser_cannot_read_goes_as_it_is(page, wire, tmp_path):
    (tmp_path / "IMG_9.heic").write_bytes(pictures.heic())
    choose(page, [tmp_path / "IMG_9.heic"])
    expect(page.locator(STAGED)).to_have_count(1, timeout=30_000)
    (one,) = wire.files()
    assert one.name == "IMG_9.heic"
    assert one.data == pictures.heic()


def test_what_is_no_photo_goes_as_it_is_and_the_servers_sentence_is_said(page, wire, tmp_path):
    (tmp_path / "broken.jpg").write_bytes(pictures.jpeg()[:600])
    (tmp_path / "good.png").write_bytes(pictures.png())
    choose(page, [tmp_path / "broken.jpg", tmp_path / "good.png"])
    expect(page.locator("[data-trouble]")).to_have_text(
        re.compile("^broken.jpg: 写真.*選んでください。$"), timeout=30_000
    )
    expect(page.locator(STAGED)).to_have_count(1)
    gone = {one.name: one.data for one in wire.files()}
    assert gone.keys() == {"broken.jpg", "good.jpg"}
    assert b"secret" not in gone["good.jpg"]
    assert violations(page) == []


def test_what_is_transparent_is_white(page, wire, tmp_path):
    (tmp_path / "logo.png").write_bytes(pictures.see_through_png())
    choose(page, [tmp_path / "logo.png"])
    (one,) = sent(wire, 1)
    image = opened(one).convert("RGB")
    assert image.size == (200, 100)
    assert image.getpixel((40, 50)) == pytest.approx(pictures.BLUE, abs=6)
    assert image.getpixel((160, 50)) == pytest.approx(pictures.WHITE, abs=6)


def test_without_a_network_the_photo_is_made_small_and_goes_when_it_is_back(page, wire, large):
    page.context.set_offline(True)
    choose(page, large[:1])
    expect(page.locator("[data-sending]")).to_have_text(
        "写真1枚は、提出のときにいっしょに送ります", timeout=60_000
    )
    size = page.evaluate("document.getElementById('id_images').files[0].size")
    assert 0 < size <= 1_000_000
    page.context.set_offline(False)
    expect(page.locator(STAGED)).to_have_count(1, timeout=30_000)
    assert [len(one.data) for one in wire.files()] == [size]


def test_who_sends_the_form_otherwise_has_every_photo_with_its_file(page, large):
    choose(page, large[:1])
    expect(page.locator(STAGED)).to_have_count(1, timeout=60_000)
    page.context.set_offline(True)
    choose(page, large[1:])
    found = page.evaluate(
        "photosOf(document.querySelector('form.form'))"
        ".then(all => all.map(({ id, file }) => [Boolean(id), file.name, file.size < 1e6]))"
    )
    assert found == [[True, "IMG_1.jpg", True], [False, "IMG_2.jpg", True], [False, "IMG_3.jpg", True]]
