"""One 日報 form on its way: its id, its pictures and their order, from the first look until it is filed."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, cast
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from shared.drafts import DraftFields, WholeDraft
from shared.edits import Change, OpenReport
from shared.reports import MAX_PICTURES, NewReport
from shared.storage import s3, storage
from web.reports import pictures
from web.reports.forms import ReportForm
from web.reports.pictures import Shown
from web.viewer import SignedIn

FIELDS = ("date", "genre", "location", "title", "content", "post_to_bbs")
LARGEST_VERSION = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a form holds beside its fields. `version` is the report's when its change was begun."""

    form_id: UUID
    version: int = 0
    order: tuple[UUID, ...] = ()
    removed: tuple[UUID, ...] = ()

    @classmethod
    def new(cls, version: int = 0) -> "Sheet":
        """One that nobody has typed into yet."""
        return cls(uuid4(), version)

    @classmethod
    def sent(cls, post: QueryDict) -> "Sheet":
        """As it was sent; what is no id is passed over."""
        order, move = _ids(post.getlist("order")), post.get("move", "")
        return cls(
            form_id=id_from(post.get("form_id", "")) or uuid4(),
            version=_version(post.get("version", "")),
            order=_moved(order, move),
            removed=_ids(post.getlist("remove_pictures")),
        )

    @classmethod
    def drafted(cls, draft: WholeDraft) -> "Sheet":
        """As the draft holds it."""
        fields = draft.fields
        return cls(draft.id, _version(fields["version"]), _ids(fields["order"]), _ids(fields["removed"]))

    def take_pictures(self, request: SignedIn, existing: Sequence[Shown] = ()) -> list[str]:
        """Stage the new photos and drop the staged ones that were taken off; sentences for the refused."""
        pictures.drop(request.viewer, self.form_id, self.removed)
        room = MAX_PICTURES - sum(picture.id not in self.removed for picture in existing)
        kept = pictures.keep(request.viewer, self.form_id, request.FILES.getlist("images"), room)
        if kept.waits:
            messages.info(request, pictures.waits_sentence())
        return kept.refused

    def page(
        self,
        request: SignedIn,
        form: ReportForm,
        report: OpenReport | None = None,
        status: int = 200,
        is_touched: bool = True,
        **more: object,
    ) -> HttpResponse:
        """The form's page, for a new report or a change of one; not `is_touched`, it has no new photos."""
        existing = pictures.shown(report.pictures, request.viewer) if report else []
        waiting = pictures.waiting(request.viewer, self.form_id) if is_touched else []
        context = {
            "form": form,
            "sheet": self,
            "form_id": self.form_id,
            "report": report,
            "pictures": self.arranged([*existing, *waiting]),
            "max_pictures": MAX_PICTURES,
            "takes_uploads": storage() is s3(),
            **more,
        }
        return render(request, "reports/form.html", context, status=status)

    def arranged(self, shown: Iterable[Shown]) -> list[Shown]:
        """In the form's order; those that it does not name come after."""
        places = {picture: place for place, picture in enumerate(self.order)}
        return sorted(shown, key=lambda picture: places.get(picture.id, len(places)))

    def on_version(self, version: int) -> "Sheet":
        """The same form, standing on another version."""
        return replace(self, version=version)

    def change(self, report: NewReport) -> Change:
        """The valid form as `shared.edits` takes it."""
        return Change(
            **asdict(report),
            version=self.version,
            form_id=self.form_id,
            order=list(self.order),
            removed=list(self.removed),
        )


def is_for_later(post: QueryDict) -> bool:
    """True when the form asks to be shown again or to be kept, not to be filed."""
    return "move" in post or "draft" in post


def typed(post: QueryDict) -> DraftFields:
    """The fields of a form as a draft keeps them: whatever they say, but for NUL."""
    fields: dict[str, object] = {name: post.get(name, "").replace("\0", "") for name in (*FIELDS, "version")}
    lists = {"order": post.getlist("order"), "removed": post.getlist("remove_pictures")}
    cleaned = {name: [str(picture) for picture in _ids(texts)] for name, texts in lists.items()}
    return cast(DraftFields, fields | cleaned)


def is_empty(fields: DraftFields) -> bool:
    """True when nobody has typed or picked anything yet."""
    return not any(fields[name].strip() for name in ("genre", "location", "title", "content"))


def initial(fields: DraftFields) -> dict[str, Any]:
    """What a form that goes on with a draft starts with."""
    return {name: fields[name] for name in FIELDS}  # type: ignore[literal-required]


def stale_sentence() -> str:
    """What is said when a form was sent from a page that is too old to be trusted."""
    return _("この画面は古くなっていました。内容を確かめて、もう一度「提出する」を押してください。")


def id_from(text: str) -> UUID | None:
    """The id that a text is; None for nonsense."""
    try:
        return UUID(text)
    except ValueError:
        return None


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


def _ids(texts: Iterable[str]) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(picture for text in texts if (picture := id_from(text))))


def _version(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else 0  # noqa: PLR2004
    return min(number, LARGEST_VERSION)
