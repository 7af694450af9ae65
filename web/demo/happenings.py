"""What a store reports on a day: the ordinary, drawn by lot, and the planted stories (see the package)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import accumulate
from random import Random

from shared.words import Genre
from web.demo import corpus
from web.demo.corpus import Template
from web.demo.people import Shop

SHARES = {Genre.CLAIM: 24, Genre.PRAISE: 20, Genre.ACCIDENT: 10, Genre.REPORT: 32, Genre.OTHER: 14}
GENRES, WEIGHTS = tuple(SHARES), tuple(accumulate(SHARES.values()))
TAUGHT = 55
FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Happening:
    """Something to report. `shared` says whether it goes to the board too; None leaves it to chance."""

    genre: Genre
    template: Template
    shared: bool | None = None
    not_before: int = 0  # o'clock


def ordinary(rng: Random, voice: str) -> Happening:
    """Something that happens anywhere, of a kind that a person of this voice can put into words."""
    genre = rng.choices(GENRES, cum_weights=WEIGHTS)[0]
    return Happening(genre, rng.choice(_texts(genre, voice == "foreign" and rng.random() < 0.7)))


def planted(rng: Random, shop: Shop, day: date, ago: int) -> Iterator[Happening]:
    """What belongs to a story, `ago` days before the chain's last day."""
    match shop.store_id:
        case 2:
            yield from _at_the_demo_store(rng, day, ago)
        case 4 if ago < 30 and rng.random() < 0.6:
            yield _story(rng, "toilet", Genre.CLAIM)
        case 5 if ago == 20:
            yield _story(rng, "fridge", Genre.ACCIDENT, shared=True)
        case 7 if rng.random() < 0.6 - (day - shop.opened_on).days / 60:
            yield _story(rng, "opening", Genre.CLAIM)


def board_story(store_id: int, ago: int) -> Template | None:
    """The post with which a store turns to the board that day."""
    name = {(3, TAUGHT): "cash_board", (4, 6): "toilet_board"}.get((store_id, ago))
    return corpus.stories()[name][0] if name else None


def carelessness(store_id: int, ago: int) -> float:
    """The share of days on which the till does not agree: store 3 has learned."""
    if store_id == 3:
        return 0.55 if ago > TAUGHT else 0.04
    return 0.2


def till_disagrees() -> Happening:
    """The report of a cash difference; its text has the slot `amount`."""
    return Happening(Genre.REPORT, corpus.stories()["cash"][0])


def _at_the_demo_store(rng: Random, day: date, ago: int) -> Iterator[Happening]:
    if ago == 9:
        yield _story(rng, "allergy", Genre.ACCIDENT, shared=True)
    if day.weekday() == FRIDAY and ago:
        for _ in range(rng.choice((1, 1, 2))):
            yield _story(rng, "friday", Genre.CLAIM, not_before=21)
    if rng.random() < 0.12:
        yield _story(rng, "star", Genre.PRAISE)


def _story(
    rng: Random, name: str, genre: Genre, *, shared: bool | None = None, not_before: int = 0
) -> Happening:
    return Happening(genre, rng.choice(corpus.stories()[name]), shared, not_before)


@cache
def _texts(genre: str, simple: bool) -> tuple[Template, ...]:
    return tuple(template for template in corpus.templates(genre) if template.simple == simple)
