"""One form with photos on its way: its id, its pictures and their order, until it is sent off."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Self
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import connection
from django.http import QueryDict
from django.utils.translation import gettext as _

from shared import reports
from shared.db import many
from shared.draft_pages import own_id
from shared.reports import MAX_PICTURES
from shared.rows import PictureRow
from shared.storage import s3, storage
from web.columns import LARGEST_INTEGER, number_from
from web.reports import pictures
from web.reports.pictures import Shown
from web.viewer import SignedIn

MOST_PAGES: Final = 3  # that are looked at: a page, and those that it goes on with


@dataclass(frozen=True, slots=True)
class FormSheet:
    """What a form holds beside its fields. `version` is that of what it changes, as it was when it began.

    `pages` are this page and the one whose draft it goes on with (`pages_of`); `filed_from` are those whose
    draft goes as it is filed, none for whichever. `store` is where the writer of something new worked when it
    was opened, None where it does not say so.
    """

    form_id: UUID
    version: int = 0
    pages: str = ""
    order: tuple[UUID, ...] = ()
    removed: tuple[UUID, ...] = ()
    store: int | None = None
    filed_from: tuple[UUID, ...] = ()

    @classmethod
    def new(cls, version: int = 0) -> Self:
        """One that nobody has typed into yet."""
        return cls(uuid4(), version)

    @classmethod
    def sent(cls, post: QueryDict) -> Self:
        """As it was sent; what is no id is passed over."""
        order, move = ids(post.getlist("order")), post.get("move", "")
        form_id = id_from(post.get("form_id", "")) or uuid4()
        return cls(
            form_id=form_id,
            version=_version(post.get("version", "")),
            pages=" ".join(map(str, ids(post.get("pages", "").split()))),
            order=_moved(order, move),
            removed=ids(post.getlist("remove_pictures")),
            store=number_from(post.get("store", "")),
            filed_from=filed_from(post, form_id),
        )

    @property
    def meant(self) -> tuple[UUID, ...]:
        """The pictures that the form is to have, in its order."""
        return tuple(picture for picture in self.order if picture not in self.removed)

    @classmethod
    def kept(cls, form_id: UUID, page: str, fields: Mapping[str, Any]) -> Self:
        """As a draft holds it that `page` has written last."""
        return cls(
            form_id,
            _version(fields["version"]),
            going_on(page),
            order=ids(fields["order"]),
            removed=ids(fields["removed"]),
        )

    def take_pictures(self, request: SignedIn, existing: Sequence[PictureRow] = ()) -> tuple[Self, list[str]]:
        """Stage the new photos and drop the staged ones that were taken off.

        The form that names all of its photos, and sentences for the refused. A photo that was taken off and
        chosen again is not taken off.
        """
        pictures.drop(request.viewer, self.form_id, self.removed)
        there = [UUID(picture["id"]) for picture in existing]
        room = MAX_PICTURES - sum(picture not in self.removed for picture in there)
        kept = pictures.keep(request.viewer, self.form_id, request.FILES.getlist("images"), room)
        if kept.waits:
            messages.info(request, pictures.waits_sentence())
        order = tuple(dict.fromkeys((*self.order, *there, *kept.pictures)))
        removed = tuple(picture for picture in self.removed if picture not in kept.pictures)
        is_full = len({*order} - {*removed}) > MAX_PICTURES
        refused = [*kept.refused, *([pictures.most_sentence()] if is_full else [])]
        return replace(self, order=order, removed=removed), refused

    def context(
        self, request: SignedIn, existing: Sequence[Mapping[str, Any]], *, is_touched: bool
    ) -> dict[str, object]:
        """What the form's photos need on its page; not `is_touched`, it has no new ones."""
        there = pictures.shown(existing, request.viewer)
        waiting = pictures.waiting(request.viewer, self.form_id) if is_touched else []
        return {
            "sheet": self,
            "form_id": self.form_id,
            "pictures": self.arranged([*there, *waiting]),
            "max_pictures": MAX_PICTURES,
            "takes_uploads": storage() is s3(),
        }

    def renewed(self, request: SignedIn) -> Self:
        """The same under a new id, with the pictures that wait for it.

        They may have been set apart with the draft that its page wrote or goes on with.
        """
        form_id, pages = uuid4(), pages_of(request.POST, self.form_id)[:MOST_PAGES]
        places = (self.form_id, *(own_id(self.form_id, page) for page in pages))
        moves = (reports.restage(request.viewer, place, self.meant, form_id) for place in places)
        there = {picture.id for move in moves for picture in many(connection, move)}
        order = tuple(picture for picture in self.meant if picture in there)
        return replace(self, form_id=form_id, order=order, removed=())

    def arranged(self, shown: Iterable[Shown]) -> list[Shown]:
        """In the form's order; those that it does not name come after."""
        places = {picture: place for place, picture in enumerate(self.order)}
        return sorted(shown, key=lambda picture: places.get(picture.id, len(places)))

    def on_version(self, version: int) -> Self:
        """The same form, standing on another version."""
        return replace(self, version=version)


