"""What stands behind a thing that was said: facts of the ledger, or texts that were read."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from shared.analytics.periods import Period
from stream.chat.dates_said import Day, Time
from stream.chat.ledger import Fact, FactKind, Source
from stream.chat.names_said import Name, core
from stream.chat.numbers_said import Number
from stream.chat.places_said import plain
from stream.chat.said import Thing, said

NUMERIC: Final = {FactKind.YEN, FactKind.PEOPLE, FactKind.COUNT, FactKind.PERCENT, FactKind.RATE}
_ROUNDED: Final = Decimal("0.05")  # of the value, at most
_GROUPS: Final = {
    FactKind.YEN: {"yen"},
    FactKind.PEOPLE: {"people"},
    FactKind.PERCENT: {"percent"},
    FactKind.RATE: {"count"},
}


def is_fact(thing: Thing, fact: Fact) -> bool:
    """Whether the fact says the same."""
    if isinstance(thing, Number):
        return _is_value(thing, fact) or _is_day_number(thing, fact)
    if isinstance(thing, Day):
        return any(thing.is_on(day) for day in days_of(fact))
    return isinstance(thing, Name) and _is_named(thing, fact)


def days_of(fact: Fact) -> tuple[date, ...]:
    """The dates that a fact is about: of a period, its ends."""
    value = fact.value
    if isinstance(value, Period):
        return value.first, value.last
    return (value,) if isinstance(value, date) else ()


def stands_in(thing: Thing, source: Source) -> bool:
    """Whether the text that was read says the very same."""
    whole = f"{source.title}\n{source.text}"
    if isinstance(thing, Name):
        tight = plain(whole).replace(" ", "").replace("\n", "\0")
        return thing.name in tight or core(thing.name) in tight
    return any(_is_same(thing, other) for other in said(whole))


def _is_same(thing: Thing, other: Thing) -> bool:
    if isinstance(thing, Number) and isinstance(other, Number):
        return (thing.value, thing.group) == (other.value, other.group)
    if isinstance(thing, Day) and isinstance(other, Day):
        return thing.says(other)
    return isinstance(thing, Time) and isinstance(other, Time) and thing.minutes == other.minutes


def _is_value(number: Number, fact: Fact) -> bool:
    if fact.kind not in NUMERIC or isinstance(fact.value, str | date | Period):
        return False
    if number.group and number.group not in _groups(fact):
        return False
    value = Decimal(str(fact.value))
    return _has_direction(number, fact, value) and _is_near(number, fact, abs(value))


def _groups(fact: Fact) -> set[str]:
    """What the fact counts: by its kind, and by the unit of its text."""
    written = [thing.group for thing in said(fact.text) if isinstance(thing, Number)]
    return _GROUPS.get(fact.kind, set()) | {group for group in written if group} or {"count"}


def _has_direction(number: Number, fact: Fact, value: Decimal) -> bool:
    """A change has its sign, or the word for it; what is no change is not less than nothing."""
    is_change = value < 0 or fact.text[:1] in {"+", "-"}
    if not is_change:
        return number.direction >= 0 or not number.is_signed
    return number.direction == 0 or value == 0 or (number.direction > 0) == (value > 0)


def _is_near(number: Number, fact: Fact, value: Decimal) -> bool:
    """Equal, or rounded: with 万, by decimals, or where it says 約."""
    difference = abs(value - number.value)
    if difference == 0:
        return True
    if fact.kind is FactKind.PERCENT:
        return difference <= number.step / 2
    if fact.kind is FactKind.RATE:
        return number.step < 1 and difference <= number.step / 2
    step = _last_digit(number) if number.is_about else number.step
    return step > 1 and difference <= step / 2 and difference <= value * _ROUNDED


def _last_digit(number: Number) -> Decimal:
    """約412,000: the value of the last digit that is not 0."""
    step = number.step
    while number.value and number.value % (step * 10) == 0:
        step *= 10
    return step


def _is_day_number(number: Number, fact: Fact) -> bool:
    """22日 is a day of the month too."""
    return number.unit == "日" and any(day.day == number.value for day in days_of(fact))


def _is_named(name: Name, fact: Fact) -> bool:
    if fact.kind is (FactKind.STORE if name.is_store else FactKind.PERSON):
        whole = {tight(fact)} if name.is_store else {tight(fact), _family(fact)}
        return bool(whole & {name.name, core(name.name)})
    is_head_of = fact.kind is FactKind.STORE and not name.is_store
    return is_head_of and tight(fact).removesuffix("店") == name.name  # 渋谷店長


def _family(fact: Fact) -> str:
    """佐藤 美咲 is 佐藤さん."""
    return plain(str(fact.value)).split(" ")[0]


def tight(fact: Fact) -> str:
    """A name without white space."""
    return "".join(plain(str(fact.value)).split())


def names_of(facts: Iterable[Fact]) -> set[str]:
    """The stores among the facts, by name."""
    return {str(fact.value) for fact in facts if fact.kind is FactKind.STORE}
