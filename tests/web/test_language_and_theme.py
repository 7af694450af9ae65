"""A person's language and light are kept in cookies that both applications read."""

import pytest

pytestmark = pytest.mark.django_db


def test_the_interface_is_japanese_first_and_english_second(browser_of, cast):
    browser = browser_of(cast.staff)
    assert '<html lang="ja"' in browser.get("/").content.decode()
    browser.post("/language/", {"language": "en", "next": "/"})
    page = browser.get("/").content.decode()
    assert '<html lang="en"' in page
    assert "日報を書く" not in page


def test_a_page_that_holds_what_was_typed_has_no_button_that_would_leave_it(browser_of, cast):
    browser = browser_of(cast.staff)
    assert 'action="/language/"' in browser.get("/report/register/").content.decode()
    refused = browser.post("/report/register/", {"title": "書きかけ"})
    assert refused.status_code == 422
    assert 'action="/language/"' not in refused.content.decode()


def test_the_theme_is_kept_and_the_way_back_is_our_own(browser_of, cast):
    browser = browser_of(cast.staff)
    answer = browser.post("/theme/", {"theme": "dark", "next": "https://evil.example/"})
    assert answer["Location"] == "/"
    assert 'data-theme="dark"' in browser.get("/").content.decode()


def test_an_unknown_theme_or_language_changes_nothing(browser_of, cast):
    browser = browser_of(cast.staff)
    browser.post("/theme/", {"theme": "<script>", "next": "/"})
    browser.post("/language/", {"language": "xx", "next": "/"})
    page = browser.get("/").content.decode()
    assert "data-theme" not in page
    assert '<html lang="ja"' in page
