"""`python -m tests.bench.chat`: what the chat costs beside the model that it asks.

A model behind OpenAI's interface tells its pieces at a steady pace; an answer takes two calls of it:
which tool, and the answer. So many people ask again and again, at the model itself and through C3 (the
question to c3-app, the answer from c3-app-stream), in turn. C3 checks each sentence before it tells it,
so its first sentence stands beside the model's own. The exit code is 1 when the median of one level is
above 1.5 times the model's and 50 ms. Then 500 listeners at one process; its memory with and without
them. The model, those who ask, PostgreSQL and all of C3 share the machine's cores.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import Pipe, get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

import django
import psutil

from shared.embedded import server
from shared.settings import ROOT
from tests.analytics import chain
from tests.bench import chat_people
from tests.bench.chat_clients import Waited, ask_straight, ask_through, listen
from tests.bench.chat_model import FIRST, PACE, PIECE
from tests.bench.services import HOST, Service, configure, manage, services, stream_alone
from tests.bench.telling import say, verdict
from tests.cast import make_cast
from tests.launch.launcher import free_ports

AT_ONCE, ROUNDS, SECONDS = (1, 20, 100), 2, 12.0
LISTENERS = 500
MOST_RATIO, MOST_MORE = 1.5, 0.05  # seconds
MEGABYTE: Final = 1 << 20
MODEL = (
    f"The model's first piece comes after {FIRST:.1f} s, then {PIECE} characters every {PACE * 1000:.0f} ms."
)
HEAD = """| at once | model: first piece | first sentence | C3: first sentence | p95 | ratio | answers | |
| ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |"""
SIZES = """| c3-app-stream | MB |
| --- | ---: |"""

Sizes = dict[str, float]


@dataclass
class Level:
    """So many at once: what was waited for at the model itself and through C3."""

    at_once: int
    straight: list[Waited] = field(default_factory=list)
    through: list[Waited] = field(default_factory=list)

    @property
    def bare(self) -> float:
        """Seconds to the model's first sentence, the median."""
        return median(one.sentence for one in self.straight)

    @property
    def ours(self) -> float:
        """Seconds to the first sentence through C3, the median."""
        return median(one.sentence for one in self.through)

    @property
    def is_slow(self) -> bool:
        """Whether it misses the bound."""
        return self.ours > MOST_RATIO * self.bare + MOST_MORE

    def line(self) -> str:
        """A row of the table."""
        p95 = sorted(one.sentence for one in self.through)[int(len(self.through) * 0.95)]
        piece = median(one.piece for one in self.straight)
        return (
            f"| {self.at_once} | {_ms(piece)} | {_ms(self.bare)} | {_ms(self.ours)} | {_ms(p95)} |"
            f" {self.ours / self.bare:.2f} | {len(self.through)} | {'missed' if self.is_slow else ''} |"
        )


def main() -> int:
    """Measure and print; 1 when a bound is missed."""
    with TemporaryDirectory(prefix="c3-bench-chat-") as name, server(Path(name) / "postgres") as url:
        model = free_ports(1)[0]
        configure(Path(name), url)
        os.environ.update(OPENAI_API_KEY="sk-bench", OPENAI_BASE_URL=f"http://{HOST}:{model}/v1")
        os.environ.update(CHAT_TURNS_PER_DAY="100000", CHAT_BUDGET_PER_DAY="0")
        django.setup()
        keys = _filled(url)
        with _model(model), services() as running:
            stream = running["c3-app-stream"]
            memory = {"idle, before the first turn": _memory(stream)}
            levels = _levels(model, running["c3-app"].port, keys, stream, memory)
        with stream_alone() as stream:
            listeners = _listeners(url, stream)
    sizes = [f"| {name} | {size:.0f} |" for name, size in memory.items()]
    found = [MODEL, "", HEAD, *(level.line() for level in levels), "", *listeners, "", SIZES, *sizes]
    print("\n".join(found))
    return verdict([f"{level.at_once} at once" for level in levels if level.is_slow])


def _filled(url: str) -> list[str]:
    """A chain, and people who are signed in; the keys of their sessions."""
    say("migrating, inventing a chain")
    manage("migrate")
    manage("collectstatic", "--noinput")
    make_cast()
    chain.write(url)
    return chat_people.sign_in(url, LISTENERS)


def _levels(model: int, web: int, keys: list[str], stream: Service, memory: Sizes) -> list[Level]:
    levels = [Level(many) for many in AT_ONCE]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as elsewhere:
        say("a first turn, which loads LangChain")
        elsewhere.submit(ask_through, web, keys[:1], 0.0).result()
        memory["after a first turn"] = _memory(stream)
        for number in range(ROUNDS):
            for level in levels:
                say(f"round {number + 1} of {ROUNDS}: {level.at_once} at once")
                asked = elsewhere.submit(ask_straight, model, level.at_once, SECONDS)
                level.straight += asked.result()
                with _most(stream, memory, f"most, with {level.at_once} turns at once"):
                    asked = elsewhere.submit(ask_through, web, keys[: level.at_once], SECONDS)
                    level.through += asked.result()
    memory["afterwards"] = _memory(stream)
    return levels


def _listeners(url: str, stream: Service) -> list[str]:
    """Open streams that wait, in a new process: what each holds, and when all have heard what is told."""
    say(f"{LISTENERS} listeners")
    turns = chat_people.hold(url, LISTENERS)
    ours, theirs = Pipe()
    before = _memory(stream)
    arguments = (stream.port, chat_people.addresses(turns), theirs)
    listening = get_context("spawn").Process(target=listen, args=arguments)
    listening.start()
    ours.recv()
    time.sleep(2)
    held = _memory(stream) - before
    told = time.monotonic()
    chat_people.tell(url, turns)
    heard = sorted(at - told for at in ours.recv())
    listening.join()
    chat_people.release(url)
    told_at = f"{_ms(median(heard))} (median), by the last after {_ms(heard[-1])}"
    return [
        f"{LISTENERS} streams of as many turns, open in one process: {held * 1024 / LISTENERS:.0f} kB each.",
        f"One event in each of them, told by one statement, is heard after {told_at}.",
    ]


@contextmanager
def _model(port: int) -> Iterator[None]:
    command = [sys.executable, "-m", "tests.bench.chat_model", str(port)]
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            yield
        finally:
            process.terminate()


@contextmanager
def _most(stream: Service, memory: Sizes, name: str) -> Iterator[None]:
    """Note the most that the process holds meanwhile."""
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.2):
            memory[name] = max(memory.get(name, 0.0), _memory(stream))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield
    finally:
        done.set()
        looking.join()


def _memory(service: Service) -> float:
    """What its process holds (RSS), in MB."""
    return float(psutil.Process(service.process.pid).memory_info().rss) / MEGABYTE


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


if __name__ == "__main__":
    sys.exit(main())
