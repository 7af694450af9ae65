"""The photos of a 日報: looked at large, put in order by hand, with and without JavaScript; T8."""

import io

from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.house import DESKTOP, PHONE, House, shot, violations


def file_report(page: Page, house: House, photos, title: str) -> str:
    """File a report with photos; its address."""
    page.goto(f"{house.web}report/register/")
    page.locator("label", has_text="報告").first.click()
    page.locator("label", has_text="ホール").first.click()
    page.fill("[name=title]", title)
    page.fill("[name=content]", "写真を見てください。")
    page.set_input_files("#id_images", photos)
    page.get_by_role("button", name="提出する").last.click()
    expect(page.locator("h1")).to_have_text(title)
    return page.url


def test_a_photo_opens_large_and_the_keyboard_goes_through_them(open_browser, house: House, photos):
    page = open_browser("demo-staff", **DESKTOP).new_page()
    file_report(page, house, photos, "アルバム")
    links = page.locator("[data-album] a")
    dialog = page.locator("dialog")
    expect(dialog).not_to_be_visible()
    links.first.focus()
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    image = dialog.locator("img")
    expect(image).to_have_attribute("alt", "写真 1/2")
    assert violations(page) == []
    page.keyboard.press("ArrowRight")
    expect(image).to_have_attribute("alt", "写真 2/2")
    expect(dialog.locator("[data-place]")).to_have_text("2/2")
    page.keyboard.press("ArrowRight")
    expect(image).to_have_attribute("alt", "写真 1/2")
    page.keyboard.press("ArrowLeft")
    expect(image).to_have_attribute("alt", "写真 2/2")
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    expect(links.nth(1)).to_be_focused()


def test_a_thumb_goes_through_them_and_closes(open_browser, house: House, photos):
    for scheme in ("light", "dark"):
        page = open_browser("demo-staff", **PHONE, color_scheme=scheme).new_page()
        file_report(page, house, photos, "指で見るアルバム")
        page.locator("[data-album] a").first.tap()
        dialog = page.locator("dialog")
        dialog.get_by_role("button", name="次の写真").tap()
        expect(dialog.locator("img")).to_have_attribute("alt", "写真 2/2")
        assert violations(page) == []
        shot(page, f"album-phone-{scheme}")
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        dialog.get_by_role("button", name="閉じる").tap()
        expect(dialog).not_to_be_visible()


def test_without_javascript_a_photo_is_a_link_to_itself(open_browser, house: House, photos):
    page = open_browser("demo-staff", **PHONE, java_script_enabled=False).new_page()
    file_report(page, house, photos, "リンクのアルバム")
    address = page.locator("[data-album] a").first.get_attribute("href") or ""
    answer = page.request.get(house.web.rstrip("/") + address)
    assert answer.headers["content-type"] == "image/jpeg"


def test_a_phones_photo_is_stored_upright_small_and_without_its_place_without_javascript(
    open_browser, house: House, photos
):
    page = open_browser("demo-staff", **PHONE, java_script_enabled=False).new_page()
    file_report(page, house, [photos[0]], "厨房の写真")
    address = page.locator("[data-album] a").first.get_attribute("href") or ""
    data = page.request.get(house.web.rstrip("/") + address).body()
    with Image.open(photos[0]) as sent, Image.open(io.BytesIO(data)) as kept:
        assert sent.getexif()[0x0112] == 6
        assert sent.width > sent.height
        assert kept.height > kept.width
        assert max(kept.size) <= 1600
        assert not kept.getexif()
    assert len(data) <= 1024 * 1024


def test_photos_are_moved_and_taken_off_on_the_spot(open_browser, house: House, photos):
    page = open_browser("demo-staff", **PHONE).new_page()
    file_report(page, house, photos, "並べかえる")
    before = page.locator("[data-album] img").evaluate_all("all => all.map(image => image.width)")
    page.get_by_role("link", name="直す", exact=True).tap()
    shot(page, "edit-phone", whole=True)
    first = page.locator("[data-arrange] [name=order]").first.get_attribute("value")
    page.get_by_role("button", name="写真1を後ろへ").tap()
    expect(page.locator("[data-arrange] [name=order]").last).to_have_attribute("value", first or "")
    assert "/report/edit/" in page.url
    assert violations(page) == []
    page.get_by_role("button", name="保存する").tap()
    expect(page.locator("main")).to_contain_text("日報を直しました")
    assert len(before) == 2
    page.get_by_role("link", name="直す", exact=True).tap()
    expect(page.locator("[data-arrange] [name=order]").last).to_have_attribute("value", first or "")
    page.locator("[data-arrange] [name=remove_pictures]").last.check()
    page.get_by_role("button", name="保存する").tap()
    expect(page.locator("[data-album] a")).to_have_count(1)


def test_photos_are_moved_without_javascript_too(open_browser, house: House, photos):
    page = open_browser("demo-staff", **PHONE, java_script_enabled=False).new_page()
    file_report(page, house, photos, "ボタンで並べかえる")
    page.get_by_role("link", name="直す", exact=True).click()
    first = page.locator("[name=order]").first.get_attribute("value")
    page.fill("[name=title]", "並べかえた")
    page.get_by_role("button", name="写真2を前へ").click()
    expect(page.locator("[name=order]").last).to_have_attribute("value", first or "")
    expect(page.locator("[name=title]")).to_have_value("並べかえた")
    page.get_by_role("button", name="保存する").click()
    expect(page.locator("h1")).to_have_text("並べかえた")
