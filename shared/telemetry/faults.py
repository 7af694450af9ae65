"""Faults are told to Sentry, or to a service like it, where `SENTRY_DSN` names one; else nothing is loaded.

It is told what the log is told: the classes and codes of exceptions, and where they were raised. An event is
made from the log's record by `words`, not by the library's integrations, and passes `scrubbed` on its way
out: no words of an exception, no values of variables, no request, no person, no name of a machine.
"""

import logging
import traceback
from typing import TYPE_CHECKING, Any, Final

from shared.settings import settings
from shared.telemetry import words
from shared.telemetry.logs import about, error_of

if TYPE_CHECKING:
    from sentry_sdk.types import Event

SECONDS_TO_SEND: Final = 2
LONGEST_TAG: Final = 200  # Sentry's own bound
KEPT: Final = (
    "event_id", "timestamp", "platform", "level", "logger", "logentry", "message", "exception", "tags",
    "release", "environment", "sdk", "fingerprint",
)  # fmt: skip
OF_FRAME: Final = ("filename", "abs_path", "function", "module", "lineno", "in_app")


def start(service: str) -> None:
    """Tell of faults from here on, if there is somebody to tell."""
    dsn = settings().sentry_dsn.get_secret_value()
    if not dsn:
        return
    import sentry_sdk  # noqa: PLC0415  only where faults are told
    from sentry_sdk.integrations.atexit import AtexitIntegration  # noqa: PLC0415  as above

    sentry_sdk.init(
        dsn,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[AtexitIntegration(callback=lambda pending, timeout: None)],
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        include_source_context=False,
        max_breadcrumbs=0,
        auto_session_tracking=False,
        send_client_reports=False,
        shutdown_timeout=SECONDS_TO_SEND,
        server_name="",
        before_send=scrubbed,  # type: ignore[arg-type]  # its Event is a dict
    )
    handler = Faults(service)
    handler.addFilter(lambda record: not record.name.startswith(("django.security", "sentry_sdk")))
    logging.getLogger().addHandler(handler)


class Faults(logging.Handler):
    """Tells of every record of the level ERROR."""

    def __init__(self, service: str) -> None:
        super().__init__(logging.ERROR)
        self.service = service

    def emit(self, record: logging.LogRecord) -> None:
        """As of `logging`: a failure here is nobody else's."""
        import sentry_sdk  # noqa: PLC0415  loaded by `start`

        try:
            sentry_sdk.capture_event(self.event(record))
        except Exception:  # noqa: BLE001  as of every handler
            self.handleError(record)

    def event(self, record: logging.LogRecord) -> "Event":
        """What is told of a record."""
        event: Event = {
            "level": "fatal" if record.levelno >= logging.CRITICAL else "error",
            "logger": record.name,
            "logentry": {"formatted": words.sentence(record)},
            "tags": {"service": self.service, **about()},
        }
        if error := error_of(record):
            event["tags"]["error"] = " < ".join(words.chain(error))[:LONGEST_TAG]
            event["exception"] = {"values": [_told(one) for one in reversed([*words.causes(error)])]}
        return event


def _told(error: BaseException) -> dict[str, Any]:
    """An exception as Sentry shows one, the innermost frame last."""
    frames = [
        {"filename": words.short(one.filename), "function": one.name, "lineno": one.lineno}
        for one in traceback.extract_tb(error.__traceback__)[-words.MOST_FRAMES :]
    ]
    return {"type": type(error).__name__, "module": type(error).__module__, "stacktrace": {"frames": frames}}


def scrubbed(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """`event` with what may leave the house, and nothing else."""
    kept = {name: value for name, value in event.items() if name in KEPT}
    if "logentry" in kept:
        kept["logentry"] = {"formatted": kept["logentry"].get("formatted", "")}
    values = (event.get("exception") or {}).get("values") or []
    if values:
        kept["exception"] = {"values": [_without_words(one) for one in values]}
    return kept


def _without_words(told: dict[str, Any]) -> dict[str, Any]:
    """An exception by its class, and its frames by their places."""
    frames = (told.get("stacktrace") or {}).get("frames") or []
    places = [{name: value for name, value in frame.items() if name in OF_FRAME} for frame in frames]
    kept = {name: told[name] for name in ("type", "module") if told.get(name)}
    return {**kept, "value": "", "stacktrace": {"frames": places}}
