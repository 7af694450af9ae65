"""c3-app knows the way to every page of the managers' application: a login leads back to it."""

import re

import pytest

from tests.cast import CAST, PASSWORD

PAGES = [
    "/analysis/",
    "/analysis/figures/?scope=store:2&period=week&metric=sales",
    "/analysis/a%20b/?q=%E9%8A%80",
]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("person", [CAST.staff, CAST.manager, CAST.admin])
def test_an_address_leads_to_the_same_address_over_there(browser_of, person, address):
    assert browser_of(person).get(address)["Location"] == f"http://testserver:8001{address}"


@pytest.mark.parametrize("address", ["/analysis//evil.example/", "/analysis/@evil", "/analysis/../evil"])
def test_no_address_leads_anywhere_else(browser_of, address):
    answer = browser_of(CAST.manager).get(address)
    assert answer["Location"].startswith("http://testserver:8001/analysis/")


def test_a_line_break_in_an_address_is_no_page(browser_of):
    assert browser_of(CAST.manager).get("/analysis/%0d%0aSet-Cookie:a=b").status_code == 404


@pytest.mark.parametrize("address", PAGES)
def test_a_login_leads_on_to_the_page_that_was_asked_for(client, db, cast, address):
    login = client.get(address)["Location"]
    answer = client.post(login, {"user_id": cast.manager, "password": PASSWORD})
    assert answer["Location"] == address


def test_the_form_of_the_login_may_lead_over_there(client, db):
    policy = client.get("/accounts/login/")["Content-Security-Policy"]
    assert re.search(r"form-action 'self' [^;]*\blocalhost:8001\b", policy)
