"""c3-app-stream as it would be without logs, request ids and metrics; `unwatched_settings` is c3-app so."""

import logging

from psycopg import AsyncCursor

from shared import pool
from stream.main import app
from stream.telemetry import Telemetry

pool.CONNECTION["cursor_factory"] = AsyncCursor
app.user_middleware[:] = [one for one in app.user_middleware if str(one.cls) != str(Telemetry)]
logging.getLogger().setLevel(logging.WARNING)
