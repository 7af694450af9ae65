"""The processes that a launcher started, found by a mark in their environment, however it ended."""

import os
from contextlib import suppress

import psutil

MARK = "C3_LAUNCHED_FOR"
SECONDS_TO_STOP = 5


def of(data_dir: str) -> list[psutil.Process]:
    """Every process but this one that was launched for this data folder."""
    return [process for process in psutil.process_iter() if _mark(process) == data_dir]


def end(data_dir: str) -> None:
    """End those processes: politely, then not."""
    processes = of(data_dir)
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    _, stubborn = psutil.wait_procs(processes, timeout=SECONDS_TO_STOP)
    for process in stubborn:
        with suppress(psutil.NoSuchProcess):
            process.kill()


def _mark(process: psutil.Process) -> str | None:
    with suppress(psutil.Error):
        return process.environ().get(MARK) if process.pid != os.getpid() else None
    return None
