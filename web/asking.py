"""The vector of what somebody looks for: c3-app has no model, the worker makes it within a moment."""

from django.db import connection

from shared.db import one
from shared.embedding.models import current_model
from shared.embedding.questions import answer, ask, asked

SECONDS = 1.0


def vector_of(text: str) -> str | None:
    """The vector of a question in the text form of a `halfvec`, by the current model.

    At most two statements and about one second. None: there is nothing to ask, no worker is there, or it did
    not answer in time. Inside a transaction nobody else sees the question: ask before one begins.
    """
    if not asked(text):
        return None
    model = current_model()
    return (
        one(connection, ask(model, text)).embedding or one(connection, answer(model, text, SECONDS)).embedding
    )
