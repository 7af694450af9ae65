"""Who may listen to a turn: the bearer of its ticket, while its person may use C3; and pages of c3-app."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from uuid import uuid4

import httpx
import pytest
from itsdangerous import TimestampSigner

from shared.chat import tickets
from tests.cast import CAST
from tests.stream.listening import Listener
from tests.stream.served import away, run, served, until
from tests.stream.telling import Teller, teller

EXPIRED = "この回答を受け取る期限が切れました。画面を開き直してください。"
FULL = """() => new Promise((told) => {
    const heard = [];
    const source = new EventSource(ADDRESS);
    source.onmessage = (event) => {
        heard.push(event.lastEventId);
        if (JSON.parse(event.data).type === "done") { source.close(); told(heard.join()); }
    };
    source.onerror = () => source.readyState === EventSource.CLOSED && told("refused");
})"""
BY_FETCH = """async () => {
    try {
        const answer = await fetch(ADDRESS, { headers: { "Last-Event-ID": "1" } });
        return await answer.text();
    } catch { return "refused"; }
}"""


@pytest.fixture
def turn(database) -> Teller:
    """A turn that has said something."""
    turn = teller(database)
    turn.says("一。", "二。")
    return turn


def test_a_ticket_opens_its_own_turn_alone(stream, database, turn):
    foreign = tickets.issue(uuid4())
    for wrong in (foreign, "", "x", turn.path.partition("ticket=")[2][:-1], "ａ.ｂ.ｃ", "%00", "a" * 5000):
        answer = stream.get(f"/ai/stream/{turn.turn_id}/?ticket={wrong}")
        assert (answer.status_code, answer.json()) == (403, {"detail": EXPIRED}), wrong
    assert stream.get(f"/ai/stream/{turn.turn_id}/").status_code == 403


def test_a_ticket_is_good_for_ten_minutes(stream, turn, monkeypatch):
    """Also where the clock of the host that issued it is ahead of this one's, by up to a minute."""
    turn.ends()
    for age, status in ((598, 200), (602, 403), (-30, 200), (-90, 403)):
        monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self, age=age: int(time.time()) - age)
        assert stream.get(turn.path).status_code == status


def test_the_refusal_is_told_in_the_language_of_the_browser(stream, turn):
    answer = stream.get(f"/ai/stream/{turn.turn_id}/", **{"Accept-Language": "en"})
    assert answer.status_code == 403
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_turn_that_is_not_there_is_a_404(stream, database):
    unknown = uuid4()
    assert stream.get(f"/ai/stream/{unknown}/?ticket={tickets.issue(unknown)}").status_code == 404
    for nonsense in ("1", "nonsense", "0" * 31, "00000000-0000-0000-0000-00000000000g"):
        assert stream.get(f"/ai/stream/{nonsense}/?ticket=x").status_code == 404


def test_a_retired_person_is_refused_and_what_they_listen_to_ends(stream, database, turn):
    listener = Listener(stream.port, turn.path)
    until(lambda: listener.events)
    run(database, "UPDATE users SET is_active = false WHERE user_id = %s", CAST.manager)
    try:
        assert len(listener.ended(seconds=3)) == 2
        assert stream.get(turn.path).status_code == 403
    finally:
        run(database, "UPDATE users SET is_active = true WHERE user_id = %s", CAST.manager)
    back = Listener(stream.port, turn.path)
    assert until(lambda: back.status) == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_it_is_there_to_be_read(stream, turn, method):
    assert httpx.request(method, stream.url + turn.path).status_code == 405


def test_while_the_database_is_away_nothing_false_is_said_and_the_line_goes_on_afterwards(
    stream, database, turn
):
    listener = Listener(stream.port, turn.path)
    listener.hears("一。二。")
    with away(database):
        answer = stream.get(turn.path)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
        time.sleep(2)
        assert not listener.is_over
    turn.says("三。")
    turn.ends()
    assert [number for number, _ in listener.ended()] == [1, 2, 3, 4]


def test_a_lost_ear_is_not_felt(stream, database, turn):
    listener = Listener(stream.port, turn.path)
    listener.hears("一。二。")
    ends = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN c3_turn_events%%'"
    heard = "OR datname = current_database() AND pid <> pg_backend_pid()"
    run(database, f"{ends} {heard}")
    turn.says("三。")
    turn.ends()
    assert listener.ended()[-1][0] == 4


def test_a_stop_ends_the_lines_at_once_and_another_process_goes_on(database, turn):
    with served(database) as first:
        listeners = [Listener(first.port, turn.path) for _ in range(20)]
        until(lambda: all(one.events for one in listeners))
        asked = time.monotonic()
    assert time.monotonic() - asked < 2
    assert all(len(one.ended()) == 2 for one in listeners)
    turn.ends()
    with served(database) as second:
        assert [number for number, _ in Listener(second.port, turn.path, 2).ended()] == [3]


def test_our_own_page_and_no_other_may_read_it(stream, turn):
    turn.ends()
    ours = "http://127.0.0.1:8000"
    for origin, allowed in ((ours, ours), ("http://evil.example", None), ("null", None), ("", None)):
        answer = stream.get(turn.path, **{"Origin": origin} if origin else {})
        assert answer.status_code == 200
        assert answer.headers.get("Access-Control-Allow-Origin") == allowed
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert "Origin" in answer.headers["Vary"]
    refused = stream.get(f"/ai/stream/{turn.turn_id}/?ticket=x", Origin=ours)
    assert refused.headers["Access-Control-Allow-Origin"] == ours


def test_the_rest_of_the_application_is_shared_with_nobody(stream):
    for path in ("/health/", "/analysis/api/graph-data/?graph_type=sales", "/"):
        answer = stream.get(path, Origin="http://127.0.0.1:8000")
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_browser_is_told_which_header_our_page_may_set(stream, turn):
    asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "last-event-id"}
    ours = httpx.options(stream.url + turn.path, headers={**asked, "Origin": "http://127.0.0.1:8000"})
    assert (ours.status_code, ours.headers["Access-Control-Allow-Headers"]) == (204, "last-event-id")
    foreign = httpx.options(stream.url + turn.path, headers={**asked, "Origin": "http://evil.example"})
    assert foreign.status_code == 403
    assert "Access-Control-Allow-Origin" not in foreign.headers


@contextmanager
def page() -> Iterator[int]:
    """An empty page on a port of its own."""

    class Empty(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Empty) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def test_in_a_real_browser_our_page_hears_it_and_another_port_does_not(database, turn, chromium):
    turn.ends()
    with page() as ours, page() as foreign, served(database, WEB_PORT=str(ours)) as stream:
        heard = {}
        for port in (ours, foreign):
            tab = chromium.new_page()
            tab.goto(f"http://127.0.0.1:{port}/")
            address = f'"{stream.url}{turn.path}"'
            heard[port] = tab.evaluate(FULL.replace("ADDRESS", address))
            fetched = tab.evaluate(BY_FETCH.replace("ADDRESS", address))
            assert ("id: 2" in fetched and "id: 1\n" not in fetched) is (port == ours)
            tab.close()
        assert heard == {ours: "1,2,3", foreign: "refused"}
