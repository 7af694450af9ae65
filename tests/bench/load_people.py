"""The people of the load: what each does next, how often, and what it took."""

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

import aiohttp

from shared.dates import business_date, now
from tests import pictures
from tests.bench.unhurried import unhurried

HOST: Final = "127.0.0.1"
TOKEN: Final = "a" * 32
PAUSE: Final = 3.0  # seconds between two things that a person does, on average
SESSIONS: Final = """
    WITH people AS (
        SELECT user_id, store_id FROM users WHERE user_type = %(role)s AND (store_id > 1) = %(sells)s),
    made AS (
        INSERT INTO sessions (session_key, session_data, user_id, expire_date)
        SELECT 'load-session-' || user_id, '', user_id, now() + interval '1 day' FROM people)
    SELECT 'load-session-' || user_id, store_id FROM people ORDER BY store_id * 37 %% 200"""
POST: Final = """
    INSERT INTO bbs_posts (store_id, user_id, genre, title, content)
    SELECT store_id, 'staff-' || store_id, 'claim', '待ち時間 ' || store_id, 'どうしていますか'
    FROM stores WHERE kind = 'store' RETURNING id"""


@dataclass
class Load:
    """What was done, and how long each took. `errors` are answers that were none."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    answers: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    reports: int = 0
    figures: int = 0
    comments: int = 0
    turns: int = 0
    is_over: bool = False

    def forget(self) -> None:
        """What was before does not count, but for its errors."""
        self.seconds.clear()
        self.answers.clear()
        self.reports = self.figures = self.comments = self.turns = 0


@dataclass(frozen=True)
class People:
    """Sessions with their stores: staff, 店長, 本部; the posts that they talk about."""

    staff: list[tuple[str, int]]
    managers: list[tuple[str, int]]
    admin: tuple[str, int]
    posts: list[int]

    @classmethod
    def of(cls, database: str, many: int) -> "People":
        """So many, of as many stores: three of four are staff."""
        with unhurried(database) as connection:
            staff = connection.execute(SESSIONS, {"role": "staff", "sells": True}).fetchall()[: many * 3 // 4]
            managers = connection.execute(SESSIONS, {"role": "manager", "sells": True}).fetchall()[
                : many - len(staff)
            ]
            connection.execute(SESSIONS, {"role": "admin", "sells": False})
            posts = [number for (number,) in connection.execute(POST)]
        return cls(staff, managers, ("load-session-bench-admin", 1), posts)


class Visitor:
    """One person with a phone, or at the office."""

    def __init__(
        self, http: aiohttp.ClientSession, url: str, who: tuple[str, int], posts: list[int], load: Load
    ):
        self.http, self.url, (key, self.store), self.posts, self.load = http, url, who, posts, load
        self.headers = {"Cookie": f"sessionid={key}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}
        self.dice = random.Random(key)  # noqa: S311  not a secret
        self.days = 0

    async def asks(
        self, name: str, method: str, path: str, *, good: tuple[int, ...] = (200,), **more: Any
    ) -> bytes:
        """One request, timed; an answer that is not good is noted."""
        headers = {**self.headers, **more.pop("headers", {})}
        started = time.perf_counter()
        try:
            async with self.http.request(
                method, self.url + path, headers=headers, allow_redirects=False, **more
            ) as answer:
                body = await answer.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            self.load.errors.append(f"{name}: {type(error).__name__} {error}")
            return b""
        if answer.status not in good:
            self.load.errors.append(
                f"{name}: {method} {path} {answer.status} {body[:200].decode(errors='replace')}"
            )
        if not self.load.is_over:
            self.load.seconds.setdefault(name, []).append(time.perf_counter() - started)
        return body

    async def home(self) -> None:
        await self.asks("home", "GET", "/")

    async def reports(self) -> None:
        await self.asks("report list", "GET", "/report/list/")

    async def board(self) -> None:
        await self.asks("board list", "GET", "/bbs/list/")

    async def post(self) -> None:
        await self.asks("post", "GET", f"/bbs/detail/{self.dice.choice(self.posts)}/")

    async def files(self) -> None:
        """The form, half a minute of typing, the report."""
        await self.asks("report form", "GET", "/report/register/")
        await self.waits()
        form = {
            "form_id": str(uuid4()),
            "date": str(business_date(now(), 5)),
            "genre": self.dice.choice(["claim", "praise", "accident", "report", "other"]),
            "location": self.dice.choice(["kitchen", "hall", "cashier"]),
            "title": "昼のピーク",
            "content": "12時台に席へのご案内が遅れました。番号札を配り、声をかけました。"
            * self.dice.randint(1, 4),
        }
        sent: Any = form
        name = "report"
        if self.dice.random() < 1 / 3:
            sent, name = aiohttp.FormData(form), "report with a photo"
            sent.add_field("images", _photo(), filename="IMG_1.jpg", content_type="image/jpeg")
        await self.asks(name, "POST", "/report/register/", data=sent, headers=_JSON, good=(200, 201))
        self.load.reports += 1

    async def saves(self) -> None:
        """The form of figures, and a day of its own."""
        self.days += 1
        day = business_date(now(), 5) - timedelta(days=self.days % 30)
        await self.asks("figures form", "GET", f"/report/performance/?date={day}")
        await self.waits()
        form = {
            "store": str(self.store),
            "date": str(day),
            "sales_amount": str(300_000 + self.dice.randint(0, 99)),
        }
        form |= {"customer_count": "150", "form_id": str(uuid4())}
        await self.asks(
            "figures", "POST", "/report/performance/", data=form, headers=_JSON, good=(200, 201, 409, 422)
        )
        self.load.figures += 1

    async def comments(self) -> None:
        form = {"form_id": str(uuid4()), "content": "番号札を配っています"}
        path = f"/bbs/{self.dice.choice(self.posts)}/comment/"
        await self.asks("comment", "POST", path, data=form, headers=_JSON, good=(200, 201))
        self.load.comments += 1

    async def reacts(self) -> None:
        form = {
            "post_id": str(self.dice.choice(self.posts)),
            "reaction_type": "iine",
            "form_id": str(uuid4()),
        }
        await self.asks("reaction", "POST", "/bbs/api/reaction/", data=form, headers=_JSON, good=(200, 201))

    async def searches(self) -> None:
        await self.asks("search", "GET", "/report/list/?query=番号札")

    async def looks(self) -> None:
        """The managers' page of this month."""
        await self.asks("analysis page", "GET", "/analysis/?period=month")

    async def figures(self) -> None:
        kind = self.dice.choice(["sales", "customer_count", "incident_trend"])
        await self.asks("figures API", "GET", f"/analysis/api/graph-data/?graph_type={kind}&period=month")

    async def asks_chat(self) -> None:
        """A question, and its answer to the end."""
        started = time.perf_counter()
        told = await self.asks(
            "question", "POST", "/ai/api/chat/stream/", json={"message": "昨日の売上は？"}, good=(202,)
        )
        if not told.startswith(b"{"):
            return
        place = urlsplit(json.loads(told)["stream_url"])
        async with self.http.get(f"{self.url}{place.path}?{place.query}") as stream:
            said = await stream.read()
        if b'"type": "done"' not in said and b'"type":"done"' not in said:
            self.load.errors.append(f"answer: {stream.status} {said[-200:].decode(errors='replace')}")
        self.load.answers.append(time.perf_counter() - started)
        self.load.turns += 1

    async def waits(self) -> None:
        await asyncio.sleep(min(self.dice.expovariate(1 / PAUSE), 5 * PAUSE))

    async def lives(self, acts: list[tuple[str, int]]) -> None:
        """Does one thing after another, until it is over."""
        names, weights = zip(*acts, strict=True)
        while not self.load.is_over:
            await self.waits()
            act: Callable[[], Awaitable[None]] = getattr(self, self.dice.choices(names, weights)[0])
            await act()


