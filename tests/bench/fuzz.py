"""`python -m tests.bench.fuzz [10000] [seed]`: so many odd and hostile requests to the running c3-app.

People of each role follow the links and fill the forms of c3-app, which runs under gunicorn as `make run`
starts it, and do both wrongly: hostile and odd values (SQL, markup, NUL, half signs, numbers beyond every
type, days that are none), ids of another store, fields left out and doubled, other methods, files that are
none. A seed draws it all. *faults* are answers of 500 and above, traces of code, markup that would run, and
headers that were typed; *leaks* are answers with a text or a figure that only 梅田 (another store) holds;
*changed* tells whether its rows were. 本部 may read and change them. The exit code is 1 when there is any.
"""

import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import django

from shared.embedded import server
from tests.bench.services import configure, manage
from tests.bench.telling import say, verdict
from tests.cast import CAST, make_cast
from tests.security import canaries
from tests.security.crawler import Crawler
from tests.security.world import attacked

MANY, SEED = 10_000, 20261129


def main() -> int:
    """Do it and print; 1 when anything was found."""
    many, seed = [*map(int, sys.argv[1:]), *(MANY, SEED)[len(sys.argv) - 1 :]]
    with TemporaryDirectory(prefix="c3-bench-fuzz-") as name, server(Path(name) / "postgres") as url:
        configure(Path(name), url)
        django.setup()
        manage("migrate")
        manage("collectstatic", "--noinput")
        make_cast()
        began, lines, tried = time.monotonic(), [], []
        with attacked(url, Path(name)) as c3_app:
            before = canaries.rows(url)
            for crawler in c3_app.tried(many, seed):
                changed = [] if crawler.who == CAST.admin else canaries.changed(before, canaries.rows(url))
                tried.append([*crawler.found, *changed])
                lines.append(told(crawler, is_changed=bool(changed)))
                say(lines[-1])
        seconds = time.monotonic() - began
    print(f"Seed {seed}, {many} requests, {seconds:.0f} s.\n\n{HEAD}", *lines, sep="\n")
    return verdict([str(found) for every in tried for found in every])


HEAD = """\
| who | requests | kinds of addresses | forms | 2xx | 3xx | 4xx | faults | leaks | changed |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | :---: |"""


def told(crawler: Crawler, *, is_changed: bool) -> str:
    """A line of the table."""
    hundreds = Counter[int]()
    for status, times in crawler.statuses.items():
        hundreds[status // 100] += times
    leaks = sum(found.what.startswith("a secret") for found in crawler.found)
    numbers = [crawler.asked, len(crawler.known), len(crawler.forms), *(hundreds[one] for one in (2, 3, 4))]
    numbers += [len(crawler.found) - leaks, leaks]
    changed = "may" if crawler.who == CAST.admin else "yes" if is_changed else "no"
    return f"| {crawler.who or 'signed out'} | {' | '.join(map(str, numbers))} | {changed} |"


if __name__ == "__main__":
    sys.exit(main())
