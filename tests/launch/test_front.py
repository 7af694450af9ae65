"""docker-compose.yml without containers: its front in a real nginx with TLS, and both applications."""

import os
import re
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from shutil import which

import httpx
import psycopg
import pytest
import yaml

from launch.services import commands
from shared.settings import ROOT
from tests.cast import CAST, PASSWORD
from tests.launch.launcher import free_ports
from tests.s3 import House, new_house
from tests.stream.served import environment, until

SECRET = "k7hQ2vX9pL4mZ8wR1tY6uB3nC5dF0gJsA7eKiOqWxMzVbNhTrP"
HOST = "localhost"
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())


class Front:
    """The one origin, and what is behind it."""

    def __init__(self, folder: Path, database: str, house: House) -> None:
        self.folder, self.database, self.house = folder, database, house
        self.http, self.https, self.web, self.stream = free_ports(4)
        self.origin = f"https://{HOST}:{self.https}"
        self.certificate, self.key = folder / "certificate.pem", folder / "key.pem"

    def phone(self) -> httpx.Client:
        """A browser's connection that trusts this certificate and no other."""
        trusting = ssl.create_default_context(cafile=str(self.certificate))
        return httpx.Client(base_url=self.origin, verify=trusting, timeout=30)

    def processes(self) -> list[list[str]]:
        """Their commands, as docker-compose.yml has them but for names and ports."""
        of = commands("127.0.0.1", self.web, self.stream, workers=2)
        started = [[sys.executable, *of[name].split()[1:]] for name in ("c3-app", "c3-app-stream")]
        nginx = [which("nginx") or "/usr/sbin/nginx", "-c", str(self._configuration())]
        return [*started, nginx]

    def environment(self) -> dict[str, str]:
        """As in docker-compose.yml, whose addresses these are."""
        told = COMPOSE["services"]["c3-app"]["environment"]
        same = {name: told[name] for name in ("DEBUG", "FORWARDED_ALLOW_IPS", "PROXY_HOPS")}
        own = dict.fromkeys(("CSRF_TRUSTED_ORIGINS", "WEB_URL", "STREAM_API_URL"), self.origin)
        bucket = {**self.house.environment, "S3_PUBLIC_URL": self.origin}
        more = {"SECRET_KEY": SECRET, "ALLOWED_HOSTS": HOST}
        return environment(self.database, **same, **own, **bucket, **more)

    def _configuration(self) -> Path:
        """What nginx's image makes of the template, inside an `http` like the image's."""
        told = {
            **COMPOSE["services"]["front"]["environment"],
            "FRONT_HOST": f"{HOST}:{self.https}",
            "FRONT_HTTP": f"127.0.0.1:{self.http}",
            "FRONT_HTTPS": f"127.0.0.1:{self.https}",
            "FRONT_WEB": f"127.0.0.1:{self.web}",
            "FRONT_STREAM": f"127.0.0.1:{self.stream}",
            "FRONT_STORAGE": f"127.0.0.1:{self.house.door.port}",
            "FRONT_BUCKET": self.house.bucket,
            "FRONT_CERTIFICATE": str(self.certificate),
            "FRONT_KEY": str(self.key),
        }
        template = (ROOT / "deploy/compose/front.conf.template").read_text()
        filled = re.sub(r"\$\{(FRONT_[A-Z]+)\}", lambda found: told[found[1]], template)
        places = "".join(
            f"{name}_temp_path {self.folder}/{name}; "
            for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root; " if os.geteuid() == 0 else ""
        outer = (
            f"{user}daemon off; pid {self.folder}/pid; error_log {self.folder}/error.log; events {{}}\n"
            f"http {{ access_log off; {places}\n{filled}}}\n"
        )
        path = self.folder / "nginx.conf"
        path.write_text(outer)
        return path


def certify(front: Front) -> None:
    """A certificate of this test's own."""
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        f"/CN={HOST}",
    ]
    command += [
        "-addext",
        f"subjectAltName=DNS:{HOST}",
        "-out",
        str(front.certificate),
        "-keyout",
        str(front.key),
    ]
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture(scope="module")
def front(database: str, s3_server: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """All of it, from the moment on at which both applications are healthy."""
    front = Front(tmp_path_factory.mktemp("front"), database, new_house(s3_server))
    certify(front)
    with ExitStack() as stack:
        for command in front.processes():
            process = stack.enter_context(subprocess.Popen(command, cwd=ROOT, env=front.environment()))
            stack.callback(process.terminate)
        until(lambda: answers(f"http://{HOST}:{front.web}"), 90)
        until(lambda: answers(f"http://{HOST}:{front.stream}"), 90)
        until(lambda: answers(f"http://{HOST}:{front.http}", 301), 10)
        yield front
    front.house.door.shut()


def answers(address: str, status: int = 200) -> bool:
    try:
        return httpx.get(f"{address}/health/", timeout=10).status_code == status
    except httpx.TransportError:
        return False


def signed_in(phone: httpx.Client, origin: str, password: str = PASSWORD, **headers: str) -> httpx.Response:
    phone.get("/accounts/login/")
    form = {"user_id": CAST.manager, "password": password, "csrfmiddlewaretoken": phone.cookies["csrftoken"]}
    return phone.post(
        "/accounts/login/", data=form, headers={"Referer": f"{origin}/accounts/login/", **headers}
    )


def test_who_comes_without_encryption_is_led_to_it(front: Front) -> None:
    led = httpx.get(f"http://{HOST}:{front.http}/report/list/?query=x")
    assert (led.status_code, led.headers["location"]) == (301, f"{front.origin}/report/list/?query=x")


def test_c3_app_does_not_believe_a_client_about_encryption_but_answers_health_checks(front: Front) -> None:
    direct = f"http://{HOST}:{front.web}"
    assert httpx.get(f"{direct}/accounts/login/").status_code == 301
    assert httpx.get(f"{direct}/health/").status_code == 200


@pytest.mark.parametrize("path", ["/accounts/login/", "/analysis/", "/nothing/", "/analysis/nothing/"])
def test_every_answer_carries_the_headers_of_safety(front: Front, path: str) -> None:
    with front.phone() as phone:
        headers = phone.get(path).headers
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


def test_one_login_opens_both_applications_and_its_cookies_are_safe(front: Front) -> None:
    with front.phone() as phone:
        answer = signed_in(phone, front.origin)
        cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("sessionid="))
        assert answer.status_code == 302
        assert {"HttpOnly", "Secure", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
        assert phone.get("/").status_code == 200
        figures = phone.get("/analysis/")
        assert figures.status_code == 200
        assert "分析" in figures.text


def test_the_address_of_who_mistypes_is_the_clients_and_cannot_be_forged(front: Front) -> None:
    with front.phone() as phone:
        signed_in(phone, front.origin, "wrong-password", **{"X-Forwarded-For": "203.0.113.9"})
    with psycopg.connect(front.database) as connection:
        seen = connection.execute("SELECT host(ip_address) FROM axes_accessattempt").fetchall()
    assert seen == [("127.0.0.1",)]


def test_a_host_that_is_not_ours_is_refused_by_both(front: Front) -> None:
    with front.phone() as phone:
        for path in ("/accounts/login/", "/analysis/"):
            assert phone.get(path, headers={"Host": "elsewhere.example"}).status_code == 400


def test_metrics_are_not_shown_outside(front: Front) -> None:
    with front.phone() as phone:
        assert phone.get("/metrics").status_code == 404


def test_a_picture_is_read_under_the_one_origin(front: Front) -> None:
    script = (
        "from shared.storage import s3; p = s3();"
        "p.save('2026/11/00000000-0000-0000-0000-000000000001.jpg', b'jpeg');"
        "print(p.address('2026/11/00000000-0000-0000-0000-000000000001.jpg', 60))"
    )
    made = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=front.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    address = made.stdout.strip()
    assert address.startswith(f"{front.origin}/{front.house.bucket}/"), made.stderr
    with front.phone() as phone:
        assert phone.get(address).content == b"jpeg"
        assert phone.delete(address).status_code == 403
