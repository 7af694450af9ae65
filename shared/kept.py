"""Answers kept in Redis, for all processes of c3-app-stream. Redis is never needed: while it is slow or away,
everything is asked of the database, and Redis is left alone for a few seconds.

An answer is kept under its whole question (statement, parameters, so also the stores that its reader reads,
and for whom, where the database itself hides from one what it tells another) and the number of changes that
the database counted before it was read. A change that is committed makes that number another, so nothing old
is ever found; what is not found any more goes by itself.
"""

import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from time import monotonic
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError
from redis import RedisError
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from shared.analytics.changes import Changes
from shared.db import Query

log = logging.getLogger("c3.kept")

Row = TypeVar("Row")
_FORMS: Final[dict[Any, TypeAdapter[Any]]] = {}  # how rows are written, by their class
SECONDS_KEPT: Final = 3600
LONGEST: Final = 0.1  # seconds that Redis has for an answer
REST: Final = 5.0  # seconds in which it is not asked again
FORM: Final = "1"  # of what is kept: another form finds nothing of this one


class Kept:
    """What is in Redis. Nothing here raises: an answer that is not there is None."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._rests_until = 0.0

    async def get(self, query: Query[Row], changes: Changes, whose: str = "") -> list[Row] | None:
        """The rows, as they were read when there had been so many changes."""
        text = await self._asked(self._redis.get, key(query, changes, whose))
        try:
            return None if text is None else _form(query.row).validate_json(text)
        except ValidationError:  # of another build of C3
            return None

    async def put(self, query: Query[Row], changes: Changes, rows: list[Row], whose: str = "") -> None:
        """Keep them."""
        await self._asked(
            self._redis.set, key(query, changes, whose), _form(query.row).dump_json(rows), SECONDS_KEPT
        )

    @property
    def rests(self) -> bool:
        """Whether Redis is left alone."""
        return monotonic() < self._rests_until

    async def _asked(self, act: Any, *arguments: Any) -> Any:
        if self.rests:
            return None
        try:
            return await act(*arguments)
        except (RedisError, OSError) as error:
            self._rests_until = monotonic() + REST
            log.warning("Redis does not answer (%s): the database is asked", type(error).__name__)
            return None


@asynccontextmanager
async def keeping(url: str) -> AsyncIterator[Kept | None]:
    """What is kept in the Redis at `url`; None where there is none."""
    if not url:
        yield None
        return
    once = Retry(NoBackoff(), 0)
    redis = Redis.from_url(url, socket_timeout=LONGEST, socket_connect_timeout=LONGEST, retry=once)
    try:
        yield Kept(redis)
    finally:
        await redis.aclose()


def key(query: Query[Any], changes: Changes, whose: str = "") -> str:
    """The key of an answer: the same question, for the same people, at the same number of changes."""
    asked = [
        FORM,
        query.row.__qualname__,
        query.sql,
        dict(query.params),
        changes.server,
        changes.count,
        whose,
    ]
    return f"c3:{sha256(json.dumps(asked, default=str, sort_keys=True).encode()).hexdigest()}"


def _form(row: Any) -> TypeAdapter[Any]:
    if row not in _FORMS:
        _FORMS[row] = TypeAdapter(list[row])
    return _FORMS[row]
