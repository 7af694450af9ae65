"""Every address of c3-app-stream, asked over HTTP by everybody: the table says what each is answered."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest

from dashboard.assets import SCRIPT, STYLE
from shared.dates import now
from shared.settings import ROOT
from shared.storage import address, new_name, storage
from tests.cast import CAST
from tests.pictures import jpeg
from tests.stream.served import Stream, environment, run, served

PEOPLE = {"staff": CAST.staff, "manager": CAST.manager, "other_staff": CAST.other_staff} | {
    "other_manager": CAST.other_manager,
    "area": CAST.area,
    "admin": CAST.admin,
}

# Store 2 is 渋谷, 4 is 梅田; 302 at /analysis is the way to c3-app's login, at / the way to /analysis/.
TABLE = """
                                           out staff manager other_staff other_manager area admin
/health/                                   200   200     200         200           200  200   200
/health/ready/                             200   200     200         200           200  200   200
/metrics                                   404   404     404         404           404  404   404
/                                          307   307     307         307           307  307   307
/analysis                                  302   307     307         307           307  307   307
/analysis/                                 302   200     200         200           200  200   200
/analysis/?store=2                         302   200     200         404           404  200   200
/analysis/?store=4                         302   404     404         200           200  404   200
/analysis/incidents/                       302   404     200         404           200  200   200
/analysis/incidents/?store=2               302   404     200         404           404  200   200
/analysis/incidents/?store=4               302   404     404         404           200  404   200
/analysis/incidents/?store=1               302   404     404         404           404  404   404
/analysis/stores/                          302   404     200         404           200  200   200
/analysis/stores/?store=2                  302   404     200         404           404  200   200
/analysis/stores/?store=4                  302   404     404         404           200  404   200
/analysis/stores/?store=1                  302   404     404         404           404  404   404
/analysis/goals/                           302   404     200         404           200  200   200
/analysis/goals/?store=2                   302   404     200         404           404  200   200
/analysis/goals/?store=4                   302   404     404         404           200  404   200
/analysis/goals/?store=1                   302   404     404         404           404  404   404
/analysis/figures/                         302   404     200         404           200  200   200
/analysis/figures/?store=2                 302   404     200         404           404  200   200
/analysis/figures/?store=4                 302   404     404         404           200  404   200
/analysis/figures/?store=1                 302   404     404         404           404  404   404
/analysis/reports/                         302   404     200         404           200  200   200
/analysis/reports/?store=2                 302   404     200         404           404  200   200
/analysis/reports/?store=4                 302   404     404         404           200  404   200
/analysis/reports/?store=1                 302   404     404         404           404  404   404
/analysis/export/figures.csv?store=2       302   404     200         404           404  200   200
/analysis/export/figures.csv?store=4       302   404     404         404           200  404   200
/analysis/export/incidents-trend.xlsx?store=2 302   404     200         404           404  200   200
/analysis/export/incidents-trend.xlsx?store=4 302   404     404         404           200  404   200
/analysis/export/stores-matrix.csv?store=2 302   404     200         404           404  200   200
/analysis/export/stores-matrix.csv?store=4 302   404     404         404           200  404   200
/analysis/sales/                           302   404     200         404           200  200   200
/analysis/sales/?store=2                   302   404     200         404           404  200   200
/analysis/sales/?store=4                   302   404     404         404           200  404   200
/analysis/sales/?store=1                   302   404     404         404           404  404   404
/analysis/calendar/                        302   200     200         200           200  200   200
/analysis/calendar/?store=2                302   200     200         404           404  200   200
/analysis/calendar/?store=4                302   404     404         200           200  404   200
/analysis/calendar/?store=1                302   404     404         404           404  404   404
/analysis/calendar/?day=2026-11-22         302   200     200         200           200  200   200
/analysis/calendar/?day=2026-11-22&store=2 302   200     200         404           404  200   200
/analysis/calendar/?day=2026-11-22&store=4 302   404     404         200           200  404   200
/analysis/calendar/?day=2026-11-22&store=1 302   404     404         404           404  404   404
/analysis/api/calendar/                    401   200     200         200           200  200   200
/analysis/api/calendar/?store=2            401   200     200         404           404  200   200
/analysis/api/calendar/?store=4            401   404     404         200           200  404   200
/analysis/api/calendar/?store=1            401   404     404         404           404  404   404
/analysis/api/calendar/2026-11-22/         401   200     200         200           200  200   200
/analysis/api/calendar/2026-11-22/?store=2 401   200     200         404           404  200   200
/analysis/api/calendar/2026-11-22/?store=4 401   404     404         200           200  404   200
/analysis/api/calendar/2026-11-22/?store=1 401   404     404         404           404  404   404
/analysis/api/monthly-goal/                401   200     200         200           200  200   200
/analysis/api/monthly-goal/?store=2        401   200     200         404           404  200   200
/analysis/api/monthly-goal/?store=4        401   404     404         200           200  404   200
/analysis/api/monthly-goal/?store=1        401   404     404         404           404  404   404
/analysis/api/graph-data/?graph_type=sales 401   404     200         404           200  200   200
/analysis/api/graph-data/?graph_type=sales&scope=store:2 401 404 200 404 404 200 200
/analysis/api/graph-data/?graph_type=sales&scope=store:4 401 404 404 404 200 404 200
/analysis/api/graph-data/?graph_type=sales&scope=store:1 401 404 404 404 404 404 404
/analysis/api/docs                         401   404     200         404           200  200   200
/analysis/api/docs/                        401   404     200         404           200  200   200
/analysis/api/openapi.json                 401   404     200         404           200  200   200
/analysis/api/docs/nonsense                401   404     404         404           404  404   404
/analysis/api/nonsense                     401   404     404         404           404  404   404
/analysis/nonsense/                        302   404     404         404           404  404   404
/analysis/_nicegui_ws/                     401   404     404         404           404  404   404
/analysis/enter/                           302   302     302         302           302  302   302
/analysis/pictures/nonsense/               401   404     404         404           404  404   404
/docs                                      404   404     404         404           404  404   404
/ai/stream/00000000-0000-0000-0000-0000000000e1/ 403 403 403 403 403 403 403
/ai/stream/nonsense/ 404 404 404 404 404 404 404
""" + "".join(f"{path} 200 200 200 200 200 200 200\n" for path in (STYLE, SCRIPT))
ROWS = [
    (line.split()[0], [int(word) for word in line.split()[1:]]) for line in TABLE.strip().splitlines()[1:]
]
EACH_ROW = pytest.mark.parametrize(("path", "statuses"), ROWS, ids=[path for path, _ in ROWS])

# A route with a parameter, and an address of the table that stands for it.
PATTERNS = {
    "/analysis/export/{name}.{ending}": "/analysis/export/figures.csv",
    "/analysis/pictures/{token}/": "/analysis/pictures/nonsense/",
    "/analysis/api/calendar/{day}/": "/analysis/api/calendar/2026-11-22/",
    "/analysis/api/docs/{name}": "/analysis/api/docs/nonsense",
    "/ai/stream/{turn_id}/": "/ai/stream/00000000-0000-0000-0000-0000000000e1/",
}

# NiceGUI's own, guarded as a whole by `stream.guard`; `tests/stream` asks them.
LIBRARY = "/analysis/_nicegui"

ROUTES = """
import json, stream.main
from stream import exports, health
from stream.api import docs, graphs, months
from nicegui import app as pages
mounted = [route for route in stream.main.app.routes if hasattr(route, "methods")]
paths = [route.path for route in mounted] + ["/analysis" + route.path for route in pages.routes]
paths += [route.path for part in (exports, health) for route in part.router.routes]
paths += ["/analysis/api" + stream.main.api.openapi_url]
parts = (graphs, months, docs)
print(json.dumps(paths + ["/analysis/api" + route.path for part in parts for route in part.router.routes]))
"""


@pytest.fixture(scope="module")
def stream(database) -> Iterator[Stream]:
    """The real application, and sessions: of each of the cast, of a retired person, and an expired one."""
    for name, user_id in PEOPLE.items():
        _sign_in(database, name, user_id)
    _sign_in(database, "expired", CAST.admin, "-1 second")
    run(database, "INSERT INTO users (user_id, password, store_id, last_name) VALUES ('gone', '', 2, '退職')")
    run(database, "UPDATE users SET is_active = false WHERE user_id = 'gone'")
    _sign_in(database, "retired", "gone")
    with served(database) as stream:
        yield stream


@EACH_ROW
def test_each_person_is_answered_as_the_table_says(stream, path, statuses):
    people = ["", *PEOPLE]
    answers = {person: stream.get(path, person).status_code for person in people}
    assert answers == dict(zip(people, statuses, strict=True))


@EACH_ROW
@pytest.mark.parametrize("how", ["expired", "retired"])
def test_whose_access_has_ended_is_answered_as_the_signed_out(stream, path, statuses, how):
    assert stream.get(path, how).status_code == statuses[0]


def test_a_picture_is_shown_to_the_person_it_was_signed_for_and_to_nobody_else(stream):
    name = new_name(now().date())
    storage().save(name, jpeg((80, 60)))
    signed = f"/analysis{address(name, CAST.manager, now())}"
    answers = {person: stream.get(signed, person).status_code for person in ["", "expired", *PEOPLE]}
    assert answers == {"": 401, "expired": 401} | dict.fromkeys(PEOPLE, 404) | {"manager": 200}
    old = f"/analysis{address(name, CAST.manager, now() - timedelta(hours=3))}"
    for wrong in (old, signed[:-2] + "/", signed.replace("/pictures/", "/pictures/a")):
        assert stream.get(wrong, "manager").status_code == 404


def test_the_table_names_every_address(django_db_setup):
    asked = subprocess.run(
        [sys.executable, "-c", ROUTES],
        cwd=ROOT,
        env=environment("postgresql://localhost/none"),
        capture_output=True,
        text=True,
        check=True,
    )
    routes = {route for route in json.loads(asked.stdout.splitlines()[-1]) if not route.startswith(LIBRARY)}
    named = {PATTERNS.get(route, route) for route in routes}
    assert named <= {path.split("?")[0] for path, _ in ROWS}


def _sign_in(database: str, session_key: str, user_id: str, lasts: str = "1 day") -> None:
    row = "INSERT INTO sessions (session_key, session_data, user_id, expire_date) VALUES "
    run(database, row + "(%s, '', %s, now() + %s::interval)", session_key, user_id, lasts)
