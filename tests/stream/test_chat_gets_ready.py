"""c3-app-stream loads what an answer needs before anybody has asked."""

import subprocess
import sys

from shared.settings import ROOT
from tests.stream.served import environment

# Of a process of its own: this one has loaded it long ago.
SCRIPT = """
import asyncio, sys
from stream import main
from stream.chat import life

async def found():
    async with main.lifespan(main.app):
        print("at the start", "langchain" in sys.modules)
        async with asyncio.timeout(60):
            while not life._agent.cache_info().currsize:
                await asyncio.sleep(0.05)
        print("in calm", "langchain" in sys.modules)

life.CALM_AFTER = 1.0
asyncio.run(found())
"""


def test_the_first_question_finds_the_agent_loaded(database):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT, env=environment(database), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.splitlines() == ["at the start False", "in calm True"], done.stderr[-2000:]
