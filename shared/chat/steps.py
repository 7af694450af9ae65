"""What was looked up for an answer: the tools that were called, as they were told while it was on its way."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from shared.access import Viewer
from shared.db import Query


@dataclass(frozen=True, slots=True)
class Step:
    """A tool that was called: `label` is a msgid, `args` a JSON object of what it understood."""

    turn_id: UUID
    label: str
    args: str


def steps(viewer: Viewer, turn_ids: Sequence[UUID]) -> Query[Step]:
    """The steps of these turns of the viewer's, in their order: tools that have answered, in the attempt that
    began last. A turn of days ago tells none any more."""
    return Query(
        """
        SELECT e.turn_id, coalesce(e.data->>'label', '') AS label,
               coalesce(e.data->'args', '{}'::jsonb)::text AS args
        FROM ai_turns t JOIN ai_turn_events e ON e.turn_id = t.id
        WHERE t.user_id = %(user)s AND t.id = ANY(%(turns)s::uuid[]) AND e.data->>'type' = 'tool'
          AND coalesce(e.data->>'done', 'true') = 'true'
          AND NOT EXISTS (SELECT FROM ai_turn_events later WHERE later.turn_id = t.id
                          AND later.data->>'type' = 'start' AND later.number > e.number)
        ORDER BY e.turn_id, e.number""",
        Step,
        {"user": viewer.user_id, "turns": list(turn_ids)},
    )
