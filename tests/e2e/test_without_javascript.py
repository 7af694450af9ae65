"""T9: the staff's pages work with JavaScript off."""

from playwright.sync_api import expect

from tests.e2e.house import PHONE, House


def test_a_report_with_photos_is_refused_mended_and_filed(open_browser, house: House, photos):
    page = open_browser("demo-staff", **PHONE, java_script_enabled=False).new_page()
    page.goto(house.web)
    page.get_by_role("link", name="日報を書く").first.click()
    page.locator("label", has_text="事故").first.click()
    page.locator("label", has_text="キッチン").first.click()
    page.fill("[name=content]", "包丁で指を切った。止血して病院へ。")
    page.set_input_files("#id_images", photos)
    page.get_by_role("button", name="提出する").click()
    expect(page.locator("main")).to_contain_text("タイトルを入力してください")
    expect(page.locator("[name=content]")).to_have_value("包丁で指を切った。止血して病院へ。")
    expect(page.locator("main img")).to_have_count(2)
    page.fill("[name=title]", "指のけが")
    page.get_by_role("button", name="提出する").click()
    expect(page.locator("h1")).to_have_text("指のけが")
    expect(page.locator("main img")).to_have_count(2)


def test_older_reports_are_a_link_away(open_browser, house: House):
    page = open_browser("demo-staff", **PHONE, java_script_enabled=False).new_page()
    page.goto(f"{house.web}report/list/")
    first = page.locator("article a").first.get_attribute("href")
    page.get_by_role("link", name="もっと見る").click()
    expect(page.locator("article a").first).not_to_have_attribute("href", first or "")
    assert "before=" in page.url
