"""What gunicorn reads of itself when it starts c3-app: how it logs, and what it does around its workers."""

from logging.config import dictConfig
from typing import Any

from gunicorn.glogging import Logger

from shared.telemetry import logs, processes


class logger_class(Logger):  # noqa: N801  a setting of gunicorn's; `logconfig_dict` would turn its access log on
    """Its own lines as all others, from the first one on."""

    def setup(self, cfg: Any) -> None:
        """Called as it starts, and when it reads its settings anew."""
        super().setup(cfg)
        dictConfig(logs.config("c3-app"))


def on_starting(server: Any) -> None:
    """Before the first worker."""
    processes.begin()


def on_exit(server: Any) -> None:
    """After the last one."""
    processes.end()
