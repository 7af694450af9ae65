"""W1: Chromium finds nothing that stands in the way of installing C3, in either language."""

import json

import pytest
from playwright.sync_api import sync_playwright

from tests.e2e.apps import application, until_ready
from tests.e2e.conftest import sign_in
from tests.e2e.house import House


@pytest.fixture(scope="module")
def playwright():
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture
def phone(playwright, tmp_path):
    """A phone with nothing on it."""
    with application(playwright, tmp_path / "profile") as context:
        yield context


@pytest.mark.parametrize("language", ["ja", "en"])
def test_chromium_would_install_it(phone, house: House, language):
    page = phone.pages[0]
    sign_in(page, house, "demo-staff")
    until_ready(page)
    if language == "en":
        page.get_by_role("button", name="English").click()
        page.wait_for_selector("html[lang=en]")
    devtools = phone.new_cdp_session(page)
    assert devtools.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    found = devtools.send("Page.getAppManifest")
    assert found["errors"] == []
    manifest = json.loads(found["data"])
    assert manifest["lang"] == language
    assert len(manifest["shortcuts"]) == 4
    house.speak("")
