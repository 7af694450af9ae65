"""docker-compose.yml without containers: all of it in its order, asked through its front over TLS."""

import ssl
import sys
from collections.abc import Iterator

import httpx
import pytest

from tests.cast import CAST, PASSWORD
from tests.launch.compose import HOST, Compose, up
from tests.stream.served import run


@pytest.fixture(scope="module")
def front(s3_server: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Compose]:
    """All of it, from the moment on at which every service is healthy."""
    with up(tmp_path_factory.mktemp("compose"), s3_server) as compose:
        yield compose


def phone(front: Compose) -> httpx.Client:
    """A browser's connection that trusts this certificate and no other."""
    trusting = ssl.create_default_context(cafile=str(front.certificate))
    return httpx.Client(base_url=front.origin, verify=trusting, timeout=30)


def signed_in(browser: httpx.Client, origin: str, password: str = PASSWORD, **headers: str) -> httpx.Response:
    browser.get("/accounts/login/")
    form = {
        "user_id": CAST.manager,
        "password": password,
        "csrfmiddlewaretoken": browser.cookies["csrftoken"],
    }
    return browser.post(
        "/accounts/login/", data=form, headers={"Referer": f"{origin}/accounts/login/", **headers}
    )


def test_who_comes_without_encryption_is_led_to_it(front: Compose) -> None:
    led = httpx.get(f"http://{HOST}:{front.http}/report/list/?query=x")
    assert (led.status_code, led.headers["location"]) == (301, f"{front.origin}/report/list/?query=x")


def test_c3_app_does_not_believe_a_client_about_encryption_but_answers_health_checks(front: Compose) -> None:
    direct = f"http://{HOST}:{front.web}"
    assert httpx.get(f"{direct}/accounts/login/").status_code == 301
    assert httpx.get(f"{direct}/health/").status_code == 200


@pytest.mark.parametrize("path", ["/accounts/login/", "/analysis/", "/nothing/", "/analysis/nothing/"])
def test_every_answer_carries_the_headers_of_safety(front: Compose, path: str) -> None:
    with phone(front) as browser:
        headers = browser.get(path).headers
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "geolocation=()" in headers["permissions-policy"]
    policy = headers["content-security-policy"]
    assert "object-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert ("unsafe" in policy) is path.startswith("/analysis/")


def test_one_login_opens_both_applications_and_its_cookies_are_safe(front: Compose) -> None:
    with phone(front) as browser:
        answer = signed_in(browser, front.origin)
        cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("sessionid="))
        assert answer.status_code == 302
        assert {"HttpOnly", "Secure", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
        assert browser.get("/").status_code == 200
        figures = browser.get("/analysis/")
        assert figures.status_code == 200
        assert "分析" in figures.text


def test_the_address_of_who_mistypes_is_the_clients_and_cannot_be_forged(front: Compose) -> None:
    with phone(front) as browser:
        signed_in(browser, front.origin, "wrong-password", **{"X-Forwarded-For": "203.0.113.9"})
    seen = run(front.database, "SELECT host(ip_address) FROM axes_accessattempt")
    assert seen == [("127.0.0.1",)]


def test_a_host_that_is_not_ours_is_refused_by_both(front: Compose) -> None:
    with phone(front) as browser:
        for path in ("/accounts/login/", "/analysis/"):
            assert browser.get(path, headers={"Host": "elsewhere.example"}).status_code == 400


def test_who_watches_asks_each_service_by_its_name_there(front: Compose) -> None:
    """Prometheus beside them: 404 is an answer (there is no token), 400 none."""
    for name, port in (("c3-app", front.web), ("c3-app-stream", front.stream)):
        asked = httpx.get(f"http://127.0.0.1:{port}/metrics", headers={"Host": f"{name}:8000"})
        assert asked.status_code == 404


def test_metrics_are_not_shown_outside(front: Compose) -> None:
    with phone(front) as browser:
        assert browser.get("/metrics").status_code == 404


def test_no_log_of_any_service_holds_an_address(front: Compose) -> None:
    """Those of nginx neither, whose image logs each request, and quotes one that fails."""
    with phone(front) as browser:
        assert browser.get("/search/?query=zqtyped").status_code == 302
        assert browser.get("/analysis/?word=zqtyped").status_code in {302, 303, 307}
        assert browser.delete(f"/{front.bucket}/x.jpg?signature=zqtyped").status_code == 403
    logs = {path.name: path.read_text() for path in front.folder.glob("*.log")}
    assert {"front.log", "access.log", "error.log", "c3-app.log", "c3-app-stream.log"} <= logs.keys()
    assert [name for name, text in logs.items() if "zqtyped" in text] == []


def test_a_picture_is_read_under_the_one_origin(front: Compose) -> None:
    name = "2026/11/00000000-0000-0000-0000-000000000001.jpg"
    script = (
        f"from shared.storage import s3; p = s3(); p.save({name!r}, b'jpeg'); print(p.address({name!r}, 60))"
    )
    address = front.run([sys.executable, "-c", script], front.environment("c3-app")).strip()
    assert address.startswith(f"{front.origin}/{front.bucket}/")
    with phone(front) as browser:
        assert browser.get(address).content == b"jpeg"
        assert browser.delete(address).status_code == 403
