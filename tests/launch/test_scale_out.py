"""deploy/scale-out/nginx.conf in front of others than C3's own processes: what it passes on, and to whom."""

import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from shared.settings import ROOT
from tests import parts
from tests.launch.launcher import free_ports
from tests.parts import HOST
from tests.shared.test_settings import GOOD
from tests.topology.front import Front

BY_BALANCER = {"X-Forwarded-Proto": "https", "Host": GOOD["ALLOWED_HOSTS"]}
NEW = "/static/app.0123456789ab.css"  # of the release that is just coming


def box(has: str) -> ThreadingHTTPServer:
    """Answers with what it was told of the scheme, and has one file."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_there = not self.path.startswith("/static/") or self.path == has
            self.send_response(200 if is_there else 404)
            self.end_headers()
            self.wfile.write(self.headers["X-Forwarded-Proto"].encode())

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """Before two boxes with two releases, and a c3-app-stream."""
    with ExitStack() as stack:
        boxes = [stack.enter_context(box(has)) for has in ("/static/app.ffffffffffff.css", NEW)]
        ports = [one.server_port for one in boxes]
        made = Front(tmp_path_factory.mktemp("front"), dict(zip("ab", ports, strict=True)), {"c": ports[0]})
        stack.callback(made.part.end)
        made.part.start()
        yield made
        for one in boxes:
            one.shutdown()


@pytest.mark.parametrize("path", ["/", "/import/", "/analysis/", "/ai/stream/"])
def test_what_the_balancer_says_of_the_scheme_is_passed_on(front: Front, path: str) -> None:
    assert httpx.get(front.url + path, headers=BY_BALANCER).text == "https"
    assert httpx.get(front.url + path).text == "http"
    assert httpx.get(front.url + path, headers={"X-Forwarded-Proto": "gopher"}).text == "http"


def test_a_page_of_the_new_release_has_its_style_whichever_box_is_asked_first(front: Front) -> None:
    assert {httpx.get(front.url + NEW).status_code for _ in range(6)} == {200}
    assert httpx.get(front.url + "/static/nobodys.css").status_code == 404


def test_production_opens_behind_a_balancer_with_tls(tmp_path, django_db_setup) -> None:
    """The settings of docs/scaling.md: it would lead from https to https for ever."""
    port = free_ports(1)[0]
    origin = f"https://{GOOD['ALLOWED_HOSTS']}"
    told = {**GOOD, "DATABASE_URL": os.environ["DATABASE_URL"], "WEB_URL": origin, "STREAM_API_URL": origin}
    told |= {"ALLOWED_HOSTS": f"{GOOD['ALLOWED_HOSTS']},{HOST}", "FORWARDED_ALLOW_IPS": HOST}
    c3_app, front = parts.web("web", port, tmp_path, told), Front(tmp_path, {"web": port}, {"c": port})
    try:
        c3_app.start()
        front.part.start()
        assert httpx.get(f"{front.url}/accounts/login/", headers=BY_BALANCER).status_code == 200
        plain = httpx.get(f"{front.url}/accounts/login/", headers={"Host": GOOD["ALLOWED_HOSTS"]})
        assert (plain.status_code, plain.headers["Location"]) == (301, f"{origin}/accounts/login/")
    finally:
        front.part.end()
        c3_app.end()


def test_both_fronts_say_the_same_where_nobody_answers() -> None:
    calm = [
        [line.strip() for line in (ROOT / "deploy" / file).read_text().splitlines() if "return 503" in line]
        for file in ("scale-out/nginx.conf", "compose/front.conf.template")
    ]
    assert calm[0] == calm[1]
    assert len(calm[0]) == 2
