"""Quiet hours: from one time of the day to another in Japan, over midnight or not; what comes then waits."""

from datetime import datetime, time, timedelta

from shared.dates import JAPAN


def quiet_until(moment: datetime, begin: time | None, end: time | None) -> datetime | None:
    """When the quiet hours in which `moment` lies are over; None when it lies in none.

    The minute of `begin` is quiet, that of `end` is not. Without both, or where they are equal, none is.
    """
    if begin is None or end is None or begin == end:
        return None
    here = moment.astimezone(JAPAN)
    clock = here.time().replace(tzinfo=None)
    is_quiet = begin <= clock < end if begin < end else clock >= begin or clock < end
    if not is_quiet:
        return None
    day = here.date() if clock < end else here.date() + timedelta(days=1)
    return datetime.combine(day, end, JAPAN)
