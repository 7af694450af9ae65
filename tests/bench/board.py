"""`python -m tests.bench.board`: the board with 100,000 posts and a million comments beside 1,000 posts.

Both boards are in one embedded PostgreSQL, and one process asks both in turn, through all of Django: the list
in both orders, narrowed, from its middle, words that few and that many posts hold, a post with its comments.
The exit code is 1 when the list takes more than 1.5 times of what it takes on the small board, or a page
issues more statements than it may. Beside: what the triggers that count cost a bulk load of comments.

A time is the best of rounds that alternate, since the machine does other things too; the medians stand
beside. `C3_BENCH_DATA` names a folder that keeps the databases for the next run.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg

from shared.embedded import server
from tests.bench.search import _migrate
from tests.bench.services import manage
from tests.bench.telling import say, verdict
from tests.bench.unhurried import unhurried

UNTIL = date(2026, 11, 22)
SIZES = {"large": 100_000, "small": 1_000}
COMMENTS = 10  # for each post
STORES = 50
BATCH = 20_000
ROUNDS = 60
MOST_GROWTH = 1.5
LOGIN = "demo-admin"
LISTS = {
    "list": {},
    "list, popular": {"sort": "popular"},
    "list, one genre": {"genre": "claim"},
    "list, one store": {"store": "7"},
    "list, one store, popular": {"store": "7", "sort": "popular"},
    "list, genre, popular": {"genre": "praise", "sort": "popular"},
}
WORDS = {
    "search, common word": "お客様",
    "search, middling word": "冷蔵庫",
    "search, rare word": "アレルギー",
    "search, absent word": "鬱鬱",
}
MOST_STATEMENTS = {"list": 5, "search": 5, "detail": 6}

POSTS = "COPY bbs_posts (store_id, user_id, genre, title, content, created_at) FROM STDIN"
COMMENT = """
    INSERT INTO bbs_comments (post_id, user_id, content, created_at)
    SELECT p.id, u.user_id, '番号札を配るようにしたら、お待たせしても声をかけてもらえました。' || n,
           p.created_at + n %% 97 * interval '11 minutes'
    FROM generate_series(%(low)s::int, %(high)s::int - 1) n
    JOIN (SELECT id, created_at, row_number() OVER (ORDER BY id) - 1 AS place FROM bbs_posts) p
        ON p.place = (n * 7919::bigint) %% %(posts)s
    JOIN (SELECT user_id, row_number() OVER (ORDER BY user_id) - 1 AS place, count(*) OVER () AS all
          FROM users) u ON u.place = n %% u.all"""
REACTIONS = """
    INSERT INTO bbs_reactions (post_id, user_id, kind)
    SELECT p.id, u.user_id, 'iine' FROM bbs_posts p
    JOIN (SELECT user_id, row_number() OVER (ORDER BY user_id) AS place FROM users) u
        ON u.place <= (p.id * 7919) % 17 - 9"""
READS = """
    INSERT INTO bbs_reads (user_id, post_id, comment_id)
    SELECT %s, post_id, last_comment_id - post_id %% 3 FROM bbs_post_counts WHERE post_id %% 5 <> 0"""


@dataclass(frozen=True)
class Timed:
    """One page: the seconds of each round on both boards, and its statements on the large one."""

    name: str
    seconds: dict[str, list[float]]
    statements: int
    size: int

    @property
    def growth(self) -> float:
        """The large board's time by the small one's."""
        return min(self.seconds["large"]) / min(self.seconds["small"])


def main() -> int:
    """Measure and print; 1 when a bound is missed."""
    with TemporaryDirectory(prefix="c3-bench-board-") as name:
        folder = Path(os.environ.get("C3_BENCH_DATA") or name)
        with server(folder / "postgres") as url:
            urls = {size: _filled(url, size) for size in SIZES}
            manage("collectstatic", "--noinput")
            triggers = _triggers(urls["large"])
            timed = _pages(urls)
    return _told(timed, triggers)


def _pages(urls: dict[str, str]) -> list[Timed]:
    from django.db import connections  # noqa: PLC0415  needs Django's settings
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    boards = {size: _wrapper(url) for size, url in urls.items()}
    clients: dict[str, Client] = {}
    for size, wrapper in boards.items():
        connections["default"] = wrapper
        clients[size] = _signed_in()
    timed = []
    for name, paths in _addresses(boards).items():
        seconds: dict[str, list[float]] = {size: [] for size in boards}
        for _ in range(ROUNDS):
            for size, wrapper in boards.items():
                connections["default"] = wrapper
                started = time.perf_counter()
                page = clients[size].get(paths[size], headers={"Host": "localhost"})
                seconds[size].append(time.perf_counter() - started)
                if page.status_code != 200:
                    raise SystemExit(f"{paths[size]} answers {page.status_code}")
        connections["default"] = boards["large"]
        with CaptureQueriesContext(boards["large"]) as captured:
            page = clients["large"].get(paths["large"], headers={"Host": "localhost"})
        timed.append(Timed(name, seconds, len(captured), len(page.content)))
    for wrapper in boards.values():
        wrapper.close()
    return timed


def _addresses(boards: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The pages by name, each on both boards."""
    same = {name: f"/bbs/list/?{urlencode(asked)}" for name, asked in LISTS.items()}
    same |= {name: f"/bbs/list/?{urlencode({'keyword': word})}" for name, word in WORDS.items()}
    same |= {
        f"{name}, popular": f"/bbs/list/?{urlencode({'keyword': word, 'sort': 'popular'})}"
        for name, word in WORDS.items()
    }
    found = {name: dict.fromkeys(boards, path) for name, path in same.items()}
    middle = "SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY created_at) FROM bbs_posts"
    found["list, from the middle"] = {
        size: f"/bbs/list/?{urlencode({'before': f'{_value(wrapper, middle).isoformat()}_1'})}"
        for size, wrapper in boards.items()
    }
    newest = "SELECT post_id FROM bbs_post_counts WHERE comments = %s ORDER BY post_id DESC LIMIT 1"
    found["detail"] = {
        size: f"/bbs/detail/{_value(wrapper, newest, [COMMENTS])}/" for size, wrapper in boards.items()
    }
    return found


