"""Where c3-app's processes keep their numbers; for the one that starts them (`gunicorn.conf.py`).

Each worker counts in files of its own in one folder of the master's, which whoever is asked for /metrics adds
up. The folder is made anew when the master starts, and removed when it ends; those of masters that were
killed are removed by the next one.
"""

import os
import re
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from shared.settings import settings
from shared.telemetry.metrics import FOLDER

NAME: Final = re.compile(r"c3-metrics-([0-9]{1,9})-\w+")


def begin() -> None:
    """Make the folder, for the workers to find in their environment; none without `METRICS_TOKEN`."""
    os.environ.pop(FOLDER, None)
    if settings().metrics_token.get_secret_value():
        for left in Path(tempfile.gettempdir()).iterdir():
            if (named := NAME.fullmatch(left.name)) and not _is_alive(int(named[1])):
                shutil.rmtree(left, ignore_errors=True)
        os.environ[FOLDER] = tempfile.mkdtemp(prefix=f"c3-metrics-{os.getpid()}-")


def end() -> None:
    """Remove the folder."""
    if folder := os.environ.get(FOLDER):
        shutil.rmtree(folder, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    """Whether there is such a process; this one, which has only begun, has left no folder."""
    with suppress(PermissionError):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
    return pid != os.getpid()
