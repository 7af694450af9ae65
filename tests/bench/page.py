"""docs/benchmarks.md: a section for each bench, which its next run replaces, and what all have in common.

The page is read from its file and written back whole, so that a run of one bench leaves the others'
sections as they are, to the byte. Git keeps what was measured before.
"""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from shared.dates import now
from shared.settings import ROOT
from tests.bench.telling import MISSED

# A bench is a module of the package; the order is that of the run and of the page.
TITLES = {
    "staff": "The staff's pages beside a bare view",
    "search": "Search by words",
    "relevance": "How well a search ranks",
    "vectors": "The nearest texts",
    "embedding": "Embedding",
    "board": "The board with 100,000 posts",
    "exports": "Exports",
    "importing": "An import of a million reports",
    "analytics": "The managers' application",
    "chat": "The chat",
    "belt": "The belt under the chat's tools",
    "photos": "Photos made small on the device",
    "lighthouse": "Lighthouse",
    "telemetry": "What watching costs",
    "faulted": "The outbox under faults",
    "kept": "What Redis gains",
    "load": "A chain of 200 stores at lunch close",
    "accessibility": "Every page of everybody",
    "fuzz": "Ten thousand hostile requests",
    "coverage": "Branches of shared that the tests take",
    "backup": "Backup and restore",
    "migrations": "Migrations while people write",
}
HEAD = """\
# Benchmarks

Written by `make bench`, which takes hours; do not edit. `python -m tests.bench load search` runs these two
and replaces their sections. What stands behind a name goes to that bench: `python -m tests.bench load 1200`.

Each section is what one run found, with its day, its machine and its versions. A baseline, where there is
one, is of the same run, in turn with what it is held against. The database is the embedded PostgreSQL
with durable settings, the services run by their own commands, and all of it shares one machine's cores,
those who ask included: the figures of one section belong together, those of two days do not.

| what was measured | when | bounds |
| --- | --- | --- |
"""
SECTION = re.compile(
    r'^<!-- bench: (\w+) -->\n<a id="\1"></a>\n\n## .*\n\n\*(\S+): (.*)\.\*\n\n', flags=re.MULTILINE
)


@dataclass(frozen=True)
class Section:
    """What the last run of a bench has found: its day, what became of its bounds, the text below both."""

    day: str
    verdict: str
    text: str


@dataclass(frozen=True)
class Page:
    """The benches of a package, by module and title, and the file that tells what they found."""

    file: Path
    package: str
    titles: Mapping[str, str]

    def sections(self) -> dict[str, Section]:
        """What the file holds, by bench."""
        _, *parts = SECTION.split(self.file.read_text(encoding="utf-8") if self.file.exists() else "")
        fields = zip(*(iter(parts),) * 4, strict=True)
        return {name: Section(day, verdict, text.strip("\n")) for name, day, verdict, text in fields}

    def written(self, sections: Mapping[str, Section]) -> str:
        """The whole page.

        Raises:
            ValueError: there is a section of a bench that is no more.
        """
        order = sorted(sections, key=list(self.titles).index)
        contents = "\n".join(self._line(name, sections.get(name)) for name in self.titles)
        return "\n\n".join([HEAD + contents, *(self._section(name, sections[name]) for name in order)]) + "\n"

    def put(self, name: str, section: Section) -> None:
        """Replace the section of one bench, all or nothing."""
        draft = self.file.with_name(self.file.name + ".part")
        draft.write_text(self.written(self.sections() | {name: section}), encoding="utf-8")
        draft.replace(self.file)

    def found(self, name: str, arguments: list[str], conditions: str, code: int, printed: str) -> Section:
        """What a run that is over makes of the section of its bench.

        A run that broke off takes nothing away: the figures of the one before stay, and are said to be old.
        """
        today, before = f"{now():%Y-%m-%d}", self.sections().get(name)
        is_missed = code != 0 and f"\n{MISSED}" in f"\n{printed}"
        broke_off = f"broke off with exit code {code}" if code and not is_missed else ""
        if broke_off and before:
            return Section(before.day, f"the run of {today} {broke_off}", before.text)
        verdict = broke_off or ("a bound missed" if is_missed else "no bound missed")
        how = f"\nWith `{' '.join(arguments)}`." if arguments else ""
        text = f"{self._introduction(name)}\n\n{conditions}{how}\n\n{_shown(printed)}"
        return Section(today, verdict, text)

    def _introduction(self, name: str) -> str:
        """The bench's docstring."""
        spec = find_spec(f"{self.package}.{name}")
        if not spec or not spec.origin:
            raise ModuleNotFoundError(f"{self.package}.{name}")
        return ast.get_docstring(ast.parse(Path(spec.origin).read_text(encoding="utf-8"))) or ""

    def _line(self, name: str, section: Section | None) -> str:
        if section is None:
            return f"| {self.titles[name]} | not yet: `python -m {self.package} {name}` | |"
        return f"| [{self.titles[name]}](#{name}) | {section.day} | {section.verdict} |"

    def _section(self, name: str, section: Section) -> str:
        return (
            f'<!-- bench: {name} -->\n<a id="{name}"></a>\n\n## {self.titles[name]}\n\n'
            f"*{section.day}: {section.verdict}.*\n\n{section.text}"
        )


PAGE = Page(ROOT / "docs" / "benchmarks.md", "tests.bench", TITLES)


def _shown(printed: str) -> str:
    """What has tables is Markdown already; plain text keeps its columns in a fence."""
    text = printed.strip("\n")
    return text if re.search(r"^\| ", text, re.MULTILINE) else f"```\n{text}\n```"
