"""What gunicorn reads of itself as it starts c3-app: whom it believes, how it logs, what its workers do."""

from logging.config import dictConfig
from typing import Any

from gunicorn.glogging import Logger

from shared.settings import settings
from shared.storage import s3
from shared.telemetry import logs, processes

forwarded_allow_ips = settings().forwarded_allow_ips  # gunicorn itself knows the environment, but not `.env`


class logger_class(Logger):  # noqa: N801  a setting of gunicorn's; `logconfig_dict` would turn its access log on
    """Its own lines as all others, from the first one on."""

    def setup(self, cfg: Any) -> None:
        """Called as it starts, and when it reads its settings anew."""
        super().setup(cfg)
        dictConfig(logs.config("c3-app"))

    def access(self, *_: object) -> None:
        """Nothing, whoever asks for it: an address holds what people typed, and C3 has lines of its own."""


def on_starting(server: Any) -> None:
    """Before the first worker."""
    processes.begin()


def post_worker_init(worker: Any) -> None:
    """In each worker: of the master's threads none is forked with it, but the locks that they held are."""
    from web.imports import files  # noqa: PLC0415  Django is ready only now

    if bucket := s3():
        bucket.make_ready()
    files.keep_swept()


def on_exit(server: Any) -> None:
    """After the last one."""
    processes.end()
