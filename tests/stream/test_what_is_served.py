"""What c3-app-stream says to anybody: health, NiceGUI's own files, and headers that keep a page safe."""

import re

import pytest
from nicegui import __version__

from dashboard.assets import SCRIPT, STYLE
from tests.security import raw

LIBRARY = f"/analysis/_nicegui/{__version__}"


def test_health_answers_without_a_session(stream):
    answer = stream.get("/health/")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_the_files_of_the_library_are_public_and_kept_for_a_year(stream):
    answer = stream.get(f"{LIBRARY}/static/nicegui.js")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(("path", "kind"), [(STYLE, "text/css"), (SCRIPT, "text/javascript")])
def test_our_own_style_and_script_are_too_and_a_page_names_them(stream, enter, cast, path, kind):
    answer = stream.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith(kind)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert path in stream.get("/analysis/", enter(cast.manager).session_key).text
    assert stream.get(f"{path}x").status_code == 404


@pytest.mark.parametrize("path", ["/dynamic_resources/x", "/static/../../_nicegui_ws/", "/static"])
def test_nothing_else_under_the_mount_is(stream, path):
    assert stream.get(LIBRARY + path).status_code in {302, 404}


@pytest.mark.parametrize("folder", [f"{LIBRARY}/static/", f"{LIBRARY}/", STYLE.rpartition("/")[0] + "/", "/"])
def test_no_address_leads_out_of_a_folder(stream, folder):
    assert raw.leading_out(stream.url, folder) == []


def test_no_bar_without_a_name_shows_while_a_request_runs(stream, enter, cast):
    page = stream.get("/analysis/", enter(cast.manager).session_key).text
    assert re.search(r"['\"]skipHijack['\"]: *true", page)


def test_an_unknown_page_is_a_calm_404(stream, enter, cast):
    answer = stream.get("/analysis/nothing-here/", enter(cast.manager).session_key)
    assert answer.status_code == 404
    assert "ページが見つかりません" in answer.text


@pytest.mark.parametrize(
    "path", ["/docs", "/redoc", "/openapi.json", "/analysis/docs", "/analysis/openapi.json"]
)
def test_the_api_is_described_in_its_own_place_alone(stream, enter, cast, path):
    assert stream.get(path, enter(cast.manager).session_key).status_code == 404


def test_every_answer_carries_the_headers_that_keep_it_safe(stream, enter, cast):
    session_key = enter(cast.manager).session_key
    for path in ("/health/", "/analysis/", "/analysis/?store=4", f"{LIBRARY}/static/nicegui.js"):
        headers = stream.get(path, session_key).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_a_page_is_never_kept_by_a_cache(stream, enter, cast):
    for session_key in ("", enter(cast.manager).session_key, enter(cast.staff).session_key):
        assert stream.get("/analysis/", session_key).headers["Cache-Control"] == "no-store"


def test_a_host_that_is_not_ours_is_refused(stream):
    assert stream.get("/health/", Host="evil.example").status_code == 400


def test_a_prefix_from_outside_reaches_no_address_of_the_page(stream, enter, cast):
    page = stream.get(
        "/analysis/", enter(cast.manager).session_key, **{"X-Forwarded-Prefix": "//evil.example"}
    )
    assert page.status_code == 200
    assert "evil.example" not in page.text


def test_a_page_names_no_other_host_than_ours(stream, enter, cast):
    page = stream.get("/analysis/", enter(cast.manager).session_key).text
    assert "http://127.0.0.1:8000/report/list/" in page
    assert "https://" not in page


def test_a_page_speaks_the_language_and_wears_the_theme_of_its_cookies(stream, enter, cast):
    key = enter(cast.manager).session_key
    japanese, english = stream.get("/analysis/", key), stream.get("/analysis/", f"{key}; django_language=en")
    dark = stream.get("/analysis/", f"{key}; theme=dark").text
    assert '<html lang="ja">' in japanese.text
    assert '<html lang="en-US">' in english.text
    assert "color-scheme:dark" in dark
    assert "color-scheme:light" not in dark
    assert '<html lang="ja">' in stream.get("/analysis/", f"{key}; django_language=xx; theme=x").text
