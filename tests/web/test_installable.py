"""What a browser is told of C3 as an application: manifest, worker, offline page, who is signed in."""

import json
import re

import pytest
from PIL import Image

from shared.settings import ROOT
from web.pwa import build


def manifest(client, language: str) -> dict:
    answer = client.get(f"/manifest.json?language={language}")
    assert answer["Content-Type"] == "application/manifest+json"
    return json.loads(answer.content)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_manifest_speaks_the_language_it_is_asked_in(client, db, language):
    told = manifest(client, language)
    assert (told["lang"], told["id"], told["scope"], told["display"]) == (language, "/", "/", "standalone")
    assert "orientation" not in told
    assert len(told["shortcuts"]) == 4
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    assert told["share_target"]["method"] == "POST"


def test_the_manifest_of_a_language_that_c3_does_not_speak_is_in_that_of_the_browser(client, db):
    assert manifest(client, "xx")["lang"] == "ja"


def test_each_screenshot_is_there_in_the_size_that_is_told(client, db):
    screens = manifest(client, "ja")["screenshots"]
    assert {screen["form_factor"] for screen in screens} == {"narrow", "wide"}
    for screen in screens:
        name = re.sub(r"\.[0-9a-f]{12}\.png$", ".png", screen["src"]).removeprefix("/static/")
        with Image.open(ROOT / "web" / "static" / name) as picture:
            assert "x".join(map(str, picture.size)) == screen["sizes"]


def test_the_worker_is_asked_for_anew_each_time_and_says_which_build_it_is(client, db):
    answer = client.get("/service-worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    first = answer.content.decode().splitlines()[0]
    told = json.loads(first.removeprefix("const BUILD = ").removesuffix(";"))
    assert told["version"] == build.version()
    assert set(told["offline"]) == {"ja", "en"}


def test_the_offline_page_is_nobodys(browser_of, cast):
    page = browser_of(cast.staff).get("/offline/?language=ja").content.decode()
    assert "電波が届いていません" in page
    assert 'name="viewer"' not in page
    assert "csrfmiddlewaretoken" not in page
    assert "data-unsent-list" in page


def test_each_page_says_who_is_signed_in_and_the_login_page_that_nobody_is(browser_of, cast, client):
    page = browser_of(cast.staff).get("/").content.decode()
    assert f'<meta name="viewer" content="{cast.staff}">' in page
    assert '<meta name="viewer" content="">' in client.get("/accounts/login/").content.decode()


def test_a_chosen_theme_has_one_colour_for_the_bar_above_the_page(browser_of, cast):
    browser = browser_of(cast.staff)
    assert browser.get("/").content.decode().count('name="theme-color"') == 2
    browser.cookies["theme"] = "dark"
    assert '<meta name="theme-color" content="#1b2427">' in browser.get("/").content.decode()


def test_pages_are_compressed_where_the_browser_can_take_it(browser_of, cast):
    browser = browser_of(cast.staff)
    whole = browser.get("/")
    small = browser.get("/", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in whole
    assert small["Content-Encoding"] == "gzip"
    assert len(small.content) < len(whole.content) / 2


def test_the_policy_names_where_workers_and_manifests_come_from(client, db):
    policy = client.get("/accounts/login/")["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    assert "manifest-src 'self'" in policy


def test_photos_shared_where_no_worker_is_there_yet_are_asked_for_again(browser_of, cast):
    answer = browser_of(cast.staff).post("/share/", {"photos": ""}, follow=True)
    assert answer.redirect_chain == [("/report/register/", 302)]
    assert "もう一度選んでください" in answer.content.decode()
