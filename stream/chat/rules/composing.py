"""The answer, put together from what the tools found: the conclusion first, figures as references alone."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from stream.chat.ledger import Result, Source, Status
from stream.chat.rules.phrases import Phrases, phrases
from stream.chat.rules.reading import Reading

MOST_TEXTS: Final = 5
MOST_ROWS: Final = 7
LONGEST_QUOTE: Final = 120


def composed(reading: Reading, results: Sequence[Result]) -> str:
    """The answer in Markdown. Each figure, date and name in it is a reference or stands in a source."""
    say = phrases(is_japanese=reading.is_japanese)
    if reading.intent in say.silent:
        return say.silent[reading.intent]
    failed = [result for result in results if result.status not in {Status.OK, Status.EMPTY}]
    if failed and not any(result.status is Status.OK for result in results):
        return say.status[failed[0].status]
    blocks = [block for result in results if (block := _block(say, reading, result))]
    return "\n\n".join(blocks) or say.nothing


def _block(say: Phrases, reading: Reading, result: Result) -> str:
    if result.status is not Status.OK:
        return say.status[result.status] if result.status is not Status.EMPTY else _empty(say, result)
    return _COMPOSED[result.tool](say, reading, result)


def _empty(say: Phrases, result: Result) -> str:
    period = result.facts.get("period")
    place = say.of_period.format(period=period) if period else ""
    return place + (say.nothing_found if result.tool in _SEARCHES else say.nothing_filed)


_SEARCHES: Final = {"search_reports", "search_board", "search_knowledge", "gather_topic"}


def _where(say: Phrases, result: Result) -> str:
    """Whose figures they are, and of when."""
    store, period = result.facts.get("store"), result.facts.get("period")
    parts = [
        say.of_store.format(store=store) if store else "",
        say.of_period.format(period=period) if period else "",
    ]
    return "".join(parts)


def _sentences(say: Phrases, result: Result, names: Sequence[str]) -> str:
    """The sentences of `names` whose facts are all there."""
    facts = result.facts
    told = (
        say.sentences[f"{result.tool}.{name}"]
        for name in names
        if all(needed in facts for needed in _NEEDED.findall(say.sentences[f"{result.tool}.{name}"]))
    )
    return "".join(sentence.format(where=_where(say, result), **facts) for sentence in told)


_NEEDED: Final = re.compile(r"\{(?!where)(\w+)\}")


def _sales(say: Phrases, reading: Reading, result: Result) -> str:
    metric = reading.metric.value if reading.metric else "sales"
    first = metric if f"sales_of.{metric}" in say.sentences else "sales"
    if first not in result.facts:
        first = "sales"
    rest = [name for name in ("sales", "customers", "spend") if name != first]
    names = (first, *(f"also_{name}" for name in rest), "base", "year", "best", "missing")
    text = _sentences(say, result, names) or _empty(say, result)
    return text + _table(say, result, ("name", "sales", "customers", "spend"))


def _claims(say: Phrases, reading: Reading, result: Result) -> str:
    return _sentences(say, result, ("claims", "rate", "base"))


def _statistics(say: Phrases, reading: Reading, result: Result) -> str:
    return _sentences(say, result, ("total",)) + _table(say, result, ("name", "count"))


def _differences(say: Phrases, reading: Reading, result: Result) -> str:
    text = _sentences(say, result, ("sum", "largest", "missing")) or _empty(say, result)
    return text + _table(say, result, ("date", "store", "difference"))


def _goal(say: Phrases, reading: Reading, result: Result) -> str:
    text = _sentences(say, result, ("target", "attainment", "forecast", "achievement", "text"))
    return (text or say.no_goal) + _table(say, result, ("month", "target", "sold", "attainment"))


def _compared(say: Phrases, reading: Reading, result: Result) -> str:
    return _sentences(say, result, ("both", "change")) or _empty(say, result)


def _ranked(say: Phrases, reading: Reading, result: Result) -> str:
    if not result.rows:
        return _empty(say, result)
    lines = [
        f"{place}. {row['store']} {row['value']}"
        for place, row in enumerate(result.rows[:MOST_ROWS], 1)
        if "store" in row and "value" in row
    ]
    return say.ranked.format(where=_where(say, result)) + "\n\n" + "\n".join(lines)


def _table(say: Phrases, result: Result, names: Sequence[str]) -> str:
    """The rows as a list, where there are several: what is more stands in the table beside the answer."""
    rows = [row for row in result.rows if names[0] in row]
    if len(rows) < 2:  # noqa: PLR2004  one row was told in the sentence
        return ""
    lines = ["- " + "：".join(str(row[name]) for name in names if name in row) for row in rows[:MOST_ROWS]]
    more = f"\n\n{say.more_rows}" if len(rows) > MOST_ROWS else ""
    return "\n\n" + "\n".join(lines) + more


def _found(say: Phrases, reading: Reading, result: Result) -> str:
    if not result.sources:
        return _empty(say, result)
    head = _sentences(say, result, ("found",)) or say.found
    return head + "\n\n" + "\n".join(_quoted(source, reading) for source in result.sources[:MOST_TEXTS])


def _manual(say: Phrases, reading: Reading, result: Result) -> str:
    """The sections that fit best, their text as a list; the others by their titles."""
    if not result.sources:
        return _empty(say, result)
    best, *rest = result.sources[:3]
    lines = "\n".join(f"- {line} [{best.n}]" for line in _steps(best))
    others = "\n".join(f"- 「{_title(source)}」 [{source.n}]" for source in rest)
    head = say.manual.format(title=_title(best), n=best.n)
    return f"{head}\n\n{lines}" + (f"\n\n{say.see_also}\n\n{others}" if others else "")


def _steps(source: Source) -> list[str]:
    lines = [_neutral(line) for line in re.split(r"[\n。]", source.text)]
    lines = [line for line in lines if len(line) > 2 and line not in source.title]  # noqa: PLR2004  a sign or two
    return [line[:LONGEST_QUOTE] for line in lines[:8]]


def _quoted(source: Source, reading: Reading) -> str:
    text = _best_part(source.text, reading.topic)
    return f"- 「{_title(source)}」：{text} [{source.n}]" if text else f"- 「{_title(source)}」 [{source.n}]"


def _title(source: Source) -> str:
    return _neutral(source.title)[:60]


def _best_part(text: str, topic: str) -> str:
    """The sentences around what is asked, at most `LONGEST_QUOTE` characters."""
    sentences = [_neutral(part) for part in re.split(r"(?<=[。！？!?])|\n", text) if part.strip()]
    pairs = {topic[at : at + 2] for at in range(len(topic) - 1)}
    scores = [sum(pair in sentence for pair in pairs) for sentence in sentences]
    best = scores.index(max(scores)) if scores else 0
    told = "".join(sentences[best : best + 2])
    return told if len(told) <= LONGEST_QUOTE else told[: LONGEST_QUOTE - 1] + "…"


_MARKUP: Final = re.compile(r"[`*_#>|<\[\]{}\\~!]+")
_LIST_SIGN: Final = re.compile(r"^\s*(?:[-+・●■◆]|\d{1,2}[.)、．]|[①-⑳])\s*")


def _neutral(text: str) -> str:
    """What somebody wrote, as data: no Markdown, no references, no addresses, one line."""
    text = re.sub(r"https?://\S+|(?:javascript|data):\S*", "", _LIST_SIGN.sub("", v_plain(text)))
    return " ".join(_MARKUP.sub(" ", text).split())


def v_plain(text: str) -> str:
    """Without characters that hide others."""
    return "".join(sign for sign in text if sign.isprintable() or sign == "\n")


def pieces(text: str) -> Iterator[str]:
    """The answer in the pieces in which it is streamed."""
    for part in re.split(r"(?<=[。\n])", text):
        if part:
            yield part


Composer = Callable[[Phrases, Reading, Result], str]

_COMPOSED: Final[dict[str, Composer]] = {
    "sales_of": _sales,
    "claim_statistics": _claims,
    "report_statistics": _statistics,
    "cash_differences": _differences,
    "goal_status": _goal,
    "compare_periods": _compared,
    "rank_stores": _ranked,
    "search_reports": _found,
    "search_board": _found,
    "search_knowledge": _manual,
    "gather_topic": _found,
}
