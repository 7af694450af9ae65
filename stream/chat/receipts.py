"""Receipts: what an answer says as a fact is looked for in the turn's ledger, before it is told.

References (`{v3}`) become their values. Each figure, date, store's and person's name that is written out must
be a fact of the ledger, or stand in a text that was read. What has no source is taken out, and counted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from shared.analytics.periods import Period
from stream.chat.figures_said import SaidKind, Thing, is_on, plain, said
from stream.chat.ledger import REFERENCE, Fact, FactKind, Ledger, Source

NO_SOURCE: Final = "［出典なし］"
_LINK: Final = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)")
_TAG: Final = re.compile(r"</?[A-Za-z!][^>\n]*>?")
_URL: Final = re.compile(r"(?:https?://|www\.|javascript:|data:|vbscript:)\S*", re.IGNORECASE)
_CITATION: Final = re.compile(r"\s?\[(\d{1,3})\]")
_UNITS: Final = {
    "円": {FactKind.YEN}, "yen": {FactKind.YEN}, "人": {FactKind.PEOPLE, FactKind.COUNT}, "名": {FactKind.PEOPLE, FactKind.COUNT},
    "people": {FactKind.PEOPLE}, "%": {FactKind.PERCENT}, "パーセント": {FactKind.PERCENT}, "割": {FactKind.PERCENT},
    "倍": set(), "ポイント": {FactKind.PERCENT}, "pt": {FactKind.PERCENT}, "件": {FactKind.COUNT, FactKind.RATE},
    "回": {FactKind.COUNT}, "日": {FactKind.COUNT}, "日分": {FactKind.COUNT}, "日間": {FactKind.COUNT}, "店舗": {FactKind.COUNT},
    "店": {FactKind.COUNT}, "つ": {FactKind.COUNT}, "個": {FactKind.COUNT}, "本": {FactKind.COUNT},
}  # fmt: skip
_NUMERIC: Final = {FactKind.YEN, FactKind.PEOPLE, FactKind.COUNT, FactKind.PERCENT, FactKind.RATE}


@dataclass(frozen=True, slots=True)
class Checked:
    """A part of an answer as it may be told; `sources` are those it cites, `unbacked` what was taken out."""

    text: str
    sources: tuple[int, ...]
    unbacked: int


def checked(text: str, ledger: Ledger) -> Checked:
    """The part with references resolved, unbacked things replaced, and the citations that it lacks added."""
    clean = _URL.sub("", _TAG.sub("", _LINK.sub(r"\1", text)))
    parts = [
        _raw(part, ledger) if at % 2 == 0 else _resolved(part, ledger)
        for at, part in enumerate(REFERENCE.split(clean))
    ]
    told = "".join(part.text for part in _without_doubled_units(parts))
    cited = _cited(told)
    used = dict.fromkeys(number for part in parts for number in part.sources if number not in cited)
    return Checked(_with_citations(told, used), (*cited, *used), sum(part.unbacked for part in parts))


def _resolved(ref: str, ledger: Ledger) -> Checked:
    fact = ledger.facts.get(ref)
    return Checked(fact.text, (fact.source,), 0) if fact else Checked(NO_SOURCE, (), 1)


def _without_doubled_units(parts: list[Checked]) -> Iterator[Checked]:
    """`{v1}円` is written where the value has its unit already."""
    before = ""
    for at, part in enumerate(parts):
        unit = before[-1:] if at % 2 == 0 else ""
        is_doubled = (
            bool(unit)
            and unit in "円人件日%"
            and part.text.startswith(unit)
            and not part.text.startswith("日報")
        )
        yield Checked(part.text[1:], part.sources, part.unbacked) if is_doubled else part
        before = part.text if at % 2 else ""


def _raw(text: str, ledger: Ledger) -> Checked:
    """Words of the model: everything in them is asked for its source."""
    known = {source.n for source in ledger.sources}
    text = _CITATION.sub(lambda match: match[0] if int(match[1]) in known else "", text)
    told, used, unbacked, at = [], [], 0, 0
    for thing in said(text):
        source = _source_of(thing, ledger)
        told.append(text[at : thing.start])
        told.append(text[thing.start : thing.end] if source else NO_SOURCE)
        used += [source] if source else []
        unbacked += not source
        at = thing.end
    return Checked("".join(told) + text[at:], tuple(used), unbacked)


def _source_of(thing: Thing, ledger: Ledger) -> int:
    """The number of a source for it; 0 where it has none."""
    for fact in ledger.facts.values():
        if _backs(fact, thing):
            return fact.source
    return next((source.n for source in ledger.sources if _stands_in(source, thing)), 0)


def _backs(fact: Fact, thing: Thing) -> bool:
    if thing.kind is SaidKind.NUMBER:
        return fact.kind in _NUMERIC and _is_value(fact, thing)
    if thing.kind in {SaidKind.DATE, SaidKind.MONTH, SaidKind.YEAR}:
        return any(is_on(day, thing.day, thing.weekday) for day in _days(fact))
    wanted = FactKind.STORE if thing.kind is SaidKind.STORE else FactKind.PERSON
    return fact.kind is wanted and thing.text.replace(" ", "") in str(fact.value).replace(" ", "")


def _is_value(fact: Fact, thing: Thing) -> bool:
    kinds = _UNITS.get(thing.unit, _NUMERIC if not thing.unit else set())
    if fact.kind not in kinds:
        return False
    value, spoken = abs(Decimal(str(fact.value))), thing.value * (10 if thing.unit == "割" else 1)
    step = thing.step * (10 if thing.unit == "割" else 1)
    is_rounded = step > 1 or fact.kind in {FactKind.PERCENT, FactKind.RATE}
    return abs(value - spoken) <= step / 2 if is_rounded else value == spoken


def _days(fact: Fact) -> tuple[date, ...]:
    value = fact.value
    if isinstance(value, date):
        return (value,)
    if isinstance(value, Period):
        return value.first, value.last
    return ()


def _stands_in(source: Source, thing: Thing) -> bool:
    """Whether the text that was read says the very same."""
    whole = f"{source.title}\n{source.text}"
    if thing.kind in {SaidKind.STORE, SaidKind.PERSON}:
        return thing.text.replace(" ", "") in plain(whole).replace(" ", "")
    return any(
        other.kind is thing.kind
        and (other.value, other.unit) == (thing.value, thing.unit)
        and (thing.day[0] in {0, other.day[0]} and other.day[1:] == thing.day[1:])
        for other in said(whole)
    )


def _cited(text: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(int(match[1]) for match in _CITATION.finditer(text)))


def _with_citations(text: str, numbers: dict[int, None]) -> str:
    """`[n]` of what was used, at the end: before the line breaks; below a table."""
    if not numbers:
        return text
    cited = "".join(f" [{number}]" for number in numbers)
    body = text.rstrip("\n")
    breaks = text[len(body) :]
    if body.lstrip().startswith("|"):
        return f"{body}\n\n{cited.strip()}{breaks or ''}"
    return body.rstrip() + cited + breaks
