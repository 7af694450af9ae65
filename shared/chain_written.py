"""What became of a change of the chain: of its stores, areas and groups of stores."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, by its number. None: `hindrance` says why, or somebody else was first."""

    id: int | None
    hindrance: str | None
