"""Somebody who tries everything at a running c3-app: follows links, fills forms, and does both wrongly.

What they do is drawn by a seed. Each answer is held against what may never be; what is found is kept.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final
from urllib.parse import parse_qsl, quote, quote_from_bytes, urlencode, urlsplit

import httpx

from shared.settings import ROOT
from tests.cast import PASSWORD
from tests.security import hostile
from tests.security.pages import Field, Form, links_and_forms

# An exception, a statement or a place in our code, told to whoever asks.
TRACES: Final = ("Traceback (most recent", "psycopg.", "site-packages", "django.db", "DETAIL:", f"{ROOT}/")
FORM: Final = "application/x-www-form-urlencoded"
METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "C3")
# What no form or link of a page leads to, since scripts ask for it alone.
SCRIPTS: Final = (
    ("/ai/api/chat/stream/", ("message", "thread_id", "asked_from")),
    ("/ai/api/chat/history/clear/", ("thread_id",)),
    ("/push/subscribe/", ("endpoint", "keys", "p256dh", "auth")),
    ("/report/photo/ticket/", ("form_id", "kind", "size", "report", "post")),
    ("/report/photo/arrived/", ("form_id", "claim", "report")),
    ("/report/photo/", ("form_id", "photo", "report")),
    ("/share/", ("title", "text", "url")),
)
GONE: Final = (httpx.codes.NOT_FOUND, httpx.codes.METHOD_NOT_ALLOWED)  # a form that leads nowhere any more
JSON: Final = ("/ai/api/", "/push/subscribe/")
# An answer that waits for another process, which is not there; and the end of the login.
SPARED: Final = ("/ai/api/chat/", "/accounts/logout/")
FILES: Final = (
    ("../../etc/passwd", b"root:x:0:0", "image/jpeg"),
    ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='c3fuzz()'/>", "image/svg+xml"),
    ("a.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 64, "image/jpeg"),
    ("users.csv", "user_id,store_id,role\n=1+1,\x00,\ud7ff\n".encode(), "text/csv"),
    ("a\r\nb.pdf", b"%PDF-1.7\n%%EOF", "application/pdf"),
    ("日報.docx", b"PK\x03\x04" + b"\0" * 64, "application/octet-stream"),
    ("", b"", ""),
)


@dataclass(frozen=True, slots=True)
class Found:
    """Something that may never be: what, and in the answer to what."""

    what: str
    who: str
    number: int
    asked: str


@dataclass
class Crawler:
    """A person with a browser. `secrets`: texts that no answer to them may hold. Who is led to the login page
    (本部 may end any login, their own too) signs in again."""

    who: str
    browser: httpx.Client
    dice: Random
    secrets: Sequence[str] = ()
    fresh: list[str] = field(default_factory=lambda: ["/", "/accounts/login/"])
    known: dict[str, str] = field(default_factory=lambda: {"/": "/"})
    forms: dict[tuple[str, str], Form] = field(default_factory=dict)
    found: list[Found] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    asked: int = 0
    last: int = 0
    is_out: bool = False

    def sign_in(self) -> None:
        """As anybody does, by the form."""
        self.go("GET", "/accounts/login/")
        sent = {"user_id": self.who, "password": PASSWORD, "csrfmiddlewaretoken": self.token}
        self.go("POST", "/accounts/login/", _encoded([*sent.items()]))
        self.is_out = False
        self.go("GET", "/sending/session/")
        assert not self.is_out, f"{self.who} cannot sign in (any more)"

    def crawl(self, times: int) -> None:
        """Do so many things. What is new is looked at first, so that there is more to do."""
        for path, names in SCRIPTS:
            self.forms["POST", path] = Form("POST", path, tuple(Field(name, "") for name in names))
        until = self.asked + times
        while self.asked < until:
            if self.is_out and self.who:
                self.sign_in()
            chance = self.dice.random()
            if self.fresh and chance < 0.3:
                self.go("GET", self.fresh.pop(self.dice.randrange(len(self.fresh))))
            elif chance < 0.45:
                self.go("GET", self.dice.choice([*self.known.values()]))
            elif chance < 0.55:
                self.go(self.dice.choice(("GET", "GET", "GET", *METHODS)), self._twisted())
            else:
                name = self.dice.choice([*self.forms])
                self._fill(self.forms[name])
                if self.last in GONE and name[1] not in dict(SCRIPTS):
                    del self.forms[name]

    def go(self, method: str, path: str, body: bytes = b"", kind: str = FORM) -> None:
        """One request, and a look at its answer."""
        self.asked += 1
        headers = {"Content-Type": kind} if body else {}
        headers |= {"X-CSRFToken": self.token} if kind == "application/json" else {}
        headers |= self.dice.choice(({}, {}, {"HX-Request": "true"}, {"Accept": "application/json"}))
        origin = {"Origin": f"{self.browser.base_url}".rstrip("/"), "Sec-Fetch-Site": "same-origin"}
        path = path[:6000]  # a line that no server reads to its end
        told = f"{method} {path[:300]} {body[:1500]!r}"
        try:
            answer = self.browser.request(method, path, content=body or None, headers=headers | origin)
        except httpx.TransportError as error:
            self.found.append(Found(f"no answer: {error!r}", self.who, self.asked, told))
            return
        self.statuses[answer.status_code] += 1
        self.last = answer.status_code
        for what in self._wrong(answer):
            self.found.append(Found(f"{what} ({answer.status_code})", self.who, self.asked, told))
        self.is_out |= answer.headers.get("Location", "").startswith("/accounts/login/")
        if answer.status_code == httpx.codes.OK and "html" in answer.headers.get("Content-Type", ""):
            self._learn(answer)

    @property
    def token(self) -> str:
        """What a form of ours is sent with."""
        return self.browser.cookies.get("csrftoken") or ""

    def _wrong(self, answer: httpx.Response) -> Iterator[str]:
        text = answer.text
        if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            yield "a fault"
        yield from (f"a trace: {trace}" for trace in TRACES if trace in text)
        yield from (f"a secret: {secret}" for secret in self.secrets if secret in text)
        if hostile.MARKUP in text and "html" in answer.headers.get("Content-Type", ""):
            yield "markup that would run"
        if hostile.HEADER in answer.headers or "c3" in answer.cookies:
            yield "a header that was typed"
        host = urlsplit(answer.headers.get("Location", "")).netloc
        if "evil" in host or "\\" in host:
            yield f"the way to {host}"

    def _learn(self, answer: httpx.Response) -> None:
        links, forms = links_and_forms(answer.text, str(answer.url))
        for link in links:
            if _shape(link) not in self.known and not link.startswith(SPARED):
                self.known[_shape(link)] = link
                self.fresh.append(link)
        for form in forms:
            if not form.action.startswith(SPARED):
                self.forms[form.method, re.sub(r"\d+", "1", form.action.partition("?")[0])] = form

    def _twisted(self) -> str:
        """An address that is known, with other numbers or other parameters."""
        path, _, query = self.dice.choice([*self.known.values()]).partition("?")
        if self.dice.random() < 0.5:
            path = re.sub(r"\d+", lambda _: self._number(), path)
        pairs = parse_qsl(query, keep_blank_values=True) or [
            (field.name, "") for form in self.forms.values() if form.method == "GET" for field in form.fields
        ]
        wrong = [
            (name, self._value() if self.dice.random() < 0.5 else value)
            for name, value in self.dice.sample(pairs, min(len(pairs), 4))
        ]
        told = _encoded([(name, value[:700]) for name, value in wrong]).decode()
        return f"{path}?{told}" if told else path

    def _fill(self, form: Form) -> None:
        """Send a form: as somebody would who wants it to be taken, but for what goes wrong."""
        pairs = self._gone_wrong(
            [(field.name, self._usual(field)) for field in form.fields if not field.is_file]
        )
        method = form.method if self.dice.random() < 0.95 else self.dice.choice(METHODS)
        action = form.action
        if self.dice.random() < 0.15:
            action = re.sub(r"\d+", lambda _: self.dice.choice(hostile.FOREIGN), action)
        if method == "GET":
            asked = _encoded([(name, value[:300]) for name, value in pairs]).decode()
            self.go("GET", f"{action.partition('?')[0]}?{asked}")
            return
        if action.startswith(JSON) and self.dice.random() < 0.6:
            self.go(method, action, self._json(pairs), "application/json")
            return
        if self.dice.random() < 0.95:
            pairs.append(("csrfmiddlewaretoken", self.token))
        files = [field.name for field in form.fields if field.is_file]
        body, kind = _multipart(pairs, files, self.dice) if files else (_encoded(pairs), FORM)
        self.go(method, action, body, kind)

    def _gone_wrong(self, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """With hostile values in one field, in some or in all; with a field too few, and with one twice."""
        pairs = [pair for pair in pairs if pair[0] != "csrfmiddlewaretoken"]
        share = self.dice.choice((0.0, 0.0, 1 / max(1, len(pairs)), 1 / max(1, len(pairs)), 0.5, 1.0))
        pairs = [(name, self._value() if self.dice.random() < share else value) for name, value in pairs]
        if pairs and self.dice.random() < 0.15:
            pairs.pop(self.dice.randrange(len(pairs)))
        if pairs and self.dice.random() < 0.15:
            pairs.append((self.dice.choice(pairs)[0], self._value()))
        return pairs

    def _json(self, pairs: list[tuple[str, str]]) -> bytes:
        """As a program would send it, with a value here and there of a type that is none of a form's."""
        odd: tuple[Any, ...] = (
            None,
            True,
            -1,
            2**63,
            1e308,
            [],
            {},
            [["a"]],
            {"id": {"$ne": 1}},
            float("nan"),
        )
        told = {name: self.dice.choice(odd) if self.dice.random() < 0.3 else value for name, value in pairs}
        whole: Any = told if self.dice.random() < 0.9 else self.dice.choice((*odd, [told]))
        return json.dumps(whole).encode()[: self.dice.choice((None, None, None, 20))]

    def _usual(self, field: Field) -> str:
        """As somebody would fill it who wants the form to be taken."""
        if field.choices:
            return self.dice.choice(field.choices)
        return field.value or self.dice.choice(("", "番号札を配った", "2026-11-20", "12"))

    def _value(self) -> str:
        return hostile.value(self.dice)

    def _number(self) -> str:
        """Instead of an id in an address."""
        if self.dice.random() < 0.5:
            return self.dice.choice(hostile.FOREIGN)
        return quote(self._value()[:400].encode(errors="surrogatepass"), safe="")


