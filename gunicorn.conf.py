"""What gunicorn reads of itself when it starts c3-app: how it logs, and what it does around its workers."""

from typing import Any

from shared.telemetry import logs, processes

logconfig_dict = logs.config("c3-app")


def on_starting(server: Any) -> None:
    """Before the first worker."""
    processes.begin()


def on_exit(server: Any) -> None:
    """After the last one."""
    processes.end()
