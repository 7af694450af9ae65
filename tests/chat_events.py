"""What a turn's stream has told, as it is kept; and a turn that was asked at another moment."""

from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection

from shared.pool import Pool

STREAM = "SELECT data FROM ai_turn_events WHERE turn_id = %s ORDER BY number"


async def events_of(pool: Pool, turn_id: UUID) -> list[dict[str, Any]]:
    """All its events, from the first."""
    async with pool.connection() as connection:
        found = await connection.execute(STREAM, [turn_id])
        return [data for (data,) in await found.fetchall()]


BEGUN: Final = datetime.now(UTC)


async def ask_at(connection: AsyncConnection[Any], turn_id: UUID, moment: datetime) -> None:
    """The turn was asked about `moment`; two are as far apart as they were."""
    await connection.execute(
        "UPDATE ai_turns SET created_at = created_at + %s WHERE id = %s", (moment - BEGUN, turn_id)
    )
