"""A phone sends photos straight to the bucket while somebody types; what fails comes with the form."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests import pictures
from tests.e2e.house import DESKTOP, PHONE, House, shot, violations
from tests.e2e.wire import Wire
from tests.launch.launcher import Launcher, free_ports
from tests.s3 import House as Bucket
from tests.s3 import new_house
from tests.stream.served import until

STAGED = "[data-arrange] [data-photo]"
LOADED = "() => [...document.querySelectorAll('main img')].every(image => image.naturalWidth > 0)"


@pytest.fixture(scope="module")
def bucket(s3_server) -> Bucket:
    return new_house(s3_server)


@pytest.fixture(scope="module")
def house(tmp_path_factory, bucket: Bucket) -> Iterator[House]:
    """C3 with its demo chain, and its pictures in a bucket."""
    data, (web, stream) = tmp_path_factory.mktemp("house") / "data", free_ports()
    launcher = Launcher(data, web, stream, C3_DEMO="1", **bucket.environment)
    launcher.until_ready()
    yield House(launcher)
    launcher.ctrl_c()


@pytest.fixture(autouse=True)
def open_door(bucket: Bucket) -> None:
    bucket.door.open()


@pytest.fixture
def page(open_browser, house: House) -> Page:
    """A phone at the form."""
    return at_the_form(open_browser("demo-staff", **PHONE).new_page(), house)


def at_the_form(page: Page, house: House) -> Page:
    page.goto(f"{house.web}report/register/")
    return page


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


def in_form(page: Page) -> int:
    """How many photos would come with the form."""
    return int(page.evaluate("document.getElementById('id_images').files.length"))


def rows(house: House) -> set[str]:
    with house.database() as connection:
        found = connection.execute("SELECT name, thumbnail FROM report_images").fetchall()
    return {name for row in found for name in row}


def objects(bucket: Bucket) -> list[str]:
    pages = bucket.client.get_paginator("list_objects_v2").paginate(Bucket=bucket.bucket)
    return [one["Key"] for part in pages for one in part.get("Contents", [])]


def test_the_demo_chains_pictures_are_in_the_bucket_and_seen_on_the_pages(open_browser, house, bucket):
    assert sorted(objects(bucket)) == sorted(rows(house))
    assert len(objects(bucket)) >= 100
    page = open_browser("demo-admin", **PHONE).new_page()
    with house.database() as connection:
        found = connection.execute("SELECT max(report_id) FROM report_images").fetchone()
    assert found
    page.goto(f"{house.web}report/view/{found[0]}/")
    expect(page.locator("main img").first).to_be_visible()
    page.wait_for_function(LOADED)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_photos_go_while_somebody_types_and_are_filed_with_the_report(
    open_browser, house, bucket, photos, scheme
):
    page = at_the_form(open_browser("demo-staff", **PHONE, color_scheme=scheme).new_page(), house)
    complaints: list[str] = []
    # An autosave that the leaving of the page cuts off is no complaint of the browser's.
    page.on(
        "console",
        lambda said: (
            complaints.append(said.text)
            if said.type == "error" and not said.text.startswith("htmx:")
            else None
        ),
    )
    page.evaluate("window.before = document.querySelector('[name=content]')")
    choose(page, photos)
    expect(page.locator(".sending").first).to_be_visible()
    shot(page, f"sending-phone-{scheme}", whole=True)
    page.locator("[name=content]").press_sequentially("鍋から煙が出た。", delay=60)
    expect(page.locator(STAGED)).to_have_count(2, timeout=60_000)
    expect(page.locator("[data-sending]")).to_have_text("写真を2枚送りました")
    assert in_form(page) == 0
    assert page.evaluate("document.activeElement === window.before")
    expect(page.locator("[name=content]")).to_have_value("鍋から煙が出た。")
    page.wait_for_function(LOADED)
    shot(page, f"sent-phone-{scheme}", whole=True)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    title = f"鍋の煙 {scheme}"
    write(page, title)
    file(page, title)
    expect(page.locator("main img")).to_have_count(2)
    page.wait_for_function(LOADED)
    assert sorted(objects(bucket)) == sorted(rows(house))
    assert complaints == []


def test_the_bucket_is_given_small_upright_photos_that_say_nothing_of_where(page, bucket, photos):
    wire = Wire(bucket.door.behind)
    bucket.door.behind, behind = wire.port, bucket.door.behind
    try:
        choose(page, photos)
        expect(page.locator(STAGED)).to_have_count(2, timeout=60_000)
    finally:
        bucket.door.behind = behind
        wire.close()
    received = [one for one in wire.files() if one.kind == "image/jpeg"]
    assert [Image.open(BytesIO(one.data)).size for one in received] == [(1200, 1600), (1600, 1200)]
    assert not any(b"secret" in one.data or len(one.data) > 1_000_000 for one in received)


def test_a_sent_photo_is_moved_taken_off_and_kept_with_the_draft(page, house, photos):
    page.fill("[name=title]", "下書きの写真")
    choose(page, photos)
    expect(page.locator(STAGED)).to_have_count(2, timeout=60_000)
    expect(page.locator("#draft-said")).to_have_text(re.compile("下書きを保存しました"))
    second = page.locator("[name=order]").nth(1).get_attribute("value")
    page.locator("[data-move=left]").nth(1).click()
    expect(page.locator("[name=order]").first).to_have_value(second or "")
    page.wait_for_timeout(2600)
    page.goto(house.web)
    page.locator("article", has_text="下書きの写真").get_by_role("link", name="続きから書く").click()
    expect(page.locator("[name=order]").first).to_have_value(second or "")
    page.locator("label.keep").first.click()
    write(page, "一枚だけ")
    file(page, "一枚だけ")
    expect(page.locator("main img")).to_have_count(1)


def test_what_is_no_photo_is_said_and_taken_off(page, tmp_path):
    (tmp_path / "notes.jpg").write_bytes(pictures.TEXT)
    choose(page, [tmp_path / "notes.jpg"])
    expect(page.locator("[data-trouble]")).to_contain_text("notes.jpg: 写真として読めません", timeout=30_000)
    assert in_form(page) == 0
    assert violations(page) == []


def test_sent_before_they_have_gone_the_photos_come_with_the_form_and_are_there_once(
    page, house, bucket, photos
):
    write(page, "急いで提出")
    choose(page, photos)
    file(page, "急いで提出")
    expect(page.locator("main img")).to_have_count(2)
    with house.database() as connection:
        count = connection.execute(
            "SELECT count(*) FROM report_images i JOIN daily_reports r ON r.id = i.report_id"
            " WHERE r.title = '急いで提出'"
        ).fetchone()
    assert count == (2,)


def test_a_bucket_that_takes_no_uploads_costs_nothing_but_time(page, house, bucket, photos):
    bucket.door.refused = "POST"
    choose(page, photos)
    expect(page.locator("[data-sending]")).to_have_text(
        "写真2枚は、提出のときにいっしょに送ります", timeout=90_000
    )
    assert in_form(page) == 2
    assert violations(page) == []
    write(page, "あとから送る")
    file(page, "あとから送る")
    expect(page.locator("main img")).to_have_count(2)


def test_with_the_bucket_away_the_report_is_filed_the_person_told_and_the_photo_delivered(
    open_browser, house, bucket, photos
):
    page = at_the_form(open_browser("demo-staff", **PHONE).new_page(), house)
    bucket.door.shut()
    write(page, "保存先が留守")
    choose(page, photos[1:])
    file(page, "保存先が留守")
    expect(page.locator("#notices")).to_contain_text("写真はお預かりしました")
    page.wait_for_function(LOADED)
    shot(page, "kept-phone", whole=True)
    assert violations(page) == []
    assert rows(house) - set(objects(bucket))
    bucket.door.open()
    until(lambda: _waiting(house) == 0, seconds=90)
    until(lambda: rows(house) <= set(objects(bucket)))
    again = open_browser("demo-staff", **DESKTOP).new_page()
    again.goto(page.url)
    again.wait_for_function(LOADED)


def test_without_javascript_photos_come_with_the_form(open_browser, house, bucket, photos):
    page = open_browser("demo-staff", **PHONE, java_script_enabled=False).new_page()
    at_the_form(page, house)
    write(page, "スクリプトなし")
    page.set_input_files("#id_images", photos)
    file(page, "スクリプトなし")
    expect(page.locator("main img")).to_have_count(2)


def _waiting(house: House) -> int:
    with house.database() as connection:
        found = connection.execute("SELECT count(*) FROM picture_outbox").fetchone()
    return found[0] if found else 0
