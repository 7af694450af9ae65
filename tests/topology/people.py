"""People with phones at the one origin: what they do, what they were told, what they waited for.

A phone sends as the page's script does: with a key, again until it is told what became of it. So what was
acknowledged must be there, once; of what was not, nothing is known until it is asked again.
"""

import json
import re
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from threading import Event, Lock, Thread
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

from shared.dates import business_date, now
from tests import pictures
from tests.cast import CAST, PASSWORD
from tests.stream.following import Follower
from tests.stream.served import until

JSON = {"Accept": "application/json"}
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
CALM = ("少しお待ちください", '"away"', "database away", "データベースに接続できません")
KEPT_LINES = 4  # at most, that one person's phone has open
UNANSWERED = "without sending a response"
CHANGEOVER = 5
# And the store of their figures; スタッフ save none.
PEOPLE = {CAST.manager: CAST.shibuya, CAST.other_manager: CAST.umeda, CAST.staff: 0}
NUMBERS = count(1)
SLOW = 60.0  # seconds in which a patient person is told


class Refused(Exception):
    """An answer that is no success: the person tries again."""


@dataclass
class Seen:
    """What all of them saw. `failures` are answers from 500 on and lines that broke, `alarming` those of them
    that were no calm page; `seconds` of each good answer, by what was done."""

    failures: list[str] = field(default_factory=list)
    alarming: list[str] = field(default_factory=list)
    seconds: dict[str, list[float]] = field(default_factory=dict)
    written: list[tuple[str, str]] = field(default_factory=list)  # table, mark: acknowledged
    told: list[tuple[str, str]] = field(default_factory=list)  # turn, the answer as it was heard
    wrong: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def work_goes_on(self) -> None:
        """Wait until something more is written."""
        before = len(self.written)
        until(lambda: len(self.written) > before)


