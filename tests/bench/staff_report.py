"""What was found about the staff's pages, as Markdown; and which stated bound was missed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench.browsers import Round
from tests.bench.data import CHAIN, Loaded
from tests.bench.memory import Memory
from tests.bench.staff_pages import Page

PAGE_HEAD = ["page", "requests/s", "lowest-highest", "beside bare", "bound", "p95 ms", "SQL", "kB"]
MEMORY_HEAD = ["process", "number", "RSS MB, idle", "PSS MB, idle", "PSS MB, after the rounds"]
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
    return f"""Data: {CHAIN.stores} stores x {CHAIN.days} days, {loaded.reports:,} reports.
{loaded.rows:,} rows were invented and loaded, with their triggers and indexes, in {loaded.seconds:.0f} s:
{loaded.rate:,.0f} rows/s.

{_aligned(PAGE_HEAD, _page_rows(findings))}

{_aligned(MEMORY_HEAD, _memory_rows(findings))}"""


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
