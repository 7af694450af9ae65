"""A1, A3, A4, L1 on every page that the URL conf has, for each role and each state that shows something new.

A page that is added to `urls.py` is looked at without a word here. What is the same for somebody else is not
looked at again: `python -m tests.bench.accessibility` looks at every page of everybody.
"""

from collections.abc import Iterable, Iterator

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Browser, Page

from tests.e2e.analysis import PAGES, show
from tests.e2e.crawl.checks import DESKTOP, PHONE, SMALL, faults_of, holds, reads_well, resize, watch
from tests.e2e.crawl.crawl import Crawl, Look, opened
from tests.e2e.crawl.house import crawled, everybody
from tests.e2e.crawl.people import EMPTY, FILLED, NOBODY, Person
from tests.e2e.crawl.words import Written
from tests.e2e.house import House

EVERYBODY = pytest.mark.parametrize("user_id", [*FILLED, *EMPTY, NOBODY])
FAULTY = """
<!doctype html><html lang="ja"><title>見本</title><main><h1>見本</h1>
<p style="width: 500px">横に長い</p><a href="/" style="display: block; width: 20px; height: 20px">小</a>
<p style="color: #aaa; background: #fff">うすい</p>
<p style="color: #bbb; background: linear-gradient(#fff, #eee)">うすい字</p>
<h2 style="width: 60px; white-space: nowrap">とても長い題名がここにある</h2></main></html>
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A C3 of this file's own: nobody else wants these people, drafts and words."""
    with crawled(tmp_path_factory.mktemp("crawled")) as house:
        yield house


@pytest.fixture(scope="module")
def people(chromium: Browser, house: House) -> Iterator[dict[str, Person]]:
    with everybody(chromium, house) as people:
        yield people


@pytest.fixture(scope="module")
def crawl(house: House, people: dict[str, Person]) -> Crawl:
    """Every page of everybody, found before anybody looks closely."""
    return Crawl(house, people.values())


@pytest.fixture
def in_english(house: House, people: dict[str, Person]) -> Iterator[None]:
    """Everybody has chosen English, which here is the language that nobody speaks."""
    cookie = {"name": "django_language", "value": "en", "url": house.web}
    house.speak("en")
    for person in people.values():
        person.browser.add_cookies([cookie])  # type: ignore[list-item]
    yield
    house.speak("")
    for person in people.values():
        person.browser.clear_cookies(name="django_language")


def test_every_address_of_the_url_conf_is_in_the_crawl(crawl: Crawl):
    assert [place.route for place in crawl.without_address] == [], "say in places.VALUES what stands there"
    assert [str(look) for look in crawl.looks if look.html and look.html.status >= 500] == []
    assert {look.user_id for look in crawl.looks} == {*FILLED, *EMPTY, NOBODY}
    assert len(list(crawl.refused())) > 20


@EVERYBODY
def test_what_a_person_is_shown_reads_well(house: House, people, crawl: Crawl, user_id):
    looks = _of(user_id, crawl.telling)
    assert faults_of(looks, lambda look: reads_well(opened(look, house, people))) == []


def test_a_form_that_was_refused_reads_well(house: House, people, crawl: Crawl):
    def faults(look: Look) -> Iterator[str]:
        page = opened(look, house, people)
        if not page.title().startswith("エラー: "):
            yield f"is called {page.title()}"
        yield from reads_well(page)

    assert faults_of(crawl.refused(), faults) == []


@EVERYBODY
def test_every_page_is_translated_and_holds_words_two_fifths_longer(
    house: House, people, crawl: Crawl, in_english, user_id
):
    written = Written(house)

    def faults(look: Look) -> Iterator[str]:
        page = opened(look, house, people)
        if page.get_attribute("html", "lang") != "en":
            yield "is not in English"
        yield from holds(page, (PHONE, SMALL))
        yield from (f"not translated: {text}" for text in written.forgotten(page.evaluate("looks.told()")))

    looks = [*_of(user_id, crawl.telling), *_of(user_id, crawl.refused())]
    assert faults_of(looks, faults) == []


def test_every_page_of_figures_is_translated_and_holds_words_two_fifths_longer(
    house: House, people, in_english
):
    page, written = people["demo-area"].page, Written(house)

    def faults(path: str) -> Iterator[str]:
        resize(page, DESKTOP)
        show(page, house, path)
        watch(page)
        yield from holds(page, (PHONE, SMALL))
        yield from (f"not translated: {text}" for text in written.forgotten(page.evaluate("looks.told()")))

    assert faults_of(PAGES.values(), faults) == []


@pytest.mark.parametrize("name", ["403", "403_csrf", "500", "503"])
def test_a_page_for_when_something_is_broken_reads_well(house: House, people, name, django_db_setup):
    page, request = people[NOBODY].page, RequestFactory().get("/broken/")
    request.viewer = None  # type: ignore[attr-defined]
    text = render_to_string(f"errors/{name}.html", {"fields": [("title", "題")], "had_files": True}, request)
    page.route("**/broken/", lambda route: route.fulfill(body=text, content_type="text/html"))
    page.goto(f"{house.web}broken/")
    watch(page)
    assert list(reads_well(page)) == []


def test_each_check_can_fail(people):
    page: Page = people[NOBODY].page
    page.set_content(FAULTY)
    watch(page)
    found = "\n".join(reads_well(page))
    for sign in ("sideways", "small 20x20", "cut", "axe: color-contrast", "contrast 1."):
        assert sign in found


def test_a_text_that_was_never_marked_for_translation_is_found(house: House):
    written = Written(house)
    assert written.forgotten(["[Ŕéépööŕţ]", "佐々木 美咲", "[2 öf] 12", "Nov 22"]) == []
    assert written.forgotten(["忘れられた言葉", "Forgotten words", "[Ŕéépööŕţ] 忘れた"]) != []


def _of(user_id: str, looks: Iterable[Look]) -> list[Look]:
    return [look for look in looks if look.user_id == user_id]
