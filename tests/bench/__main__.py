"""`make bench`: all that is measured, one bench after the other, onto one page: docs/benchmarks.md.

`python -m tests.bench load 1200 search` runs these two; what is no bench's name goes to the one before
it. Each is a process of its own, `python -m tests.bench.load 1200`, which only prints. The exit code is 1
when one of them missed a bound or broke off; the others run all the same.
"""

import signal
import subprocess
import sys
from collections.abc import Sequence

from shared.settings import ROOT
from tests.bench.conditions import conditions
from tests.bench.page import PAGE, Page
from tests.bench.telling import say


def main(words: Sequence[str], page: Page = PAGE) -> int:
    """Run them all, or those that are named, each onto its section of the page."""
    stops: list[int] = []
    # Ctrl-C reaches the bench as well, which may tell what it has found until then; no other one begins.
    before = signal.signal(signal.SIGINT, lambda number, _frame: stops.append(number))
    try:
        codes = [_measured(page, name, given) for name, given in _wanted(words, page) if not stops]
    finally:
        signal.signal(signal.SIGINT, before)
    return 128 + signal.SIGINT if stops else int(any(codes))


def _measured(page: Page, name: str, arguments: list[str]) -> int:
    """Run one and write down what it printed, unless Ctrl-C ended it; its exit code."""
    say(" ".join([name, *arguments]))
    surroundings = conditions()
    code, printed = _run(f"{page.package}.{name}", arguments)
    if code != -signal.SIGINT:
        page.put(name, page.found(name, arguments, surroundings, code, printed))
    return code


def _wanted(words: Sequence[str], page: Page) -> list[tuple[str, list[str]]]:
    """The benches with their arguments."""
    if not words:
        return [(name, []) for name in page.titles]
    if words[0] not in page.titles:
        raise SystemExit(f"There is no bench {words[0]}. There are: {', '.join(page.titles)}.")
    wanted: list[tuple[str, list[str]]] = []
    for word in words:
        if word in page.titles:
            wanted.append((word, []))
        else:
            wanted[-1][1].append(word)
    return wanted


def _run(module: str, arguments: Sequence[str]) -> tuple[int, str]:
    """Run it to its end: its exit code, and all that it printed, which is seen meanwhile."""
    command = [sys.executable, "-u", "-m", module, *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        lines = []
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    return process.returncode, "".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
