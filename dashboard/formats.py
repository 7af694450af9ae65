"""Numbers and dates as they are written in Japan, or in English."""

from datetime import date
from math import floor

from dashboard.look import Look
from shared.analytics.periods import Period
from shared.dates import holiday
from shared.words import PeriodKind

WEEKDAYS = {"ja": "月火水木金土日", "en-US": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SUNDAY = 6
HUNDRED_MILLION, MILLION, TEN_THOUSAND = 100_000_000, 1_000_000, 10_000


def yen(amount: int) -> str:
    """¥1,234,567, with U+00A5."""
    return f"-¥{-amount:,}" if amount < 0 else f"¥{amount:,}"


def short_yen(amount: int, look: Look) -> str:
    """From a million on 123.4万円 (¥1.23M in English); below it every digit."""
    if abs(amount) < MILLION:
        return yen(amount)
    if amount < 0:
        return f"-{short_yen(-amount, look)}"
    if not look.is_japanese:
        return f"¥{amount / MILLION:,.2f}M"
    if amount >= HUNDRED_MILLION:
        return f"{amount / HUNDRED_MILLION:,.2f}億円"
    return f"{amount / TEN_THOUSAND:,.1f}万円"


def axis_yen(amount: int, look: Look) -> str:
    """A round amount beside an axis: 20万円, ¥200k."""
    if amount == 0:
        return "0"
    if amount < 0:
        return f"-{axis_yen(-amount, look)}"
    if look.is_japanese:
        return (
            f"{amount / TEN_THOUSAND:,g}万円"
            if amount % 1000 == 0 and amount >= TEN_THOUSAND
            else yen(amount)
        )
    return f"¥{amount / 1000:,g}k" if amount >= 1000 else yen(amount)  # noqa: PLR2004  a thousand is k


def guests(count: int, look: Look) -> str:
    """156名, or 156."""
    return f"{count:,}名" if look.is_japanese else f"{count:,}"


def day(when: date, look: Look) -> str:
    """11/22(日), or Sun, Nov 22."""
    weekday = WEEKDAYS[look.language][when.weekday()]
    if look.is_japanese:
        return f"{when.month}/{when.day}({weekday})"
    return f"{weekday}, {MONTHS[when.month - 1]} {when.day}"


def month(when: date, look: Look) -> str:
    """2026年11月, or Nov 2026."""
    return f"{when.year}年{when.month}月" if look.is_japanese else f"{MONTHS[when.month - 1]} {when.year}"


def short_month(when: date, look: Look) -> str:
    """10月, or Oct."""
    return f"{when.month}月" if look.is_japanese else MONTHS[when.month - 1]


def count(number: int, look: Look) -> str:
    """12件, or 12."""
    return f"{number:,}件" if look.is_japanese else f"{number:,}"


def mean(number: float) -> str:
    """3.2: an average of counts, to one decimal."""
    return f"{number:,.1f}"


def percent(share: float, digits: int = 1) -> str:
    """8.2%, of 0.0829: a part of a whole, rounded down."""
    return f"{down(share, digits + 2) * 100:,.{digits}f}%"


def down(share: float, digits: int) -> float:
    """`share` rounded down to so many digits, so that what falls short of its goal never reads as 100%."""
    steps = 10.0**digits
    return floor(round(share * steps, 9)) / steps  # 0.29 * 100 is a little below 29


def is_rest_day(when: date) -> bool:
    """Whether it is a Sunday or a public holiday."""
    return when.weekday() == SUNDAY or bool(holiday(when))


def long_day(when: date, look: Look) -> str:
    """11/23(月・祝), or Mon, Nov 23 (holiday)."""
    if not holiday(when):
        return day(when, look)
    if look.is_japanese:
        return f"{when.month}/{when.day}({WEEKDAYS['ja'][when.weekday()]}・祝)"
    return f"{day(when, look)} (holiday)"


def full_day(when: date, look: Look) -> str:
    """2026年11月23日(月), or Mon, Nov 23, 2026."""
    if look.is_japanese:
        return f"{when.year}年{when.month}月{when.day}日({WEEKDAYS['ja'][when.weekday()]})"
    return f"{day(when, look)}, {when.year}"


def period(asked: Period, look: Look) -> str:
    """2026年11月, 2026年, or 2026年11月16日(月)〜11/22(日)."""
    if asked.kind is PeriodKind.MONTH:
        return month(asked.first, look)
    if asked.kind is PeriodKind.YEAR:
        return f"{asked.first.year}年" if look.is_japanese else f"{asked.first.year}"
    if asked.first == asked.last:
        return full_day(asked.first, look)
    is_one_year = asked.first.year == asked.last.year
    end = day(asked.last, look) if is_one_year else full_day(asked.last, look)
    return f"{full_day(asked.first, look)}〜{end}" if look.is_japanese else _range(asked, look)


def point(when: date, grain: str, look: Look) -> str:
    """What one point of a chart is called: 11/22(日), or 2026年11月 where it is a month."""
    return month(when, look) if grain == "month" else long_day(when, look)


def _range(asked: Period, look: Look) -> str:
    is_one_year = asked.first.year == asked.last.year
    first = day(asked.first, look) if is_one_year else full_day(asked.first, look)
    return f"{first} – {full_day(asked.last, look)}"


def signed_yen(amount: int) -> str:
    """+¥120, -¥300, ±¥0: a difference."""
    return "±¥0" if amount == 0 else f"+{yen(amount)}" if amount > 0 else yen(amount)


def signed_count(number: int, look: Look) -> str:
    """+3件, -1件, ±0件."""
    return f"±{count(0, look)}" if number == 0 else f"{'+' if number > 0 else ''}{count(number, look)}"
