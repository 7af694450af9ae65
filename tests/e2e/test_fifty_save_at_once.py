"""Fifty people send one day's figures at the same moment, and each answers the question they get."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

import psycopg

from shared.embedded import url
from tests.e2e.house import House

PEOPLE = 50


class Stay(HTTPRedirectHandler):
    """A saved form answers with a redirect, which is the answer here."""

    def redirect_request(self, *args, **kwargs):
        """Nowhere."""
        return


def send(address: str, cookies: dict[str, str], form: dict[str, str]) -> tuple[int, str]:
    """POST a form with a browser's cookies; status and page."""
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "X-CSRFToken": cookies["csrftoken"],
    }
    request = Request(address, urlencode(form).encode(), headers)  # noqa: S310
    try:
        with build_opener(Stay).open(request, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as answer:
        with answer:
            return answer.code, answer.read().decode()


def test_fifty_saves_leave_one_row_a_full_history_and_no_change_without_its_question(
    open_browser, house: House
):
    context = open_browser("demo-manager")
    page = context.new_page()
    day = date.today() - timedelta(days=200)  # noqa: DTZ011
    address = f"{house.web}report/performance/"
    page.goto(f"{address}?date={day}")
    fields = ("store", "opened", "date")
    form = {name: page.locator(f"[name={name}]").last.input_value() for name in fields}
    cookies = {cookie["name"]: cookie["value"] for cookie in context.cookies()}
    everybody = Barrier(PEOPLE)

    def saves(amount: int) -> list[int]:
        """The statuses until it is saved, each question answered with 上書き."""
        mine = form | {"sales_amount": str(amount), "customer_count": "1", "cash_difference": ""}
        everybody.wait()
        statuses: list[int] = []
        while not statuses or statuses[-1] == 409:
            status, page = send(address, cookies, mine)
            statuses.append(status)
            if status == 409:
                mine["opened"] = re.findall(r'name="opened" value="([^"]+)"', page)[0]
        return statuses

    with ThreadPoolExecutor(PEOPLE) as pool:
        answers = list(pool.map(saves, range(1, PEOPLE + 1)))
    assert all(set(statuses) <= {302, 409} for statuses in answers), answers
    assert sum(statuses == [302] for statuses in answers) == 1, "one was first; all others were asked"
    with psycopg.connect(url(house.launcher.data)) as connection:
        rows = "SELECT version, sales_amount FROM {} WHERE date = %s ORDER BY version"
        kept = connection.execute(rows.format("performance_versions"), [day]).fetchall()
        current = connection.execute(rows.format("store_daily_performances"), [day]).fetchall()
    assert [version for version, _ in kept + current] == list(range(1, PEOPLE + 1))
    assert len(current) == 1
    assert sorted(amount for _, amount in kept + current) == list(range(1, PEOPLE + 1))
