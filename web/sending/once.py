"""Made once, however often it is sent: the key of what a script sends, or of a page's comment."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.http import HttpResponse, QueryDict

from shared import sent
from shared.dates import now
from shared.db import first
from shared.sent import Claimed
from web.sending import answers
from web.sheet import id_from
from web.viewer import SignedIn

LATEST: Final = timedelta(days=30)  # what was written longer ago was written by a wrong clock
# These count in a digest also where they are not sent, as ever. A field that came later counts if it says
# something: a phone may repeat what it sent before the field was asked for.
FIRST_FIELDS: Final = {
    "date", "genre", "location", "title", "content", "post_to_bbs", "announce", "audience", "area", "due_on",
    "stores", "parent", "post_id", "comment_id", "reaction_type", "on", "store", "sales_amount",
    "customer_count", "cash_difference",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: where it is read, whether it is new, and what else the sender is told."""

    url: str
    is_new: bool = True
    more: tuple[tuple[str, object], ...] = ()


def with_more(outcome: Made | HttpResponse, **more: object) -> Made | HttpResponse:
    """The same, and the sender is told more; one that refuses has said all."""
    return replace(outcome, more=(*outcome.more, *more.items())) if isinstance(outcome, Made) else outcome


Act = Callable[[], Made | HttpResponse]
Outcome = TypeVar("Outcome")


def done(
    request: SignedIn,
    names: Sequence[str],
    act: Act,
    has_pictures: Callable[[], bool] = lambda: True,
    *,
    needs_key: bool = False,
) -> HttpResponse:
    """Do once what a script sent, which says the fields `names`; `act` sees whether it is right, and does it.

    A repeat is answered before anybody looks: what was right then may not be so any more. It is none if what
    was made has other pictures: they are in no digest, since phones repeat what they sent before they were
    asked about. What came without a key is done each time it is sent.
    """
    key = key_of(request.POST)
    if key is not None:
        claimed, outcome = keyed(request, key, names, act, _url_of)
        if claimed is None:
            return answers.foreign_key()
        if not claimed.is_same or not (claimed.is_new or has_pictures()):
            return answers.other_content(claimed.url)
        return _told(outcome) if outcome is not None else answers.made(claimed.url, is_new=False)
    if needs_key or request.POST.get("form_id"):
        return answers.foreign_key()
    return _told(act())


def keyed(
    request: SignedIn,
    key: UUID,
    names: Iterable[str],
    act: Callable[[], Outcome],
    url_of: Callable[[Outcome], str | None],
) -> tuple[Claimed | None, Outcome | None]:
    """Claim a key for what the fields `names` say, and `act` where it is new: then it leads to the outcome's
    address. An outcome without one leaves nothing behind, not even the key.

    Whoever comes later writes nothing, also when what the first wrote was deleted since. No claim: the key is
    another person's.
    """
    post, viewer = request.POST, request.viewer
    with transaction.atomic():
        claim = sent.claim(viewer, key, digest_of(**said_in(post, names)), written_at(post))
        claimed = first(connection, claim)
        if claimed is None or not claimed.is_new:
            return claimed, None
        outcome = act()
        url = url_of(outcome)
        if url is None:
            transaction.set_rollback(True)
        else:
            first(connection, sent.settle(viewer, key, url))
        return claimed, outcome


def _url_of(outcome: object) -> str | None:
    return outcome.url if isinstance(outcome, Made) else None


def _told(outcome: Made | HttpResponse) -> HttpResponse:
    if isinstance(outcome, HttpResponse):
        return outcome
    return answers.made(outcome.url, is_new=outcome.is_new, **dict(outcome.more))


def said_in(post: QueryDict, names: Iterable[str]) -> dict[str, list[str]]:
    """What a digest is made of: the fields `names`, as far as they count."""
    said = {name: [text.replace("\r\n", "\n").strip() for text in post.getlist(name)] for name in names}
    return {name: texts for name, texts in said.items() if name in FIRST_FIELDS or any(texts)}


def key_of(post: QueryDict) -> UUID | None:
    """The key of what was sent; None for nonsense, and for none."""
    return id_from(post.get("form_id", ""))


def digest_of(**said: object) -> str:
    """The SHA-256 of what somebody says, the same for the same."""
    return sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def written_at(post: QueryDict) -> datetime | None:
    """When it was written, by a clock that may be wrong; None: nobody knows better than the server's own.

    `sent_at` is the same clock as it was sent: the time between the two is right even where both are wrong.
    """
    wrote, moment = _moment(post.get("written_at", "")), now()
    if wrote is None:
        return None
    age = (_moment(post.get("sent_at", "")) or moment) - wrote
    return moment - age if timedelta() <= age <= LATEST else None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
