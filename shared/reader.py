"""Where figures are read: the primary, until a replica is named."""

from typing import TypeVar

from shared.db import Query, amany
from shared.pool import Pool

Row = TypeVar("Row")


class Reader:
    """Reads figures. Each statement has its own connection: none is held between two."""

    def __init__(self, primary: Pool) -> None:
        self.primary = primary

    async def many(self, query: Query[Row]) -> list[Row]:
        """All rows. Raises `AWAY` when no database answers."""
        async with self.primary.connection() as connection:
            return await amany(connection, query)

    async def first(self, query: Query[Row]) -> Row | None:
        """The first row, or None. Raises `AWAY` when no database answers."""
        return next(iter(await self.many(query)), None)
