"""Whether an answer says what was asked: the figures by the oracle, the sources, and what these say."""

import re
from collections.abc import Sequence
from typing import Final

from tests.evaluation.calling import chosen
from tests.evaluation.chain import Key
from tests.evaluation.oracle import Expected, Oracle
from tests.evaluation.running import Turn
from tests.evaluation.spoken import Number, heard, is_day
from tests.evaluation.texts import Text, cited

SAME_UNIT: Final = {
    "円": {"円", ""},
    "人": {"人", "名", ""},
    "件": {"件", ""},
    "%": {"%", "パーセント", "割", ""},
}
UNFILED: Final = re.compile("未提出|提出されていません|ありません|見つかりません")
PIECE: Final = 3  # characters
LEAST_PIECES: Final = 5
MOST_SHOWN: Final = 3


def is_answered(turn: Turn, wanted: Sequence[Sequence[Expected]]) -> bool:
    """Whether a figure of the kind that was asked for is said; of days that nobody filed, that it was so."""
    units = {unit for some in wanted for one in some for unit in SAME_UNIT[one.unit]} - {""}
    if all(one.value is None for some in wanted for one in some):
        return UNFILED.search(turn.answer) is not None
    return turn.state == "done" and any(number.unit in units for number in heard(turn.answer).numbers)


def misfigured(turn: Turn, wanted: Sequence[Sequence[Expected]]) -> list[str]:
    """The figures that should be said and are not."""
    if all(one.value is None for some in wanted for one in some):
        return [f"{n.text} of days that nobody filed" for n in heard(turn.answer).numbers if n.unit == "円"]
    return [f"{some} not said" for some in wanted if not any(_is_said(one, turn.answer) for one in some)]


def unsourced(turn: Turn, texts: Sequence[Text], oracle: Oracle, keys: dict[str, Key]) -> list[str]:
    """What is wrong with the citations."""
    question, found = turn.question, {(one["kind"], str(one["id"])) for one in turn.citations}
    numbers = {str(one["n"]) for one in turn.citations}
    faults = [f"[{n}] is no source" for n in re.findall(r"\[(\d{1,3})\]", turn.answer) if n not in numbers]
    pages = [str(one["n"]) for one in turn.citations if one["kind"] == "figures"]
    if question.figures and not any(f"[{n}]" in turn.answer for n in pages):
        faults.append("no source of figures")
    if question.sources == "filter":
        return faults + _misfiltered(turn, texts, oracle)
    wanted = _wanted(turn, keys)
    if wanted and not wanted & found:
        faults.append(f"none of {question.sources} among {sorted(found)}")
    return faults


def unsaid(turn: Turn, texts: Sequence[Text], oracle: Oracle, keys: dict[str, Key]) -> list[str]:
    """Whether the answer tells what the right texts say, and not only that they are there."""
    question = turn.question
    if question.sources == "filter":
        wanted = _fitting(turn, texts, oracle)
        least = min(MOST_SHOWN, len(wanted))
    else:
        wanted, least = _wanted(turn, keys), 1
    told = [text for text in texts if text.key in wanted and _tells(turn, text)]
    return [] if len(told) >= least else [f"tells {len(told)} of {least} texts"]


def _wanted(turn: Turn, keys: dict[str, Key]) -> set[tuple[str, str]]:
    names = turn.question.sources.split("|") if turn.question.sources else []
    return {(keys[name].kind, str(keys[name].id)) for name in names}


def _tells(turn: Turn, text: Text) -> bool:
    """Whether the answer has pieces of the text that are neither in its title nor in the question."""
    known = text.title + turn.question.ask
    pieces = {text.content[at : at + PIECE] for at in range(len(text.content) - PIECE + 1)}
    return sum(piece in turn.answer and piece not in known for piece in pieces) >= LEAST_PIECES


def _fitting(turn: Turn, texts: Sequence[Text], oracle: Oracle) -> set[tuple[str, str]]:
    question, stores = turn.question, chosen(turn.question, oracle)
    rows = oracle.connection.execute(
        "SELECT id FROM daily_reports WHERE store_id = ANY(%s) AND date BETWEEN %s AND %s"
        " AND (%s = '' OR genre = %s) AND (%s = '' OR location = %s)",
        [list(stores), *question.periods[0], *[question.genre] * 2, *[question.location] * 2],
    ).fetchall()
    return {("report", str(row[0])) for row in rows}


def _misfiltered(turn: Turn, texts: Sequence[Text], oracle: Oracle) -> list[str]:
    fitting = _fitting(turn, texts, oracle)
    shown = {text.key for text in cited(texts, turn.citations) if text.kind == "report"}
    faults = [f"{key} does not fit" for key in sorted(shown - fitting)]
    few = len(shown) < min(MOST_SHOWN, len(fitting))
    return faults + ([f"{len(shown)} of {len(fitting)} shown"] if few else [])


def _is_said(expected: Expected, answer: str) -> bool:
    said = heard(answer)
    if expected.value is None or (expected.name and expected.name not in answer):
        return False
    if expected.day:
        return any(is_day(day, expected.day) and day.day for day in said.days)
    return any(_is_figure(expected.value, expected.unit, number) for number in said.numbers)


def _is_figure(value: object, unit: str, number: Number) -> bool:
    true = abs(type(number.value)(str(value)))
    scale = 10 if number.unit == "割" else 1
    step, said = number.step * scale, abs(number.value * scale)
    is_rounded = step > 1 or unit == "%" or true != int(true)
    return number.unit in SAME_UNIT[unit] and abs(true - said) <= (step / 2 if is_rounded else 0)
