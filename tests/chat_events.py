"""What a turn's stream has told, as it is kept."""

from typing import Any
from uuid import UUID

from shared.pool import Pool

STREAM = "SELECT data FROM ai_turn_events WHERE turn_id = %s ORDER BY number"


async def events_of(pool: Pool, turn_id: UUID) -> list[dict[str, Any]]:
    """All its events, from the first."""
    async with pool.connection() as connection:
        found = await connection.execute(STREAM, [turn_id])
        return [data for (data,) in await found.fetchall()]
