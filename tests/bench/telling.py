"""How each bench tells: what it found on stdout, how far it is on stderr, and last the bounds that it missed.

Figures are Markdown tables, or plain text. `tests.bench.page` writes down whatever stands on stdout.
"""

import sys
from collections.abc import Sequence

MISSED = "- missed: "


def say(text: str) -> None:
    """How far it is, for whoever waits."""
    print(f"bench: {text}", file=sys.stderr, flush=True)


def verdict(missed: Sequence[str]) -> int:
    """Tell each bound that was missed as a line of a list; the exit code: 1 when there is one."""
    if missed:
        print("\n" + "\n".join(MISSED + sentence for sentence in missed), flush=True)
    return 1 if missed else 0
