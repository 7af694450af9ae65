"""What c3-app-stream's OpenAPI says is what it answers: schemathesis asks whatever the description allows.

Values that mean something are mixed in, so that answers with figures are seen as well as refusals.
"""

from typing import Final

import psycopg
import pytest
import schemathesis
from hypothesis import given, settings
from hypothesis import strategies as some
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from tests.cast import CAST
from tests.house.world import make_world, restart_numbers
from tests.security import canaries
from tests.stream.served import run, served

API: Final = "/analysis/api"
OPERATIONS: Final = ("/graph-data/", "/monthly-goal/", "/calendar/", "/calendar/{day}/")
PROMISED: Final = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
# Own, of another store, the head office's, none; and what each parameter is meant for.
MEANT: Final = {
    "store": ("2", "4", "1", "99", "-1", "2147483648", ""),
    "scope": ("own", "all", "store:2", "store:4", "area:1", "area:2", "group:711", ""),
    "graph_type": ("sales", "customer_count", "cash_difference", "incident_by_location", "incident_trend"),
    "period": ("week", "month", "year", "days"),
    "cmp": ("lw", "ly", "prev", "goal"),
    "genre": ("claim", "praise", ""),
    "location": ("hall", "kitchen", ""),
    "from": ("2026-10-15", "2000-01-01", "9999-12-31"),
    "to": ("2026-10-20", "2099-12-31", "0001-01-05"),
    "offset": ("0", "-1", "3", "9" * 30),
    "year": ("2026", "2000", "10000"),
    "month": ("10", "1", "13"),
}
SIGN_IN: Final = """INSERT INTO sessions (session_key, session_data, user_id, expire_date)
    VALUES (%s, '', %s, now() + interval '1 day')"""
DAYS: Final = ("2026-10-15", "2026-10-14", "0001-01-01", "9999-12-31", "2026-02-30")


@pytest.fixture(scope="module")
def stream(database):
    with psycopg.connect(database, autocommit=True) as connection:
        make_world(connection)
        connection.execute(restart_numbers())
    canaries.hide(database)
    for who in (CAST.admin, CAST.manager):
        run(database, SIGN_IN, who, who)
    with served(database) as stream:
        yield stream


@pytest.fixture(scope="module")
def described(stream):
    return schemathesis.openapi.from_dict(stream.get(f"{API}/openapi.json", CAST.admin).json())


def test_every_operation_is_asked(described):
    assert {one.ok().path for one in described.get_all_operations()} == set(OPERATIONS)


@pytest.mark.parametrize("who", [CAST.admin, CAST.manager, ""])
@pytest.mark.parametrize("path", OPERATIONS)
def test_it_answers_as_it_is_described(stream, described, path, who):
    cookies = {"sessionid": who} if who else {}
    operation, seen = described[path]["GET"], set()
    named = {one.name for one in operation.query}
    meant = {name: some.sampled_from(values) for name, values in MEANT.items() if name in named}

    @settings(max_examples=30 if who else 5, derandomize=True, database=None, deadline=None)
    @given(case=operation.as_strategy(), told=some.fixed_dictionaries({}, optional=meant), lot=some.data())
    def ask(case, told, lot):
        if lot.draw(some.booleans()):
            case.query = dict(told)
            if "day" in case.path_parameters:
                case.path_parameters["day"] = lot.draw(some.sampled_from(DAYS))
        answer = case.call(base_url=stream.url + API, cookies=cookies)
        case.validate_response(answer, checks=PROMISED)
        seen.add(answer.status_code)
        if who == CAST.manager:
            assert canaries.CANARY not in answer.text
            assert '"store_id":4,' not in answer.text

    ask()
    assert seen >= ({200, 422} if who else {401})
