"""Foreign places to be led to, other hosts, line breaks in headers, POSTs without a token, formulas."""

import ast
import csv
import io
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from shared.settings import ROOT
from tests.cast import CAST, PASSWORD
from tests.house.world import ANSWERED, make_world
from web.chats.tables import disposition

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "https:evil.example",
    "https:///evil.example",
    "http:\\\\evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    " //evil.example/",
    "\t//evil.example/",
    "/\t/evil.example/",
    "\x00//evil.example/",
    "//evil.example\\@testserver/",
    "//testserver@evil.example/",
    "http://testserver.evil.example/",
    "%2f%2fevil.example/",
    "/%0d%0aSet-Cookie:%20c3=1",
    "/\r\nSet-Cookie: c3=1",
    "https://evil.example%00testserver/",
]
LEADING: dict[str, dict[str, str]] = {
    "/accounts/login/": {"user_id": CAST.staff, "password": PASSWORD},
    "/accounts/password/": {
        "old_password": PASSWORD,
        "new_password1": "nippou-2027!",
        "new_password2": "nippou-2027!",
    },
    "/theme/": {"theme": "dark"},
    "/language/": {"language": "en"},
}


@pytest.mark.parametrize("path", LEADING)
def test_no_form_leads_to_a_foreign_place(browser_of, quick_password, path):
    for place in ELSEWHERE:
        quick_password(CAST.staff)
        browser = Client() if path == "/accounts/login/" else browser_of(CAST.staff)
        answer = browser.post(path, LEADING[path] | {"next": place})
        assert answer.status_code == 302, place
        _stays_here(answer["Location"], place)
        assert "c3" not in answer.cookies


@pytest.mark.parametrize("path", ["/accounts/login/", "/theme/", "/language/"])
def test_neither_does_an_address_or_the_page_that_one_came_from(quick_password, path):
    quick_password(CAST.staff)
    for place in ELSEWHERE:
        asked = f"{path}?{urlencode({'next': place})}"
        answer = Client(headers={"Referer": place}).post(asked, LEADING[path])
        _stays_here(answer["Location"], place)


def _stays_here(location: str, place: str) -> None:
    """As a browser reads it: it takes a backslash for a slash, and leaves out line breaks and tabs."""
    read = location.replace("\\", "/")
    assert urlsplit(read).scheme in {"", "http"}, place
    assert urlsplit(read).netloc in {"", "testserver"}, place
    assert not read.startswith("//"), place
    assert read.isprintable(), place


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver@evil.example", "a b"]
)
def test_a_host_that_is_not_ours_is_refused(db, host):
    for path in ("/", "/accounts/login/", "/health/", "/nonsense/"):
        assert Client(raise_request_exception=False).get(path, headers={"Host": host}).status_code == 400


def test_no_header_that_a_proxy_might_set_changes_where_we_are(browser_of):
    told = {"X-Forwarded-Host": "evil.example", "X-Host": "evil.example", "Forwarded": "host=evil.example"}
    told |= {"X-Original-URL": "/admin/", "X-Rewrite-URL": "/admin/", "X-Forwarded-Prefix": "//evil.example"}
    for path in ("/", "/analysis/", "/ai/chat/", "/report/list/", "/manifest.json"):
        answer = browser_of(CAST.staff).get(path, headers=told)
        assert "evil.example" not in answer.content.decode() + str(answer.headers), path
        assert answer.status_code in {200, 302}


def _patterns(resolver: URLResolver) -> list[URLPattern]:
    found: list[URLPattern] = []
    for entry in resolver.url_patterns:
        found += _patterns(entry) if isinstance(entry, URLResolver) else [entry]
    return found


def test_views_without_the_check_of_our_token_are_these_three():
    """`share` keeps nothing; the other two check it themselves, once they know that the form is small enough
    (`tests/house/test_access_matrix.py` sends each of them a POST without a token)."""
    without = {
        pattern.name
        for pattern in _patterns(get_resolver())
        if getattr(pattern.callback, "csrf_exempt", False) and "admin" not in str(pattern.lookup_str)
    }
    assert without == {"share", "imports", "knowledge_upload", "document_replace"}


def test_every_form_of_the_admin_wants_our_token(browser_of, db):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = browser_of(CAST.admin).cookies
    tried = [pattern for pattern in _patterns(get_resolver()) if "admin" in str(pattern.lookup_str)]
    assert len(tried) > 20
    for table in ("accounts/user", "stores/store", "reports/dailyreport", "accounts/session"):
        for act in ("", "add/", "1/change/", "1/delete/", "1/history/"):
            assert browser.post(f"/admin/{table}/{act}", {"a": "1"}).status_code == 403, (table, act)


def test_a_form_that_holds_nothing_not_even_our_token_is_answered(browser_of):
    """Sent by our own page, as its browser says, so that it may be shown again."""
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.cookies = browser_of(CAST.admin).cookies
    for path in (
        "/export/",
        "/stores/areas/",
        "/stores/register/",
        "/accounts/signup/",
        "/push/",
        "/bbs/register/",
    ):
        answer = browser.post(path, headers={"Sec-Fetch-Site": "same-origin"})
        assert answer.status_code in {404, 422}, path


def test_a_name_that_somebody_gave_is_no_header_of_a_file():
    told: Any = {"title": 'a\r\nX-C3-Fuzz: 1"; filename="b.exe', "columns": [], "units": [], "rows": []}
    header = disposition(told, 1)
    assert "\r" not in header
    assert "\n" not in header
    assert header.count('"') == 2


def test_every_file_of_rows_is_written_where_formulas_are_disarmed():
    """`tests/shared/test_csv_cells.py` and `test_xlsx.py` prove it of them; nobody writes beside them."""
    writing = {
        str(path.relative_to(ROOT))
        for folder in ("shared", "dashboard", "stream", "web")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in {"writer", "DictWriter", "writerow", "writerows"}
    }
    assert writing == {"shared/csv_file.py"}


def test_an_answers_table_holds_no_formula(browser_of):
    from django.db import connection  # noqa: PLC0415

    connection.ensure_connection()
    make_world(connection.connection)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ai_turns SET artifacts = jsonb_set(artifacts, '{0,rows}', %s::jsonb) WHERE id = %s",
            ['[["=1+1", "-2+3"], ["@SUM(A1)", "\\t=1"]]', ANSWERED],
        )
    file = browser_of(CAST.manager).get(f"/ai/chat/turn/{ANSWERED}/table/1/")
    rows = [*csv.reader(io.StringIO(b"".join(file.streaming_content).decode("utf-8-sig")))][1:]
    assert rows
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "-2", "@", "\t"))]
