"""C3's settings without its log of requests and its metrics."""

from web.settings import *  # noqa: F403  a settings module is its names
from web.settings import LOGGING, MIDDLEWARE

MIDDLEWARE = [name for name in MIDDLEWARE if name != "web.telemetry.TelemetryMiddleware"]
LOGGING = {**LOGGING, "root": {"handlers": ["console"], "level": "WARNING"}}
