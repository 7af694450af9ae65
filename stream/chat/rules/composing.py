"""The answer, put together from what the tools found: the conclusion first, figures as references alone."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from stream.chat.ledger import Result, Status
from stream.chat.rules.asking import calls, is_cut
from stream.chat.rules.composing_figures import FIGURES
from stream.chat.rules.composing_texts import TEXTS, is_nothing
from stream.chat.rules.intents import SILENT
from stream.chat.rules.phrases import Phrases
from stream.chat.rules.phrases_en import ENGLISH
from stream.chat.rules.phrases_ja import JAPANESE
from stream.chat.rules.reading import Reading
from stream.chat.rules.saying import Saying

LENGTH_OF_PIECE: Final = 12
_TOLD: Final = {Status.OK, Status.EMPTY}


def phrases_of(reading: Reading) -> Phrases:
    """Those of the question's language."""
    return JAPANESE if reading.is_japanese else ENGLISH


def composed(reading: Reading, results: Sequence[Result], today: date) -> str:
    """The answer in Markdown. Each figure, date and name in it is a reference or stands in a source."""
    phrases = phrases_of(reading)
    if reading.intent in SILENT:
        return phrases.silent[reading.intent]
    blocks: list[str] = []
    sayings = [_saying(reading, results, at, today) for at in range(len(results))]
    for saying in sayings:
        block = _block(saying, is_last=saying is sayings[-1])
        if block and block not in blocks:
            blocks.append(block)
    told = {saying.args["store"] for saying in sayings if "store" in saying.args}
    if told and not told.issuperset(reading.stores):
        blocks.append(phrases.more_stores)
    elif is_cut(reading, today):
        blocks.append(phrases.more_figures)
    return "\n\n".join(blocks) or phrases.status[Status.EMPTY]


def _saying(reading: Reading, results: Sequence[Result], at: int, today: date) -> Saying:
    """The result at `at`, with how many of its tool came before it, and what it was asked."""
    tool = results[at].tool
    ordinal = sum(result.tool == tool for result in results[:at])
    asked = [call.args for call in calls(reading, today) if call.tool == tool]
    args = asked[ordinal] if ordinal < len(asked) else {}
    return Saying(phrases_of(reading), reading, results[at], today, ordinal, args)


def _block(saying: Saying, *, is_last: bool) -> str:
    result = saying.result
    if result.status not in _TOLD:
        return saying.filled(saying.phrases.status[result.status])
    if is_nothing(result, saying.reading):
        return saying.empty() if is_last or result.tool in _WORTH_SAYING else ""
    if result.status is Status.EMPTY:
        return saying.empty()
    return _COMPOSED[result.tool](saying)


_COMPOSED: Final = {**TEXTS, **FIGURES}
_WORTH_SAYING: Final = {"search_knowledge", "search_board"}


def pieces(text: str) -> Iterator[str]:
    """The text in pieces, none of them cut inside of a reference or a citation."""
    piece = ""
    for part in _PART.findall(text):
        piece += part
        if len(piece) >= LENGTH_OF_PIECE:
            yield piece
            piece = ""
    if piece:
        yield piece


_PART: Final = re.compile(r"\{v\d+\}|\[\d+\]|[\s\S]")
