"""Which model embeds. A vector is kept under its model's name, and compared with those of that model only."""

from shared.settings import settings

LOCAL_MODEL = "universal-sentence-encoder-multilingual-3/title+content"
WIDTH = 512


def current_model() -> str:
    """What this installation embeds with: the hosted model when there is a key for it, else our own."""
    given = settings()
    return given.openai_embedding_model if given.openai_api_key.get_secret_value() else LOCAL_MODEL
