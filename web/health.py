"""For those who run C3, and their machines: whether it serves, and its metrics (`home`: it is there)."""

from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection, connections
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from shared.db import many
from shared.telemetry import metrics
from shared.telemetry.backlog import backlogs
from shared.telemetry.migrations import Migration, brought
from shared.telemetry.readiness import Readiness


@login_not_required
@never_cache
@require_GET
def ready(request: HttpRequest) -> JsonResponse:
    """200 while people can be served, else 503; each part with its state. Within two seconds."""
    report = _readiness().report()
    return JsonResponse(report.body, status=report.code)


@login_not_required
@never_cache
@require_GET
def measured(request: HttpRequest) -> HttpResponse:
    """The metrics, for who has the token; 404 where no token is set."""
    refusal = metrics.refusal(request.headers.get("Authorization"))
    if refusal is HTTPStatus.NOT_FOUND:
        raise Http404
    if refusal:
        return HttpResponse(status=refusal, headers={"WWW-Authenticate": "Bearer"})
    try:
        waiting = many(connection, backlogs())
    except DatabaseError:
        waiting = None
    return HttpResponse(metrics.page(waiting), content_type=metrics.TEXT)


@cache
def _readiness() -> Readiness:
    return Readiness(_connected, _wanted)


def _connected() -> "psycopg.Connection[Any]":
    """A connection beside Django's, which may be the one that hangs."""
    parameters = connections["default"].get_connection_params()
    return psycopg.connect(**parameters | {"connect_timeout": 2, "autocommit": True})


@cache
def _wanted() -> frozenset[Migration]:
    return brought((one.label, Path(one.path) / "migrations") for one in apps.get_app_configs())
