"""What a file of people would change: found out by doing it, with the very statements of the pages, in a
transaction that is taken back. The same again without taking it back applies it, all or nothing.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext as _

from shared import people, staffing
from shared.access import Viewer, settling
from shared.db import first, many, one
from shared.people import Person
from shared.rights import Refusal
from shared.staffing import Details
from shared.words import Role
from web.accounts.sheet import COLUMNS, Mistake, Wanted
from web.accounts.staff_forms import details_of

UNUSABLE: Final = "!"  # the hash of no password, for a trial
ADDED, CHANGED, RETIRED, RESTORED = "added", "changed", "retired", "restored"


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one person: `kinds` are `ADDED` and so on, `changes` column, old and new value."""

    user_id: str
    name: str
    kinds: list[str]
    changes: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of everybody in the file; `unchanged` people stay as they are."""

    steps: list[Step]
    unchanged: int
    mistakes: list[Mistake]

    @property
    def fingerprint(self) -> list[object]:
        """What must be the same when it is applied: who becomes what."""
        return [[step.user_id, step.kinds, [list(change) for change in step.changes]] for step in self.steps]


def run(viewer: Viewer, rows: list[Wanted], passwords: Mapping[str, str], expected: object = None) -> Plan:
    """Do what the rows say, and take it back unless nothing was refused and its fingerprint is `expected`.

    `passwords` are the hashes of new people; without one they cannot sign in.
    """
    steps, mistakes = [], []
    with transaction.atomic():
        one(connection, settling(viewer))
        here = {person.user_id: person for person in many(connection, people.known(viewer, _logins(rows)))}
        for row in rows:
            person = here.get(row.user_id)
            made = _change(viewer, row, person) if person else _add(viewer, row, passwords)
            if isinstance(made, Mistake):
                mistakes.append(made)
            elif made.kinds:
                steps.append(made)
        plan = Plan(steps, len(rows) - len(steps) - len(mistakes), mistakes)
        if mistakes or plan.fingerprint != expected:
            transaction.set_rollback(True)
    return plan


def _add(viewer: Viewer, row: Wanted, passwords: Mapping[str, str]) -> Step | Mistake:
    """A person who is not there yet, or not within reach."""
    store_id = row.store_id or (None if viewer.is_admin else viewer.home_store)
    if store_id is None:
        return Mistake(row.line, "store_id", _("新しい人の店舗を入力してください。"))
    details = Details(
        last_name=row.last_name,
        first_name=row.first_name or "",
        email=row.email or "",
        role=row.role or Role.STAFF.value,
        store_id=store_id,
        areas=[],
    )
    added = first(
        connection, staffing.add(viewer, row.user_id, details, passwords.get(row.user_id, UNUSABLE))
    )
    if added is None:
        return Mistake(row.line, "store_id", _(Refusal.ONLY_OWN_STORE.label))
    if added.refusal:
        return Mistake(row.line, _column(added.refusal), _(Refusal.of(added.refusal).label))
    if added.taken:
        sentence = _("ログインID「%(login)s」は、ほかの人が使っています。別のIDにしてください。")
        return Mistake(row.line, "user_id", sentence % {"login": added.taken})
    if details.role == Role.AREA:
        return _without_area(row)
    kinds = [ADDED]
    if row.is_active is False:
        first(connection, staffing.set_access(viewer, row.user_id, is_active=False))
        kinds.append(RETIRED)
    return Step(row.user_id, _name(details), kinds)


def _change(viewer: Viewer, row: Wanted, person: Person) -> Step | Mistake:
    """A person who is there: nothing is asked of the rules where nothing differs."""
    before = details_of(person)
    role = row.role or before.role
    wanted = Details(
        last_name=row.last_name,
        first_name=before.first_name if row.first_name is None else row.first_name,
        email=before.email if row.email is None else row.email,
        role=role,
        store_id=row.store_id or before.store_id,
        areas=before.areas if role == Role.AREA else [],
    )
    kinds = []
    if wanted != before:
        outcome = first(connection, staffing.change(viewer, row.user_id, wanted, person.version))
        if outcome is None or outcome.refusal:
            return _refused(row, outcome.refusal if outcome else None)
        if role == Role.AREA != before.role:
            return _without_area(row)
        kinds.append(CHANGED)
    if row.is_active is not None and row.is_active != person.is_active:
        outcome = first(connection, staffing.set_access(viewer, row.user_id, row.is_active))
        if outcome is None or outcome.refusal:
            return _refused(row, outcome.refusal if outcome else None)
        kinds.append(RESTORED if row.is_active else RETIRED)
    return Step(row.user_id, _name(wanted), kinds, _differences(before, wanted))


def _without_area(row: Wanted) -> Mistake:
    """A file names no area, and an エリアマネージャー without one reads nothing."""
    sentence = _(
        "エリアマネージャーには担当エリアが必要ですが、CSVでは選べません。"
        "この人の画面で、役割と担当エリアを選んでください。"
    )
    return Mistake(row.line, "role", sentence)


def _refused(row: Wanted, refusal: str | None) -> Mistake:
    word = Refusal.of(refusal or Refusal.BEYOND.value)
    return Mistake(row.line, _column(word), _(word.label))


def _column(refusal: str) -> str:
    columns = {
        Refusal.ONLY_STAFF: "role",
        Refusal.OWN_ROLE: "role",
        Refusal.LAST_ADMIN: "role",
        Refusal.ONLY_OWN_STORE: "store_id",
        Refusal.CLOSED_STORE: "store_id",
        Refusal.OWN_ACCESS: "is_active",
    }
    return columns.get(Refusal.of(refusal), "user_id")


def _differences(before: Details, after: Details) -> list[tuple[str, str, str]]:
    """Each column that changes, with its values before and after."""
    old, new = asdict(before), asdict(after)
    return [
        (name, str(old[name]), str(new[name])) for name in COLUMNS if name in old and old[name] != new[name]
    ]


def _logins(rows: list[Wanted]) -> list[str]:
    return [row.user_id for row in rows]


def _name(details: Details) -> str:
    return f"{details.last_name} {details.first_name}".strip()
