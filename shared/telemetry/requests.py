"""An answered request: a line of the log and its place in the metrics, the same in both applications."""

import logging
from http import HTTPStatus
from typing import Final

from shared.telemetry import metrics
from shared.telemetry.context import Asked

log = logging.getLogger("c3.access")

NO_ROUTE: Final = "(none)"
# Asked every few seconds, or a dozen to a page: they are logged when something is wrong.
QUIET: Final = ("/health/", "/metrics", "/static", "/analysis/_nicegui", "/analysis/assets")


def answered(asked: Asked, route: str, status: int, role: str = "") -> None:
    """The answer to `asked` has begun. `route` is the template of the address, `role` that of the person."""
    seconds, route = asked.seconds, route or NO_ROUTE
    metrics.request(asked.method, route, status, seconds, (asked.statements, asked.statement_seconds))
    level = logging.DEBUG if route.startswith(QUIET) and status < HTTPStatus.BAD_REQUEST else logging.INFO
    if not log.isEnabledFor(level):
        return
    milliseconds = round(seconds * 1000, 1)
    fields = {
        "method": asked.method,
        "route": route,
        "status": status,
        "ms": milliseconds,
        "statements": asked.statements,
        "statement_ms": round(asked.statement_seconds * 1000, 1),
    }
    fields |= {"role": role} if role else {}
    sentence = "%s %s %d, %.1f ms, %d statements %s"
    told = (asked.method, route, status, milliseconds, asked.statements, role or "-")
    log.log(level, sentence, *told, extra={"fields": fields})
