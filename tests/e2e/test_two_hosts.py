"""c3-app and c3-app-stream on two hosts that share no cookie: one login, one logout, the chat's stream."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.chromium import SHELL, launched
from tests.e2e.house import DESKTOP, PASSWORD, House
from tests.launch.launcher import Launcher, free_ports

WEB, STREAM = "c3-app.test", "c3-stream.example"
JPEG = "image/jpeg"
CALM = "もう一度開いてください"
LISTENING = """(address) => new Promise((told) => {
    const source = new EventSource(address);
    source.onmessage = (event) => {
        if (JSON.parse(event.data).type === "done") { source.close(); told("done"); }
    };
    source.onerror = () => source.readyState === EventSource.CLOSED && told("refused");
})"""


@dataclass(frozen=True)
class Hosts:
    """Where the two are, without a slash at the end."""

    house: House
    web: str
    stream: str

    def ask(self, address: str, **more: Any) -> httpx.Response:
        """A GET of an address of either, which follows no redirect."""
        parts = urlsplit(address)
        way = f"http://127.0.0.1:{parts.port}{parts.path}" + (f"?{parts.query}" if parts.query else "")
        headers = {"Host": parts.netloc, "Accept-Language": "ja", **more.pop("headers", {})}
        return httpx.request(more.pop("method", "GET"), way, headers=headers, timeout=30, **more)


@pytest.fixture(scope="module")
def hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    """C3 with its demo chain; each application knows both hosts from its settings."""
    web, stream = free_ports()
    hosts = {
        "WEB_URL": f"http://{WEB}:{web}",
        "STREAM_API_URL": f"http://{STREAM}:{stream}",
        "ALLOWED_HOSTS": f"{WEB},{STREAM},localhost,127.0.0.1",
    }
    launcher = Launcher(tmp_path_factory.mktemp("hosts") / "data", web, stream, C3_DEMO="1", **hosts)
    launcher.until_ready()
    try:
        yield Hosts(House(launcher), hosts["WEB_URL"], hosts["STREAM_API_URL"])
    finally:
        launcher.ctrl_c()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser that finds both names on this machine."""
    with sync_playwright() as playwright:
        names = f"--host-resolver-rules=MAP {WEB} 127.0.0.1, MAP {STREAM} 127.0.0.1"
        yield launched(playwright.chromium, SHELL, names)


@pytest.fixture
def browser(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(
        locale="ja-JP", timezone_id="Asia/Tokyo", service_workers="block", **DESKTOP
    )
    context.set_default_timeout(30_000)
    yield context
    context.close()


def sign_in(page: Page, user_id: str = "demo-manager") -> None:
    page.fill("[name=user_id]", user_id)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="ログインする").click()


def arrives(page: Page, hosts: Hosts, path: str) -> None:
    """Wait until the page stands; it writes into its address what it shows."""
    page.wait_for_url(lambda address: address.startswith(f"{hosts.stream}{path}"))


def log_out(page: Page, hosts: Hosts) -> None:
    page.goto(f"{hosts.web}/accounts/profile/")
    page.locator("form[action='/accounts/logout/'] button").first.click()
    page.wait_for_url("**/accounts/login/**")


def cookies(context: BrowserContext, host: str) -> dict[str, Any]:
    return {cookie["name"]: cookie for cookie in context.cookies() if cookie["domain"] == host}


def test_a_login_that_begins_at_the_figures_leads_back_to_them(hosts, browser):
    page = browser.new_page()
    asked: list[Any] = []
    page.on("request", lambda request: asked.append(request) if request.is_navigation_request() else None)
    page.goto(f"{hosts.stream}/analysis/?period=week")
    assert urlsplit(page.url).netloc == urlsplit(hosts.web).netloc
    sign_in(page)
    page.wait_for_url(f"{hosts.stream}/analysis/?period=week")
    page.locator(".plot .main-svg").first.wait_for()
    assert page.evaluate("document.referrer") in {"", f"{hosts.web}/"}
    entered = [request for request in asked if "/analysis/enter/" in request.url]
    assert len(entered) == 1
    assert "ticket=" not in page.url
    mine, theirs = (cookies(browser, name)["sessionid"] for name in (STREAM, WEB))
    assert mine["value"] != theirs["value"]
    assert (mine["httpOnly"], mine["sameSite"], mine["path"]) == (True, "Lax", "/")
    assert not any("ticket=" in request.headers.get("referer", "") for request in asked)


