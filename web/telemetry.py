"""c3-app's requests and statements, counted, timed and logged: the first of the middleware."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

from shared.telemetry import requests, statements
from shared.telemetry.context import HEADER, REQUEST, TURN, begin


class TelemetryMiddleware:
    """Gives each request its id; when its answer begins, a line of the log and its place in the metrics."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = begin(request.method or "", request.headers.get(HEADER))
        if timed not in connection.execute_wrappers:  # each thread has a connection of its own
            connection.execute_wrappers.append(timed)
        try:
            response = self.get_response(request)
            response[HEADER] = asked.id
            viewer = getattr(request, "viewer", None)
            requests.answered(asked, _route(request), response.status_code, viewer.role if viewer else "")
        finally:
            REQUEST.set(None)
            TURN.set("")
        return response


def timed(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    """Run a statement, as Django's `execute_wrapper` does, and note how long that took."""
    began = perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        statements.ran(sql, perf_counter() - began)


def _route(request: HttpRequest) -> str:
    """The template of the address, never the address; empty when none of ours was asked for."""
    if request.resolver_match is not None:
        return f"/{request.resolver_match.route}"
    return settings.STATIC_URL if request.path_info.startswith(settings.STATIC_URL) else ""
