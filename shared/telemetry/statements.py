"""Every SQL statement of the three services is counted and timed; slow ones are told without parameters."""

import logging
from time import perf_counter
from typing import Any, Final, Self

from psycopg import AsyncCursor

from shared.settings import settings
from shared.telemetry import metrics
from shared.telemetry.context import REQUEST

log = logging.getLogger("c3.statements")

LONGEST: Final = 2000  # characters of a statement that are logged
COMPOSED: Final = "(composed by a program)"


def ran(statement: object, seconds: float) -> None:
    """A statement has been answered, or refused, after so many seconds."""
    if not statement:
        return  # how a pool asks whether a connection lives
    request = REQUEST.get()
    if request is not None:
        request.statements += 1
        request.statement_seconds += seconds
    metrics.statement(seconds)
    slow = settings().slow_statement_ms
    if slow and seconds * 1000 >= slow:
        _tell(statement, seconds)


class TimedCursor(AsyncCursor[Any]):
    """The cursor of async connections."""

    async def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        """As of psycopg; timed."""
        began = perf_counter()
        try:
            return await super().execute(query, params, **options)
        finally:
            ran(query, perf_counter() - began)


def _tell(statement: object, seconds: float) -> None:
    """The text is a literal of the code; that of a statement put together may hold what was typed."""
    text = " ".join(statement.split())[:LONGEST] if isinstance(statement, str) else COMPOSED
    milliseconds = round(seconds * 1000)
    log.warning(
        "slow statement, %d ms: %s", milliseconds, text, extra={"fields": {"ms": milliseconds, "sql": text}}
    )
