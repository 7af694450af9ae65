"""Many people in a CSV file: the columns of `users.csv`, under their own or under Japanese names."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import Final
from unicodedata import normalize

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from shared.csv_cells import APOSTROPHE, STARTS_A_FORMULA
from shared.csv_file import csv_file
from shared.csv_rows import Fault, read
from shared.markup import undisguised
from shared.people import SheetRow
from shared.words import Role
from web.accounts.staff_forms import LOGIN_PATTERN

MOST_ROWS: Final = 1_000

# The columns, each with the name that the file of a Japanese chain has for it; and more names of them.
COLUMNS: Final = {
    "user_id": gettext_noop("ログインID"),
    "store_id": gettext_noop("店舗番号"),
    "role": gettext_noop("役割"),
    "last_name": gettext_noop("姓"),
    "first_name": gettext_noop("名"),
    "email": gettext_noop("メールアドレス"),
    "is_active": gettext_noop("在籍"),
}
ALIASES: Final = {label: name for name, label in COLUMNS.items()} | {
    "ID": "user_id",
    "店舗": "store_id",
    "店舗ID": "store_id",
    "店舗名": "store_id",
    "苗字": "last_name",
    "名字": "last_name",
    "名前": "first_name",
    "メール": "email",
    "在籍中": "is_active",
}
REQUIRED: Final = ("user_id", "last_name")
YES: Final = {"true", "t", "1", "yes", "はい", "在籍", "在籍中", "○", "〇"}
NO: Final = {"false", "f", "0", "no", "いいえ", "退職"}
HERE, GONE = "在籍", "退職"
LENGTHS: Final = {"last_name": 40, "first_name": 40, "email": 254}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A row as it was typed; None for what the file does not say, which then stays as it is."""

    line: int
    user_id: str
    last_name: str
    first_name: str | None = None
    email: str | None = None
    role: str | None = None
    store_id: int | None = None
    is_active: bool | None = None


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in a line, and in which column (empty: in the whole line)."""

    line: int
    column: str
    sentence: str

    @property
    def label(self) -> str:
        """The column's name on the page."""
        return _(COLUMNS[self.column]) if self.column in COLUMNS else self.column


def rows_of(content: bytes, stores: Mapping[str, int]) -> tuple[list[Wanted], list[Mistake]]:
    """The rows of a file, and what is wrong in it. `stores` are the numbers by number and by name."""
    optional = [name for name in COLUMNS if name not in REQUIRED]
    reading = read(BytesIO(content), REQUIRED, optional, ALIASES)
    mistakes = [_told(fault) for fault in reading.faults]
    rows: list[Wanted] = []
    for line in reading.lines:
        if isinstance(line, Fault):
            mistakes.append(_told(line))
            continue
        cells = {name: _bare(cell or "") for name, cell in zip(reading.columns, line.cells, strict=True)}
        row = _Row(line.line, cells, stores)
        mistakes += row.mistakes
        rows.append(row.wanted)
        if len(rows) > MOST_ROWS:
            sentence = _("1回に取り込めるのは%(most)d人までです。ファイルを分けてください。")
            return [], [Mistake(line.line, "", sentence % {"most": MOST_ROWS})]
    mistakes += _twice(rows)
    if not rows and not mistakes:
        mistakes.append(Mistake(1, "", _("人の行がありません。2行目から1人ずつ書いてください。")))
    return rows, sorted(mistakes, key=lambda mistake: mistake.line)


def written(people: list[SheetRow]) -> bytes:
    """The CSV of these people: UTF-8 with BOM, as Excel opens it, and as it is read again.

    In Japanese with the Japanese names; in any other language with those of `users.csv`, which all read.
    """
    is_japanese = (get_language() or "ja") == "ja"
    rows = []
    for person in people:
        cells = asdict(person)
        if is_japanese:
            state = HERE if person.is_active else GONE
            cells |= {"role": Role.of(person.role).label, "is_active": state}
        else:
            cells["is_active"] = str(person.is_active).lower()
        rows.append([cells[name] for name in COLUMNS])
    return b"".join(csv_file([*(COLUMNS.values() if is_japanese else COLUMNS)], [rows]))


