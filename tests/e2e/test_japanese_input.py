"""T2: Enter that ends a composition of an IME sends no form."""

from playwright.sync_api import Page, expect

from tests.e2e.house import PHONE, House


def compose(page: Page, selector: str, reading: str) -> None:
    """Type with an IME and press Enter while the text is still being composed."""
    page.focus(selector)
    devtools = page.context.new_cdp_session(page)
    devtools.send("Input.imeSetComposition", {"text": reading, "selectionStart": 2, "selectionEnd": 2})
    for kind in ("keyDown", "keyUp"):
        devtools.send(
            "Input.dispatchKeyEvent",
            {"type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229},
        )


def test_enter_while_composing_does_not_send_the_report(open_browser, house: House):
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(f"{house.web}report/register/")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    compose(page, "[name=title]", "ていきょう")
    expect(page.locator("[name=title]")).to_have_value("ていきょう")
    page.wait_for_timeout(300)
    assert sent == []
