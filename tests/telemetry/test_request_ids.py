"""A request has an id: a proxy's if well formed, else ours. It stands in the answer and in every line."""

import re
from urllib.parse import urlsplit

import httpx
import pytest

from tests.cast import CAST
from tests.stream.served import sign_in, until
from tests.telemetry.watched import send

GIVEN = "edge-7f3a.2026_11"
OURS = re.compile(r"[0-9a-f]{32}")
MALFORMED = [
    "short",
    "x" * 65,
    "a b c d e f g h",
    "-starts-with-a-sign",
    "日報日報日報日報",
    "id\\n{}:;'\"<>",
]


@pytest.fixture(params=["web", "stream"])
def service(request):
    return request.getfixturevalue(request.param)


def test_the_id_of_a_proxy_is_answered_and_logged(service):
    answer = service.get("/nothing-here/", **{"X-Request-ID": GIVEN})
    assert answer.headers["X-Request-ID"] == GIVEN
    (line,) = until(lambda: service.access(request=GIVEN))
    assert line["status"] == 404


@pytest.mark.parametrize("given", [None, *MALFORMED])
def test_a_malformed_or_missing_id_is_replaced(service, given):
    headers = [(b"X-Request-ID", given.encode())] if given else []
    answer = httpx.get(f"{service.url}/health/", headers=headers, timeout=30)
    assert OURS.fullmatch(answer.headers["X-Request-ID"])


def test_no_two_requests_share_an_id(service):
    ids = {service.get("/health/").headers["X-Request-ID"] for _ in range(20)}
    assert len(ids) == 20


def test_a_line_names_method_template_status_time_and_role(web, stream, database):
    manager = sign_in(database, CAST.manager).session_key
    web.get("/report/list/?query=ひみつ", manager, **{"X-Request-ID": "of-the-list"})
    stream.get("/analysis/sales/?store=2", manager, **{"X-Request-ID": "of-the-sales"})
    (listed,) = until(lambda: web.access(request="of-the-list"))
    (sold,) = until(lambda: stream.access(request="of-the-sales"))
    assert (listed["service"], listed["route"], listed["role"]) == ("c3-app", "/report/list/", "manager")
    assert (listed["method"], listed["status"]) == ("GET", 200)
    assert (sold["service"], sold["route"], sold["role"]) == ("c3-app-stream", "/analysis/sales/", "manager")
    assert 0 < listed["statement_ms"] < listed["ms"] < 30_000
    assert listed["statements"] >= 3
    assert sold["statements"] >= 1


def test_the_number_of_a_report_is_not_in_its_route(web, database):
    web.get(
        "/report/view/900001/",
        sign_in(database, CAST.manager).session_key,
        **{"X-Request-ID": "of-one-report"},
    )
    (line,) = until(lambda: web.access(request="of-one-report"))
    assert line["route"] == "/report/view/<id:report_id>/"
    assert "900001" not in str(line)


def test_a_turn_of_the_chat_has_one_number_in_the_logs_of_both(web, stream):
    with web.signed_in(CAST.manager) as client:
        began = send(client, "/ai/chat/", "/ai/api/chat/stream/", message="昨日の売上は？").json()
    address = urlsplit(began["stream_url"])
    stream.get(f"{address.path}?{address.query}")
    (asked,) = until(lambda: web.access(turn=began["turn_id"]))
    (told,) = until(lambda: stream.access(turn=began["turn_id"]))
    assert (asked["route"], asked["status"]) == ("/ai/api/chat/stream/", 202)
    assert (told["route"], told["status"]) == ("/ai/stream/{turn_id}/", 200)
    assert address.query not in stream.log.read_text()
