"""What became of each text that a model was given: its vector, or what went wrong with it."""

import asyncio
from collections.abc import Sequence

from shared.embedding.vectors import unit
from stream.embedder import Embedder

Outcome = list[float] | Exception


class WrongCount(ValueError):
    """A model gave more or fewer vectors than there were texts: nobody knows which is whose."""


async def outcomes(embedder: Embedder, texts: Sequence[str]) -> list[Outcome]:
    """A vector (512 wide, of length 1) or an error for each text: when a batch fails, each is tried alone."""
    try:
        given = await asyncio.to_thread(embedder.embed, texts)
        if len(given) != len(texts):
            raise WrongCount(f"{len(given)} for {len(texts)}")  # noqa: TRY301  the one way out for a batch
    except Exception as error:  # noqa: BLE001  a model may fail in any way; the text is kept
        if len(texts) == 1:
            return [error]
        return [outcome for text in texts for outcome in await outcomes(embedder, [text])]
    return [_checked(vector) for vector in given]


def _checked(vector: Sequence[float]) -> Outcome:
    try:
        return unit(vector)
    except ValueError as error:
        return error
