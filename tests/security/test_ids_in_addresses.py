"""An address that names a row by a number that no row can have is not there, whoever asks and however."""

import re

import pytest
from django.urls import URLResolver, get_resolver

from tests.cast import CAST

# The first is no number of a row, the others no bigint; the last Python itself would not read.
NONE = ["0", str(2**63), "9" * 30, "9" * 5000]


def routes(resolver: URLResolver, prefix: str = "/") -> list[str]:
    """Every route of ours below `resolver`."""
    found: list[str] = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            found += [] if entry.namespace == "admin" else routes(entry, prefix + str(entry.pattern))
        else:
            found.append(prefix + str(entry.pattern))
    return found


WITH_IDS = [route for route in routes(get_resolver()) if "<id:" in route]


def test_rows_are_named_by_ids_alone():
    plain = [route for route in routes(get_resolver()) if "<int:" in route]
    # A comment on no post is given back to its writer; a table is the third of a list of few.
    assert plain == ["/bbs/<int:post_id>/comment/", "/ai/chat/turn/<uuid:turn_id>/table/<int:number>/"]
    assert len(WITH_IDS) > 20


@pytest.mark.parametrize("route", WITH_IDS)
def test_a_number_that_no_row_can_have_is_not_there(browser_of, push_is_on, route):
    browser = browser_of(CAST.admin)
    for number in NONE:
        path = re.sub(r"<id:\w+>", number, route)
        answers = browser.get(path), browser.post(path, {"content": "言葉", "form_id": ""})
        assert [answer.status_code for answer in answers] == [404, 404], path[:80]
