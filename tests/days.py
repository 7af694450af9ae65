"""Business dates, counted from today when they are asked for: a run of the tests may last past 5:00."""

from datetime import date, timedelta

from shared.dates import business_date, now


def day(ahead: int = 0) -> date:
    """The business date so many days from today."""
    return business_date(now(), 5) + timedelta(days=ahead)


def on_its_day(form: dict[str, object]) -> dict[str, object]:
    """The form, its `date` and `due_on` the business date so many days from today where they are numbers."""
    ahead = ((name, form.get(name)) for name in ("date", "due_on"))
    return form | {name: str(day(days)) for name, days in ahead if isinstance(days, int)}