class Person:
    """One phone, signed in."""

    def __init__(self, url: str, user_id: str, seen: Seen, password: str = PASSWORD) -> None:
        self.url, self.user_id, self.password, self.seen = url, user_id, password, seen
        self.browser = httpx.Client(base_url=url, timeout=40)
        self.csrf = ""

    def close(self) -> None:
        """Put the phone away."""
        self.browser.close()

    def calls(
        self, did: str, method: str, path: str, *, good: int | tuple[int, ...] = 200, **more: Any
    ) -> httpx.Response:
        """One request. Raises `Refused` unless it is answered so; what went wrong is noted."""
        started = time.perf_counter()
        try:
            answer = self._asked(method, path, **more)
        except httpx.TransportError as error:
            self.seen.failures.append(f"{did}: {method} {path} {type(error).__name__} {error}")
            raise Refused(did) from error
        if answer.status_code >= 500:
            self._note(did, answer)
        if answer.status_code not in (good if isinstance(good, tuple) else (good,)):
            raise Refused(f"{did}: {method} {path} {answer.status_code} {answer.text[:300]}")
        with self.seen.lock:
            self.seen.seconds.setdefault(did, []).append(time.perf_counter() - started)
        return answer

    def _note(self, did: str, answer: httpx.Response) -> None:
        told = f"{did}: {answer.request.method} {answer.request.url.path} {answer.status_code}"
        self.seen.failures.append(told)
        said = answer.text
        if said.startswith("{"):
            said = json.dumps(answer.json(), ensure_ascii=False)
        if answer.status_code != 503 or not any(word in said for word in CALM):
            self.seen.alarming.append(f"{told} {said[:300]}")

    def signs_in(self) -> None:
        """By the page's form."""
        page = self.calls("login", "GET", "/accounts/login/")
        token = TOKEN.search(page.text)
        assert token
        form = {"user_id": self.user_id, "password": self.password, "csrfmiddlewaretoken": token[1]}
        self.calls("login", "POST", "/accounts/login/", data=form, good=302)
        self.csrf = self.calls("login", "GET", "/sending/session/", headers=JSON).json()["csrf"]

    def sends(self, did: str, path: str, fields: dict[str, str], **more: Any) -> str:
        """What the outbox sends; the address of what was made."""
        answer = self.calls(did, "POST", path, data=fields, headers=self.headers(), good=(200, 201), **more)
        return str(answer.json()["url"])

    def headers(self) -> dict[str, str]:
        return JSON | {"X-CSRFToken": self.csrf}

    def files_a_report(self) -> None:
        """A claim with a photo; the page and the photo are looked at."""
        mark, today = _mark(), str(business_date(now(), CHANGEOVER))
        said = {"genre": "claim", "location": "hall", "title": mark, "content": f"{mark} 提供が遅い"}
        form = {**said, "form_id": str(uuid4()), "date": today}
        photo = {"images": ("IMG_1.jpg", pictures.jpeg((160, 120)), "image/jpeg")}
        url = patient(lambda: self.sends("report", "/report/register/", form, files=photo))
        self._wrote("daily_reports", "title", mark)
        page = patient(lambda: self.calls("report page", "GET", url)).text
        assert mark in page
        place = re.search(r'(/pictures/[^"?\s]+)', page)
        assert place, "the report has no photo"
        patient(lambda: self._looks_at(place[1]))

    def _asked(self, method: str, path: str, **more: Any) -> httpx.Response:
        """As a browser: what is only looked at is asked for again where a kept line closes before any answer,
        as all of a front's do that reads its configuration anew."""
        for _ in range(KEPT_LINES):
            try:
                return self.browser.request(method, path, **more)
            except httpx.RemoteProtocolError as error:
                if method != "GET" or UNANSWERED not in str(error):
                    raise
        return self.browser.request(method, path, **more)

    def _looks_at(self, place: str) -> None:
        answer = self.calls("photo", "GET", place, good=(200, 302))
        if answer.is_redirect:
            there = answer.headers["location"]
            try:
                found = httpx.get(there, timeout=10)
            except httpx.TransportError as error:
                raise Refused("photo") from error
            if found.status_code != 200:
                raise Refused(f"photo: {found.status_code}")

    def saves_figures(self, store: int = 2) -> None:
        """Of a day of its own, and asks what was saved."""
        number = next(NUMBERS)
        date = str(business_date(now(), CHANGEOVER) - timedelta(days=number % 700))
        sales = 100_000 + number
        form = {"store": str(store), "date": date, "sales_amount": str(sales), "customer_count": "100"}
        form |= {"form_id": str(uuid4()), "confirmed": ""}
        patient(lambda: self.sends("figures", "/report/performance/", form))
        self._wrote("store_daily_performances", "sales_amount::text", str(sales))

    def comments(self, post_id: int) -> None:
        """Below a post."""
        mark = _mark()
        form = {"form_id": str(uuid4()), "content": mark}
        patient(lambda: self.sends("comment", f"/bbs/{post_id}/comment/", form))
        self._wrote("bbs_comments", "content", mark)

    def asks(self, question: str = "昨日の売上は？") -> None:
        """The chat, and follows the answer to its end."""
        given = {"message": question}
        told = patient(
            lambda: self.calls(
                "question", "POST", "/ai/api/chat/stream/", json=given, headers=self.headers(), good=202
            )
        ).json()
        place = urlsplit(told["stream_url"])
        assert place.port
        started = time.perf_counter()
        follower = Follower(place.port, f"{place.path}?{place.query}")
        try:
            until(lambda: follower.is_done, SLOW)
        except AssertionError:
            self.seen.wrong.append(f"turn {told['turn_id']} has no end: {follower.heard[-3:]}")
            return
        with self.seen.lock:
            self.seen.seconds.setdefault("answer", []).append(time.perf_counter() - started)
        numbers = [number for number, _ in follower.heard]
        if numbers != list(range(1, len(numbers) + 1)) or follower.heard[-1][1]["type"] != "done":
            self.seen.wrong.append(f"turn {told['turn_id']} was heard as {follower.heard}")
        with self.seen.lock:
            self.seen.told.append((told["turn_id"], follower.said))

    def opens_figures(self) -> None:
        """The managers' page, and the API."""
        page = patient(lambda: self.calls("analysis", "GET", "/analysis/"))
        assert "nicegui" in page.text.lower()
        asked = {"graph_type": "sales", "period": "month", "offset": "0"}
        patient(lambda: self.calls("figures API", "GET", "/analysis/api/graph-data/", params=asked))

    def searches(self, words: str = "提供") -> None:
        """日報, and everything."""
        patient(lambda: self.calls("search", "GET", "/report/list/", params={"query": words}))
        patient(lambda: self.calls("search", "GET", "/search/", params={"q": words}))

    def reads(self, post_id: int) -> None:
        """The first page, and a post."""
        patient(lambda: self.calls("home", "GET", "/"))
        patient(lambda: self.calls("post", "GET", f"/bbs/detail/{post_id}/"))

    def does_everything(self, post_id: int) -> None:
        """Each of the main flows once."""
        self.signs_in()
        self.files_a_report()
        self.saves_figures()
        self.comments(post_id)
        self.asks()
        self.opens_figures()
        self.searches()
        self.reads(post_id)

    def _wrote(self, table: str, column: str, mark: str) -> None:
        with self.seen.lock:
            self.seen.written.append((f"{table}.{column}", mark))


class Crowd:
    """People who do everything again and again, each in a thread, until they go home."""

    def __init__(self, url: str, people: Mapping[str, int], post_id: int, seen: Seen) -> None:
        self.stop, self.faults = Event(), list[str]()
        self.threads = [Thread(target=self._live, args=(url, *one, post_id, seen)) for one in people.items()]

    def __enter__(self) -> "Crowd":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()
        assert not self.faults, self.faults

    def _live(self, url: str, user_id: str, store: int, post_id: int, seen: Seen) -> None:
        with closing(Person(url, user_id, seen)) as person:
            self._work(person, store, post_id)

    def _work(self, person: Person, store: int, post_id: int) -> None:
        acts = (
            person.files_a_report,
            *((lambda: person.saves_figures(store), person.opens_figures) if store else ()),
            lambda: person.comments(post_id),
            person.asks,
            person.searches,
            lambda: person.reads(post_id),
        )
        try:
            patient(person.signs_in)
            while not self.stop.is_set():
                for act in acts:
                    if not self.stop.is_set():
                        act()
        except BaseException as fault:
            self.faults.append(f"{person.user_id}: {fault!r}")
            raise


def patient(act: Callable[[], Any]) -> Any:
    """What `act` gives, tried again each half a second, as a phone does; fails after a minute."""
    deadline = time.monotonic() + SLOW
    while True:
        try:
            return act()
        except Refused:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


def _mark() -> str:
    return f"印{uuid4().hex[:12]}"
