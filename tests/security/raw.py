"""Addresses that lead out of a folder, sent as they are: a browser and most clients would tidy them first."""

from http.client import HTTPConnection
from typing import Final
from urllib.parse import urlsplit

UPWARDS: Final = [
    "../../pyproject.toml",
    "css/../../../pyproject.toml",
    "..%2f..%2fpyproject.toml",
    "%2e%2e/%2e%2e/pyproject.toml",
    "%252e%252e%252fpyproject.toml",
    "..%5c..%5cpyproject.toml",
    "..\\..\\pyproject.toml",
    "....//....//pyproject.toml",
    "%c0%ae%c0%ae/pyproject.toml",
    "../../../../../../../../etc/passwd",
    "..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "pyproject.toml%00.css",
]
HELD: Final = (b"root:", b"[tool.ruff]")


def leading_out(url: str, folder: str) -> list[tuple[str, int]]:
    """The ways out of a folder that are no refusal or redirect, or that give away what lies outside."""
    answers = {way: _got(url, folder + way) for way in UPWARDS}
    return [
        (way, status)
        for way, (status, body) in answers.items()
        if not 300 <= status < 500 or any(held in body for held in HELD)
    ]


def _got(url: str, path: str) -> tuple[int, bytes]:
    """The status and body of the answer to exactly this path."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        connection.putrequest("GET", path)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
