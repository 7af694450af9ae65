"""Who sits in front of an open page. A socket outlives a login, so every action asks anew who it is."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection
from starlette.requests import Request

from shared import sessions
from shared.access import Viewer
from shared.dates import now
from shared.db import afirst
from shared.pool import Pool


class Ended(Exception):
    """The login of this page has ended: logged out, password changed, retired, or no longer a manager."""


@dataclass(frozen=True, slots=True)
class Seat:
    """The session that a page was opened with."""

    pool: Pool
    session_key: str

    @classmethod
    def of(cls, request: Request) -> "Seat":
        """The seat of the page that `request` opens; the guard has let it pass."""
        return cls(request.state.pool, request.state.session_key)

    @asynccontextmanager
    async def asking(self, *, for_staff: bool = False) -> AsyncIterator[tuple[AsyncConnection[Any], Viewer]]:
        """A connection to the primary, and the viewer as they are at this moment.

        Raises:
            Ended: there is none any more, or they are スタッフ and the page is not for them.
        """
        async with self.pool.connection() as connection:
            viewer = await afirst(connection, sessions.viewer(self.session_key, now(), entered=True))
            if viewer is None or not (viewer.is_managing or for_staff):
                raise Ended
            yield connection, viewer

    async def viewer(self, *, for_staff: bool = False) -> Viewer:
        """As `asking`, for who reads elsewhere."""
        async with self.asking(for_staff=for_staff) as (_, viewer):
            return viewer
