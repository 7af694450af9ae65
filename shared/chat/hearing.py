"""What the streams of turns have told, read for everybody who listens at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from shared.db import Query

MOST: Final = 100  # events of one turn in one answer


class Standing(StrEnum):
    """How a turn's stream stands: not there (any more), of a retired person, still told, or at its end."""

    GONE = "gone"
    RETIRED = "retired"
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Heard:
    """An event, by its number from 1; `data` is a JSON object on one line. A turn without news has one row,
    in which both are None."""

    turn_id: UUID
    standing: str
    number: int | None
    data: str | None


def heard(after_numbers: Mapping[UUID, int]) -> Query[Heard]:
    """How each of these turns stands, and its next `MOST` events after that number, in their order.

    Who may read them, their tickets have said.
    """
    return Query(
        """
        SELECT w.turn_id,
               CASE WHEN t.id IS NULL THEN 'gone' WHEN NOT u.is_active THEN 'retired'
                    WHEN t.state IN ('waiting', 'running') THEN 'open' ELSE 'over' END AS standing,
               e.number, e.data::text AS data
        FROM unnest(%(turns)s::uuid[], %(after)s::int[]) AS w (turn_id, after)
        LEFT JOIN ai_turns t ON t.id = w.turn_id AND t.thread_id IS NOT NULL
        LEFT JOIN users u ON u.user_id = t.user_id
        LEFT JOIN LATERAL (
            SELECT e.number, e.data FROM ai_turn_events e
            WHERE e.turn_id = t.id AND e.number > w.after ORDER BY e.number LIMIT %(most)s::int) e ON true
        ORDER BY w.turn_id, e.number""",
        Heard,
        {"turns": list(after_numbers), "after": list(after_numbers.values()), "most": MOST},
    )
