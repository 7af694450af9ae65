"""What was found, for the console and for `docs/benchmarks.md`; and which stated bound was missed."""

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import django
import psutil
from django.db import connection

from shared.dates import now
from shared.settings import ROOT
from tests.bench.browsers import Round
from tests.bench.data import CHAIN, Loaded
from tests.bench.memory import Memory
from tests.bench.pages import Page

PAGE_HEAD = ["page", "requests/s", "lowest-highest", "beside bare", "bound", "p95 ms", "SQL", "kB"]
MEMORY_HEAD = ["process", "number", "RSS MB, idle", "PSS MB, idle", "PSS MB, after the rounds"]
FILE = ROOT / "docs" / "benchmarks.md"
LEAST_RATIO = {"list": 0.5, "detail": 0.5}
MOST_STATEMENTS = {"home": 5, "list": 4, "detail": 4}


@dataclass(frozen=True)
class Findings:
    """Everything that one run has found; the first page is the bare view. `rounds` by the names of pages."""

    loaded: Loaded
    pages: Sequence[Page]
    rounds: Mapping[str, Sequence[Round]]
    idle: Sequence[Memory]
    after: Sequence[Memory]
    conditions: str

    def rates(self, page: Page) -> list[float]:
        """Pages a second, round by round."""
        return [found.rate for found in self.rounds[page.name]]

    def ratio(self, page: Page) -> float:
        """The page's rate as a share of the bare view's in the same round; the median of all rounds."""
        pairs = zip(self.rates(page), self.rates(self.pages[0]), strict=True)
        return median(ours / bare for ours, bare in pairs)


def missed(findings: Findings) -> list[str]:
    """A sentence for every stated bound that does not hold."""
    return [*_too_slow(findings), *_too_many_statements(findings)]


def text(findings: Findings) -> str:
    """The tables, as Markdown that is also readable as it is."""
    loaded = findings.loaded
    return f"""{findings.conditions}

Data: {CHAIN.stores} stores x {CHAIN.days} days, {loaded.reports:,} reports. {loaded.rows:,} rows were
invented and loaded, with their triggers and indexes, in {loaded.seconds:.0f} s: {loaded.rate:,.0f} rows/s.

{_aligned(PAGE_HEAD, _page_rows(findings))}

{_aligned(MEMORY_HEAD, _memory_rows(findings))}"""


def save(findings: Findings) -> None:
    """Write `docs/benchmarks.md` anew."""
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(f"{INTRODUCTION}\n{text(findings)}\n", encoding="utf-8")


def conditions(load: float) -> str:
    """The machine, its `load` (waiting processes) before the rounds, and the versions of what counts."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        postgres = cursor.fetchone()[0]
    gigabytes = psutil.virtual_memory().total / (1 << 30)
    return (
        f"{now():%Y-%m-%d}, {os.cpu_count()} cores ({_processor()}), {gigabytes:.0f} GB, "
        f"{platform.system()} {platform.release()}; load before the rounds {load:.1f}.\n"
        f"Python {platform.python_version()}, Django {django.__version__}, PostgreSQL {postgres}."
    )


def _too_slow(findings: Findings) -> Iterator[str]:
    for page in findings.pages:
        least, ratio = LEAST_RATIO.get(page.name, 0), findings.ratio(page)
        if ratio < least:
            yield f"{page.name} makes {ratio:.2f} of the bare view's requests per second, not {least}"


def _too_many_statements(findings: Findings) -> Iterator[str]:
    for page in findings.pages:
        most = MOST_STATEMENTS.get(page.name)
        if most is not None and (page.statements or 0) > most:
            yield f"{page.name} issues {page.statements} statements, not {most}"


def _page_rows(findings: Findings) -> Iterator[list[str]]:
    for page in findings.pages:
        rates = findings.rates(page)
        yield [
            page.name,
            f"{median(rates):.0f}",
            f"{min(rates):.0f}-{max(rates):.0f}",
            f"{findings.ratio(page):.2f}",
            f">= {LEAST_RATIO[page.name]}" if page.name in LEAST_RATIO else "",
            f"{median(found.p95 for found in findings.rounds[page.name]) * 1000:.0f}",
            str(page.statements),
            f"{page.size / 1000:.1f}",
        ]


def _memory_rows(findings: Findings) -> Iterator[list[str]]:
    for idle, after in zip(findings.idle, findings.after, strict=True):
        yield [idle.name, str(idle.processes), f"{idle.rss:.0f}", f"{idle.pss:.0f}", f"{after.pss:.0f}"]


def _aligned(head: list[str], rows: Iterator[list[str]]) -> str:
    """A Markdown table with columns of equal width; numbers, all but the first column, to the right."""
    lines = [head, *rows]
    first, *others = (max(map(len, column)) for column in zip(*lines, strict=True))
    lines.insert(1, ["-" * first, *("-" * (width - 1) + ":" for width in others)])
    return "\n".join(
        f"| {' | '.join([line[0].ljust(first), *map(str.rjust, line[1:], others)])} |" for line in lines
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    models = (line.partition(": ")[2] for line in lines if line.startswith("model name"))
    return next(models, platform.machine())


INTRODUCTION = """# Benchmarks

Written by `make bench`; do not edit. It starts the embedded PostgreSQL with durable settings, loads the
chain of the demo's own generator, and starts the services by the commands of `launch.services`. Eight
browsers on kept-alive connections, in one process of their own, ask for a page for a second, then for
the next one, round after round. All of it shares one machine's cores.

The *bare view* is the baseline: one session look-up and one query (the newest 20 reports of the person's
store), answered as JSON without a template, under the same settings, middleware and gunicorn command.
"Beside bare" is the median of the rounds' ratios. Every seventh report has a photo; the detail page has two,
and "list, photos on all" is a page of the list on which every report has two. "list, 50 stores" is what 本部
reads; the other pages are those of a store's スタッフ. SQL counts all statements of a page, session and
viewer included; RSS counts memory that PostgreSQL's processes share once for each of them.
"""