def _value(wrapper: Any, sql: str, params: list[object] | None = None) -> Any:
    with wrapper.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()[0]


def _wrapper(url: str) -> Any:
    """A connection of Django's to that database."""
    from django.conf import settings  # noqa: PLC0415  needs Django's settings
    from django.db.utils import ConnectionHandler  # noqa: PLC0415

    named = {**settings.DATABASES["default"], "NAME": urlsplit(url).path[1:]}
    return ConnectionHandler({"default": named})["default"]


def _signed_in() -> Any:
    from django.contrib.auth import get_user_model  # noqa: PLC0415  needs Django's settings
    from django.test import Client  # noqa: PLC0415

    client = Client()
    user = get_user_model().objects.get(user_id=LOGIN)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def _triggers(url: str) -> tuple[float, float]:
    """The seconds of 100,000 more comments with the counting trigger, and without; none of them stays."""
    found = []
    for has_triggers in (True, False, True, False):
        with unhurried(url) as connection:
            if not has_triggers:
                connection.execute("ALTER TABLE bbs_comments DISABLE TRIGGER count_new")
            started = time.perf_counter()
            _comment(connection, 1_000_000, 1_100_000, SIZES["large"])
            found.append(time.perf_counter() - started)
            connection.rollback()
    return min(found[::2]), min(found[1::2])


@contextmanager
def _told_as(what: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    say(f"{what}: {time.perf_counter() - started:.0f} s")


def _told(timed: list[Timed], triggers: tuple[float, float]) -> int:
    """Print the table and the verdict."""
    head = ("page", "small ms", "large ms", "growth", "medians", "SQL", "kB")
    print(("{:<34}" + "{:>12}" * 2 + "{:>8}{:>16}{:>5}{:>7}").format(*head))
    for row in timed:
        small, large = (min(row.seconds[size]) * 1000 for size in ("small", "large"))
        medians = " / ".join(f"{median(row.seconds[size]) * 1000:.1f}" for size in ("small", "large"))
        shown = (row.name, f"{small:.1f}", f"{large:.1f}", f"{row.growth:.2f}", medians)
        print(
            ("{:<34}" + "{:>12}" * 2 + "{:>8}{:>16}{:>5}{:>7}").format(
                *shown, row.statements, f"{row.size / 1000:.1f}"
            )
        )
    counted, plain = triggers
    print(f"100,000 comments in bulk: {counted:.1f} s, without the trigger that counts {plain:.1f} s")
    missed = [
        f"{row.name}: {row.growth:.2f}"
        for row in timed
        if row.name.startswith("list") and row.growth > MOST_GROWTH
    ]
    missed += [
        f"{row.name}: {row.statements} statements"
        for row in timed
        if row.statements > MOST_STATEMENTS[row.name.partition(",")[0]]
    ]
    return verdict(missed)


def _filled(url: str, size: str) -> str:
    """The URL of a database with so many posts, made unless a run before left it."""
    name = f"board_{size}"
    own = urlsplit(url)._replace(path=f"/{name}").geturl()
    with unhurried(url, autocommit=True) as connection:
        is_new = not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if is_new:
            connection.execute(f"CREATE DATABASE {name}")
    _migrate(own)
    if is_new:
        with _told_as(f"the {size} board"):
            _fill(own, SIZES[size])
    return own


def _fill(url: str, posts: int) -> None:
    from web.demo.chain import Chain  # noqa: PLC0415  needs Django's settings
    from web.demo.load import load  # noqa: PLC0415
    from web.demo.rows import Report  # noqa: PLC0415

    days = 1 + posts // (STORES * 4)
    told = Chain(UNTIL, stores=STORES, days=days, reports_per_day=5)
    with unhurried(url) as connection:
        load(connection, Chain(UNTIL, stores=STORES, days=2), pictures=False)
        connection.commit()
        connection.execute("TRUNCATE bbs_posts, bbs_comments RESTART IDENTITY CASCADE")
        with connection.cursor().copy(POSTS) as copy:
            for row in islice((row for row in told.rows() if isinstance(row, Report)), posts):
                copy.write_row((row.store_id, row.user_id, row.genre, row.title, row.content, row.created_at))
        connection.execute(REACTIONS)
        with _told_as(f"{posts * COMMENTS:,} comments"):
            _comment(connection, 0, posts * COMMENTS, posts)
        connection.execute(READS, [LOGIN])
        connection.execute("TRUNCATE embedding_queue")
    with unhurried(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _comment(connection: "psycopg.Connection[Any]", first: int, end: int, posts: int) -> None:
    for low in range(first, end, BATCH):
        connection.execute(COMMENT, {"low": low, "high": min(low + BATCH, end), "posts": posts})


if __name__ == "__main__":
    sys.exit(main())
