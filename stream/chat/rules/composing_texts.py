"""What people wrote, quoted: reports and the board as a list, of a manual the steps that fit."""

from collections.abc import Callable, Mapping
from typing import Final

from stream.chat.ledger import Result, Source, SourceKind, Status
from stream.chat.rules.asking import searched_for
from stream.chat.rules.intents import Intent
from stream.chat.rules.marks import Mark
from stream.chat.rules.quoting import (
    MOST_STEPS,
    about,
    best_line,
    best_part,
    fitting,
    lacks,
    steps_of,
    title_of,
)
from stream.chat.rules.reading import Reading
from stream.chat.rules.saying import Saying, joined

MOST_TEXTS: Final = 5
MOST_SECTIONS: Final = 3
MOST_LINES_OF_A_NORM: Final = 4


def is_nothing(result: Result, reading: Reading) -> bool:
    """Whether a search found nothing that is about what was asked."""
    if result.tool not in TEXTS or result.status not in {Status.OK, Status.EMPTY}:
        return False
    return result.status is Status.EMPTY or not _about(result, reading)


def _about(result: Result, reading: Reading) -> list[Source]:
    """The sources that are about what was asked. What was asked by its kind alone is about all of them."""
    is_by_words = result.tool != "search_reports" or reading.intent in _BY_WORDS
    if reading.has(Mark.HANDOVER) or not is_by_words:
        return list(result.sources)
    words = _words(result, reading)
    told = fitting(result.sources, words, [held for held, _ in result.also])
    told = _nearest(told, reading) if result.tool == "search_board" else told
    least = 0.0 if reading.has(Mark.MATTER, Mark.OTHERS, Mark.IDEAS) else result.close
    close = [one for one in result.sources if _near(result, one) > least and not lacks(one, words)]
    close.sort(key=lambda one: -_near(result, one))
    return [*close, *(one for one in told if one not in close)]


def _near(result: Result, source: Source) -> float:
    """How near a source's meaning is to what was asked; 0 where it is far from it."""
    return result.near.get((source.kind.value, source.id), 0.0)


def _words(result: Result, reading: Reading) -> str:
    """The question's words of content, and those that the search took for them: 忘れ物 for 落とし物."""
    asked = reading.content.split()
    others = [word.replace(held, term) for word in asked for held, term in result.also if held in word]
    return " ".join([*asked, *others])


_BY_WORDS: Final = {Intent.REPORTS, Intent.CLAIMS, Intent.STATISTICS}


def _nearest(sources: list[Source], reading: Reading) -> list[Source]:
    """Those that hold at least half as much of the question as the best one does."""
    whole = reading.topic.replace(" ", "")
    shares = [about(source, whole) for source in sources]
    return [source for source, share in zip(sources, shares, strict=True) if share >= max(shares) / 2]


def _listed(saying: Saying) -> str:
    told = _about(saying.result, saying.reading)
    order = _order(saying)
    is_counted = len(told) == len(saying.result.sources) and (order != "found" or len(told) <= MOST_TEXTS)
    head = saying.sentences([order]) if is_counted else ""
    lines = "\n".join(_quoted(saying, one) for one in told[:MOST_TEXTS])
    return joined(head or saying.phrases.nearest, lines)


def _order(saying: Saying) -> str:
    """Which sentence tells how the texts were chosen."""
    reading = saying.reading
    if saying.result.tool != "search_reports":
        return "found"
    if reading.has(Mark.REASON):
        return "reasons"
    is_searched = searched_for(reading) or (reading.has(Mark.HANDOVER) and not saying.ordinal)
    return "found" if is_searched else "newest"


def _quoted(saying: Saying, source: Source) -> str:
    text = best_part(source, saying.reading.topic)
    quote = saying.phrases.quote.format(text=text) if text else ""
    return f"- {title_of(source)} {quote} [{source.n}]".replace("  ", " ")


def _manual(saying: Saying) -> str:
    """The section that fits best, its lines as a list; the others by their titles."""
    reading = saying.reading
    told = _about(saying.result, reading)
    is_norm = reading.has(Mark.NORM) and not reading.has(Mark.HOW_TO)
    if is_norm:
        told = sorted(told, key=lambda one: -best_line(one, reading.topic) - _near(saying.result, one))
    best, *rest = told[:MOST_SECTIONS]
    steps = steps_of(best, reading.topic, MOST_LINES_OF_A_NORM if is_norm else MOST_STEPS)
    lines = "\n".join(f"- {saying.phrases.quote.format(text=step)} [{best.n}]" for step in steps)
    head = saying.phrases.manual.format(title=title_of(best), n=best.n)
    others = "\n".join(f"- {title_of(source)} [{source.n}]" for source in rest)
    return joined(head, lines, saying.phrases.see_also if others else "", others)


def _gathered(saying: Saying) -> str:
    """Everything on a topic: the first of each kind of text first."""
    told = _about(saying.result, saying.reading)
    firsts = {source.kind: source for source in reversed(told)}
    ordered = [firsts[kind] for kind in _KINDS if kind in firsts]
    ordered += [source for source in told if source not in ordered]
    lines = "\n".join(_quoted(saying, source) for source in ordered[: MOST_TEXTS + 1])
    is_counted = len(told) == len(saying.result.sources) <= MOST_TEXTS
    head = saying.sentences(["found"]) if is_counted else ""
    return joined(head or saying.phrases.nearest, lines)


_KINDS: Final = (SourceKind.KNOWLEDGE, SourceKind.REPORT, SourceKind.POST, SourceKind.COMMENT)

TEXTS: Final[Mapping[str, Callable[[Saying], str]]] = {
    "search_reports": _listed,
    "search_board": _listed,
    "search_knowledge": _manual,
    "gather_topic": _gathered,
}
