"""What a cell may hold: how SQL checks its text, and what value it stands for.

A cell is a text or NULL (empty). Checks are asked in their order, and the first that is true is the fault.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import LiteralString

from psycopg import sql

from shared.words import Word, gettext_noop

EMPTY = gettext_noop("空です。値を書いてください。")
TOO_LONG = gettext_noop("長すぎます。%(limit)d文字までにしてください。")
NOT_A_LOGIN = gettext_noop(
    "「%(value)s」はログインIDにできません。半角の英数字と @ . _ + - で、20文字までです。"
)
NOT_AN_EMAIL = gettext_noop("「%(value)s」はメールアドレスではありません。")
NOT_A_NUMBER = gettext_noop("「%(value)s」は整数ではありません(例: 412300)。")
OUT_OF_RANGE = gettext_noop("「%(value)s」は%(low)dから%(high)dまでの数にしてください。")
NOT_A_DAY = gettext_noop("「%(value)s」は日付として読めません(例: 2026-11-23)。")
DAY_OUT_OF_RANGE = gettext_noop("「%(value)s」は%(low)sから%(high)sまでの日付にしてください。")
NOT_YET = gettext_noop("「%(value)s」はこれからの日付です。今日までの日付にしてください。")
NOT_A_MOMENT = gettext_noop("「%(value)s」は日時として読めません(例: 2026-11-23T18:05:00+09:00)。")
NO_OFFSET = gettext_noop("「%(value)s」に時差がありません。日本時間なら +09:00 を付けてください。")
NOT_A_FLAG = gettext_noop("「%(value)s」は使えません。true か false で書いてください。")
NOT_A_WORD = gettext_noop("「%(value)s」は使えません。使える値: %(words)s")

YES = ("true", "t", "1", "yes", "y", "on", "はい", "有", "○")
NO = ("false", "f", "0", "no", "n", "off", "いいえ", "無", "×")
DAYS = (date(1900, 1, 1), date(2100, 12, 31))
INTEGER = 2**31 - 1
BLANKS = " \t\r\n\u00a0\u3000"
# Ids leave room above them: C3 goes on counting behind the largest.
STORE_IDS = (1, 10**6)
IDS = (1, 10**15)


@dataclass(frozen=True, slots=True)
class Check:
    """A condition on the cell `{x}` (with further literals by name) under which `reason` is true."""

    condition: LiteralString
    reason: str
    params: Mapping[str, object] = field(default_factory=dict)
    literals: Mapping[str, object] = field(default_factory=dict)

    def sql(self, x: sql.Composable) -> sql.Composed:
        """The condition on the cell `x`."""
        literals = {name: sql.Literal(value) for name, value in self.literals.items()}
        return sql.SQL(self.condition).format(x=x, **literals)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of cell: its checks, and the value of a cell that passed them."""

    checks: tuple[Check, ...]
    value: LiteralString = "{x}"
    literals: Mapping[str, object] = field(default_factory=dict)

    def sql(self, x: sql.Composable) -> sql.Composed:
        """The value of the cell `x`."""
        literals = {name: sql.Literal(value) for name, value in self.literals.items()}
        return sql.SQL(self.value).format(x=x, **literals)


def text() -> Kind:
    """Words, kept as they are."""
    return Kind(())


def short(limit: int) -> Kind:
    """A name or a title of up to `limit` characters, without the blanks that fill it up in other systems."""
    value: LiteralString = "btrim({x}, {blanks})"
    literals = {"limit": limit, "blanks": BLANKS}
    too_long = Check("char_length(" + value + ") > {limit}", TOO_LONG, {"limit": limit}, literals)
    return Kind((too_long,), value, literals)


def login() -> Kind:
    """A user_id."""
    pattern = {"pattern": "^[A-Za-z0-9@._+-]{1,20}$"}
    return Kind((Check("btrim({x}) !~ {pattern}", NOT_A_LOGIN, literals=pattern),), "btrim({x})")


