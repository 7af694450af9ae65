"""Everything that an address of a page asks: the question to the figures, and what is the page's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from dashboard.look import Look
from shared.analytics.periods import Period
from shared.analytics.question import Question, Unclear
from shared.words import Against, Genre, Location, PeriodKind, Word

OF_ONE_PLACE = ("page", "day")  # own parameters that another question leaves behind
VOCABULARIES: Mapping[str, type[Word]] = {
    "period": PeriodKind,
    "cmp": Against,
    "genre": Genre,
    "location": Location,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the page's own parameters by name (a sorting, a page of rows)."""

    question: Question
    own: Mapping[str, str] = field(default_factory=dict)

    @property
    def query(self) -> str:
        """The query string without `?`, with true dates."""
        own = urlencode(self.own)
        return f"{self.question.query}&{own}" if own else self.question.query

    def address(self, path: str) -> str:
        """This, asked of the page at `path`."""
        return f"{path}?{self.query}"

    def with_own(self, **own: str) -> "Asked":
        """The same with own parameters changed; an empty one is left out."""
        return replace(self, own={name: value for name, value in {**self.own, **own}.items() if value})

    def at(self, period: Period) -> "Asked":
        """The same of another period, from its first page of rows."""
        own = {name: value for name, value in self.own.items() if name not in OF_ONE_PLACE}
        return Asked(self.question.at(period), own)


def told(unclear: Unclear, look: Look) -> str:
    """What to tell the writer of an address that cannot be understood, in the reader's language."""
    words = VOCABULARIES.get(unclear.field)
    choices = ", ".join(words.codes()) if words else ""
    return look.texts.gettext(unclear.sentence).replace("{words}", choices)
