"""`python -m web.knowledge.reading NAME < file`: its sections as JSON, or why there are none.

Hard limits hold before the first byte is read. The process has no environment, no database and no room on a
disk but for its answer: whatever a file makes the libraries do, it ends here.
"""

import json
import os
import resource
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Final

from web.knowledge.reading.files import LARGEST, MEGABYTE, read
from web.knowledge.reading.refusals import BROKEN, TOO_HEAVY, Unreadable

MEMORY: Final = 384 * MEGABYTE
SECONDS: Final = 60  # of the processor
LARGEST_ANSWER: Final = 16 * MEGABYTE
FILES: Final = 32
CALM: Final = 10  # pages go first


def main() -> None:
    """Read and answer. A file that breaks a library in a way it does not know is called broken."""
    _limit()
    data = sys.stdin.buffer.read(LARGEST * MEGABYTE + 1)
    try:
        answer: dict[str, object] = {"sections": [asdict(section) for section in read(sys.argv[1], data)]}
    except Unreadable as refusal:
        answer = {"refused": refusal.reason}
    except (MemoryError, RecursionError):
        answer = {"refused": TOO_HEAVY}
    except Exception:  # noqa: BLE001  whatever a hostile file can make a library raise
        answer = {"refused": BROKEN}
    json.dump(answer, sys.stdout, ensure_ascii=True)


def _limit() -> None:
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    os.nice(CALM)
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, LARGEST_ANSWER),
        (resource.RLIMIT_NOFILE, FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))


if __name__ == "__main__":
    main()