def is_for_later(post: QueryDict) -> bool:
    """True when the form asks to be shown again or to be kept, not to be sent off."""
    return "move" in post or "draft" in post


def cleaned(post: QueryDict, names: Iterable[str]) -> dict[str, Any]:
    """Fields as a draft keeps them, with the form's version and pictures: whatever they say, but for NUL."""
    fields: dict[str, Any] = {name: post.get(name, "").replace("\0", "") for name in (*names, "version")}
    lists = {"order": post.getlist("order"), "removed": post.getlist("remove_pictures")}
    return fields | {name: [str(picture) for picture in ids(texts)] for name, texts in lists.items()}


def going_on(page: str) -> str:
    """What a form says of its pages that goes on with a draft which `page` has written last."""
    return f"{uuid4()} {page}"


def pages_of(post: QueryDict, form_id: UUID) -> tuple[UUID, ...]:
    """The page that a form was typed on, and the one whose draft it goes on with.

    The page that began a form is known by the form's id; so is one that was made before pages said this.
    """
    return ids(post.get("pages", "").split()) or (form_id,)


def filed_from(post: QueryDict, form_id: UUID) -> tuple[UUID, ...]:
    """`pages_of` what is filed; none where the sender says nothing of pages, as older scripts do."""
    return pages_of(post, form_id) if "pages" in post else ()


def stale_sentence(button: str) -> str:
    """What is said when a form was sent from a page that is too old to be trusted."""
    sentence = _("この画面は古くなっていました。内容を確かめて、もう一度「%(button)s」を押してください。")
    return sentence % {"button": button}


def own_change_sentence() -> str:
    """What is said when the change that came first is one's own: of this form itself, or of another page."""
    return _(
        "あなたの直しは、すでに一度保存されています。下で見くらべて、この内容でよければもう一度保存してください。"
    )


def id_from(text: str) -> UUID | None:
    """The id that a text is; None for nonsense."""
    try:
        return UUID(text)
    except ValueError:
        return None


def ids(texts: Iterable[str]) -> tuple[UUID, ...]:
    """The ids among the texts, each once."""
    return tuple(dict.fromkeys(picture for text in texts if (picture := id_from(text))))


def _moved(order: tuple[UUID, ...], move: str) -> tuple[UUID, ...]:
    """The order after the press of a picture's button: `left:<id>` or `right:<id>`."""
    way, _colon, text = move.partition(":")
    picture = id_from(text)
    if picture not in order or way not in {"left", "right"}:
        return order
    place = order.index(picture)
    other = min(max(place + (1 if way == "right" else -1), 0), len(order) - 1)
    swapped = list(order)
    swapped[place], swapped[other] = swapped[other], swapped[place]
    return tuple(swapped)


def _version(text: str) -> int:
    return number_from(text, LARGEST_INTEGER) or 0
