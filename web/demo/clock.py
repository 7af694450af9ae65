"""Moments of a store's day, in Japan's time, and how people tell them."""

from datetime import date, datetime, time, timedelta
from random import Random

from shared.dates import JAPAN

CHANGEOVER = 5
PARTS = ((5, "深夜"), (11, "朝"), (16, "昼"), (18, "夕方"), (24, "夜"))
WEEKDAYS = "月火水木金土日"


def told(rng: Random, at: datetime) -> dict[str, str]:
    """The slots `time` and `when`: a moment somewhat before `at`, as people tell it."""
    at -= timedelta(minutes=rng.randint(10, 120))
    part = next(part for hour, part in PARTS if at.hour < hour)
    hour = f"{part}{at.hour % 12 or 12}時すぎ"
    time = rng.choice((f"{at.hour}時{at.minute // 5 * 5:02}分", f"{at:%H:%M}", hour, f"{at.hour}時台"))
    return {"time": time, "when": f"{WEEKDAYS[at.weekday()]}曜の{part}"}


def oclock(day: date, hour: int) -> datetime:
    """The full hour (0-23) of a calendar day."""
    return datetime.combine(day, time(hour), JAPAN)
