"""似た日報: a report's page shows the readable ones that say much the same; nothing where there are none.

Which are near enough is shown in tests/search/test_similar.py.
"""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.cast import CAST
from tests.search.vectors import embedded, turned
from tests.web.test_search_page import report

pytestmark = pytest.mark.django_db


def told(title: str, degrees: float, **columns: Any) -> int:
    """A report whose vector is so far from that of `told("…", 0)`; its number."""
    one = report(title, **columns)
    with connection.cursor() as cursor:
        embedded(cursor, "report", one.id, turned(degrees), store=one.store_id)
    return int(one.id)


def alike(browser: Client, number: int) -> list[int]:
    """The numbers of those below 「似た日報」."""
    html = browser.get(f"/report/view/{number}/").content.decode()
    _, _, section = html.partition("似た日報</h2>")
    return [int(number) for number in re.findall(r'href="/report/view/(\d+)/"', section)]


def test_the_most_alike_stand_below_the_report_at_most_five(browser_of, cast):
    own, *others = [told(f"冷蔵庫{n}", n) for n in range(7)]
    assert alike(browser_of(cast.staff), own) == others[:5]


def test_a_row_says_what_it_is(browser_of, cast):
    own, near = told("違算", 0), told("<i>違算</i>", 1, genre="praise", location="hall", date="2026-10-12")
    html = browser_of(cast.staff).get(f"/report/view/{own}/").content.decode()
    section = html.partition("似た日報</h2>")[2]
    assert f'href="/report/view/{near}/">&lt;i&gt;違算&lt;/i&gt;</a>' in section
    assert "2026年10月12日(月)" in section
    assert "渋谷店" in section
    assert "賞賛" in section


def test_out_of_reach_it_is_not_there_and_shared_it_is(browser_of, cast, share):
    own, far = told("違算", 0), told("梅田", 1, store_id=CAST.umeda)
    assert alike(browser_of(cast.staff), own) == []
    assert alike(browser_of(cast.admin), own) == [far]
    share(True)
    assert alike(browser_of(cast.staff), own) == [far]


def test_nothing_is_shown_where_there_is_none(browser_of, cast):
    own, _other = told("違算", 0), told("別のこと", 90)
    waiting = report("まだ", "ベクトルがない")
    for number in (own, waiting.id):
        html = browser_of(cast.staff).get(f"/report/view/{number}/").content.decode()
        assert "似た日報" not in html
