"""For those who run C3, and their machines: whether it is there, whether it serves, and its metrics."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from http import HTTPStatus
from typing import Any

import psycopg
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, Response

from shared.db import amany
from shared.embedded import database_url
from shared.pool import AWAY
from shared.telemetry import metrics
from shared.telemetry.backlog import backlogs
from shared.telemetry.migrations import of_ours
from shared.telemetry.readiness import Readiness
from stream.chat import counted

router = APIRouter()
ASKING = ThreadPoolExecutor(4, "c3-ready")  # its own: where all else hangs, this answers
NOT_KEPT = {"Cache-Control": "no-store"}


@router.get("/health/")
async def health(request: Request) -> JSONResponse:
    """200 while the database answers, else 503."""
    try:
        async with request.state.pool.connection() as connection:
            await connection.execute("SELECT 1")
    except AWAY:
        return JSONResponse({"status": "database away"}, 503)
    return JSONResponse({"status": "ok"})


@router.get("/health/ready/")
async def ready() -> JSONResponse:
    """200 while people can be served, else 503; each part with its state. Within two seconds."""
    report = await asyncio.get_running_loop().run_in_executor(ASKING, _readiness().report)
    return JSONResponse(report.body, report.code, NOT_KEPT)


@router.get("/metrics")
async def measured(request: Request) -> Response:
    """The metrics, for who has the token; 404 where no token is set."""
    refusal = metrics.refusal(request.headers.get("authorization"))
    if refusal is HTTPStatus.NOT_FOUND:
        raise HTTPException(refusal)
    if refusal:
        return Response(status_code=refusal, headers=NOT_KEPT | {"WWW-Authenticate": "Bearer"})
    try:
        async with request.state.pool.connection() as connection:
            waiting = await amany(connection, backlogs())
    except AWAY:
        waiting = None
    return Response(metrics.page(waiting, counted.families), headers=NOT_KEPT, media_type=metrics.TEXT)


@cache
def _readiness() -> Readiness:
    wanted = of_ours()
    return Readiness(_connected, lambda: wanted)


def _connected() -> "psycopg.Connection[Any]":
    return psycopg.connect(database_url(), autocommit=True, connect_timeout=2)
