"""The pages that are measured: found by logging in as a person does; their size and their statements."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.bench.services import HOST

PASSWORD = "c3-bench-2026"
BARE = "/bare/"
LOGIN, LIST = "/accounts/login/", "/report/list/"


@dataclass(frozen=True)
class Page:
    """A page for one signed-in person: its size in bytes, and the SQL statements it issues."""

    name: str
    path: str
    cookie: str
    size: int
    statements: int


def pages(web: int, bare: int) -> list[Page]:
    """The bare view first; then home, list and a report with two photos as スタッフ, and the list as 本部."""
    staff, office = _log_in(web, "demo-staff"), _log_in(web, "demo-admin")
    second = _link(_read(web, LIST, staff), r"/report/list/\?before=[^\"]+")
    report = _link(_read(web, second, staff), r"/report/view/\d+/")
    return [
        Page("bare view", BARE, staff, len(_read(bare, BARE, staff)), 2),
        *(
            Page(name, path, cookie, len(_read(web, path, cookie)), _statements(path, cookie))
            for name, path, cookie in (
                ("home", "/", staff),
                ("list", LIST, staff),
                ("list, photos on all", second, staff),
                ("list, 50 stores", LIST, office),
                ("detail", report, staff),
            )
        ),
    ]


def _link(page: bytes, pattern: str) -> str:
    """The first address on the page that fits."""
    found = re.search(pattern, page.decode())
    if not found:
        raise SystemExit(f"no address like {pattern} on a page that must have one")
    return found[0]


def _log_in(port: int, user_id: str) -> str:
    """Through the login form; the cookies of the session as a header."""
    page, _ = _asked(port, "GET", LOGIN)
    token = SimpleCookie(page.headers["Set-Cookie"])["csrftoken"].value
    form = urlencode({"user_id": user_id, "password": PASSWORD, "csrfmiddlewaretoken": token})
    headers = {"Cookie": f"csrftoken={token}", "Content-Type": "application/x-www-form-urlencoded"}
    answer, _ = _asked(port, "POST", LOGIN, headers, form)
    if answer.status != HTTPStatus.FOUND:
        raise SystemExit(f"{user_id} could not log in: status {answer.status}")
    cookies = SimpleCookie("; ".join(answer.headers.get_all("Set-Cookie", [])))
    return "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items() if morsel.value)


def _read(port: int, path: str, cookie: str) -> bytes:
    answer, body = _asked(port, "GET", path, {"Cookie": cookie})
    if answer.status != HTTPStatus.OK:
        raise SystemExit(f"{path} answers {answer.status}")
    return body


def _asked(
    port: int, method: str, path: str, headers: dict[str, str] | None = None, form: str | None = None
) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request(method, path, form, {"Accept-Language": "ja", **(headers or {})})
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def _statements(path: str, cookie: str) -> int:
    """How many SQL statements the page issues, asked in this process through all of the middleware."""
    client = Client()
    client.cookies.load(cookie)
    with CaptureQueriesContext(connection) as captured:
        client.get(path, headers={"Host": HOST})
    return len(captured)
