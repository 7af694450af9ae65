"""A wait that cannot fail is none: Playwright's `wait_for_function` takes any promise for a yes."""

import re
from typing import Final

from shared.settings import ROOT

ASKS_A_PROMISE: Final = re.compile(
    r"wait_for_function\(\s*(?:f?r?\"+)?\s*(?:async\b|\(\)\s*=>\s*(?:caches|fetch|stored)\.)"
)
# It wants what the promise says, and awaits that itself.
TAKES_THE_ANSWER: Final = {"tests/faulted/phone.py"}


def test_no_test_waits_for_what_is_always_so():
    files = {str(path.relative_to(ROOT)): path.read_text() for path in (ROOT / "tests").rglob("*.py")}
    assert {name for name, text in files.items() if ASKS_A_PROMISE.search(text)} == TAKES_THE_ANSWER
