"""The vector of a question to the search: made by the worker, waited for in the database for a moment."""

from shared.db import aone
from shared.embedding.models import current_model
from shared.embedding.questions import answer, ask, asked
from shared.pool import Pool
from stream.chat.scope import Vectors

SECONDS = 1.0


def vectors(pool: Pool) -> Vectors:
    """Gives vectors in the text form of a `halfvec`; None for no words, and while no worker answers."""

    async def vector_of(text: str) -> str | None:
        model = current_model()
        if not asked(text):
            return None
        async with pool.connection() as connection:
            known = (await aone(connection, ask(model, text))).embedding
        if known is not None:
            return known
        async with pool.connection() as connection:
            return (await aone(connection, answer(model, text, SECONDS))).embedding

    return vector_of
