"""`make audit` refuses a pinned package that its makers took back; the index asked here is one of our own."""

import json
import os
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from shared.settings import ROOT

DIGEST = "a" * 64
RELEASE = {
    "filename": "taken_back-1.0-py3-none-any.whl",
    "url": "taken_back-1.0-py3-none-any.whl",
    "hashes": {"sha256": DIGEST},
    "core-metadata": True,
}
NOBODY = "http://127.0.0.1:9/simple"


class Index(BaseHTTPRequestHandler):
    """The simple index (PEP 691) of one package, whose release is yanked or not."""

    yanked: str | bool = False

    def do_GET(self) -> None:
        """The package's page, whatever is asked."""
        files = [RELEASE | {"yanked": self.yanked}]
        text = json.dumps({"meta": {"api-version": "1.1"}, "name": "taken-back", "files": files}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/vnd.pypi.simple.v1+json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def index() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Index)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/simple"
    server.shutdown()
    server.server_close()


def _asked(index: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    pins = folder / "pins.txt"
    pins.write_text(f"taken-back==1.0 --hash=sha256:{DIGEST}\n")
    own = {"UV_DEFAULT_INDEX": index, "UV_CACHE_DIR": str(folder / "cache"), "UV_HTTP_RETRIES": "0"}
    command = ["make", "unyanked", f"PINS=-r {pins}"]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | own, capture_output=True, text=True, check=False
    )


def test_a_release_that_was_taken_back_is_refused(index, tmp_path, monkeypatch):
    assert _asked(index, tmp_path).returncode == 0
    monkeypatch.setattr(Index, "yanked", "it leaks")
    refused = _asked(index, tmp_path)
    assert refused.returncode != 0
    assert '`taken-back==1.0` is yanked (reason: "it leaks")' in refused.stderr


def test_an_index_that_does_not_answer_is_no_clean_bill(tmp_path):
    assert _asked(NOBODY, tmp_path).returncode != 0