class _Row:
    """One line's cells as they are read; `mistakes` fills on the way."""

    def __init__(self, line: int, cells: dict[str, str], stores: Mapping[str, int]) -> None:
        self.line, self.cells, self.stores = line, cells, stores
        self.mistakes: list[Mistake] = []
        self.wanted = Wanted(
            line,
            user_id=self._login(),
            last_name=self._text("last_name") or "",
            first_name=self._text("first_name"),
            email=self._email(),
            role=self._role(),
            store_id=self._store(),
            is_active=self._state(),
        )

    def _login(self) -> str:
        typed = normalize("NFKC", self.cells["user_id"])
        if not typed:
            self._wrong("user_id", _("ログインIDを入力してください。"))
        elif not re.match(LOGIN_PATTERN, typed):
            self._wrong(
                "user_id", _("ログインIDは、半角の英数字と @ . _ + - だけで、20文字までにしてください。")
            )
        return typed

    def _text(self, name: str) -> str | None:
        typed = self.cells.get(name)
        if name in REQUIRED and not typed:
            self._wrong(name, _("姓を入力してください。"))
        if typed and len(typed) > LENGTHS[name]:
            sentence = _("%(most)d文字までです（今は%(length)d文字）。")
            self._wrong(name, sentence % {"most": LENGTHS[name], "length": len(typed)})
        return typed or None

    def _email(self) -> str | None:
        typed = self._text("email")
        if not typed:
            return typed
        try:
            validate_email(normalize("NFKC", typed))
        except ValidationError:
            self._wrong("email", _("メールアドレスの形を確かめてください（例：tanaka@example.com）。"))
        return normalize("NFKC", typed)

    def _role(self) -> str | None:
        typed = normalize("NFKC", self.cells.get("role", ""))
        names = {name: word.value for word in Role for name in (word.value, word.label, _(word.label))}
        if typed and typed not in names:
            labels = "、".join(_(word.label) for word in Role)
            self._wrong("role", _("役割は次のどれかにしてください: %(roles)s") % {"roles": labels})
        return names.get(typed)

    def _store(self) -> int | None:
        typed = self.cells.get("store_id", "")
        store = self.stores.get(typed) or self.stores.get(normalize("NFKC", typed))
        if typed and store is None:
            self._wrong("store_id", _("この店舗はありません。店舗の番号か名前を確かめてください。"))
        return store

    def _state(self) -> bool | None:
        typed = normalize("NFKC", self.cells.get("is_active", "")).casefold()
        if not typed:
            return None
        if typed not in YES | NO:
            self._wrong("is_active", _("「在籍」か「退職」にしてください（true、false でもかまいません）。"))
        return typed in YES

    def _wrong(self, column: str, sentence: str) -> None:
        self.mistakes.append(Mistake(self.line, column, sentence))


def _twice(rows: list[Wanted]) -> list[Mistake]:
    """Logins that stand in two lines, or differ by the case of their letters alone."""
    lines: dict[str, int] = {}
    mistakes = []
    for row in rows:
        earlier = lines.setdefault(row.user_id.lower(), row.line)
        if row.user_id and earlier != row.line:
            sentence = _("%(line)d行目と同じログインIDです。1人1行にしてください。") % {"line": earlier}
            mistakes.append(Mistake(row.line, "user_id", sentence))
    return mistakes


def _bare(cell: str) -> str:
    """The cell without the blanks around it, and without the apostrophe of our own files."""
    cell = undisguised(cell).strip()
    was_neutralised = cell.startswith(APOSTROPHE) and cell[1:].lstrip()[:1] in STARTS_A_FORMULA
    return cell[1:] if was_neutralised and len(cell) > 1 else cell


def _told(fault: Fault) -> Mistake:
    return Mistake(fault.line, fault.column, _(fault.reason) % fault.params)
