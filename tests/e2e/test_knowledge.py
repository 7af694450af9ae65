"""本部 uploads a manual in a browser, everybody reads it on a phone; a bad file ends in a sentence."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import documents
from tests.e2e.house import DESKTOP, PHONE, House, shot, small_targets, violations

WORD = documents.word(
    ("Title", "夜の片づけ"),
    ("Normal", "閉店のあとにすることです。"),
    ("Heading 1", "厨房"),
    ("Normal", "火元を**二人で**確かめます。"),
    ("List Number", "ガスの元栓を閉める"),
    ("List Number", "換気扇を止める"),
    [
        ["場所", "だれが", "いつまでに"],
        ["フライヤー", "キッチン責任者", "23時30分"],
        ["冷蔵庫", "店長", "24時"],
    ],
    ("Heading 2", "ごみ"),
    ("Normal", "裏口の扉に鍵をかけます。"),
    ("Heading 1", "ホール"),
    ("Normal", "椅子を上げて床を拭きます。\n" * 30),
)


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_word_file_is_uploaded_read_replaced_and_deleted(
    open_browser, house: House, tmp_path: Path, device
):
    width = device["viewport"]["width"]
    page = open_browser("demo-admin", **device).new_page()
    page.goto(f"{house.web}accounts/profile/")
    page.get_by_role("link", name="資料を追加する").click()
    page.wait_for_url("**/knowledge/upload/")
    check(page, "upload")
    shot(page, f"knowledge-upload-{width}", whole=True)
    title = f"夜の片づけ{width}"
    page.fill("[name=title]", title)
    page.set_input_files("[name=file]", _file(tmp_path, "片づけ.docx", WORD + str(width).encode()))
    page.get_by_role("button", name="追加する").click()
    expect(page.locator("#s2 h2")).to_have_text("厨房", timeout=60_000)
    check(page, "read")
    shot(page, f"knowledge-read-{width}", whole=True)
    page.get_by_role("link", name="ごみ").first.click()
    expect(page.locator("#s3")).to_be_in_viewport()
    assert page.url.endswith("#s3")
    page.get_by_role("link", name="入れ替える").click()
    page.wait_for_url("**/replace/")
    check(page, "replace")
    page.set_input_files(
        "[name=file]", _file(tmp_path, "写真.pdf", documents.pdf(["a", str(width)], picture=True))
    )
    page.get_by_role("button", name="保存する").click()
    expect(page.locator(".summary")).to_contain_text("写真（画像）だけ", timeout=60_000)
    expect(page.locator("#s2 h2")).to_have_text("厨房")
    check(page, "failed")
    shot(page, f"knowledge-failed-{width}", whole=True)
    page.goto(f"{house.web}knowledge/")
    check(page, "list of 本部")
    shot(page, f"knowledge-list-{width}", whole=True)
    page.get_by_role("link", name=title).click()
    page.get_by_role("link", name="削除する").click()
    page.wait_for_url("**/delete/")
    check(page, "delete")
    page.get_by_role("button", name="削除する").click()
    expect(page.locator("#notices")).to_contain_text("削除しました")


def test_without_javascript_it_works_too(open_browser, house: House, tmp_path: Path):
    page = open_browser("demo-admin", **PHONE, java_script_enabled=False).new_page()
    page.goto(f"{house.web}knowledge/upload/")
    page.set_input_files(
        "[name=file]", _file(tmp_path, "忘れ物.md", "## 忘れ物\n名札を付けて預かる。\n".encode())
    )
    page.get_by_role("button", name="追加する").click()
    read, look = page.locator("#s1"), page.get_by_role("link", name="今の状態を見る")
    expect(read.or_(look).first).to_be_visible()
    for _ in range(120):
        if read.count():
            break
        page.wait_for_timeout(500)
        with page.expect_navigation():
            look.click()
    expect(page.locator("h1")).to_have_text("忘れ物")
    expect(page.locator("#s1")).to_contain_text("名札を付けて預かる。")


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_staff_read_the_manuals_of_the_demo(open_browser, house: House, device):
    width = device["viewport"]["width"]
    page = open_browser("demo-staff", **device).new_page()
    page.goto(f"{house.web}accounts/profile/")
    page.get_by_role("link", name="資料（マニュアルなど）").click()
    page.wait_for_url("**/knowledge/")
    check(page, "list")
    shot(page, f"knowledge-staff-list-{width}", whole=True)
    page.get_by_role("link", name="クレーム対応マニュアル").click()
    expect(page.locator("h1")).to_have_text("クレーム対応マニュアル")
    expect(page.locator("article table")).to_contain_text("私が承ります")
    check(page, "manual")
    shot(page, f"knowledge-manual-{width}", whole=True)
    shot(page, f"knowledge-manual-top-{width}")
    page.get_by_role("link", name="お釣りが違う").first.click()
    expect(page.locator("section:target")).to_contain_text("お釣りが違う")
    shot(page, f"knowledge-section-{width}")
    page.get_by_role("link", name="上へ").click()
    expect(page.locator("h1")).to_be_in_viewport()


def check(page: Page, name: str) -> None:
    """No violation, nothing wider than the screen, no target that a thumb may miss."""
    assert violations(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
    assert small_targets(page) == [], name


def _file(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path
