"""What an address of the page asks for: one store, one month."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import parse_qs, urlencode

from dashboard.addresses import HOME
from shared.access import Viewer
from shared.dates import month_of
from shared.stores import Store
from shared.words import StoreKind

MONTH = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])", re.ASCII)


class OutOfReach(LookupError):
    """The address names a store that the viewer does not read, or no store or month at all."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One store's one month; `month` is its first day."""

    store_id: int
    month: date

    @property
    def query(self) -> str:
        """The query string of its address, with the `?`."""
        return "?" + urlencode({"store": self.store_id, "month": f"{self.month:%Y-%m}"})

    @property
    def address(self) -> str:
        """Its address on this host."""
        return HOME + self.query

    @property
    def before(self) -> "Choice":
        """The same store, a month earlier."""
        return Choice(self.store_id, month_of(self.month - timedelta(days=1))[0])

    @property
    def after(self) -> "Choice":
        """The same store, a month later."""
        return Choice(self.store_id, month_of(self.month)[1] + timedelta(days=1))


def chosen(viewer: Viewer, stores: Sequence[Store], query: str, today: date) -> Choice:
    """The choice that `query` (of an address, with or without `?`) makes; what it leaves out is the default.

    Raises:
        OutOfReach: a store that is not the viewer's, a malformed value, a year before 2000 or after 2099.
    """
    asked = {name: values[-1] for name, values in parse_qs(query.removeprefix("?")).items()}
    store = asked.get("store")
    month = asked.get("month", f"{today:%Y-%m}")
    if not MONTH.fullmatch(month):
        raise OutOfReach
    store_id = _number(store) if store is not None else default_store(viewer, stores)
    if store_id not in viewer.stores:
        raise OutOfReach
    return Choice(store_id, date.fromisoformat(f"{month}-01"))


def selling_first(stores: Sequence[Store]) -> list[Store]:
    """The stores as the picker shows them: the head office last."""
    return sorted(stores, key=lambda store: (store.kind == StoreKind.HQ, store.store_id))


def default_store(viewer: Viewer, stores: Sequence[Store]) -> int:
    """The viewer's own store where it sells, else the first that does."""
    selling = [store.store_id for store in stores if store.kind == StoreKind.STORE]
    return viewer.home_store if viewer.home_store in selling or not selling else min(selling)


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else 0
