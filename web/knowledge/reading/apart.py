"""Reading a file in a process apart, which may end in any way it likes."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import PurePath
from tempfile import TemporaryFile
from typing import Final

from shared.settings import ROOT
from web.knowledge.reading.refusals import EVERY, TOO_HEAVY, Unreadable
from web.knowledge.reading.sections import Section

PATIENCE: Final = 90.0  # seconds, by the clock


def read_apart(name: str, blocks: Iterable[bytes]) -> list[Section]:
    """The sections of the file that is made of these blocks.

    Raises:
        Unreadable: it is not taken; also when its process was killed, ran out of memory, or took too long.
        OSError: no room on the disk, or for a process.
    """
    with TemporaryFile() as file, TemporaryFile() as answer:
        for block in blocks:
            file.write(block)
        file.seek(0)
        try:
            ended = subprocess.run(
                [sys.executable, "-I", "-c", PROGRAM, str(ROOT), f"file{PurePath(name).suffix}"],
                stdin=file,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={},
                timeout=PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Unreadable(TOO_HEAVY) from error
        answer.seek(0)
        return _understood(answer.read() if ended.returncode == 0 else b"")


def _understood(answer: bytes) -> list[Section]:
    """The answer is not trusted more than the file was."""
    try:
        told = json.loads(answer)
        if told.get("refused") in EVERY:
            raise Unreadable(told["refused"])
        return [
            Section(str(one["title"]), str(one["heading"]), int(one["level"]), str(one["content"]))
            for one in told["sections"]
        ]
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise Unreadable(TOO_HEAVY) from error


# Isolated (-I): no environment, no user's site-packages, nothing from the present folder.
PROGRAM: Final = (
    "import sys; root = sys.argv.pop(1); sys.path.insert(0, root);"
    " from web.knowledge.reading.__main__ import main; main()"
)
