"""What the search over everything is asked for: words, kind of text, genre, location, store and days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared.board import Writing
from shared.search.keywords import Words
from shared.words import Genre, Location, TextKind
from web.columns import number_from
from web.pages.templatetags.c3 import jdate
from web.searching import known, quoted, typed

PAGE: Final = 20
MOST: Final = 100  # texts that a search shows: behind them it is better to say it differently
BY_WORDS: Final = "words"

# What a person chooses, and the kinds of texts that it means.
KINDS: Final = {
    "": ([], gettext_lazy("すべて")),
    "report": ([TextKind.REPORT.value], gettext_lazy("日報")),
    "board": ([TextKind.POST.value, TextKind.COMMENT.value], gettext_lazy("掲示板")),
    "knowledge": ([TextKind.KNOWLEDGE.value], gettext_lazy("資料")),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The conditions of a search. `seen` texts of it are shown already (0, 20 ... 80).

    `is_by_words`: they were found by words alone, and so are the others, or these would be in another order.
    `since` and `until` are business dates, both included. `notices` say what could not be understood, and
    was left out.
    """

    query: str = ""
    kind: str = ""
    genre: str = ""
    location: str = ""
    store: Writing | None = None
    since: date | None = None
    until: date | None = None
    seen: int = 0
    is_by_words: bool = False
    words: Words = field(default_factory=lambda: Words([]))
    notices: list[str] = field(default_factory=list)

    @property
    def is_asking(self) -> bool:
        """True when there are words to look for; filters alone find nothing here."""
        return bool(self.words.words)

    @property
    def narrows(self) -> bool:
        """True when a filter leaves something out."""
        return bool(self.kind or self.narrowed)

    @property
    def narrowed(self) -> str:
        """What the filters are set to that are folded away, in words; empty when none is."""
        told = [_(Genre.of(self.genre).label)] if self.genre else []
        told += [_(Location.of(self.location).label)] if self.location else []
        told += [self.store.name] if self.store else []
        told += [_("%(day)sから") % {"day": jdate(self.since)}] if self.since else []
        told += [_("%(day)sまで") % {"day": jdate(self.until)}] if self.until else []
        return _("、").join(told)

    @property
    def kinds(self) -> list[str]:
        """The codes of the kinds of texts that are looked through; empty: all."""
        return KINDS[self.kind][0]

    @property
    def shown(self) -> str:
        """The query as a sentence quotes it."""
        return quoted(self.query)

    def address(self, seen: int = 0, *, is_by_words: bool = False) -> str:
        """The address of this search, or of it with the texts behind the `seen` ones, found as they were."""
        parts = {
            "query": self.query.strip(),
            "kind": self.kind,
            "genre": self.genre,
            "location": self.location,
            "store": str(self.store.store_id) if self.store else "",
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
            "seen": str(seen or ""),
            "by": BY_WORDS if is_by_words else "",
        }
        written = urlencode({name: value for name, value in parts.items() if value})
        return f"{reverse('search')}?{written}" if written else reverse("search")

    @property
    def without_filters(self) -> str:
        """The address of the same words over everything."""
        return Asked(query=self.query).address()


def asked(given: Mapping[str, str], stores: Sequence[Writing]) -> Asked:
    """From an address as anybody may have typed it: a value that is none is left out, and told."""
    notices: list[str] = []
    query, words = typed(given.get("query", ""), notices)
    since, until = _days(given, notices)
    kind = given.get("kind", "")
    genre = known(given.get("genre", ""), Genre)
    location = known(given.get("location", ""), Location)
    store = next((one for one in stores if str(one.store_id) == given.get("store")), None)
    if kind not in KINDS:
        kind = ""
        notices.append(_("選ばれた種類がないため、すべてから探しました。"))
    if genre is None:
        notices.append(_("選ばれたジャンルがないため、すべてのジャンルから探しました。"))
    if location is None:
        notices.append(_("選ばれた場所がないため、すべての場所から探しました。"))
    if store is None and given.get("store"):
        notices.append(_("選ばれた店舗がないため、すべての店舗から探しました。"))
    return Asked(
        query=query,
        kind=kind,
        genre=genre or "",
        location=location or "",
        store=store,
        since=since,
        until=until,
        seen=_seen(given.get("seen", "")),
        is_by_words=given.get("by") == BY_WORDS,
        words=words,
        notices=notices,
    )


def _days(given: Mapping[str, str], notices: list[str]) -> tuple[date | None, date | None]:
    """The first and the last day, in their order."""
    texts = [given.get(name, "").strip() for name in ("since", "until")]
    since, until = (_day(text) for text in texts)
    if any(text and day is None for text, day in zip(texts, (since, until), strict=True)):
        notices.append(_("読み取れない日付（例：2026-11-22）は使わずに探しました。"))
    if since and until and until < since:
        notices.append(_("期間のはじめと終わりが逆だったため、入れ替えて探しました。"))
        return until, since
    return since, until


def _day(text: str) -> date | None:
    """2026-11-22, or 2026/11/22 from a browser without a date picker."""
    try:
        return date.fromisoformat(text.replace("/", "-"))
    except ValueError:
        return None


def _seen(text: str) -> int:
    """How many texts `Asked.address` says are shown already; 0 for anything else."""
    seen = number_from(text) or 0
    return seen if seen in range(0, MOST, PAGE) else 0
