"""The phrases for stretches of business dates that C3 reads, one reading for each: 先週, 11月の上旬, 3日前.

Each is a pattern and what it means on the business date `today`. Those of `PARTS` (15日, 土曜) may be said
within another, which `shared.date_parts` looks for; who reads whole sentences is `shared.asked_dates`.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from shared.analytics.periods import YEAR_OF_WEEKS, Period, around, between, shifted
from shared.date_numbers import in_digits
from shared.dates import month_of
from shared.words import PeriodKind


def plain(text: str) -> str:
    """The text as it is read here: NFKC, numbers as `date_numbers.in_digits` writes them, and the unit of a
    list at each of it, 7〜9月 is 7月〜9月; without the weekday or 祝 in brackets behind a day: 11/20(金)."""
    written = in_digits(unicodedata.normalize("NFKC", text).replace("~", "〜"))
    written = _BEHIND_A_DAY.sub("", written)
    return _LISTED.sub(lambda match: match[0] + next(filter(None, match.groups())), written)


_SIGNS: Final = "月火水木金土日"
_BEHIND_A_DAY: Final = re.compile(rf"(?<=[\d日]) ?\((?:[{_SIGNS}](?:曜日?|・?祝)?|祝日?)\)")
_WEEKDAY: Final = {sign: value for value, sign in enumerate(_SIGNS)}
_YEAR_WORDS: Final = {"今": 0, "本": 0, "去": -1, "昨": -1, "前": -1, "一昨": -2, "来": 1}
_STEPS: Final = {"今": 0, "当": 0, "先": -1, "前": -1, "先々": -2, "来": 1, "翌": 1}
_DAYS: Final = {
    "今日": 0, "本日": 0, "きょう": 0, "昨日": -1, "きのう": -1, "前日": -1, "一昨日": -2, "おととい": -2,
    "おとつい": -2, "一昨昨日": -3, "さきおととい": -3, "昨夜": -1, "昨晩": -1, "今朝": 0, "今夜": 0,
    "今晩": 0, "明日": 1, "あした": 1, "あす": 1, "明後日": 2, "あさって": 2,
}  # fmt: skip
_PARTS: Final = {
    "上旬": (1, 10), "初旬": (1, 10), "初め": (1, 10), "はじめ": (1, 10), "中旬": (11, 20), "半ば": (11, 20),
    "下旬": (21, 31), "末": (21, 31), "前半": (1, 15), "後半": (16, 31),
}  # fmt: skip
_PART: Final = rf"(?:の?(?P<part>{'|'.join(_PARTS)}))?"
_YEAR: Final = r"(?P<year>\d{4})年"
_YEAR_WORD: Final = r"(?:(?P<yword>一昨|今|本|去|昨|前|来)年|(?<!\d)(?P<yago>\d{1,2})年前)"
_WD: Final = rf"(?P<wd>[{_SIGNS}])曜日?"
_SAME: Final = r"(?:昨年|前年|去年|一年前|1年前)の?"

Reading = Callable[[re.Match[str], date], Period]


def _day(day: date) -> Period:
    return between(day, day)


def _ago(match: re.Match[str], today: date) -> Period:
    count, unit = int(match["n"]), match["unit"]
    if unit == "日":
        return _day(today - timedelta(days=count))
    if unit.startswith("週"):
        return shifted(PeriodKind.WEEK, today, -count)
    return shifted(PeriodKind.YEAR if unit == "年" else PeriodKind.MONTH, today, -count)


def _until_today(match: re.Match[str], today: date) -> Period:
    count, unit = int(match["n"] or 1), match["unit"]
    if unit.startswith("日"):
        return between(today - timedelta(days=count - 1), today)
    if unit.startswith("週"):
        return between(today - timedelta(days=7 * count - 1), today)
    months = count * (12 if unit.startswith("年") else 6 if unit == "半年" else 1)
    return between(months_before(today, months) + timedelta(days=1), today)


def _from_tomorrow(match: re.Match[str], today: date) -> Period:
    days = int(match["n"]) * {"日": 1, "週": 7, "年": 365}.get(match["unit"][0], 30)
    return between(today + timedelta(days=1), today + timedelta(days=days))


def _unclear(match: re.Match[str], today: date) -> Period:
    """上期 begins in April in one chain and in January in another; 「その日」 is of what was said before, and
    「26年10月」 of 平成 or of this century."""
    raise ValueError(match[0])


def months_before(day: date, months: int) -> date:
    """The same day of so many months before, or the last of a shorter one."""
    at = day.year * 12 + day.month - 1 - months
    last = month_of(date(at // 12, at % 12 + 1, 1))[1]
    return last.replace(day=min(day.day, last.day))


def _years_from(match: re.Match[str]) -> int:
    return -int(match["yago"]) if match["yago"] else _YEAR_WORDS[match["yword"]]


def _date(match: re.Match[str], today: date) -> Period:
    """A month and a day."""
    month = int(match["m"])
    return _day(date(today.year - (month > today.month), month, int(match["d"])))


def _month(match: re.Match[str], today: date) -> Period:
    month = int(match["m"])
    return _part_of(around(PeriodKind.MONTH, date(today.year - (month > today.month), month, 1)), match)


def _part_of(month: Period, match: re.Match[str]) -> Period:
    if not match["part"]:
        return month
    first, last = _PARTS[match["part"]]
    return between(month.first.replace(day=first), min(month.last, month.first + timedelta(days=last - 1)))


def _day_of_month(match: re.Match[str], today: date) -> Period:
    return _day(today.replace(day=int(match["d"])))


def _nth(match: re.Match[str], today: date) -> Period:
    """第2土曜; 第2週, the second one from Monday to Sunday that has a day in the month."""
    month = around(PeriodKind.MONTH, today)
    back = timedelta(days=7 * (int(match["nth"]) - 1))
    if match["wd"]:
        day = month.first + timedelta(days=(_WEEKDAY[match["wd"]] - month.first.weekday()) % 7) + back
        return _within(month, _day(day))
    week = around(PeriodKind.WEEK, month.first + back)
    return _within(month, between(max(week.first, month.first), min(week.last, month.last)))


def _within(month: Period, part: Period) -> Period:
    if not month.first <= part.first <= part.last <= month.last:
        raise ValueError(part)
    return part


def _month_of_year_word(match: re.Match[str], today: date) -> Period:
    """去年の今月."""
    return shifted(PeriodKind.MONTH, today, 12 * _years_from(match))


def _week_of_year_word(match: re.Match[str], today: date) -> Period:
    """去年の同じ週."""
    return around(PeriodKind.WEEK, today + YEAR_OF_WEEKS * _years_from(match))


def _month_word(match: re.Match[str], today: date) -> Period:
    return _part_of(shifted(PeriodKind.MONTH, today, _STEPS[match["step"]]), match)


def _week_word(match: re.Match[str], today: date) -> Period:
    """この週末 is 今週末."""
    return shifted(PeriodKind.WEEK, today, _STEPS[match["step"] or "今"])


def _workdays(match: re.Match[str], today: date) -> Period:
    monday = _week_word(match, today).first
    return between(monday, monday + timedelta(days=4))


def _same_day_of(match: re.Match[str], today: date) -> Period:
    """先週の今日, 先月の今日."""
    steps = _STEPS[match["step"]]
    return _day(today + timedelta(days=7 * steps) if match["unit"] == "週" else months_before(today, -steps))


def _last_weekend(match: re.Match[str], today: date) -> Period:
    saturday = today - timedelta(days=(today.weekday() - _WEEKDAY["土"]) % 7)
    return between(saturday, saturday + timedelta(days=1))


def _weekday(match: re.Match[str], today: date) -> Period:
    """The last one, today too."""
    return _day(today - timedelta(days=(today.weekday() - _WEEKDAY[match["wd"]]) % 7))


def _weekday_beside(match: re.Match[str], today: date) -> Period:
    """「この前の」 is before today, 「今度の」 after it."""
    back = (today.weekday() - _WEEKDAY[match["wd"]]) % 7
    return _day(today + timedelta(days=7 - back if match["ahead"] else -(back or 7)))


def _year_word(match: re.Match[str], today: date) -> Period:
    return shifted(PeriodKind.YEAR, today, _years_from(match))


def _fiscal_year(match: re.Match[str], today: date) -> Period:
    """年度: from April to March."""
    this_year = today.year - (today.month < 4)  # noqa: PLR2004  April
    year = int(match["year"]) if match["year"] else this_year + _years_from(match)
    return between(date(year, 4, 1), date(year + 1, 3, 31))


def _iso_day(match: re.Match[str], today: date) -> Period:
    return _day(date(int(match["y"]), int(match["m"]), int(match["d"])))


def _iso_month(match: re.Match[str], today: date) -> Period:
    return around(PeriodKind.MONTH, date(int(match["y"]), int(match["m"]), 1))


def _same_day(match: re.Match[str], today: date) -> Period:
    return _day(months_before(today, 12))


def _same_stretch(match: re.Match[str], today: date) -> Period:
    """前年同期: of the month that goes on, and so far."""
    last = months_before(today, 12)
    return between(last.replace(day=1), last)


def _weekend_of(match: re.Match[str], today: date) -> Period:
    monday = _week_word(match, today).first
    return between(monday + timedelta(days=5), monday + timedelta(days=6))


def _of_english(kind: PeriodKind, steps: int) -> Reading:
    def meaning(_: re.Match[str], today: date) -> Period:
        if kind is PeriodKind.DAYS:
            return _day(today + timedelta(days=steps))
        return shifted(kind, today, steps)

    return meaning


_STEP: Final = r"(?P<step>先々|今|当|先|前|来|翌)"
_MD: Final = r"(?P<m>\d{1,2})(?:月|/)(?P<d>\d{1,2})日?(?!\d|間|/|月)"
_BEFORE: Final = r"(?:(?:この|その)?前の|この間の|こないだの|前回の|直近の|先日の)"
_NO_DAY: Final = r"(?!間|前|以内|分|目|も|ほど|くらい|ぐらい|連続|続け|おき|ごと|の?平均|あたり|当たり|\d+回)"
_LIST: Final = r"\s*(?:[〜\-−–―・、,&と]|から|\.\.)\s*"
_LISTED: Final = re.compile(
    r"(?:^|(?<=[\s\d、,・〜はがの「(年月度週]))(?<![\d.][.,])"
    rf"(?:(?<!\d)\d{{1,2}}(?={_LIST}(?:\d{{1,2}}{_LIST})*\d{{1,2}}(?:(月)(?!曜)|(日前|日){_NO_DAY}))"
    rf"|(?<!\d)\d{{4}}(?={_LIST}\d{{4}}(年))"
    rf"|(?<![\d土])[{_SIGNS}](?={_LIST}(?:[{_SIGNS}]{_LIST})*[{_SIGNS}](曜日?)))"
)
_ENGLISH: Final = {
    r"(?i:\btoday\b)": (PeriodKind.DAYS, 0),
    r"(?i:\byesterday\b)": (PeriodKind.DAYS, -1),
    r"(?i:\bthis week\b)": (PeriodKind.WEEK, 0),
    r"(?i:\blast week\b)": (PeriodKind.WEEK, -1),
    r"(?i:\bthis month\b)": (PeriodKind.MONTH, 0),
    r"(?i:\blast month\b)": (PeriodKind.MONTH, -1),
    r"(?i:\bthis year\b)": (PeriodKind.YEAR, 0),
    r"(?i:\blast year\b)": (PeriodKind.YEAR, -1),
}
THAT: Final = (
    r"[そこ]の(?P<that>[日週月年])(?!の(?:うち|中|内|晩|夜))"
    r"(?=[はもがにのでとをや、。?？\s]|って|だと|何|なに|まで|から|より|以[降前後]|$)"
)
_UNITS: Final = r"(?P<unit>日間?|週間?|(?:か|ヶ|カ|ヵ|ケ|箇)月間?|年間?|半年)"

Readings = tuple[tuple[re.Pattern[str], Reading], ...]

# The first that fits at a place is taken: what is longer stands before what begins it.
READINGS: Final[Readings] = tuple(
    (re.compile(pattern), reading)
    for pattern, reading in (
        (r"(?<!\d)(?P<y>\d{4})(?P<sign>[-/.])(?P<m>\d{1,2})(?P=sign)(?P<d>\d{1,2})(?!\d)", _iso_day),
        (r"(?<!\d)(?P<y>\d{4})[-/](?P<m>\d{1,2})(?!\d)", _iso_month),
        (
            rf"(?:(?:{_YEAR}|{_YEAR_WORD})(?:度)?の?)?(?:[今前来当]期(?!待|限|間)|[上下]半期|[上下]期(?!待|限)|第?\d?四半期)",
            _unclear,
        ),
        (rf"(?:{_YEAR}|{_YEAR_WORD})度", _fiscal_year),
        (r"(?<!\d)(?:平成)?\d{1,2}年(?=の?\d{1,2}月)", _unclear),
        (_YEAR, lambda match, today: around(PeriodKind.YEAR, date(int(match["year"]), 1, 1))),
        (rf"{_SAME}同期(?!会|入)", _same_stretch),
        (rf"(?:{_SAME}(?:同月|同じ月)|前年同月)", lambda match, today: shifted(PeriodKind.MONTH, today, -12)),
        (
            rf"(?:{_SAME}(?:同曜日?|同じ曜日)|前年同曜日?)",
            lambda match, today: _day(today - timedelta(days=364)),
        ),
        (rf"{_SAME}(?:同日|今日|同じ日)", _same_day),
        (r"前週(?:の)?(?:同曜日?|同じ曜日)", lambda match, today: _day(today - timedelta(days=7))),
        (rf"{_YEAR_WORD}の?(?:今月|同月|同じ月|今頃|今ごろ|同じ頃|同じ時期|同時期)", _month_of_year_word),
        (rf"{_YEAR_WORD}の?(?:今週|同週|同じ週)", _week_of_year_word),
        (_YEAR_WORD, _year_word),
        (r"おととし", lambda match, today: shifted(PeriodKind.YEAR, today, -2)),
        (
            rf"(?P<day>{'|'.join(sorted(_DAYS, key=len, reverse=True))})(?:の?(?:1日|一日)(?:中|間)?)?",
            lambda match, today: _day(today + timedelta(days=_DAYS[match["day"]])),
        ),
        (rf"(?:{_STEP}|この)週末", _weekend_of),
        (rf"{_STEP}週の?平日", _workdays),
        (rf"{_STEP}(?P<unit>[週月])の?(?:今日|同じ日|同日)", _same_day_of),
        (rf"{_STEP}の?週", _week_word),
        (rf"{_STEP}の?月(?!曜){_PART}", _month_word),
        (rf"(?:{_BEFORE}|(?P<ahead>今度の|次の)){_WD}", _weekday_beside),
        (rf"(?:今後|向こう|これから)の?(?P<n>\d{{1,3}}){_UNITS}", _from_tomorrow),
        *((phrase, _of_english(*meant)) for phrase, meant in _ENGLISH.items()),
        (r"(?P<n>\d{1,4})(?P<unit>日|週間?|(?:か|ヶ|カ|ヵ|ケ|箇)月|年)前", _ago),
        (rf"(?:直近|過去|ここ|最近|この(?=の?(?:\d|半年)))の?(?P<n>\d{{1,4}})?{_UNITS}", _until_today),
        (THAT, _unclear),
        (r"(?P<n>)(?P<unit>半年)(?!前|後)", _until_today),
        (
            r"最近|このところ|ここのところ|近頃",
            lambda match, today: between(today - timedelta(days=27), today),
        ),
    )
)
# What may be said within a longer stretch: 「先月の15日」. Alone it is the last one that has begun.
PARTS: Final[Readings] = tuple(
    (re.compile(pattern), reading)
    for pattern, reading in (
        (rf"(?:第|(?<=月)(?=\d週目)|(?<=月の)(?=\d週目))(?P<nth>\d)の?(?:{_WD}|週目?)", _nth),
        (r"週末|土日", _last_weekend),
        (rf"(?<!毎週)(?<!各){_WD}(?!日?(?:別|ごと|毎|平均))", _weekday),
        (rf"(?<!\d){_MD}", _date),
        (rf"(?<![\d/])(?P<m>\d{{1,2}})月{_PART}", _month),
        (rf"(?<![\d/.])(?P<d>\d{{1,2}})日{_NO_DAY}", _day_of_month),
    )
)
# As the end of a stretch: 「2025-11-01〜11-07」.
ENDS: Final[Readings] = ((re.compile(r"(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)"), _date),)
