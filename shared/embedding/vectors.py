"""What is kept as a vector: 512 finite numbers of length 1. What a model answers is not taken on trust."""

from collections.abc import Sequence
from math import isfinite, sqrt

from shared.embedding.models import WIDTH


class WrongVector(ValueError):
    """What a model gave is no vector of a text; its name says what is wrong with it."""


class WrongWidth(WrongVector):
    """Not 512 numbers."""


class NotFinite(WrongVector):
    """NaN or infinite, or no number at all."""


class ZeroVector(WrongVector):
    """Without a direction: as near to everything as to nothing."""


def unit(vector: Sequence[float]) -> list[float]:
    """The vector, brought to length 1.

    Raises:
        WrongVector: it is none.
    """
    if len(vector) != WIDTH:
        raise WrongWidth(str(len(vector)))
    try:
        length = sqrt(sum(x * x for x in vector))
    except TypeError:
        raise NotFinite from None
    if not isfinite(length):
        raise NotFinite
    if not length:
        raise ZeroVector
    return [x / length for x in vector]


def written(vector: Sequence[float]) -> str:
    """The text form of a `halfvec`."""
    return "[" + ",".join(f"{x:.6g}" for x in vector) + "]"
