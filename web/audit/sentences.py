"""What an event says in the reader's language, from its codes: one sentence, and the values that changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shared.audit import Change, Event, Value
from shared.words import AuditAction, AuditSubject
from web.audit.values import MEMBERS, column_label, column_order, names_of, numbers_in, told
from web.pages.templatetags.c3 import jdate, jshort, words_label

SHORT = 24  # characters of a value that still fits into the sentence

# The Japanese sentence leaves out who did it when nobody knows; `who` ends with its particle.
SENTENCES: Final[dict[str, str]] = {
    AuditAction.ADDED: gettext_noop("%(who)s%(thing)sを追加しました"),
    AuditAction.REMOVED: gettext_noop("%(who)s%(thing)sを削除しました"),
    AuditAction.CHANGED: gettext_noop("%(who)s%(thing)sを変えました"),
    AuditAction.RETIRED: gettext_noop("%(who)s%(thing)sの利用を停止しました"),
    AuditAction.RESTORED: gettext_noop("%(who)s%(thing)sの利用を再開しました"),
    AuditAction.PASSWORD: gettext_noop("%(who)s%(thing)sのパスワードを変えました"),
    AuditAction.SIGNED_IN: gettext_noop("%(who)sログインしました"),
    AuditAction.SIGNED_OUT: gettext_noop("%(who)sログアウトしました"),
    AuditAction.REFUSED: gettext_noop("%(thing)sのログインで、パスワードが違いました"),
    AuditAction.IMPORTED: gettext_noop("%(who)sデータを取り込みました"),
}
ONE_COLUMN: Final = gettext_noop("%(who)s%(owner)sの%(column)sを %(old)s → %(new)s に変えました")
LOGGED_OUT: Final = gettext_noop("%(who)s%(thing)sをログアウトさせました")
PEOPLE_EXPORTED: Final = gettext_noop("%(who)s%(stores)sの%(what)sを%(form)sで書き出しました")
OWN_PASSWORD: Final = gettext_noop("%(who)s自分のパスワードを変えました")
AREA: Final[dict[str, str]] = {
    AuditAction.ADDED: gettext_noop("%(who)s%(thing)sの担当エリアに %(area)s を加えました"),
    AuditAction.REMOVED: gettext_noop("%(who)s%(thing)sの担当エリアから %(area)s を外しました"),
}
NUMBERED: Final[dict[str, str]] = {
    AuditSubject.AREA: gettext_noop("エリア%(number)s"),
    AuditSubject.GROUP: gettext_noop("店舗グループ%(number)s"),
    AuditSubject.DOCUMENT: gettext_noop("資料%(number)s"),
}
EXPORTED: Final = gettext_noop("%(who)s%(stores)s %(first)s〜%(last)s の%(what)sを%(form)sで書き出しました")


@dataclass(frozen=True, slots=True)
class Told:
    """One column: its label, and its values as a page shows them; None where there was or is none."""

    label: str
    old: str | None
    new: str | None

    @property
    def text(self) -> str:
        """What it became; with what it was, where it was anything else."""
        if self.old is None or self.old == self.new:
            return self.new or ""
        new = self.new or _("なし")
        return f"{self.old} → {new}"


@dataclass(frozen=True, slots=True)
class Line:
    """An event as the list shows it."""

    event: Event
    sentence: str
    values: list[Told]


@dataclass(frozen=True, slots=True)
class Names:
    """Names of stores and areas by their numbers."""

    stores: Mapping[int, str]
    areas: Mapping[int, str]


def line(event: Event, names: Names) -> Line:
    """The event in words. One short value that changed stands in the sentence, all others below it."""
    values = _values(event, names)
    is_short = event.action == AuditAction.CHANGED and len(values) == 1 and _fits(values[0])
    if is_short and event.changes[0]["column"] not in MEMBERS:
        return Line(event, _one_column(event, values[0]), [])
    return Line(event, _sentence(event, names), values)


def _sentence(event: Event, names: Names) -> str:
    parts = {"who": _who(event), "thing": _thing(event)[0]}
    new = {change["column"]: change["new"] for change in event.changes}
    old = {change["column"]: change["old"] for change in event.changes}
    if event.subject == AuditSubject.AREA_MANAGER and event.action in AREA:
        area = (new if event.action == AuditAction.ADDED else old).get("area_id")
        return _(AREA[event.action]) % {**parts, "area": told("area_id", area, names.stores, names.areas)}
    if event.action == AuditAction.EXPORTED:
        sentence = PEOPLE_EXPORTED if event.subject == AuditSubject.PERSON else EXPORTED
        return _(sentence) % {**parts, **_export(event, new, names)}
    if event.action == AuditAction.PASSWORD and event.actor == event.subject_id:
        return _(OWN_PASSWORD) % parts
    if event.action == AuditAction.SIGNED_OUT and event.actor != event.subject_id:
        return _(LOGGED_OUT) % parts
    if event.action in {AuditAction.SIGNED_IN, AuditAction.SIGNED_OUT}:
        parts["who"] = parts["who"].rstrip()  # 「山田さんがログインしました」: no thing follows
    return _(SENTENCES[event.action]) % parts


def _one_column(event: Event, value: Told) -> str:
    return _(ONE_COLUMN) % {
        "who": _who(event),
        "owner": _thing(event)[1],
        "column": value.label,
        "old": value.old or _("なし"),
        "new": value.new or _("なし"),
    }


def _who(event: Event) -> str:
    if event.actor is None and event.action == AuditAction.IMPORTED:
        return _("コマンドで、")
    if event.actor is None:
        return _("データベースで直接、")
    return _("%(name)sさんが ") % {"name": event.actor_name or event.actor}


def _thing(event: Event) -> tuple[str, str]:
    """What it was done to: as a whole, and as what a column belongs to."""
    store = event.store_name or _("店舗%(number)s") % {"number": event.store_id}
    match event.subject:
        case AuditSubject.PERSON | AuditSubject.AREA_MANAGER:
            person = _("%(name)sさん") % {"name": event.person_name or event.subject_id}
            return person, person
        case AuditSubject.STORE:
            return store, store
        case AuditSubject.AREA | AuditSubject.GROUP | AuditSubject.DOCUMENT:
            name = _(NUMBERED[event.subject]) % {"number": event.subject_id}
            return name, name
        case AuditSubject.FIGURES:
            owner = {"store": store, "day": jshort(event.subject_id)}
            return _("%(store)s %(day)s の売上・客数") % owner, _("%(store)s %(day)s ") % owner
        case AuditSubject.GOAL:
            year, _dash, month = event.subject_id.partition("-")
            owner = {"store": store, "year": year, "month": month}
            whole = _("%(store)s %(year)s年%(month)s月の目標") % owner
            return whole, _("%(store)s %(year)s年%(month)s月") % owner
    label = words_label(event.subject, "audit_subject")
    return label, label


def _export(event: Event, new: Mapping[str, Value], names: Names) -> dict[str, str]:
    return {
        "stores": names_of(numbers_in(new.get("stores")), names.stores),
        "what": words_label(event.subject, "audit_subject"),
        "form": str(new.get("form", "")).upper(),
        **{name: jdate(new.get(name)) for name in ("first", "last")},
    }


def _values(event: Event, names: Names) -> list[Told]:
    """Those that the sentence does not say already."""
    said = {"first", "last", "stores", "form"} if event.action == AuditAction.EXPORTED else set()
    if event.subject == AuditSubject.AREA_MANAGER or event.action == AuditAction.PASSWORD:
        said |= {"area_id", "password"}
    if event.subject in {AuditSubject.FIGURES, AuditSubject.GOAL} and event.action != AuditAction.CHANGED:
        said |= {"store_id"}
    if event.subject == AuditSubject.DOCUMENT and event.action != AuditAction.CHANGED:
        said |= {"version"}
    if event.action in {AuditAction.RETIRED, AuditAction.RESTORED}:
        said |= {"is_active"}
    changes = sorted(event.changes, key=lambda change: column_order(change["column"]))
    return [_told(change, names) for change in changes if change["column"] not in said]


def _told(change: Change, names: Names) -> Told:
    column = change["column"]
    old, new = (told(column, value, names.stores, names.areas) for value in (change["old"], change["new"]))
    return Told(column_label(column), old, new)


def _fits(value: Told) -> bool:
    return (value.old is not None or value.new is not None) and all(
        len(text or "") <= SHORT and "\n" not in (text or "") for text in (value.old, value.new)
    )
