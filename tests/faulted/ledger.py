"""What the person was told of each submission, and what must therefore be true of it afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from tests.faulted.plan import Kind, Step


class Told(StrEnum):
    """What the person knows."""

    NOTHING = "not pressed"  # the form could not be opened or filled: nobody was promised anything
    UNSURE = "unsure"  # pressed, and the page was gone before it said anything
    OPEN = "still open"  # the page said that it could not, and the form stands there with all of it
    KEPT = "kept"  # the page was left for what was made, or it was counted among the unsent


@dataclass
class Entry:
    """One submission as the person knows it; `mark` is in its text and in no other's."""

    step: Step
    mark: str
    said: dict[str, str] = field(default_factory=dict)
    photos: tuple[int, ...] = ()
    told: Told = Told.NOTHING
    pressed_at: float = 0
    presses: int = 0
    story: list[str] = field(default_factory=list)

    @property
    def kind(self) -> Kind:
        return self.step.kind

    @property
    def is_pressed(self) -> bool:
        return self.presses > 0


@dataclass(frozen=True)
class Row:
    """What the server has of it: its texts, the numbers of its photos in order, and when it came."""

    said: Mapping[str, str]
    photos: tuple[int, ...] = ()
    arrived: float = 0


@dataclass(frozen=True)
class Unsent:
    """What waits on the phone: how the page 未送信 shows it, why it is still there, its texts and photos."""

    text: str
    reason: str
    photos: int
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """Everything there is of one submission; `drafts`: texts of drafts, on the server and on the phone."""

    rows: Sequence[Row] = ()
    unsent: Sequence[Unsent] = ()
    drafts: int = 0


class Verdict(StrEnum):
    """What became of one submission."""

    NEVER = "never pressed"
    SENT = "sent"
    WAITING = "unsent, with its reason"
    DRAFT = "in a draft"
    FORM = "in the open form"
    LOST = "lost"
    DOUBLED = "doubled"
    CHANGED = "changed"  # it is there once, but not with all that it said
    GHOST = "sent unasked"
    LINGERS = "sent, and still shown as unsent"
    SILENT = "unsent, and nobody says why"


TEXTS: Final = ("title", "content", "genre", "location")
GOOD: Final = {Verdict.NEVER, Verdict.SENT, Verdict.WAITING, Verdict.DRAFT, Verdict.FORM}


def verdict(entry: Entry, found: Found) -> Verdict:
    """What became of it, held against what the person was told."""
    if len(found.rows) + len(found.unsent) > 1:
        is_there = len(found.rows) == 1 and len(found.unsent) == 1
        return Verdict.LINGERS if is_there else Verdict.DOUBLED
    if found.rows:
        return _of_row(entry, found.rows[0])
    if found.unsent:
        return _of_unsent(entry, found.unsent[0])
    if not entry.is_pressed:
        return Verdict.NEVER
    if entry.told is Told.OPEN:
        return Verdict.FORM
    return Verdict.DRAFT if found.drafts and entry.told is Told.UNSURE else Verdict.LOST


def _of_row(entry: Entry, row: Row) -> Verdict:
    if not entry.is_pressed:
        return Verdict.NEVER if _is_anothers(entry, row) else Verdict.GHOST
    is_whole = dict(row.said) == entry.said and row.photos == entry.photos
    return Verdict.SENT if is_whole else Verdict.CHANGED


def _is_anothers(entry: Entry, row: Row) -> bool:
    """Whether they are the figures that another submission has saved for the same day, long before."""
    return entry.kind is Kind.FIGURES and row.said["sales_amount"] != entry.said["sales_amount"]


def _of_unsent(entry: Entry, unsent: Unsent) -> Verdict:
    if not unsent.reason:
        return Verdict.SILENT
    is_whole = unsent.photos == len(entry.photos) and all(
        unsent.said.get(name) == entry.said[name] for name in TEXTS if name in entry.said
    )
    return Verdict.WAITING if is_whole else Verdict.CHANGED
