"""Photos that another application shares to C3 wait on the device, and come into the form by themselves."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.apps import private, until_ready
from tests.e2e.conftest import sign_in
from tests.e2e.house import APP, PHONE, House

# A form of our own page is what the system's share sheet sends: a POST as a navigation.
SHARE = """() => {
    const form = document.createElement("form");
    form.action = "/share/";
    form.method = "post";
    form.enctype = "multipart/form-data";
    const input = document.createElement("input");
    Object.assign(input, { type: "file", name: "photos", multiple: true, id: "to-share" });
    form.append(input);
    document.body.append(form);
}"""


@pytest.fixture
def phone(open_browser, house: House) -> Page:
    """A phone whose worker is there."""
    page = open_browser("demo-staff", **APP).new_page()
    page.goto(house.web)
    until_ready(page)
    return page


def share(page: Page, files: list[Path]) -> None:
    """What the system does when C3 is picked on its share sheet."""
    page.evaluate(SHARE)
    page.set_input_files("#to-share", files)
    page.evaluate("document.getElementById('to-share').form.submit()")


def test_shared_photos_are_in_the_form(phone, house: House, photos):
    share(phone, photos)
    phone.wait_for_url("**/report/register/**")
    expect(phone.locator(".thumb img")).to_have_count(2)
    expect(phone.locator("[data-chosen]")).to_contain_text("2")
    expect(phone).to_have_url(f"{house.web}report/register/")
    assert set(private(phone)) == {"pages-demo-staff"}


def test_without_a_signal_the_kept_form_takes_them(phone, photos):
    phone.context.set_offline(True)
    share(phone, photos[:1])
    expect(phone.locator(".thumb img")).to_have_count(1)
    expect(phone.locator("[data-offline-bar]")).to_be_visible()


def test_after_an_ended_login_they_still_wait_for_the_same_person(phone, house: House, photos):
    phone.context.clear_cookies(name="sessionid")
    share(phone, photos[:1])
    phone.wait_for_url("**/accounts/login/**")
    phone.fill("[name=user_id]", "demo-staff")
    phone.fill("[name=password]", "c3-demo-2026")
    phone.get_by_role("button", name="ログインする").click()
    phone.wait_for_url("**/report/register/**")
    expect(phone.locator(".thumb img")).to_have_count(1)


def test_another_person_does_not_get_them(phone, house: House, photos):
    phone.context.clear_cookies(name="sessionid")
    share(phone, photos[:1])
    phone.wait_for_url("**/accounts/login/**")
    sign_in(phone, house, "demo-manager")
    until_ready(phone)
    phone.goto(f"{house.web}report/register/?shared=1")
    expect(phone.locator("[name=content]")).to_be_visible()
    phone.wait_for_timeout(500)
    expect(phone.locator(".thumb img")).to_have_count(0)
    assert set(private(phone)) == {"pages-demo-manager"}


def test_where_no_worker_is_there_yet_the_form_asks_for_them_again(open_browser, house: House, photos):
    page = open_browser("demo-staff", **PHONE).new_page()
    page.goto(house.web)
    share(page, photos[:1])
    page.wait_for_url("**/report/register/")
    expect(page.locator("#notices")).to_contain_text("もう一度選んでください")
