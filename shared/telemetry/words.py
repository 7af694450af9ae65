"""What may be said of an exception, or of what a library wants to log: never what it quotes.

The words of an exception quote: the database's the row that it refused, Python's the value that was no
number. So an exception is its class, the codes that it carries, and where it was raised. A library's sentence
is told when it is a literal of the library's own source, with its numbers, and without the texts put into it.
"""

import logging
import re
import sys
import traceback
from collections.abc import Iterator
from types import FrameType
from typing import Any, Final

from shared.settings import ROOT

OURS: Final = ("c3.", "web.", "shared.", "stream.", "dashboard.")
WITHHELD: Final = "(withheld)"
MOST_FRAMES: Final = 20
UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
CODES: Final = ("sqlstate", "errno", "status_code", "code")


def sentence(record: logging.LogRecord) -> str:
    """What a record says, on one line."""
    if record.name.startswith(OURS):
        return on_one_line(_filled(str(record.msg), record.args))
    if record.args:
        return on_one_line(_filled(str(record.msg), _masked(record.args)))
    return on_one_line(str(record.msg)) if _is_literal(record) else WITHHELD


def named(error: BaseException) -> str:
    """The class of an exception, the codes it carries, and the constraint that it broke."""
    codes = [getattr(error, name, None) for name in CODES]
    constraint = getattr(getattr(error, "diag", None), "constraint_name", None)
    told = [str(code) for code in codes if isinstance(code, int) or _is_code(code)]
    told += [constraint] if constraint else []
    return on_one_line(" ".join([_class_of(error), *told]))


def chain(error: BaseException) -> list[str]:
    """The exception and those that led to it, the last first, by name."""
    return [named(one) for one in causes(error)]


def frames(error: BaseException) -> list[str]:
    """Where it was raised: `file:line function`, the innermost first."""
    found = traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
    return [on_one_line(f"{short(one.filename)}:{one.lineno} {one.name}") for one in reversed(found)]


def on_one_line(text: str) -> str:
    """`text` with every sign that could begin a line, or steer a terminal, written as its escape."""
    return UNSEEN.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def _filled(template: str, arguments: Any) -> str:
    if not arguments:
        return template
    try:
        return str(template % arguments)
    except (TypeError, ValueError, KeyError):
        return template


def _masked(arguments: Any) -> Any:
    """The arguments of a library's record: numbers, and for all else three dots."""
    if isinstance(arguments, dict):
        return {name: _mask(value) for name, value in arguments.items()}
    return tuple(_mask(value) for value in arguments)


def _mask(value: Any) -> Any:
    return value if isinstance(value, int | float) else _Dots()


class _Dots:
    """What is not told, in every format."""

    def __str__(self) -> str:
        return "…"

    __repr__ = __str__


def _is_literal(record: logging.LogRecord) -> bool:
    """Whether who logs this has the whole sentence as a constant in its code; asked while it waits for us."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        code = frame.f_code
        if code.co_filename == record.pathname and code.co_name == record.funcName:
            return record.msg in code.co_consts
        frame = frame.f_back
    return False


def _is_code(value: object) -> bool:
    """Such as the SQLSTATE 23505."""
    return isinstance(value, str) and bool(re.fullmatch(r"[0-9A-Z]{5}", value))


def _class_of(error: BaseException) -> str:
    kind = type(error)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and those that led to it, the last first."""
    seen: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in seen and len(seen) < MOST_FRAMES:
        seen.append(one)
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def short(path: str) -> str:
    """A file of ours from the root of the code, a library's from its package."""
    _, found, rest = path.partition("/site-packages/")
    return rest if found else path.removeprefix(f"{ROOT}/")