def _encoded(pairs: Sequence[tuple[str, str]]) -> bytes:
    """A form's body; half a sign goes out as the bytes that it would have."""
    return urlencode(
        [(name.encode(errors="surrogatepass"), value.encode(errors="surrogatepass")) for name, value in pairs]
    ).encode()


def _multipart(pairs: Sequence[tuple[str, str]], files: Sequence[str], dice: Random) -> tuple[bytes, str]:
    line = "c3fuzz" + "0" * 20
    parts = [
        f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        + value.encode(errors="surrogatepass")
        for name, value in pairs
    ]
    for name in files:
        file, data, kind = dice.choice(FILES)
        told = quote_from_bytes(file.encode(), safe=" ./") if dice.random() < 0.5 else file
        head = f'--{line}\r\nContent-Disposition: form-data; name="{name}"; filename="{told}"\r\n'
        parts.append(f"{head}Content-Type: {kind}\r\n\r\n".encode() + data)
    return b"\r\n".join([*parts, f"--{line}--\r\n".encode()]), f"multipart/form-data; boundary={line}"


def _shape(link: str) -> str:
    """Links that differ in a number alone lead to pages of one kind; the first few stand for all."""
    path, _, query = link.partition("?")
    names = sorted({name for name, _ in parse_qsl(query, keep_blank_values=True)})
    return f"{path}?{'&'.join(f'{name}=1' for name in names)}" if names else path
