"""The API's description: true, complete, and served by us alone."""

import re

import pytest

from tests.cast import CAST

API = "/analysis/api"


def test_the_page_loads_our_own_files_and_no_others(stream, enter):
    key = enter(CAST.manager).session_key
    page = stream.get(f"{API}/docs", key)
    assert page.status_code == 200
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert [address for address in addresses if not address.startswith((f"{API}/docs/", "data:"))] == []
    for address in addresses:
        if address.startswith("/"):
            file = stream.get(address, key)
            assert file.status_code == 200
            assert "immutable" in file.headers["Cache-Control"]


def test_no_file_but_these_is_served(stream, enter):
    key = enter(CAST.manager).session_key
    for name in ("LICENSE", "..%2F..%2Fdocs.py", "swagger-ui.css"):
        assert stream.get(f"{API}/docs/{name}", key).status_code == 404


def test_every_address_is_described_with_every_parameter_and_answer(stream, enter):
    described = stream.get(f"{API}/openapi.json", enter(CAST.manager).session_key).json()
    paths = {path: what["get"] for path, what in described["paths"].items()}
    named = {path: {parameter["name"] for parameter in what["parameters"]} for path, what in paths.items()}
    assert named == {
        "/graph-data/": {
            "graph_type", "period", "offset", "from", "to", "cmp", "genre", "location", "scope", "store"
        },
        "/monthly-goal/": {"year", "month", "store", "offset"},
        "/calendar/": {"year", "month", "store"},
        "/calendar/{day}/": {"day", "store", "genre", "location", "offset"},
    }  # fmt: skip
    assert described["servers"] == [{"url": API}]
    for what in paths.values():
        assert {"200", "401", "403", "404", "422", "503"} == set(what["responses"])
        assert what["responses"]["422"]["content"]["application/json"]["schema"]["$ref"].endswith("/Answer")
        assert all(parameter.get("description") for parameter in what["parameters"]), what["summary"]


@pytest.mark.parametrize("path", ["/docs", "/openapi.json"])
def test_it_is_for_those_who_manage(stream, enter, path):
    assert stream.get(API + path).status_code in {302, 401}
    assert stream.get(API + path, enter(CAST.staff).session_key).status_code == 404


def test_the_page_draws_every_address_in_a_browser(chromium, stream, enter):
    context = chromium.new_context()
    context.add_cookies([{"name": "sessionid", "value": enter(CAST.manager).session_key, "url": stream.url}])
    page, asked, wrong = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.goto(f"{stream.url}{API}/docs")
    page.locator(".opblock").nth(3).wait_for()
    assert page.locator(".opblock-summary-path").count() == 4
    assert [url for url in asked if not url.startswith((stream.url, "data:"))] == []
    assert wrong == []
    context.close()
