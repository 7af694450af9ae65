"""What the list of posts is asked for: words, genre, store, order, and the place to go on from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from shared.board import Listed, Only, Place, Writing
from shared.search.keywords import Words
from shared.search.walk import NO_PLAN
from shared.words import Genre
from web.columns import LARGEST_ID
from web.searching import frequencies, known, quoted, typed

SORTS = ("new", "popular")
NEW, POPULAR = SORTS
LARGEST_COUNT = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Asked:
    """The conditions of a list. `notices` say what of them could not be understood, and was left out."""

    keyword: str = ""
    genre: str = ""
    store: int | None = None
    sort: str = NEW
    before: Place | None = None
    words: Words = field(default_factory=lambda: Words([]))
    notices: list[str] = field(default_factory=list)

    @property
    def narrows(self) -> bool:
        """True when some posts are left out."""
        return bool(self.words.words or self.genre or self.store)

    @property
    def shown(self) -> str:
        """The keyword as a sentence quotes it."""
        return quoted(self.keyword)

    def only(self, limit: int) -> Only:
        """As `shared` takes it, for a page of `limit` rows.

        The most liked of one store are looked for by the index alone: a walk passes all other stores' posts.
        """
        is_popular = self.sort == POPULAR
        plan = NO_PLAN
        if self.words.words and not (is_popular and self.store):
            known_ = frequencies("bbs_posts")
            plan = known_.plan(self.words, 1 if self.store else known_.stores, limit)
        return Only(self.words, self.genre or None, self.store, is_popular, plan)

    def address(self, after: Listed | None = None) -> str:
        """The address of this list, or of its page behind `after`; without what it does not need."""
        sort = "" if self.sort == NEW else self.sort
        parts = {"keyword": self.keyword.strip(), "genre": self.genre, "store": str(self.store or "")}
        parts |= {"sort": sort, "before": self._place_of(after) if after else ""}
        written = urlencode({name: value for name, value in parts.items() if value})
        return f"{reverse('bbs_list')}?{written}" if written else reverse("bbs_list")

    def _place_of(self, post: Listed) -> str:
        if self.sort == POPULAR:
            return "_".join(map(str, post.by_liking))
        return f"{post.created_at.isoformat()}_{post.id}"


def asked(given: Mapping[str, str], stores: Sequence[Writing]) -> Asked:
    """From an address as anybody may have typed it: a value that is none is left out, and told."""
    notices: list[str] = []
    keyword, words = typed(given.get("keyword", ""), notices)
    genre, store = known(given.get("genre", ""), Genre), _store(given.get("store", ""), stores)
    sort = given.get("sort") or NEW
    if genre is None:
        notices.append(_("選ばれたジャンルがないため、すべてのジャンルを表示しています。"))
    if store is None and given.get("store"):
        notices.append(_("選ばれた店舗がないため、すべての店舗を表示しています。"))
    if sort not in SORTS:
        notices.append(_("選ばれた並び順がないため、新しい順に表示しています。"))
        sort = NEW
    return Asked(
        keyword=keyword,
        genre=genre or "",
        store=store,
        sort=sort,
        before=_place(given.get("before", ""), sort),
        words=words,
        notices=notices,
    )


def _store(text: str, stores: Sequence[Writing]) -> int | None:
    return next((store.store_id for store in stores if str(store.store_id) == text), None)


def _place(text: str, sort: str) -> Place | None:
    """The place that `Asked.address` wrote into `before`; None, the first page, for anything else."""
    try:
        if sort == POPULAR:
            reactions, comments, post_id = map(int, text.split("_"))
            return _within(reactions, LARGEST_COUNT), _within(comments, LARGEST_COUNT), _id(post_id)
        written_at, number = text.split("_")
        return datetime.fromisoformat(written_at).astimezone(), _id(int(number))
    except (ValueError, OverflowError):
        return None


def _id(number: int) -> int:
    return _within(number, LARGEST_ID)


def _within(number: int, largest: int) -> int:
    return min(max(number, 0), largest)
