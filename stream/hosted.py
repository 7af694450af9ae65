"""A model behind OpenAI's interface for embeddings, OpenAI's own or a compatible one."""

import asyncio
from collections.abc import Iterator, Sequence

from openai import AsyncOpenAI, RateLimitError

from shared.embedding.models import WIDTH
from stream.embedder import LONGEST_TEXT, ServiceAway

SECONDS_FOR_TEXTS = 30.0
SECONDS_FOR_QUESTIONS = 2.0
LONGEST_REQUEST = 70_000  # characters; each is at most four tokens, and a request takes 300,000
LONGEST_PAUSE = 300.0


class WrongOrder(ValueError):
    """The vectors do not say which text each belongs to."""


class HostedEmbedder:
    """Asks a service, `seconds` at most for an answer. It tries nothing twice: the queue does."""

    batch = 128

    def __init__(self, model: str, key: str, base_url: str, seconds: float) -> None:
        self.model, self._seconds = model, seconds
        self._client = AsyncOpenAI(api_key=key, base_url=base_url, timeout=seconds, max_retries=0)

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector for each text, as the service gives it.

        Raises:
            ServiceAway: it wants to be asked less often.
        """
        cut = [text.strip()[:LONGEST_TEXT] for text in texts]
        return [vector for part in _requests(cut) for vector in await self._asked(part)]

    def rest(self, after: float) -> None:
        """It holds nothing that is worth giving back."""

    async def close(self) -> None:
        """Close its connections."""
        await self._client.close()

    async def _asked(self, texts: Sequence[str]) -> list[list[float]]:
        try:
            async with asyncio.timeout(self._seconds):  # the client's own begins anew with each byte
                answer = await self._client.embeddings.create(
                    model=self.model, input=list(texts), dimensions=WIDTH, encoding_format="float"
                )
        except RateLimitError as error:
            raise ServiceAway("RateLimitError 429", _pause(error)) from None
        found = {one.index: one.embedding for one in answer.data}
        if len(answer.data) != len(texts) or found.keys() != set(range(len(texts))):
            raise WrongOrder(str(len(answer.data)))
        return [found[place] for place in range(len(texts))]


def _requests(texts: Sequence[str]) -> Iterator[list[str]]:
    """The texts in their order, in requests that are short enough."""
    part: list[str] = []
    for text in texts:
        if part and sum(map(len, part)) + len(text) > LONGEST_REQUEST:
            yield part
            part = []
        part.append(text)
    yield part


def _pause(error: RateLimitError) -> float:
    """Seconds of its `Retry-After`; 0 where there is none."""
    try:
        return min(max(float(error.response.headers["retry-after"]), 0), LONGEST_PAUSE)
    except (KeyError, ValueError):
        return 0