def test_who_is_signed_in_passes_without_a_question_and_a_logout_ends_both(hosts, browser):
    page = browser.new_page()
    page.goto(f"{hosts.web}/accounts/login/")
    sign_in(page)
    page.wait_for_url(f"{hosts.web}/")
    page.goto(f"{hosts.web}/analysis/calendar/")
    arrives(page, hosts, "/analysis/calendar/")
    key = cookies(browser, STREAM)["sessionid"]["value"]
    assert hosts.ask(f"{hosts.stream}/analysis/", cookies={"sessionid": key}).status_code == 200
    assert hosts.ask(f"{hosts.web}/", cookies={"sessionid": key}).status_code == 302
    log_out(browser.new_page(), hosts)
    assert hosts.ask(f"{hosts.stream}/analysis/", cookies={"sessionid": key}).status_code == 302
    page.goto(f"{hosts.stream}/analysis/")
    assert urlsplit(page.url).path == "/accounts/login/"


def test_two_tabs_that_are_opened_at_once_both_arrive(hosts, browser):
    page = browser.new_page()
    page.goto(f"{hosts.web}/accounts/login/")
    sign_in(page)
    page.wait_for_url(f"{hosts.web}/")
    opens = "([one, two]) => { open(one, '_blank', 'noopener'); open(two, '_blank', 'noopener'); }"
    page.evaluate(opens, [f"{hosts.stream}/analysis/", f"{hosts.stream}/analysis/calendar/"])
    for _ in range(100):
        if len(browser.pages) == 3:
            break
        page.wait_for_timeout(100)
    paths = set()
    for tab in browser.pages[1:]:
        tab.wait_for_url(lambda address: address.startswith(f"{hosts.stream}/analysis/"))
        tab.locator("#copy").wait_for()
        paths.add(urlsplit(tab.url).path)
    assert paths == {"/analysis/", "/analysis/calendar/"}


def test_pictures_of_the_day_are_seen_on_the_other_host(hosts, browser):
    with hosts.house.database() as connection:
        (day, store) = connection.execute(
            "SELECT r.date, r.store_id FROM daily_reports r JOIN report_images i ON i.report_id = r.id"
            " ORDER BY r.date DESC LIMIT 1"
        ).fetchone()
    page = browser.new_page()
    page.goto(f"{hosts.stream}/analysis/calendar/?month={day:%Y-%m}&day={day}&store={store}")
    sign_in(page, "demo-admin")
    picture = page.locator("img[src^='/analysis/pictures/']").first
    picture.scroll_into_view_if_needed()
    page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=picture.element_handle())
    asked = f"/analysis/api/calendar/{day}?store={store}"
    told = page.evaluate("async address => (await fetch(address)).json()", asked)
    pictures = [one for place in told["stores"] for report in place["reports"] for one in report["pictures"]]
    assert pictures
    for address in (address for one in pictures for address in (one["address"], one["thumbnail"])):
        assert address.startswith(f"{hosts.stream}/analysis/pictures/")
        assert page.evaluate("async address => (await (await fetch(address)).blob()).type", address) == JPEG


def ticket_of(hosts: Hosts, context: BrowserContext) -> tuple[str, dict[str, str]]:
    """The address with a ticket that nobody has used, and the cookie of the browser that asked for it."""
    key = cookies(context, WEB)["sessionid"]["value"]
    asked = hosts.ask(f"{hosts.stream}/analysis/goals/")
    given = hosts.ask(asked.headers["Location"], cookies={"sessionid": key})
    assert given.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in given.headers["Cache-Control"]
    return given.headers["Location"], dict(asked.cookies)


@pytest.fixture
def signed_in(hosts, browser) -> BrowserContext:
    page = browser.new_page()
    page.goto(f"{hosts.web}/accounts/login/")
    sign_in(page)
    page.wait_for_url(f"{hosts.web}/")
    return browser


