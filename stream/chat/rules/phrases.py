"""What the rules say, in the question's language; figures are filled in as references.

Answers are told in the language they were asked in, whatever that of the page is: these are no msgids.
"""

from dataclasses import dataclass

from shared.words import Genre, Location, Metric
from stream.chat.ledger import Status
from stream.chat.rules.intents import Intent


@dataclass(frozen=True, slots=True)
class Phrases:
    """The sentences of one language: `silent` by intent, `sentences` by tool and fact, `labels` by fact.

    `places`, `genres`, `metrics` stand before what is counted; `empty` is said of a tool that found nothing.
    """

    silent: dict[Intent, str]
    status: dict[Status, str]
    sentences: dict[str, str]
    labels: dict[str, str]
    places: dict[Location, str]
    genres: dict[Genre, str]
    metrics: dict[Metric, str]
    empty: dict[str, str]
    of_store: str
    of_all: str
    of_period: str
    no_goal: str
    ranked: str
    ranked_least: str
    more_rows: str
    more_figures: str
    more_stores: str
    unfinished: str
    none_missing: str
    newest: str
    nearest: str
    manual: str
    see_also: str
    between_labels: str
    quote: str
