"""The guide on C3's own pages: for everybody, one's own chapter first, with pictures that a browser keeps."""

import re

import pytest

from tests.cast import CAST
from web.help import guide


def headings(page: str) -> list[str]:
    return re.findall(r"<h2[^>]*>([^<]+)</h2>", page)


@pytest.mark.parametrize(
    ("person", "first"), [(CAST.staff, 0), (CAST.manager, 1), (CAST.area, 1), (CAST.admin, 2)]
)
def test_the_chapter_for_people_of_ones_own_role_stands_first(browser_of, person, first):
    chapters = [chapter.heading for chapter in guide.chapters()]
    own = chapters.pop(first)
    assert headings(browser_of(person).get("/help/").content.decode()) == [own, *chapters]


def test_the_signed_out_read_it_and_nobody_s_copies_are_forgotten(client, db):
    """No word on who is signed in: the service worker would forget whose pages are kept."""
    for address in ("/help/", "/help/report/"):
        page = client.get(address)
        assert page.status_code == 200
        assert 'name="viewer"' not in page.content.decode()


def test_each_page_is_shown_with_the_pages_beside_it(client, db):
    index = client.get("/help/").content.decode()
    for name, page in guide.pages().items():
        shown = client.get(f"/help/{name}/").content.decode()
        assert f'href="/help/{name}/"' in index
        assert f'<h1 lang="ja">{page.title}</h1>' in shown
        assert headings(shown) == [section.heading for section in page.sections[1:]]
        for beside in guide.beside(name):
            assert beside is None or f'href="/help/{beside.name}/"' in shown


def test_a_link_between_pages_leads_to_where_they_are_here(client, db):
    assert '<a href="/help/offline/"' in client.get("/help/report/").content.decode()


def test_each_picture_comes_from_an_address_of_its_own_and_for_good(client, db):
    for name, file in guide.pictures().items():
        answer = client.get(f"/help/img/{name}")
        assert answer.content == file.read_bytes()
        assert (answer["Content-Type"], answer["Cache-Control"]) == (
            "image/webp",
            "public, max-age=31536000, immutable",
        )


@pytest.mark.parametrize(
    "name", ["home.webp", "../README.md", "..%2FREADME.md", "%2Fetc%2Fpasswd", ".", "a\0b"]
)
def test_nothing_else_comes_from_there(client, db, name):
    assert client.get(f"/help/img/{name}").status_code in {301, 404}
    assert client.get(f"/help/img/{name}", follow=True).status_code == 404


def test_an_english_reader_is_told_that_the_guide_is_in_japanese(browser_of, cast):
    browser = browser_of(cast.staff)
    sentence = "ヘルプの本文は日本語です。"
    assert sentence not in browser.get("/help/report/").content.decode()
    browser.cookies["django_language"] = "en"
    shown = browser.get("/help/report/").content.decode()
    assert '<html lang="en"' in shown
    assert '<article class="card document" lang="ja">' in shown
    assert shown.count('<p class="told-language">') == 1


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/profile/"])
def test_the_way_to_it_stands_before_the_door_and_behind_it(client, browser_of, cast, path):
    browser = browser_of(cast.staff) if "profile" in path else client
    assert 'href="/help/"' in browser.get(path).content.decode()


def test_whoever_still_has_a_temporary_password_reads_it_too(browser_of, cast, django_user_model):
    browser = browser_of(cast.staff)
    django_user_model.objects.filter(user_id=cast.staff).update(password_is_temporary=True)
    assert browser.get("/help/start/").status_code == 200
