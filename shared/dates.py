"""Business dates, which end at a store's changeover hour and not at midnight, and Japan's holidays."""

from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from holidays import HolidayBase, country_holidays

JAPAN = ZoneInfo("Asia/Tokyo")
OLDEST_REPORT = timedelta(days=366)


def now() -> datetime:
    """The present moment, in Japan's time."""
    return datetime.now(JAPAN)


def business_date(moment: datetime, changeover_hour: int) -> date:
    """The business date of `moment` in a store that changes over at `changeover_hour` (0-23, Japan's time).

    00:30 on the 23rd belongs to the 22nd where the hour is 5. `moment` carries its time zone.
    """
    return (moment.astimezone(JAPAN) - timedelta(hours=changeover_hour)).date()


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of the month of `day`."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def holiday(day: date, language: str = "ja") -> str:
    """The name of Japan's public holiday on `day`, in Japanese or (other languages) English; else empty."""
    return _holidays("ja" if language == "ja" else "en_US").get(day, "")


@cache
def _holidays(language: str) -> HolidayBase:
    return country_holidays("JP", language=language)
