"""What the list of reports is asked for: words, genre, location, order, and the place to go on from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from shared.pages import Only
from shared.search.keywords import Words
from shared.words import Genre, Location
from web.searching import frequencies, known, quoted, typed

Place = tuple[date, int]
SORTS = ("newest", "oldest")


@dataclass(frozen=True, slots=True)
class Asked:
    """The conditions of a list. `notices` say what of them could not be understood, and was left out."""

    query: str = ""
    genre: str = ""
    location: str = ""
    sort: str = SORTS[0]
    before: Place | None = None
    words: Words = field(default_factory=lambda: Words([]))
    notices: list[str] = field(default_factory=list)

    @property
    def narrows(self) -> bool:
        """True when some reports are left out."""
        return bool(self.words.words or self.genre or self.location)

    @property
    def shown(self) -> str:
        """The query as a sentence quotes it."""
        return quoted(self.query)

    def only(self, stores: int, limit: int) -> Only:
        """As `shared` takes it, for a page of `limit` rows out of so many stores."""
        plan = Only().plan
        if self.words.words:
            plan = frequencies("daily_reports").plan(self.words, stores, limit)
        return Only(self.words, self.genre or None, self.location or None, self.sort == "oldest", plan)

    def address(self, after: Place | None = None) -> str:
        """The address of this list, or of its page behind `after`; without what it does not need."""
        sort = "" if self.sort == SORTS[0] else self.sort
        parts = {"query": self.query.strip(), "genre": self.genre, "location": self.location, "sort": sort}
        parts["before"] = f"{after[0]}_{after[1]}" if after else ""
        written = urlencode({name: value for name, value in parts.items() if value})
        return f"{reverse('report_list')}?{written}" if written else reverse("report_list")


def asked(given: Mapping[str, str]) -> Asked:
    """From an address as anybody may have typed it: a value that is none is left out, and told."""
    notices: list[str] = []
    query, words = typed(given.get("query", ""), notices)
    genre = known(given.get("genre", ""), Genre)
    location = known(given.get("location", ""), Location)
    sort = given.get("sort") or SORTS[0]
    if genre is None:
        notices.append(_("選ばれたジャンルがないため、すべてのジャンルを表示しています。"))
    if location is None:
        notices.append(_("選ばれた場所がないため、すべての場所を表示しています。"))
    if sort not in SORTS:
        notices.append(_("選ばれた並び順がないため、新しい順に表示しています。"))
    return Asked(
        query=query,
        genre=genre or "",
        location=location or "",
        sort=sort if sort in SORTS else SORTS[0],
        before=_place(given.get("before", "")),
        words=words,
        notices=notices,
    )


def _place(text: str) -> Place | None:
    """The place that `Asked.address` wrote into `before`; None, the first page, for anything else."""
    try:
        day, report_id = text.split("_")
        return date.fromisoformat(day), min(max(int(report_id), 0), 2**63 - 1)
    except ValueError:
        return None
