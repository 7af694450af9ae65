"""What is usual for a day: the hints beside its fields, and the gentle question about what is not."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shared.figures import Day, Figures
from web.pages.templatetags.c3 import guests, yen

FAR = 0.5  # of the usual, up or down


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


def questions(day: Day, typed: Figures) -> dict[str, str]:
    """What to ask before these figures are saved, by the name of the field; empty when all is usual."""
    asked = {
        "sales_amount": _question(typed.sales_amount, day.usual_sales),
        "customer_count": _question(typed.customer_count, day.usual_customers),
    }
    return {name: question for name, question in asked.items() if question}


def _question(amount: int, usual: int | None) -> str:
    if not usual or abs(amount - usual) <= usual * FAR:
        return ""
    if amount > usual:
        return _("いつもより大きい数字です。このままでよろしいですか。")
    return _("いつもより小さい数字です。このままでよろしいですか。")
