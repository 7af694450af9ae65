"""What a sentence says as a fact: figures, dates, times, names, each with its place."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain

from stream.chat.dates_said import Day, Time, days, times
from stream.chat.names_said import Name, persons, stores
from stream.chat.numbers_said import Number, numbers, words
from stream.chat.places_said import Place, plain

Thing = Number | Day | Time | Name


def said(text: str, known_stores: Iterable[str] = ()) -> list[Thing]:
    """What `text` says, in order; nothing of it twice. `known_stores` are recognised without 店 too."""
    return list(_said(text, frozenset(known_stores)))


@lru_cache(maxsize=2_000)
def _said(text: str, known_stores: frozenset[str]) -> tuple[Thing, ...]:
    written = plain(text)
    taken: list[Place] = list(words(written))
    found: list[Thing] = []
    for thing in _all(written, {plain(name) for name in known_stores}):
        if not any(thing.place.meets(place) for place in taken):
            found.append(thing)
            taken.append(thing.place)
    return tuple(sorted(found, key=lambda thing: thing.place))


def _all(text: str, known_stores: Iterable[str]) -> Iterator[Thing]:
    """Dates before numbers, longer things before shorter ones that begin with them."""
    return chain(stores(text, known_stores), days(text), times(text), numbers(text), persons(text))
