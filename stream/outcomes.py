"""What became of each text that a model was given: its vector, or what is wrong with it.

When something goes wrong, a text that must go well is tried. If it does not, the model is away, and no text
is to blame; if it does, the texts are tried one by one, and those that fail are.
"""

from collections.abc import Sequence

from shared.embedding.vectors import unit
from stream.embedder import Embedder, ServiceAway

Outcome = list[float] | Exception
GOOD_TEXT = "日報"


class WrongCount(ValueError):
    """A model gave more or fewer vectors than there were texts: nobody knows which is whose."""


async def outcomes(embedder: Embedder, texts: Sequence[str]) -> list[Outcome]:
    """A vector (512 wide, of length 1) or an error for each text.

    Raises:
        ServiceAway: the model embeds nothing at all.
    """
    found = await _tried(embedder, texts)
    if not any(isinstance(outcome, Exception) for outcome in found):
        return found
    await _must_work(embedder)
    if len(texts) == 1:
        return found
    return [
        outcome
        for text, first in zip(texts, found, strict=True)
        for outcome in (await outcomes(embedder, [text]) if isinstance(first, Exception) else [first])
    ]


def named(error: Exception) -> str:
    """What a failure is called: its class, and the status of an answer; never its words, which may quote."""
    if isinstance(error, ServiceAway):
        return f"ServiceAway ({error})"
    status = getattr(error, "status_code", None)
    return f"{type(error).__name__} {status}" if isinstance(status, int) else type(error).__name__


async def _tried(embedder: Embedder, texts: Sequence[str]) -> list[Outcome]:
    try:
        given = await embedder.embed(texts)
        if len(given) != len(texts):
            return [WrongCount(f"{len(given)} for {len(texts)}")] * len(texts)
    except ServiceAway:
        raise
    except Exception as error:  # noqa: BLE001  a model may fail in any way; the text is kept
        return [error] * len(texts)
    return [_checked(vector) for vector in given]


async def _must_work(embedder: Embedder) -> None:
    (outcome,) = await _tried(embedder, [GOOD_TEXT])
    if isinstance(outcome, Exception):
        raise ServiceAway(named(outcome))


def _checked(vector: Sequence[float]) -> Outcome:
    try:
        return unit(vector)
    except (TypeError, ValueError) as error:
        return error
