"""What PostgreSQL notifies of turns. The payload is a turn's id."""

from typing import Final

TURNS: Final = "c3_turns"  # it waits, or is to stop
EVENTS: Final = "c3_turn_events"  # something of its stream was told
