"""The machine that a run had, and the versions of what counts."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

import psutil

from shared.cluster import Cluster
from shared.settings import ROOT

PACKAGES = {"Django": "django", "NiceGUI": "nicegui", "LangChain": "langchain"}


def conditions() -> str:
    """Two lines. The load is that of the last minute: how many processes wanted a core before the run."""
    gigabytes = psutil.virtual_memory().total / (1 << 30)
    packages = [f"{name} {version(package)}" for name, package in PACKAGES.items()]
    programs = [f"Python {platform.python_version()}", *packages, f"PostgreSQL {_postgres()}"]
    return (
        f"{os.cpu_count()} cores ({_processor()}), {gigabytes:.0f} GB, "
        f"{platform.system()} {platform.release()}; load before {os.getloadavg()[0]:.1f}.\n"
        f"{', '.join(programs)}."
    )


def _postgres() -> str:
    """The embedded server's own word, such as `18.4`."""
    program = Cluster(ROOT)._programs / "bin" / "postgres"
    return subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout.split()[
        2
    ]


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    models = (line.partition(": ")[2] for line in lines if line.startswith("model name"))
    return next(models, platform.machine())
