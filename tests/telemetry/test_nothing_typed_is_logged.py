"""Real pages are driven with marked words in every field; whatever goes wrong, no log holds one of them."""

import json
from urllib.parse import quote

import httpx
import pytest

from tests.cast import CAST, PASSWORD
from tests.stream.served import run, sign_in, until
from tests.telemetry.watched import Watched, send, watched

MARK = "zqひみつ"
REPORT = {
    "genre": "claim",
    "location": "hall",
    "title": f"{MARK}題",
    "content": f"{MARK}内容",
    "date": "2026-11-01",
}
BREAK = (
    # The database refuses a row, and says which: "Failing row contains (...)".
    f"ALTER TABLE daily_reports ADD CONSTRAINT no_marks CHECK (position('{MARK}refused' in content) = 0)",
    f"ALTER TABLE bbs_posts ADD CONSTRAINT no_marked_posts CHECK (position('{MARK}refused' in content) = 0)",
    f"ALTER TABLE ai_chat_history ADD CONSTRAINT no_turn CHECK (position('{MARK}refused' in content) = 0)",
)


@pytest.fixture(scope="module")
def services(database, logs_in):
    """All three, which log all that they can."""
    asked_for = "--access-logfile -"  # Render does
    with (
        watched("c3-app", database, logs_in, SLOW_STATEMENT_MS="1", GUNICORN_CMD_ARGS=asked_for) as web,
        watched("c3-app-stream", database, logs_in, SLOW_STATEMENT_MS="1") as stream,
        watched("c3-worker", database, logs_in, SLOW_STATEMENT_MS="1") as worker,
    ):
        yield web, stream, worker


def test_no_log_holds_what_was_typed(services, database):
    web, stream, _ = services
    for statement in BREAK:
        run(database, statement)
    drive_the_staffs_pages(web)
    drive_the_chat(web, stream)
    drive_the_managers_pages(stream, database)
    until(lambda: run(database, "SELECT count(*) FROM embedding_queue")[0][0] == 0, seconds=60)
    for service in services:
        text = service.log.read_text()
        assert service.lines()
        for word in (MARK, json.dumps(MARK)[1:-1], quote(MARK), "ひみつ", PASSWORD, "zq"):
            assert word not in text, [line for line in text.splitlines() if word in line][:3]


def test_what_went_wrong_is_logged_all_the_same(services):
    """Runs after the other: the refused rows are there, by class, code and constraint."""
    web, _, _ = services
    faults = [line for line in web.lines() if "error" in line]
    assert {fault["request"] for fault in faults} <= {line["request"] for line in web.access(status=500)}
    told = " ".join(part for fault in faults for part in fault["error"])
    assert "23514 no_marks" in told
    assert any("web/reports/" in place for fault in faults for place in fault["where"])


def drive_the_staffs_pages(web: Watched) -> None:
    with httpx.Client(base_url=web.url, timeout=60) as stranger:
        send(stranger, "/accounts/login/", user_id=f"{MARK}user", password=f"{MARK}password")
        stranger.get(f"/{MARK}/?{MARK}={MARK}", headers=[(b"X-Request-ID", MARK.encode())])
        stranger.get("/", headers={"Host": "zq.example"})
        stranger.get("/", headers={"Cookie": "sessionid=zqsession; csrftoken=zq"})
        stranger.post("/accounts/login/", data={"user_id": MARK, "password": MARK})
    with web.signed_in(CAST.manager) as client:
        assert send(client, "/report/register/", **REPORT).status_code == 302
        refused = REPORT | {"content": f"{MARK}refused"}
        assert send(client, "/report/register/", **refused).status_code == 500
        post = {"genre": "claim", "title": MARK, "content": MARK}
        assert send(client, "/bbs/register/", **post).status_code == 302
        assert send(client, "/bbs/register/", **post | {"content": f"{MARK}refused"}).status_code == 500
        client.get("/report/list/", params={"query": f"{MARK}言葉", "genre": MARK, "before": MARK})
        client.get("/bbs/list/", params={"keyword": MARK, "store": MARK})
        client.get("/search/", params={"q": MARK, "query": MARK})
        client.get(f"/report/view/{MARK}/")
        client.get(f"/accounts/staff-edit/{MARK}/")
        send(client, "/accounts/password/", old_password=MARK, new_password1=MARK, new_password2=f"{MARK}2")
        send(client, "/accounts/signup/", user_id=MARK, last_name=MARK, first_name=MARK, password1=MARK)


def drive_the_chat(web: Watched, stream: Watched) -> None:
    with web.signed_in(CAST.staff) as client:
        began = send(client, "/ai/chat/", "/ai/api/chat/stream/", message=f"{MARK}の報告を探して").json()
        path = began["stream_url"].partition(f":{httpx.URL(began['stream_url']).port}")[2]
        assert '"done"' in stream.get(path).text
        assert send(client, "/ai/chat/", "/ai/api/chat/stream/", message=f"{MARK}refused").status_code == 500
        client.post("/ai/api/chat/", content=f'{{"message": "{MARK}'.encode())
    stream.get(f"/ai/stream/{MARK}/?ticket={MARK}")


def drive_the_managers_pages(stream: Watched, database: str) -> None:
    manager = sign_in(database, CAST.manager).session_key
    for path in (
        f"/analysis/?store={MARK}&month={MARK}",
        f"/analysis/incidents/?genre={MARK}&word={MARK}",
        f"/analysis/reports/?query={MARK}&word={MARK}",
        f"/analysis/api/graph-data/?graph_type={MARK}",
        f"/analysis/api/calendar/{MARK}/",
        f"/analysis/export/{MARK}.csv",
        f"/{MARK}/",
        f"/analysis/{MARK}/",
        f"/analysis/_nicegui_ws/socket.io/?EIO=4&transport=polling&client_id={MARK}",
    ):
        stream.get(path, manager)
        stream.get(path)
    stream.get("/", Host="zq.example")