_JSON: Final = {"Accept": "application/json"}
STAFF: Final = [
    ("home", 18),
    ("reports", 14),
    ("board", 10),
    ("post", 12),
    ("files", 12),
    ("comments", 5),
    ("reacts", 8),
    ("searches", 3),
]
MANAGERS: Final = [
    ("home", 14),
    ("reports", 14),
    ("board", 8),
    ("post", 8),
    ("files", 3),
    ("saves", 12),
    ("comments", 4),
    ("reacts", 4),
    ("looks", 4),
    ("figures", 12),
    ("asks_chat", 3),
]


async def crowd(port: int, people: People, load: Load) -> None:
    """All of them, until it is over."""
    url = f"http://{HOST}:{port}"
    of_admin = [(name, weight) for name, weight in MANAGERS if name != "saves"]  # they are asked for a store
    everybody = [(who, STAFF) for who in people.staff]
    everybody += [(who, MANAGERS) for who in people.managers] + [(people.admin, of_admin)]
    connections, patience = aiohttp.TCPConnector(limit=0), aiohttp.ClientTimeout(60)
    async with (
        aiohttp.ClientSession(connector=connections, timeout=patience) as http,
        asyncio.TaskGroup() as group,
    ):
        for who, acts in everybody:
            group.create_task(Visitor(http, url, who, people.posts, load).lives(acts))


@cache
def _photo() -> bytes:
    return pictures.jpeg((1600, 1200))
