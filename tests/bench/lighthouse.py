"""`python -m tests.bench.lighthouse [page ...]`: what Lighthouse says of the staff's pages on a phone.

As a phone on simulated slow 4G (1.6 Mbit/s, 150 ms, a processor four times slower), signed in as a member
of staff on the demo data of `make run`, everything on one machine. Lighthouse comes from npm into a cache
folder. Each page three times, the median of each category counts. The exit code is 1 when performance or
best practices are below 95, or accessibility below 100.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

from playwright.sync_api import sync_playwright

from tests.bench.telling import say, verdict
from tests.chromium import WHOLE, launched
from tests.e2e.conftest import sign_in
from tests.e2e.house import House, started

VERSION = "12.8.2"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "c3" / f"lighthouse-{VERSION}"
RUNS, TRIES = 3, 4
LEAST: Final[Mapping[str, int]] = {"performance": 95, "accessibility": 100, "best-practices": 95}
TIMES: Final[Mapping[str, str]] = {
    "largest-contentful-paint": "LCP",
    "total-blocking-time": "TBT",
    "cumulative-layout-shift": "CLS",
}
FLAGS = "--headless=new --no-sandbox --disable-gpu"
HEAD = """| page | performance | accessibility | best practices | LCP | TBT | CLS | kB | requests | |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |"""


@dataclass(frozen=True)
class Found:
    """What the runs say of a page: points, numbers, and what took points off in the last run."""

    page: str
    points: Mapping[str, float]
    numbers: Mapping[str, float]
    complaints: list[str]

    @property
    def missed(self) -> list[str]:
        """The categories below their bounds."""
        return [name for name, least in LEAST.items() if self.points[name] < least]

    def line(self) -> str:
        """A row of the table."""
        told = [f"{self.points[name]:.0f}" for name in LEAST]
        told += [f"{self.numbers['LCP'] / 1000:.2f} s", f"{self.numbers['TBT']:.0f} ms"]
        told += [f"{self.numbers['CLS']:.3f}", f"{self.numbers['kB']:.0f}", f"{self.numbers['requests']:.0f}"]
        return f"| {self.page} | {' | '.join(told)} | {'missed' if self.missed else ''} |"


def main(only: list[str]) -> int:
    """Measure and print all pages, or `only` some; 1 when a bound is missed."""
    program = installed()
    with TemporaryDirectory(prefix="c3-lighthouse-") as name, started(Path(name) / "data") as house:
        cookie, pages = _signed_in(house)
        wanted = {page: url for page, url in pages.items() if page in (only or pages)}
        found = [_found(program, page, url, cookie, Path(name)) for page, url in wanted.items()]
    power = median(one.numbers["power"] for one in found)
    print(f"Lighthouse {VERSION}; its own measure of the processor's power while it ran: {power:.0f}.\n")
    print("\n".join([HEAD, *(one.line() for one in found)]))
    return verdict([f"{one.page}: {what}" for one in found for what in [*one.missed, *one.complaints]])


def installed() -> Path:
    """The program, fetched from npm when it is not there yet."""
    program = CACHE / "node_modules" / ".bin" / "lighthouse"
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise SystemExit("bench: Lighthouse needs Node.js and npm")
    if not program.exists():
        say(f"fetching lighthouse {VERSION} from npm into {CACHE}")
        CACHE.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--prefix", str(CACHE), "--no-fund", "--no-audit", f"lighthouse@{VERSION}"]
        subprocess.run(command, check=True, env=os.environ | {"PUPPETEER_SKIP_DOWNLOAD": "1"})
    return program


def _signed_in(house: House) -> tuple[str, dict[str, str]]:
    """The cookie of somebody who is signed in, and the pages by name."""
    with sync_playwright() as playwright:
        browser = launched(playwright.chromium, WHOLE)
        page = sign_in(browser.new_page(locale="ja-JP"), house, "demo-staff")
        cookie = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())
        page.goto(f"{house.web}report/list/")
        detail = page.locator("article a").first.get_attribute("href") or ""
        browser.close()
    paths = {
        "home": "",
        "report form": "report/register/",
        "report list": "report/list/",
        "report detail": detail.lstrip("/"),
        "board": "bbs/list/",
        "chat": "ai/chat/",
    }
    return cookie, {page: house.web + path for page, path in paths.items()}


def _found(program: Path, page: str, url: str, cookie: str, folder: Path) -> Found:
    reports = [_report(program, url, cookie, folder) for _ in range(RUNS)]

    def middle(*path: str) -> float:
        values = []
        for report in reports:
            value: Any = report
            for key in path:
                value = value[key]
            values.append(float(value))
        return median(values)

    points = {name: 100 * middle("categories", name, "score") for name in LEAST}
    numbers = {short: middle("audits", name, "numericValue") for name, short in TIMES.items()}
    numbers["kB"] = middle("audits", "total-byte-weight", "numericValue") / 1024
    numbers["requests"] = float(len(reports[-1]["audits"]["network-requests"]["details"]["items"]))
    numbers["power"] = middle("environment", "benchmarkIndex")
    found = Found(page, points, numbers, _complaints(reports[-1], points))
    say(found.line())
    return found


def _report(program: Path, url: str, cookie: str, folder: Path) -> dict[str, Any]:
    """One run."""
    headers, output = folder / "headers.json", folder / "report.json"
    headers.write_text(json.dumps({"Cookie": cookie, "Accept-Language": "ja"}))
    command = [
        str(program),
        url,
        "--quiet",
        "--output=json",
        f"--output-path={output}",
        f"--only-categories={','.join(LEAST)}",
        f"--extra-headers={headers}",
        f"--chrome-flags={FLAGS}",
    ]
    environment = os.environ | {"CHROME_PATH": WHOLE}
    for _ in range(TRIES):  # on a busy machine it may miss the beginning of a page's load, and ends
        done = subprocess.run(command, check=False, env=environment, capture_output=True, text=True)
        if done.returncode == 0:
            break
    else:
        raise RuntimeError(f"lighthouse of {url}: {done.stderr}")
    report: dict[str, Any] = json.loads(output.read_text())
    if report["finalDisplayedUrl"].split("#")[0] != url:
        raise RuntimeError(f"{url} led to {report['finalDisplayedUrl']}")
    return report


def _complaints(report: dict[str, Any], points: Mapping[str, float]) -> list[str]:
    """What takes points off, in the report of a run, in the categories below their bounds."""
    found = []
    for name, least in LEAST.items():
        audits = report["categories"][name]["auditRefs"] if points[name] < least else []
        for audit in audits:
            one = report["audits"][audit["id"]]
            if audit["weight"] and one["score"] is not None and one["score"] < 0.9:
                items = [
                    item.get("node", {}).get("snippet") or str(item)[:150]
                    for item in (one.get("details") or {}).get("items", [])[:3]
                ]
                found.append(f"{name}: {audit['id']} {one.get('displayValue', '')} {items}")
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
