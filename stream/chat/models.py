"""The chat model: the hosted one of the settings, or the rules when there is no key; and how it fails."""

import logging
from collections.abc import Iterator, Sequence
from typing import Any, Final

from langchain_core.language_models import BaseChatModel

from shared.settings import settings
from shared.words import TurnFault
from stream.chat.cost import is_hosted
from stream.chat.scope import Scope

log = logging.getLogger("c3.chat")

SECONDS_FOR_ANSWER: Final = 30.0  # of the model, to its first piece and between two
RETRIES: Final = 2


def new_model(scope: Scope, stores: Sequence[str], client: Any = None) -> BaseChatModel:
    """The model of a turn. `stores` are the names within reach, `client` what a hosted one is asked by."""
    if not is_hosted():
        from stream.chat.rules.model import RuleModel  # noqa: PLC0415  either is loaded, not both

        return RuleModel(today=scope.today, stores=tuple(stores))
    from langchain_openai import ChatOpenAI  # noqa: PLC0415  a second, 26 MB

    given = settings()
    return ChatOpenAI(
        model=given.openai_model,
        api_key=given.openai_api_key,
        base_url=given.openai_base_url,
        temperature=0,
        timeout=SECONDS_FOR_ANSWER,
        max_retries=RETRIES,
        stream_usage=True,
        use_responses_api=False,
        http_async_client=client,
    )


def new_client(connections: int) -> Any:
    """What hosted models are asked by, at most `connections` at once; one for a process.

    Over aiohttp, which takes half of the time that HTTPX's own transport takes for an answer (7 ms for 13).
    """
    from httpx2 import Limits  # noqa: PLC0415  only where there is a key
    from openai import DefaultAioHttpClient  # noqa: PLC0415  as above

    from stream.chat.joining import join  # noqa: PLC0415  as above

    limits = Limits(max_connections=connections, keepalive_expiry=60)
    return DefaultAioHttpClient(limits=limits, event_hooks={"response": [join]})


def fault_of(error: Exception) -> TurnFault | None:
    """What a model's failure is to the person who asked; None: it is no failure of a model."""
    import httpx2  # noqa: PLC0415  only where a turn has failed
    import openai  # noqa: PLC0415  as above

    kinds: Sequence[tuple[tuple[type[Exception], ...], TurnFault]] = (
        ((openai.APITimeoutError, httpx2.TimeoutException), TurnFault.SLOW),
        ((openai.BadRequestError, openai.APIResponseValidationError), TurnFault.BROKEN),
        ((openai.APIError,), TurnFault.AWAY),
        ((httpx2.TransportError,), TurnFault.INTERRUPTED),
        ((ValueError,), TurnFault.BROKEN),  # no JSON, no UTF-8, or a stream without an answer
    )
    fault = next((fault for classes, fault in kinds if isinstance(error, classes)), None)
    if any(isinstance(cause, httpx2.ConnectTimeout) for cause in _causes(error)):
        fault = TurnFault.AWAY  # so aiohttp's transport says that there is no connection at all
    log.warning("the model failed: %s (%s)", type(error).__name__, getattr(error, "status_code", ""))
    return fault


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error := error and error.__cause__:
        yield error
