"""What an answer says, read by the evaluation's own eyes: numbers with units, dates, months, stores, people.

It shares no line with `stream.chat.figures_said`: what that one overlooks is to be seen here.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

UNITS: Final = (
    "円|人|名|件|日分|日間|日目|日|回|店舗|か所|割引|割|倍|%|パーセント|ポイント|週間|か月|ヶ月|カ月|年|分間|分|"
    "時間|時|秒|度|枚|台|個|本|つ|食|皿|席|歳|号機|番|点|杯|コール|色|種類|通|品"
)
SCALES: Final = {"千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "億": 10**8}
DIGITS: Final = {sign: value for value, sign in enumerate("〇一二三四五六七八九")}
NUMBER: Final = re.compile(
    r"(?<![A-Za-z0-9_.,])[-+−▲△]?(?P<n>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<s>千万|百万|千|万|億)?"
    rf"(?:(?P<m>\d{{1,4}})(?:千)?(?=円|人))?(?P<u>{UNITS})?"
)
KANJI: Final = re.compile(
    r"(?P<k>[〇一二三四五六七八九十百千万億]+)(?P<u>円|件|人|名|割|倍|回|店舗|日間|点|%)"
)
FULL_DATE: Final = re.compile(
    r"(?:(?P<y>20\d\d)[年/.-])?(?P<m>\d{1,2})[月/-](?P<d>\d{1,2})(?![\d,.])日?(?:[(](?P<w>[月火水木金土日])[)])?"
)
MONTH: Final = re.compile(r"(?:(?P<y>20\d\d)[年/])?(?P<m>\d{1,2})月(?!\d)")
YEAR: Final = re.compile(r"(?P<y>20\d\d)年")
STORE: Final = re.compile(r"(?:[一-龥々]{1,4}|[ァ-ヶー]{2,8})店")
NO_STORE: Final = re.compile(
    r"(他|全|各|当|自|本|支|開|閉|来|出|入|同|両|数|商|売|別|飲食|小売|専門|名|対象|書|お|新)店$|^.?店$"
)
PERSON: Final = re.compile(r"(?P<p>[一-龥々]{1,5}(?: ?[一-龥々]{1,3})?)(?:さん|氏|くん|ちゃん)")
NO_PERSON: Final = re.compile(
    r"^(お?客|皆|業者|奥|子|子供|先輩|新人|担当|店長|従業員|保健所|社員|本部|配達員|常連)$"
)
IDIOMS: Final = re.compile(r"(?:1,?000|千)人(?:あたり|当たり)|\[\d{1,3}\]|(?m:^\s*\d{1,2}[.)] )|一人ひとり")


@dataclass(frozen=True, slots=True)
class Number:
    """A figure as it was said; `step` is the place it was rounded to (0.1万 is 1,000)."""

    value: Decimal
    unit: str
    step: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Day:
    """A date, or with `day` 0 a month, with `month` 0 a year; what was not said is 0."""

    year: int
    month: int
    day: int
    weekday: str
    text: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """All that a text says."""

    numbers: tuple[Number, ...]
    days: tuple[Day, ...]
    stores: tuple[str, ...]
    persons: tuple[str, ...]


def heard(text: str) -> Spoken:
    """What the text says."""
    plain = IDIOMS.sub(" ", unicodedata.normalize("NFKC", text).replace("**", ""))
    days, rest = _days(plain)
    return Spoken(
        tuple(_numbers(rest)),
        tuple(days),
        tuple(dict.fromkeys(name for name in STORE.findall(plain) if not NO_STORE.search(name))),
        tuple(dict.fromkeys(m["p"] for m in PERSON.finditer(plain) if not NO_PERSON.search(m["p"]))),
    )


def _days(text: str) -> tuple[list[Day], str]:
    found: list[Day] = []

    def noted(match: re.Match[str]) -> str:
        groups = match.groupdict()
        month, day = int(groups.get("m") or 0), int(groups.get("d") or 0)
        if month > 12 or day > 31:
            return match[0]
        weekday = groups.get("w") or ""
        found.append(Day(int(groups.get("y") or 0), month, day, weekday, match[0]))
        return " "

    for pattern in (FULL_DATE, MONTH, YEAR):
        text = pattern.sub(noted, text)
    return found, text


def _numbers(text: str) -> Iterator[Number]:
    for match in NUMBER.finditer(text):
        scale = SCALES.get(match["s"] or "", 1)
        digits = match["n"].replace(",", "")
        more = Decimal(match["m"] or 0)
        decimals = len(digits.partition(".")[2])
        step = Decimal(1) if more else Decimal(scale) / 10**decimals
        yield Number(Decimal(digits) * scale + more, match["u"] or "", step, match[0])
    for match in KANJI.finditer(text):
        if match["k"] + match["u"] not in {"一人", "一名", "一回", "一件", "十分", "千人"}:
            yield Number(Decimal(_kanji(match["k"])), match["u"], Decimal(1), match[0])


def _kanji(text: str) -> int:
    total = part = digit = 0
    for sign in text:
        if sign in DIGITS:
            digit = digit * 10 + DIGITS[sign]
        elif sign in "十百千":
            part, digit = part + (digit or 1) * {"十": 10, "百": 100, "千": 1000}[sign], 0
        else:
            total, part, digit = total + (part + digit or 1) * {"万": 10**4, "億": 10**8}[sign], 0, 0
    return total + part + digit


def is_day(said: Day, day: date) -> bool:
    """Whether the said day, month or year is that of `day`; a wrong weekday is a wrong day."""
    pairs = ((said.year, day.year), (said.month, day.month), (said.day, day.day))
    is_same = all(one in {0, other} for one, other in pairs)
    return is_same and (not said.weekday or "月火水木金土日"[day.weekday()] == said.weekday)