def test_a_used_a_foreign_and_an_old_ticket_are_refused_with_a_way_on(hosts, signed_in):
    way, secret = ticket_of(hosts, signed_in)
    first = hosts.ask(way, cookies=secret)
    assert (first.status_code, first.headers["Location"]) == (302, "/analysis/goals/")
    assert first.headers["Cache-Control"] == "no-store"
    foreign, its_cookie = ticket_of(hosts, signed_in)
    old, its_secret = ticket_of(hosts, signed_in)
    with hosts.house.database() as connection:
        connection.execute("UPDATE entry_tickets SET expires_at = expires_at - interval '61 seconds'")
    refused = [
        (way, secret),
        (foreign, dict.fromkeys(its_cookie, "f" * 40)),
        (foreign, {}),
        (old, its_secret),
        (way.split("?")[0], secret),
    ]
    for address, kept in refused:
        answer = hosts.ask(address, cookies=kept)
        assert (answer.status_code, "sessionid" in answer.cookies) == (403, False)
        assert CALM in answer.text
        assert (answer.headers["Referrer-Policy"], answer.headers["Cache-Control"]) == (
            "no-referrer",
            "no-store",
        )
    page = signed_in.new_page()
    page.goto(old)
    page.get_by_role("link", name="もう一度開く").click()
    page.wait_for_url(f"{hosts.stream}/analysis/goals/")


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "/accounts/",
        "javascript:alert(1)",
        "/analysis/enter/",
    ],
)
def test_no_ticket_leads_to_a_foreign_place(hosts, signed_in, wanted):
    way, secret = ticket_of(hosts, signed_in)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(way).query).items()} | {"next": wanted}
    address = httpx.URL(f"{hosts.stream}/analysis/enter/", params=asked)
    answer = hosts.ask(str(address), cookies=secret)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/analysis/")


def test_a_ticket_goes_to_the_other_application_alone(hosts, signed_in):
    key = cookies(signed_in, WEB)["sessionid"]["value"]
    for state in ("", "x", "F" * 64, "f" * 63, "f" * 65):
        answer = hosts.ask(f"{hosts.web}/accounts/ticket/?state={state}", cookies={"sessionid": key})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/analysis/")
    elsewhere = f"{hosts.web}/accounts/ticket/?state={'f' * 64}&next=https://evil.example/"
    assert (
        hosts.ask(elsewhere, cookies={"sessionid": key})
        .headers["Location"]
        .startswith(f"{hosts.stream}/analysis/enter/?")
    )


def test_no_ticket_is_in_a_log(hosts, signed_in):
    way, secret = ticket_of(hosts, signed_in)
    hosts.ask(way, cookies=secret)
    ticket = parse_qs(urlsplit(way).query)["ticket"][0]
    assert ticket not in hosts.house.launcher.text()
    assert "ticket=" not in hosts.house.launcher.text()


def test_the_chat_hears_its_answer_from_the_other_host(hosts, signed_in):
    page = signed_in.new_page()
    page.goto(f"{hosts.web}/ai/chat/")
    address = page.evaluate(
        """async () => {
            const token = document.cookie.match(/csrftoken=([^;]+)/)?.[1]
                ?? document.querySelector("[name=csrfmiddlewaretoken]").value;
            const answer = await fetch("/ai/api/chat/stream/", {
                method: "POST", body: JSON.stringify({message: "昨日の売上は？"}),
                headers: {"Content-Type": "application/json", "X-CSRFToken": token}});
            return (await answer.json()).stream_url;
        }"""
    )
    assert address.startswith(f"{hosts.stream}/ai/stream/")
    assert page.evaluate(LISTENING, address) == "done"
    for origin, allowed in ((hosts.web, hosts.web), ("https://evil.example", None), ("null", None)):
        answer = hosts.ask(address, headers={"Origin": origin})
        assert answer.headers.get("Access-Control-Allow-Origin") == allowed
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert "Origin" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "path",
    [
        "/health/",
        "/analysis/",
        "/analysis/enter/",
        "/analysis/api/calendar/",
        "/analysis/_nicegui_ws/?EIO=4&transport=polling",
    ],
)
def test_no_other_address_is_shared_with_a_foreign_page(hosts, path):
    for origin in (hosts.web, "https://evil.example"):
        answer = hosts.ask(f"{hosts.stream}{path}", headers={"Origin": origin})
        assert "Access-Control-Allow-Origin" not in answer.headers
