"""A 店長 in a hurry adds a person on the phone, hands the password over, and later ends their access."""

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.e2e.house import DESKTOP, PHONE, House, shot, violations

DEVICES = (("phone", PHONE), ("desktop", DESKTOP))
OWN = "nippou-2027!"


def check(page: Page, name: str) -> None:
    shot(page, name, whole=True)
    assert violations(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name


def add(page: Page, house: House, login: str) -> str:
    """Add a person from その他, as few taps as it takes; the password that is shown."""
    page.goto(f"{house.web}accounts/profile/")
    page.get_by_role("link", name="スタッフ", exact=True).click()
    page.get_by_role("link", name="追加する").click()
    page.fill("[name=last_name]", "新井")
    page.fill("[name=first_name]", "まこと")
    page.fill("[name=user_id]", login)
    page.get_by_role("button", name="追加する").click()
    expect(page.locator("h1")).to_have_text("スタッフを追加しました")
    return page.locator("#password").inner_text()


def test_a_person_is_added_signs_in_chooses_a_password_and_leaves(open_browser, house: House):
    manager = open_browser("demo-manager", **PHONE).new_page()
    password = add(manager, house, "makoto")
    check(manager, "handed-over-phone")
    manager.context.grant_permissions(["clipboard-read", "clipboard-write"])
    manager.get_by_role("button", name="パスワードをコピー").click()
    expect(manager.get_by_role("button", name="コピーしました")).to_be_visible()
    assert manager.evaluate("navigator.clipboard.readText()") == password
    with manager.expect_navigation():
        manager.get_by_role("link", name="渡しました").click()
    assert password not in manager.content()

    newcomer = open_browser(**PHONE).new_page()
    newcomer.goto(house.web)
    newcomer.fill("[name=user_id]", "makoto")
    newcomer.fill("[name=password]", password)
    newcomer.get_by_role("button", name="ログインする").click()
    expect(newcomer.locator("h1")).to_have_text("自分のパスワードを決めてください")
    check(newcomer, "own-password-phone")
    newcomer.fill("[name=old_password]", password)
    newcomer.fill("[name=new_password1]", OWN)
    newcomer.fill("[name=new_password2]", OWN)
    newcomer.get_by_role("button", name="変更する").click()
    newcomer.wait_for_url(house.web)
    expect(newcomer.locator("header")).to_contain_text("新井 まこと")

    manager.goto(f"{house.web}accounts/staff-edit/makoto/")
    check(manager, "person-phone")
    manager.locator("summary", has_text="退職にする").click()
    manager.get_by_role("button", name="退職にする").click()
    expect(manager.locator("main")).to_contain_text("退職した人です")
    check(manager, "person-retired-phone")
    newcomer.get_by_role("link", name="日報を書く").first.click()
    expect(newcomer.locator("h1")).to_have_text("C3にログイン")


def test_a_person_is_added_without_javascript(open_browser, house: House):
    page = open_browser("demo-manager", **PHONE, java_script_enabled=False).new_page()
    assert len(add(page, house, "quiet")) == 14
    page.goto(f"{house.web}accounts/signup/")
    page.fill("[name=last_name]", "新井")
    page.fill("[name=user_id]", "QUIET")
    page.get_by_role("button", name="追加する").click()
    expect(page.locator("main")).to_contain_text("大文字と小文字だけが違うログインID")
    expect(page.locator("[name=last_name]")).to_have_value("新井")


@pytest.mark.parametrize(("name", "device"), DEVICES, ids=lambda part: str(part)[:7])
def test_the_pages_of_people_and_stores(open_browser, house: House, name, device):
    page = open_browser("demo-admin", **device).new_page()
    pages = {
        "more": "accounts/profile/",
        "staff-list": "accounts/staff-list/",
        "nobody-found": "accounts/staff-list/?query=いない",
        "signup": "accounts/signup/",
        "person": "accounts/staff-edit/demo-area/",
        "own-person": "accounts/staff-edit/demo-admin/",
        "import": "accounts/staff-import/",
        "stores": "stores/list/",
        "store-new": "stores/register/",
        "store": "stores/edit/2/",
        "areas": "stores/areas/",
    }
    for title, path in pages.items():
        page.goto(house.web + path)
        check(page, f"{title}-{name}")


@pytest.mark.parametrize(("name", "device"), DEVICES, ids=lambda part: str(part)[:7])
def test_refused_forms_conflicts_and_files(open_browser, house: House, name, device):
    context = open_browser("demo-admin", **device)
    page, other = context.new_page(), context.new_page()
    page.goto(f"{house.web}accounts/signup/")
    page.get_by_role("button", name="追加する").click()
    page.wait_for_selector("[aria-invalid=true]")
    assert page.title().startswith("エラー: ")
    page.get_by_role("link", name="店舗を選んでください").click()
    expect(page.locator("[name=store]")).to_be_focused()
    check(page, f"signup-refused-{name}")
    for address, field in (("accounts/staff-edit/demo-staff/", "first_name"), ("stores/edit/3/", "address")):
        for tab in (page, other):
            tab.goto(house.web + address)
        other.fill(f"[name={field}]", f"先に{name}")
        other.get_by_role("button", name="保存する").click()
        expect(other.locator("main")).to_contain_text("保存しました")
        page.fill(f"[name={field}]", "あとから")
        page.get_by_role("button", name="保存する").click()
        expect(page.locator("main")).to_contain_text(f"先に{name}")
        check(page, f"conflict-{field}-{name}")
        page.get_by_role("link", name="そのままにする").click()
    tries(page, house, "ログインID,店舗,姓\n,99,\n")
    expect(page.locator("main")).to_contain_text("2行目")
    check(page, f"import-refused-{name}")
    login = f"new-{name[0]}"
    tries(
        page, house, f"ログインID,店舗,姓,名\n{login}-1,2,新井,一\n{login}-2,2,新井,二\ndemo-area,,伊藤,新\n"
    )
    check(page, f"import-plan-{name}")
    page.get_by_role("button", name="この内容で反映する").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    check(page, f"import-done-{name}")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSVでダウンロード").click()
    assert f"{login}-1" in download.value.path().read_text(encoding="utf-8-sig")


def tries(page: Page, house: House, content: str) -> None:
    """Choose a file with this content."""
    page.goto(f"{house.web}accounts/staff-import/")
    file = FilePayload(name="staff.csv", mimeType="text/csv", buffer=content.encode("cp932"))
    page.set_input_files("#id_file", file)
    page.get_by_role("button", name="何が変わるかを見る").click()
    page.wait_for_load_state()
