"""Numbers and dates as they are written in Japan, or in English."""

from datetime import date

from dashboard.look import Look

WEEKDAYS = {"ja": "月火水木金土日", "en-US": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
HUNDRED_MILLION, MILLION, TEN_THOUSAND = 100_000_000, 1_000_000, 10_000


def yen(amount: int) -> str:
    """¥1,234,567, with U+00A5."""
    return f"-¥{-amount:,}" if amount < 0 else f"¥{amount:,}"


def short_yen(amount: int, look: Look) -> str:
    """From a million on 123.4万円 (¥1.23M in English); below it every digit."""
    if amount < MILLION:
        return yen(amount)
    if not look.is_japanese:
        return f"¥{amount / MILLION:,.2f}M"
    if amount >= HUNDRED_MILLION:
        return f"{amount / HUNDRED_MILLION:,.2f}億円"
    return f"{amount / TEN_THOUSAND:,.1f}万円"


def axis_yen(amount: int, look: Look) -> str:
    """A round amount beside an axis: 20万円, ¥200k."""
    if amount == 0:
        return "0"
    if look.is_japanese:
        return (
            f"{amount / TEN_THOUSAND:,g}万円"
            if amount % 1000 == 0 and amount >= TEN_THOUSAND
            else yen(amount)
        )
    return f"¥{amount / 1000:,g}k" if amount >= 1000 else yen(amount)  # noqa: PLR2004


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
