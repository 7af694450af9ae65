"""`python -m tests.bench.coverage [PATH...]`: branches of `shared` that the tests take, and which they leave.

All tests run but those in a browser and of the topology (or those named), and `coverage` watches them and
every process that they start. Told: what the tests take of each module that they do not take whole, and why
each function among them that is not is not (`tests/bench/not_taken.toml`). The exit code is 1 when they take
less than 90 % of the branches, a test fails, a function has no reason, or a reason's function is taken whole.
"""

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from coverage import Coverage

from shared.settings import ROOT
from tests.bench.telling import say, verdict

LEAST: Final = 90.0  # % of the branches
OTHERS: Final = ("bench", "e2e", "evaluation", "faulted", "topology", "vendor")
REASONS: Final = Path(__file__).with_name("not_taken.toml")


@dataclass(frozen=True)
class Function:
    """How many lines and branches of one the tests do not take; "" is the module's own level."""

    file: str
    name: str
    lines: int
    branches: int

    def row(self, reasons: Mapping[str, Mapping[str, str]]) -> str:
        """A line of the table."""
        return f"| {self.file} | `{self.name}` | {self.branches} | {self.lines} | {self.why(reasons)} |"

    def why(self, reasons: Mapping[str, Mapping[str, str]]) -> str:
        """Why, or nothing."""
        return reasons.get(self.file, {}).get(self.name, "")


def main() -> int:
    """Run the tests and print; 1 when a bound is missed."""
    with TemporaryDirectory(prefix="c3-bench-coverage-") as name:
        Path(name).chmod(0o1777)  # some tests start processes of another user
        code = _run(sys.argv[1:] or _folders(), Path(name))
        found = _read(Path(name))
    return _told(found, code)


def _folders() -> list[str]:
    """The folders with tests that the bench runs."""
    folders = {path.parent.relative_to(ROOT).parts[1] for path in (ROOT / "tests").rglob("test_*.py")}
    return sorted(f"tests/{folder}" for folder in folders - set(OTHERS))


def _run(paths: list[str], folder: Path) -> int:
    """Run these tests in this process's cores; pytest's exit code. Its report goes to stderr."""
    say(f"tests of {', '.join(paths)}")
    command = [sys.executable, "-m", "coverage", "run", "--data-file", str(folder / "data"), "-m", "pytest"]
    workers = ["-q", "-n", "logical", "--maxprocesses", "4", "--dist", "loadfile", "--no-loadscope-reorder"]
    return subprocess.run([*command, *workers, *paths], cwd=ROOT, stdout=sys.stderr, check=False).returncode


def _read(folder: Path) -> dict[str, Any]:
    """The report of `coverage json` on what all the processes have left."""
    watched = Coverage(data_file=str(folder / "data"))
    watched.combine([str(folder)])
    ours = str(ROOT / "shared" / "*")  # some tests run copies of the tree
    watched.json_report(outfile=str(folder / "found.json"), include=[ours])
    found: dict[str, Any] = json.loads((folder / "found.json").read_text())
    return found


def _told(found: dict[str, Any], code: int) -> int:
    reasons: dict[str, dict[str, str]] = tomllib.loads(REASONS.read_text(encoding="utf-8"))
    functions = list(_not_taken(found))
    print("| module | branches | taken | % |\n| --- | ---: | ---: | ---: |")
    for name, many in [
        *((name, file["summary"]) for name, file in found["files"].items()),
        ("", found["totals"]),
    ]:
        if not name or many["missing_branches"]:
            taken, share = many["covered_branches"], many["percent_branches_covered"]
            print(f"| {name or 'all of `shared`'} | {many['num_branches']} | {taken} | {share:.1f} |")
    print(f"\nOf the lines, {found['totals']['percent_statements_covered']:.1f} %. Not taken:\n")
    print("| module | function | branches | lines | why |\n| --- | --- | ---: | ---: | --- |")
    print(*(function.row(reasons) for function in functions), sep="\n")
    named = {(function.file, function.name) for function in functions}
    share = found["totals"]["percent_branches_covered"]
    return verdict(
        [
            *([f"the tests ended with exit code {code}"] if code else []),
            *([f"{share:.1f} % of the branches (bound {LEAST:.0f})"] if share < LEAST else []),
            *(f"{one.file} {one.name}: no reason" for one in functions if not one.why(reasons)),
            *(
                f"{file} {name}: a reason, but it is taken whole"
                for file, names in reasons.items()
                for name in names
                if (file, name) not in named
            ),
        ]
    )


def _not_taken(found: dict[str, Any]) -> Iterator[Function]:
    """Every function of which a branch or a line is not taken."""
    for file, what in found["files"].items():
        for name, part in what["functions"].items():
            lines, branches = len(part["missing_lines"]), len(part["missing_branches"])
            if lines or branches:
                yield Function(file, name, lines, branches)


if __name__ == "__main__":
    sys.exit(main())
