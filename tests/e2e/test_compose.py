"""docker-compose.yml without containers: a person works through all of it, on one origin with TLS."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.cast import CAST, PASSWORD
from tests.e2e.house import PHONE, shot
from tests.launch.compose import Compose, up
from tests.stream.served import until


@pytest.fixture(scope="module")
def site(s3_server: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Compose]:
    """All of it, from the moment on at which every service is healthy."""
    with up(tmp_path_factory.mktemp("compose"), s3_server) as compose:
        yield compose


@pytest.fixture(scope="module")
def page(chromium, site: Compose) -> Iterator[Page]:
    """A phone that lets the certificate pass, which nobody has signed."""
    context = chromium.new_context(
        locale="ja-JP", timezone_id="Asia/Tokyo", ignore_https_errors=True, service_workers="block", **PHONE
    )
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def test_one_logs_in_and_the_cookie_travels_over_tls_alone(page, site):
    page.goto(f"http://localhost:{site.http}/")
    page.fill("[name=user_id]", CAST.manager)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="ログインする").click()
    page.wait_for_url(f"{site.origin}/")
    (session,) = [one for one in page.context.cookies() if one["name"] == "sessionid"]
    assert session["secure"]
    assert session["httpOnly"]


def test_a_report_with_a_photo_goes_through_the_bucket_and_is_seen(page, site, photos):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    page.goto(f"{site.origin}/report/register/")
    page.locator("label", has_text="事故").first.click()
    page.locator("label", has_text="キッチン").first.click()
    page.fill("[name=title]", "コンテナでも同じ")
    page.fill("[name=content]", "内容")
    page.set_input_files("#id_images", photos)
    expect(page.locator("[data-arrange] [data-photo]")).to_have_count(2, timeout=60_000)
    page.get_by_role("button", name="提出する").last.click()
    expect(page.locator("h1")).to_have_text("コンテナでも同じ")
    until(lambda: page.evaluate("[...document.querySelectorAll('main img')].every(one => one.naturalWidth)"))
    bucket = f"{site.origin}/{site.bucket}/"
    assert sum(one.startswith(f"POST {bucket.rstrip('/')}") for one in asked) == 2
    assert any(one.startswith(f"GET {bucket}") for one in asked)
    assert [one for one in asked if " http" in one and f" {site.origin}/" not in one] == []
    shot(page, "compose-report")


def test_a_question_is_answered_while_it_is_written(page, site):
    page.goto(f"{site.origin}/ai/chat/")
    page.fill("#message", "今日の日報は何件？")
    with page.expect_response(re.compile("/ai/stream/")) as streamed:
        page.get_by_role("button", name="質問を送る").click()
    assert streamed.value.url.startswith(f"{site.origin}/ai/stream/")
    assert streamed.value.headers["content-type"].startswith("text/event-stream")
    expect(page.locator(".turn").last).to_contain_text("1件", timeout=30_000)


def test_the_managers_pages_open_with_their_socket(page, site):
    with page.expect_websocket() as socket_of_the_page:
        page.goto(f"{site.origin}/analysis/")
    assert socket_of_the_page.value.url.startswith(site.origin.replace("https", "wss"))
    expect(page.locator("h1").first).to_be_visible()
    shot(page, "compose-analysis")
