"""What Prometheus reads at /metrics. Without `METRICS_TOKEN` nothing is counted, and its package not loaded.

c3-app has several processes, which keep their numbers in files that they all read (`processes`).
"""

import hmac
import os
from collections.abc import Callable, Iterator
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from shared.settings import settings
from shared.telemetry.backlog import Backlog

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Counter, Histogram
    from prometheus_client.metrics_core import Metric

FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
TEXT: Final = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
STATEMENT_BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)
PAGE: Final = os.sysconf("SC_PAGE_SIZE")

Backlogs = list[Backlog] | None  # None: the database did not answer


def request(method: str, route: str, status: int, seconds: float, statements: tuple[int, float]) -> None:
    """A request was answered; `statements` are how many it ran, and the seconds they took."""
    if meters := _meters():
        meters.requests.labels(method, route, str(status)).inc()
        meters.seconds.labels(method, route).observe(seconds)
        meters.statements.labels(route).inc(statements[0])
        meters.statement_seconds.labels(route).inc(statements[1])


def statement(seconds: float) -> None:
    """A statement was answered."""
    if meters := _meters():
        meters.statement.observe(seconds)


def refusal(authorization: str | None) -> HTTPStatus | None:
    """Why who asks with this header is told nothing: there is no token, or it is another. None: told."""
    token = settings().metrics_token.get_secret_value()
    if not token:
        return HTTPStatus.NOT_FOUND
    wanted, given = f"Bearer {token}".encode(), (authorization or "").encode("utf-8", "replace")
    return None if hmac.compare_digest(wanted, given) else HTTPStatus.UNAUTHORIZED


def page(backlogs: Backlogs, more: Callable[[], Iterator[Any]] | None = None) -> bytes:
    """All there is to tell, in Prometheus's text format; `more` are counters kept elsewhere."""
    from prometheus_client import REGISTRY, generate_latest  # noqa: PLC0415  only where metrics are asked for
    from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415  as above

    registry = _registry()
    if FOLDER in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(_Given(REGISTRY.collect))
    registry.register(_Given(lambda: _of_database(backlogs)))
    registry.register(_Given(_memory))
    if more:
        registry.register(_Given(more))
    return bytes(generate_latest(registry))


class _Meters:
    """The counters of this process."""

    def __init__(self, counter: "type[Counter]", histogram: "type[Histogram]") -> None:
        self.requests = counter("c3_http_requests", "Requests answered.", ["method", "route", "status"])
        self.seconds = histogram(
            "c3_http_request_seconds", "Until an answer begins.", ["method", "route"], buckets=BUCKETS
        )
        self.statements = counter("c3_http_request_statements", "SQL statements of requests.", ["route"])
        self.statement_seconds = counter(
            "c3_http_request_statement_seconds", "Seconds that they took.", ["route"]
        )
        self.statement = histogram(
            "c3_statement_seconds",
            "SQL statements, those outside of requests included.",
            buckets=STATEMENT_BUCKETS,
        )


class _Given:
    """A collector that asks a function."""

    def __init__(self, collect: Callable[[], Any]) -> None:
        self.collect = collect


@cache
def _meters() -> _Meters | None:
    if not settings().metrics_token.get_secret_value():
        return None
    from prometheus_client import Counter, Histogram  # noqa: PLC0415  only where metrics are asked for

    return _Meters(Counter, Histogram)


def _registry() -> "CollectorRegistry":
    from prometheus_client import CollectorRegistry  # noqa: PLC0415  only where metrics are asked for

    return CollectorRegistry()


def _of_database(backlogs: Backlogs) -> Iterator["Metric"]:
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415  only where metrics are asked for

    yield GaugeMetricFamily("c3_database_up", "Whether the database answered.", value=backlogs is not None)
    depth = GaugeMetricFamily(
        "c3_queue_depth", "What waits for c3-worker, or for an answer.", labels=["queue"]
    )
    age = GaugeMetricFamily("c3_queue_oldest_seconds", "How long the oldest has been due.", labels=["queue"])
    for backlog in backlogs or ():
        depth.add_metric([backlog.queue], backlog.waiting)
        age.add_metric([backlog.queue], backlog.oldest_seconds)
    yield depth
    yield age


def _memory() -> Iterator["Metric"]:
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415  only where metrics are asked for

    memory = GaugeMetricFamily("c3_process_resident_bytes", "Resident memory of a process.", labels=["pid"])
    for pid in _processes():
        if resident := _resident(pid):
            memory.add_metric([str(pid)], resident)
    yield memory


def _processes() -> list[int]:
    """Those that have counted: of c3-app all workers, which name their files by their number."""
    folder = os.environ.get(FOLDER)
    if not folder:
        return [os.getpid()]
    return sorted({int(file.stem.rpartition("_")[2]) for file in Path(folder).glob("*_[0-9]*.db")})


def _resident(pid: int) -> int:
    """In bytes; 0 for a process that is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0
