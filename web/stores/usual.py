"""What is usual for a day: the hints beside its fields, and the gentle question about what is not."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shared.figures import Day, Figures
from web.pages.templatetags.c3 import guests, yen

FAR = 0.5  # of the usual, up or down


@dataclass(frozen=True, slots=True)
class Question:
    """A number far from the usual: its field, what was typed, what to ask, and what is usual that weekday."""

    field: str
    label: str
    typed: str
    sentence: str
    usual: dict[str, str]


def hints(day: Day, when: date) -> dict[str, str]:
    """The same weekday of the week before, by the name of its field; empty where nobody filed it."""
    weekday = date_format(when, "l")
    before = {"sales_amount": day.last_week_sales, "customer_count": day.last_week_customers}
    written = {"sales_amount": yen, "customer_count": guests}
    return {
        name: _("前週の%(weekday)s: %(amount)s") % {"weekday": weekday, "amount": written[name](amount)}
        for name, amount in before.items()
        if amount is not None
    }


def questions(day: Day, typed: Figures, when: date) -> list[Question]:
    """What to ask before these figures are saved; empty when all is usual."""
    weekday = date_format(when, "l")
    asked = (
        ("sales_amount", _("売上"), yen, typed.sales_amount, day.usual_sales),
        ("customer_count", _("客数"), guests, typed.customer_count, day.usual_customers),
    )
    return [
        Question(
            name,
            label,
            written(amount),
            _sentence(amount, usual),
            {"weekday": weekday, "amount": written(usual)},
        )
        for name, label, written, amount, usual in asked
        if usual and abs(amount - usual) > usual * FAR
    ]


def _sentence(amount: int, usual: int) -> str:
    if amount > usual:
        return _("いつもより大きい数字です。このままでよろしいですか。")
    return _("いつもより小さい数字です。このままでよろしいですか。")
