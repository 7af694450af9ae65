"""The head's periods at the ends of the calendar, and what stands there where no period is."""

import re
from datetime import date

import pytest

from dashboard.asked import Asked
from dashboard.header import Place, period_bar
from dashboard.look import Look
from shared.analytics.chosen import Scope
from shared.analytics.periods import Period, around, between
from shared.analytics.question import Question
from shared.words import Against, PeriodKind

TODAY = date(2026, 11, 24)
PLACE = Place("/analysis/", tuple(PeriodKind), compares=True, filters=True)


def links(period: Period, today: date = TODAY) -> dict[str, str]:
    """The address of each step and kind; empty where it leads nowhere."""
    asked = Asked(Question(Scope(), period, Against.LAST_YEAR))
    told = period_bar(asked, PLACE, today, Look("ja"))
    found = re.findall(r'<a class="(?:step|kind)" id="([\w-]+)"([^>]*)>', told)
    for name, rest in found:
        assert ('href="' in rest) is ('aria-disabled="true"' not in rest), name
    return {name: "".join(re.findall(r'href="([^"]*)"', rest)) for name, rest in found}


def test_within_the_calendar_every_step_and_kind_leads_somewhere():
    assert all(links(around(PeriodKind.MONTH, date(2026, 10, 5))).values())


@pytest.mark.parametrize(
    ("period", "nowhere"),
    [
        (around(PeriodKind.MONTH, date(2000, 1, 1)), {"before", "kind-week"}),
        (around(PeriodKind.YEAR, date(2000, 1, 1)), {"before", "kind-week"}),
        (around(PeriodKind.WEEK, date(2000, 1, 3)), {"before"}),
        (around(PeriodKind.WEEK, date(2026, 11, 17)), set()),
        (around(PeriodKind.WEEK, date(2026, 11, 24)), {"after"}),
        (between(date(2099, 12, 30), date(2099, 12, 31)), {"after", "kind-week"}),
    ],
)
def test_at_the_ends_of_the_calendar_what_leads_out_of_it_is_no_link(period, nowhere):
    assert {name for name, href in links(period).items() if not href} == nowhere
