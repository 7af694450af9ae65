"""The real c3-worker as a process of its own."""

import sys
from dataclasses import dataclass
from pathlib import Path

import psutil

from shared.settings import ROOT
from tests.stream.served import environment


@dataclass(frozen=True)
class Worker:
    """A running `python -m stream.worker`."""

    process: psutil.Popen
    output: Path

    def said(self, words: str) -> bool:
        return words in self.output.read_text()


def work_on(database: str, output: Path, **settings: str) -> Worker:
    """Start one; what it logs is in the file `output`."""
    command = [sys.executable, "-m", "stream.worker"]
    with output.open("wb") as log:
        process = psutil.Popen(command, cwd=ROOT, env=environment(database, **settings), stderr=log)
    return Worker(process, output)