def email() -> Kind:
    """An address of at most 254 characters."""
    pattern = {"pattern": r"^[^@\s]+@[^@\s]+\.[^@\s]+$"}
    unlike = Check("btrim({x}) !~ {pattern}", NOT_AN_EMAIL, literals=pattern)
    too_long = Check("char_length({x}) > 254", TOO_LONG, {"limit": 254})
    return Kind((unlike, too_long), "btrim({x})")


def number(low: int, high: int) -> Kind:
    """A whole number within both limits."""
    limits = {"low": low, "high": high}
    return Kind(
        (
            Check("btrim({x}) !~ {pattern}", NOT_A_NUMBER, literals={"pattern": "^[+-]?[0-9]{1,18}$"}),
            Check("btrim({x})::bigint NOT BETWEEN {low} AND {high}", OUT_OF_RANGE, limits, limits),
        ),
        "btrim({x})::bigint",
    )


def day() -> Kind:
    """A date: 2026-11-23 or 2026/11/23."""
    low, high = DAYS
    value: LiteralString = "replace(btrim({x}), '/', '-')"
    pattern = {"pattern": "^[0-9]{4}([-/])[0-9]{1,2}\\1[0-9]{1,2}$"}
    shown, limits = {"low": low.isoformat(), "high": high.isoformat()}, {"low": low, "high": high}
    return Kind(
        (
            Check("btrim({x}) !~ {pattern}", NOT_A_DAY, literals=pattern),
            Check("NOT pg_input_is_valid(" + value + ", 'date')", NOT_A_DAY),
            Check(value + "::date NOT BETWEEN {low} AND {high}", DAY_OUT_OF_RANGE, shown, limits),
        ),
        value + "::date",
    )


def past_day() -> Kind:
    """A date that Japan has seen: today at the latest."""
    known = day()
    not_yet: LiteralString = " > (now() AT TIME ZONE 'Asia/Tokyo')::date"
    return Kind((*known.checks, Check(known.value + not_yet, NOT_YET)), known.value)


def moment() -> Kind:
    """A time with its offset: 2026-11-23T18:05:00+09:00, 2026/11/23 9:05 +0900, 2026-11-23T09:05Z."""
    local = r"^[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}[T ]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?"
    zone = " ?(Z|[+-][0-9]{2}(:?[0-9]{2})?)$"
    value: LiteralString = "replace(btrim({x}), '/', '-')"
    low, high = DAYS
    shown = {"low": low.isoformat(), "high": high.isoformat()}
    limits = {"low": low.isoformat() + "T00:00Z", "high": high.isoformat() + "T23:59Z"}
    return Kind(
        (
            Check("btrim({x}) ~ {pattern}", NO_OFFSET, literals={"pattern": local + "$"}),
            Check("btrim({x}) !~ {pattern}", NOT_A_MOMENT, literals={"pattern": local + zone}),
            Check("NOT pg_input_is_valid(" + value + ", 'timestamptz')", NOT_A_MOMENT),
            Check(
                value + "::timestamptz NOT BETWEEN {low}::timestamptz AND {high}::timestamptz",
                DAY_OUT_OF_RANGE,
                shown,
                limits,
            ),
        ),
        value + "::timestamptz",
    )


def flag() -> Kind:
    """True or false, in the spellings of `YES` and `NO`."""
    both = Check("lower(btrim({x})) <> ALL ({known})", NOT_A_FLAG, literals={"known": [*YES, *NO]})
    return Kind((both,), "lower(btrim({x})) = ANY ({yes})", {"yes": list(YES)})


def word(words: type[Word]) -> Kind:
    """A code of a vocabulary."""
    return one_of(*words.codes())


def one_of(*codes: str) -> Kind:
    """One of these codes, in upper or lower case."""
    shown = {"words": ", ".join(codes)}
    unknown = Check("lower(btrim({x})) <> ALL ({known})", NOT_A_WORD, shown, {"known": list(codes)})
    return Kind((unknown,), "lower(btrim({x}))")
