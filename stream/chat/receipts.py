"""Receipts: what an answer says as a fact is looked for in the turn's ledger, before it is told.

References (`{v3}`) become their values. Each figure, date, store's and person's name that is written out must
be a fact of the ledger, or stand in a text that was read. What has no source is taken out, and counted.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from shared.analytics.periods import Period
from stream.chat.backing import is_fact, names_of, stands_in
from stream.chat.cleaned import cited, cleaned
from stream.chat.dates_said import Day
from stream.chat.ledger import Fact, Ledger
from stream.chat.numbers_said import Number
from stream.chat.pairs import SUBJECTS, Mention, Pairs
from stream.chat.places_said import Place
from stream.chat.said import Thing, said

NO_SOURCE: Final = "［出典なし］"
# Half-width alone: tools widen the brace of what people wrote like one (`｛v1}`), and that stays a text.
_REFERENCE: Final = re.compile(r"¥?\{\s?(?P<ref>[A-Za-z_]\w{0,40})\s?\}")
_MARKED_TWICE: Final = re.compile(rf"{NO_SOURCE}(?:[-~〜、,/:.円人件日%年月\s]{{0,2}}{NO_SOURCE})+")
_UNIT: Final = re.compile(r"(?:日分|日間|店舗|円|人|件|日|%|％)(?![報気数物形])")


@dataclass(frozen=True, slots=True)
class Checked:
    """A part of an answer as it may be told; `sources` are those it cites, `unbacked` what was taken out."""

    text: str
    sources: tuple[int, ...]
    unbacked: int


@dataclass(slots=True)
class Known:
    """What may be said beside the ledger: today's date, stretches of which a tool found nothing. `stores` are
    names that are recognised; saying one needs a source like any other. `pairs` are the rows of results."""

    today: date | None = None
    periods: list[Period] = field(default_factory=list)
    stores: Collection[str] = ()
    pairs: Pairs = field(default_factory=Pairs)


@dataclass(frozen=True, slots=True)
class _Found:
    """Something that is said: one of `sources` stands behind it. `is_free` needs none."""

    place: Place
    sources: tuple[int, ...] = ()
    is_free: bool = False


def checked(text: str, ledger: Ledger, known: Known | None = None, before: Collection[int] = ()) -> Checked:
    """The part with references resolved, unbacked things replaced, and the citations that it lacks added.

    Those in `before` stand in its block already."""
    whole, references = _resolved(cleaned(text, {source.n for source in ledger.sources}), ledger)
    found = _found(whole, references, ledger, known or Known())
    wanting = [one for one in found if not one.sources and not one.is_free]
    told = _without(whole, wanting)
    named = cited(told)
    used = _fewest([one.sources for one in found if one.sources], named)
    lacking = [number for number in used if number not in before]
    return Checked(_with_citations(told, lacking), (*named, *used), len(wanting))


Reference = tuple[Place, Fact | None]


def _resolved(text: str, ledger: Ledger) -> tuple[str, list[Reference]]:
    """The text with values for references, and where they stand. A unit behind one is said in its value."""
    told, at = "", 0
    references: list[Reference] = []
    for match in _REFERENCE.finditer(text):
        if match.start() < at:
            continue
        fact = ledger.facts.get(match["ref"])
        shown = fact.text if fact else NO_SOURCE
        told += text[at : match.start()]
        references.append((Place(len(told), len(told) + len(shown)), fact))
        told += shown
        at = match.end() + _said_twice(text[match.end() :], shown)
    return told + text[at:], references


def _said_twice(after: str, shown: str) -> int:
    """How much of what follows a reference says it once more: `{v1}円`, `{v1}=412,300円`."""
    equal = re.match(rf"\s?[=＝]\s?{re.escape(shown)}", after)
    unit = _UNIT.match(after)
    if equal:
        return equal.end()
    return unit.end() if unit and shown.endswith(unit[0].replace("％", "%")) else 0


def _found(whole: str, references: Sequence[Reference], ledger: Ledger, known: Known) -> list[_Found]:
    """What is said, in order: references, and things that the model wrote itself."""
    things = _raw_things(whole, references, ledger, known)
    mentions = [Mention(place, (fact,)) for place, fact in references if fact]
    mentions += [Mention(place, _facts_of(thing, ledger)) for place, thing in things]
    subjects = [one for one in mentions if any(fact.kind in SUBJECTS for fact in one.facts)]
    subjects += known.pairs.labels(whole)
    fitting = {
        one.place: tuple(dict.fromkeys(f.source for f in known.pairs.fitting(whole, one, subjects)))
        for one in mentions
    }
    has_figures = any(isinstance(thing, Number) for _, thing in things) or any(
        fact and fact.kind not in SUBJECTS for _, fact in references
    )
    found = [_Found(place, fitting.get(place, ())) for place, _ in references]
    named = cited(whole)
    for place, thing in things:
        is_counted = isinstance(thing, Number) and bool(fitting[place])  # texts may say it by chance
        read = [one for one in ledger.sources if one.n in named or not is_counted]
        sources = (*fitting[place], *(one.n for one in read if stands_in(thing, one)))
        found.append(_Found(place, sources, _is_free(thing, known, has_figures=has_figures)))
    return sorted(found, key=lambda one: one.place)


def _raw_things(
    whole: str, references: Sequence[Reference], ledger: Ledger, known: Known
) -> list[tuple[Place, Thing]]:
    """What is no reference's value. What grows together with one (`1{v1}`) is the model's own, both of it."""
    raw = []
    for thing in said(whole, {*known.stores, *names_of(ledger.facts.values())}):
        met = [place for place, _ in references if place.meets(thing.place)]
        if not any(thing.place.is_in(place) for place in met):
            start, end = min([thing.place, *met]).start, max(one.end for one in [thing.place, *met])
            raw.append((Place(start, end), thing))
    return raw


def _facts_of(thing: Thing, ledger: Ledger) -> tuple[Fact, ...]:
    return tuple(fact for fact in ledger.facts.values() if is_fact(thing, fact))


def _is_free(thing: Thing, known: Known, *, has_figures: bool) -> bool:
    """Today's date; and a stretch of which nothing was found, where no figure is said of it."""
    if not isinstance(thing, Day):
        return False
    if thing.day and known.today and thing.is_on(known.today):
        return True
    ends = [day for period in known.periods for day in (period.first, period.last)]
    return not has_figures and any(thing.is_on(day) for day in ends)


def _without(whole: str, wanting: Sequence[_Found]) -> str:
    told, at = "", 0
    for one in wanting:
        told += whole[at : max(one.place.start, at)] + NO_SOURCE
        at = max(one.place.end, at)
    return _MARKED_TWICE.sub(NO_SOURCE, told + whole[at:])


def _fewest(candidates: Sequence[tuple[int, ...]], named: Sequence[int]) -> list[int]:
    """As few sources as stand behind all of it, beside those that are named already."""
    chosen: list[int] = []
    for sources in sorted(candidates, key=len):
        if not {*sources} & {*chosen, *named}:
            chosen.append(sources[0])
    return sorted(chosen)


def _with_citations(text: str, numbers: Sequence[int]) -> str:
    """`[n]` of what was used, at the end: before the line breaks; below a table."""
    if not numbers:
        return text
    marks = " ".join(f"[{number}]" for number in numbers)
    body = text.rstrip()
    breaks = text[len(body) :]
    if body.lstrip().startswith("|"):
        return f"{body}\n\n{marks}{breaks or chr(10)}"
    return f"{body} {marks}{breaks}"
