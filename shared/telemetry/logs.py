"""One way to log, for c3-app, c3-app-stream and c3-worker: a JSON object a line, or a line for a terminal.

`words` says what is told of an exception and of a library's record. `extra={"fields": {...}}` adds fields.
"""

import json
import logging
import logging.config
import sys
import threading
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final

from shared.settings import settings
from shared.telemetry import words
from shared.telemetry.context import REQUEST, TURN

# Libraries that say too much, or what the access line says better.
LEVELS: Final = {
    "axes": "WARNING",
    "django.request": "ERROR",
    "django.security": "CRITICAL",  # a wrong host, which scanners try: 400 in the access line
    "httpx": "WARNING",
    "httpx2": "WARNING",
    "psycopg.pool": "ERROR",
    "uvicorn.access": "CRITICAL",
    "websockets": "WARNING",
}
# Those that bring a handler of their own.
TALKERS: Final = ("django", "django.server", "gunicorn.error", "uvicorn", "uvicorn.error")


class JsonLines(logging.Formatter):
    """A record as one JSON object on one line, in ASCII: nothing that is put into it can end the line."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self.service = service

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "service": self.service,
            "logger": record.name,
            "message": words.sentence(record),
            "process": record.process,
            **about(),
            **getattr(record, "fields", {}),
        }
        if error := error_of(record):
            told |= {"error": words.chain(error), "where": words.frames(error)}
        return json.dumps(told, ensure_ascii=True, default=str)


class Lines(logging.Formatter):
    """A record as a line for people; an exception follows on indented lines, as `words` tells it."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        line = f"{moment} {record.levelname} {record.name} {words.sentence(record)}"
        line += "".join(f" {name}={value}" for name, value in about().items())
        if error := error_of(record):
            line += "".join(f"\n    {text}" for text in (*words.chain(error), *words.frames(error)))
        return line


class Quoting(logging.Formatter):
    """For a laptop with invented data: everything, as Python and the libraries say it."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")


def config(service: str) -> dict[str, Any]:
    """The settings of `logging.config.dictConfig` for a process of `service`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"told": _formatter(service)},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "told",
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {name: {"level": level} for name, level in LEVELS.items()}
        | {name: {"level": "INFO", "handlers": [], "propagate": True} for name in TALKERS},
    }


def start(service: str) -> None:
    """Log so in this process, what nobody has caught included."""
    logging.config.dictConfig(config(service))
    take_what_nobody_caught()


def take_what_nobody_caught() -> None:
    """What ends a process or a thread is logged as other exceptions are, not printed with its words."""
    if settings().log_format == "debug":
        return
    logging.raiseExceptions = False  # Python would print the record that it could not write
    sys.excepthook = _ended
    threading.excepthook = _thread_ended


def about() -> dict[str, str]:
    """The request and the turn of the chat that this is about, as far as there are any."""
    request, turn = REQUEST.get(), TURN.get()
    return ({"request": request.id} if request else {}) | ({"turn": turn} if turn else {})


def error_of(record: logging.LogRecord) -> BaseException | None:
    """The exception that is logged with a record."""
    return record.exc_info[1] if isinstance(record.exc_info, tuple) else None


def _formatter(service: str) -> dict[str, Any]:
    told = settings()
    if told.logs_json:
        return {"()": JsonLines, "service": service}
    return {"()": Quoting if told.log_format == "debug" else Lines}


def _ended(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("c3.process").critical("ended by a fault", exc_info=(kind, error, trace))


def _thread_ended(ended: threading.ExceptHookArgs) -> None:
    error = ended.exc_value
    if error is not None:
        logging.getLogger("c3.process").error("a thread ended by a fault", exc_info=error)
