"""c3-app-stream: `uvicorn stream.main:app`. One process, since NiceGUI keeps an open page's state in it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypedDict

from fastapi import FastAPI
from fastapi.responses import RedirectResponse
from nicegui import app as pages
from nicegui import ui
from starlette.middleware.trustedhost import TrustedHostMiddleware

import dashboard.behind
import dashboard.calendar
import dashboard.goals
import dashboard.incidents
import dashboard.overview
import dashboard.sales
import dashboard.stores  # noqa: F401  they declare their pages
from dashboard import notices, quicker
from dashboard.addresses import HOME
from dashboard.frame import ICON
from shared.embedded import database_url
from shared.kept import keeping
from shared.pool import Pool, new_pool
from shared.reader import Reader, reading
from shared.settings import settings
from shared.telemetry import faults, logs
from stream import entering, exports, health, shown
from stream.api.application import api
from stream.chat import events
from stream.chat.hearing import Hub, hearing
from stream.chat.runner import running
from stream.guard import MOUNT, Guard, Headers
from stream.stopping import when_stopped
from stream.telemetry import Telemetry

logs.start("c3-app-stream")
faults.start("c3-app-stream")


class State(TypedDict):
    """What every request finds in its `state`."""

    pool: Pool
    reader: Reader
    hub: Hub


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[State]:
    """Open the pool. It does not wait: without a database the service starts, and says so at /health/."""
    async with (
        new_pool(database_url(), 10) as pool,
        keeping(settings().redis_url.get_secret_value()) as kept,
        reading(pool, settings().replica_url, kept) as reader,
        hearing() as hub,
        running(pool, reader),
    ):
        with when_stopped(hub.close):
            yield State(pool=pool, reader=reader, hub=hub)


app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
app.add_middleware(Guard)
app.add_middleware(Headers)
app.add_middleware(
    TrustedHostMiddleware,
    allowed_hosts=[f"*{host}" if host.startswith(".") else host for host in settings().hosts],
    www_redirect=False,
)
app.add_middleware(Telemetry)


@app.get("/")
async def home() -> RedirectResponse:
    """The managers' first page."""
    return RedirectResponse(HOME)


app.include_router(health.router)
app.mount(f"{MOUNT}/api", api)
app.include_router(exports.router)
app.router.routes.extend([entering.ROUTE, shown.ROUTE])
app.router.routes.extend(events.ROUTES)

notices.instead_of_nicegui(pages)
quicker.install()

# Quasar's bar of requests has no name to a screen reader and stands outside all landmarks; a page says itself
# that it waits (`aria-busy`).
pages.config.quasar_config["loadingBar"]["skipHijack"] = True

# Last: a route declared after it would not be found.
ui.run_with(
    app,
    mount_path=MOUNT,
    title="分析 - C3",
    favicon=ICON,
    language="ja",
    reconnect_timeout=120,
    tailwind=False,
    show_welcome_message=False,
)
