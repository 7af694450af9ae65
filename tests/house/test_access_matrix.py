"""Every address of c3-app, asked by everybody: the table says what each is answered.

渋谷's people own report 101 and its pictures; 梅田's must not see that they exist. A retired person and one
whose session has expired are answered as the signed out.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.client import ClientHandler
from django.urls import URLResolver, get_resolver, resolve

from shared.dates import now
from shared.storage import address, new_name, storage
from tests.cast import CAST
from tests.house.world import make_world
from tests.pictures import jpeg
from web.accounts.models import Session, User
from web.audit.models import AuditEvent

PEOPLE = ("signed out", CAST.staff, CAST.manager, CAST.other_staff, CAST.other_manager, CAST.area, CAST.admin)

# 302 in the first column is the way to the login page, 422 the login page that keeps what was typed, 401 what
# a program is told.
# They ask one after the other: what the 店長 has deleted is not there for those to the right.
TABLE = """
                                 out staff manager other_staff other_manager area admin
GET  /                           302   200     200         200           200  200   200
POST /                           422   405     405         405           405  405   405
GET  /health/                    200   200     200         200           200  200   200
POST /health/                    405   405     405         405           405  405   405
GET  /health/ready/              200   200     200         200           200  200   200
POST /health/ready/              405   405     405         405           405  405   405
GET  /metrics                    404   404     404         404           404  404   404
POST /metrics                    405   405     405         405           405  405   405
GET  /theme/                     405   405     405         405           405  405   405
POST /theme/                     302   302     302         302           302  302   302
GET  /language/                  302   302     302         302           302  302   302
POST /language/                  302   302     302         302           302  302   302
GET  /manifest.json              200   200     200         200           200  200   200
POST /manifest.json              405   405     405         405           405  405   405
GET  /service-worker.js          200   200     200         200           200  200   200
POST /service-worker.js          405   405     405         405           405  405   405
GET  /offline/                   200   200     200         200           200  200   200
POST /offline/                   405   405     405         405           405  405   405
GET  /share/                     405   405     405         405           405  405   405
POST /share/                     302   302     302         302           302  302   302
GET  /accounts/login/            200   200     200         200           200  200   200
POST /accounts/login/            422   422     422         422           422  422   422
GET  /accounts/logout/           405   405     405         405           405  405   405
POST /accounts/logout/           302   302     302         302           302  302   302
GET  /accounts/ticket/           302   302     302         302           302  302   302
POST /accounts/ticket/           422   405     405         405           405  405   405
GET  /accounts/profile/          302   200     200         200           200  200   200
POST /accounts/profile/          422   405     405         405           405  405   405
GET  /accounts/password/         302   200     200         200           200  200   200
POST /accounts/password/         422   422     422         422           422  422   422
GET  /accounts/signup/           302   404     200         404           200  404   200
POST /accounts/signup/           422   404     422         404           422  404   422
GET  /accounts/staff-list/       302   404     200         404           200  200   200
POST /accounts/staff-list/       422   405     405         405           405  405   405
GET  /accounts/staff-edit/shibuya-staff/ 302 404 200       404           404  422   200
POST /accounts/staff-edit/shibuya-staff/ 422 404 422       404           404  422   422
GET  /accounts/staff-edit/hq-admin/ 302 404    404         404           404  422   200
GET  /accounts/staff-edit/nobody/ 302  404     404         404           404  404   404
GET  /accounts/staff-edit/shibuya-staff/retire/ 302 405 405 405          405  405   405
POST /accounts/staff-edit/shibuya-staff/retire/ 422 404 302 404          404  422   302
GET  /accounts/staff-edit/shibuya-staff/restore/ 302 405 405 405         405  405   405
POST /accounts/staff-edit/shibuya-staff/restore/ 422 404 302 404         404  422   302
GET  /accounts/staff-edit/shibuya-staff/password/ 302 405 405 405        405  405   405
POST /accounts/staff-edit/shibuya-staff/password/ 422 404 409 404        404  422   409
GET  /accounts/staff-list/csv/   302   404     200         404           200  404   200
POST /accounts/staff-list/csv/   422   405     405         405           405  405   405
GET  /accounts/staff-import/     302   404     200         404           200  404   200
POST /accounts/staff-import/     422   404     422         404           422  404   422
GET  /accounts/staff-import/template/ 302 404  200         404           200  404   200
POST /accounts/staff-import/template/ 422 405  405         405           405  405   405
GET  /stores/list/               302   404     404         404           404  404   200
POST /stores/list/               422   405     405         405           405  405   405
GET  /stores/register/           302   404     404         404           404  404   200
POST /stores/register/           422   404     404         404           404  404   422
GET  /stores/edit/2/             302   404     404         404           404  404   200
POST /stores/edit/2/             422   404     404         404           404  404   422
GET  /stores/edit/99/            302   404     404         404           404  404   404
GET  /stores/areas/              302   404     404         404           404  404   200
POST /stores/areas/              422   404     404         404           404  404   422
GET  /stores/groups/             302   404     404         404           404  404   200
POST /stores/groups/             422   404     404         404           404  404   422
GET  /stores/groups/711/         302   404     404         404           404  404   200
POST /stores/groups/711/         422   404     404         404           404  404   422
GET  /stores/groups/99/          302   404     404         404           404  404   404
GET  /report/register/           302   200     200         200           200  200   200
POST /report/register/           422   422     422         422           422  422   422
GET  /report/list/               302   200     200         200           200  200   200
POST /report/list/               422   405     405         405           405  405   405
GET  /report/view/101/           302   200     200         404           404  200   200
POST /report/view/101/           422   405     405         405           405  405   405
GET  /report/view/104/           302   404     404         200           200  404   200
GET  /report/view/102/           302   200     200         404           404  200   200
GET  /report/view/105/           302   404     404         200           200  404   200
GET  /report/view/999999/        302   404     404         404           404  404   404
GET  /report/performance/        302   200     200         200           200  200   200
POST /report/performance/        422   404     422         404           422  404   422
GET  /report/performance/?store=2 302  200     200         404           404  200   200
POST /report/performance/?store=2 422  404     422         404           404  404   422
GET  /report/performance/?store=1 302  404     404         404           404  404   404
GET  /stores/goal/update/        302   200     200         200           200  200   200
POST /stores/goal/update/        422   404     422         404           422  422   422
GET  /stores/goal/update/?store=2 302  200     200         404           404  200   200
POST /stores/goal/update/?store=2 422  404     422         404           404  422   422
POST /stores/goal/update/?store=4 422  404     404         404           422  404   422
GET  /report/view/101/history/   302   404     200         404           404  404   200
POST /report/view/101/history/   422   405     405         405           405  405   405
GET  /report/edit/101/           302   422     200         404           404  422   200
POST /report/edit/101/           422   422     422         404           404  422   422
GET  /report/edit/999999/        302   404     404         404           404  404   404
GET  /report/delete/101/         302   422     200         404           404  422   200
POST /report/delete/101/         422   422     302         404           404  404   404
GET  /report/draft/              302   405     405         405           405  405   405
POST /report/draft/              422   404     404         404           404  404   404
GET  /report/draft/00000000-0000-0000-0000-000000000001/discard/ 302 200 404 404 404 404 404
POST /report/draft/00000000-0000-0000-0000-000000000001/discard/ 422 302 404 404 404 404 404
GET  /report/photo/              302   405     405         405           405  405   405
POST /report/photo/              422   422     422         422           422  422   422
GET  /sending/                   302   200     200         200           200  200   200
POST /sending/                   422   405     405         405           405  405   405
GET  /sending/session/           302   200     200         200           200  200   200
POST /sending/session/           422   405     405         405           405  405   405
GET  /report/photo/ticket/       302   405     405         405           405  405   405
POST /report/photo/ticket/       422   404     404         404           404  404   404
GET  /report/photo/arrived/      302   405     405         405           405  405   405
POST /report/photo/arrived/      422   404     404         404           404  404   404
GET  /pictures/forged/           302   404     404         404           404  404   404
POST /pictures/forged/           422   405     405         405           405  405   405
GET  /bbs/list/                  302   200     200         200           200  200   200
POST /bbs/list/                  422   405     405         405           405  405   405
GET  /bbs/detail/201/            302   200     200         200           200  200   200
GET  /bbs/detail/202/            302   200     200         200           200  200   200
GET  /bbs/detail/204/            302   200     200         404           404  200   200
GET  /bbs/detail/999999/         302   404     404         404           404  404   404
POST /bbs/detail/201/            422   405     405         405           405  405   405
GET  /bbs/unread/                302   200     200         200           200  200   200
POST /bbs/unread/                422   405     405         405           405  405   405
GET  /bbs/unread/finish/         302   405     405         405           405  405   405
POST /bbs/unread/finish/         422   404     404         404           404  404   404
GET  /bbs/204/confirm/           302   405     405         405           405  405   405
POST /bbs/204/confirm/           422   302     302         404           404  302   302
POST /bbs/201/confirm/           422   302     302         302           302  302   302
GET  /bbs/204/confirmations/     302   404     200         404           404  200   200
GET  /bbs/201/confirmations/     302   404     404         404           404  404   404
POST /bbs/204/confirmations/     422   405     405         405           405  405   405
GET  /bbs/204/remind/            302   405     405         405           405  405   405
POST /bbs/204/remind/            422   404     302         404           404  302   302
POST /bbs/201/remind/            422   404     404         404           404  404   404
GET  /bbs/register/              302   200     200         200           200  200   200
POST /bbs/register/              422   422     422         422           422  422   422
GET  /bbs/edit/203/              302   200     200         422           422  422   200
POST /bbs/edit/203/              422   422     422         422           422  422   422
GET  /bbs/edit/201/              302   422     200         422           422  422   200
GET  /bbs/edit/999999/           302   404     404         404           404  404   404
GET  /bbs/delete/203/            302   200     200         422           422  422   200
POST /bbs/delete/203/            422   302     404         404           404  404   404
POST /bbs/delete/201/            422   422     302         404           404  404   404
GET  /bbs/delete/999999/         302   404     404         404           404  404   404
GET  /bbs/draft/                 302   405     405         405           405  405   405
POST /bbs/draft/                 422   404     404         404           404  404   404
GET  /bbs/draft/00000000-0000-0000-0000-000000000001/discard/ 302 200 404 404 404 404 404
POST /bbs/draft/00000000-0000-0000-0000-000000000001/discard/ 422 302 404 404 404 404 404
GET  /bbs/201/comment/           302   405     405         405           405  405   405
POST /bbs/201/comment/           422   422     422         422           422  422   422
POST /bbs/999999/comment/        422   404     404         404           404  404   404
GET  /bbs/201/comment/draft/     302   405     405         405           405  405   405
POST /bbs/201/comment/draft/     422   404     404         404           404  404   404
GET  /bbs/201/comments/          302   200     200         200           200  200   200
POST /bbs/201/comments/          422   405     405         405           405  405   405
GET  /bbs/999999/comments/       302   404     404         404           404  404   404
GET  /bbs/comment/edit/301/      302   422     422         200           200  422   200
POST /bbs/comment/edit/301/      422   422     422         422           422  422   422
GET  /bbs/comment/edit/999999/   302   404     404         404           404  404   404
GET  /bbs/comment/delete/302/    302   422     200         422           422  422   200
POST /bbs/comment/delete/302/    422   422     302         404           404  404   404
GET  /bbs/comment/303/best-answer/ 302 405     405         405           405  405   405
POST /bbs/comment/303/best-answer/ 422 422     302         422           422  302   302
GET  /bbs/api/reaction/          302   405     405         405           405  405   405
POST /bbs/api/reaction/          422   422     422         422           422  422   422
GET  /bbs/people/                302   200     200         200           200  200   200
POST /bbs/people/                422   405     405         405           405  405   405
GET  /knowledge/                 302   200     200         200           200  200   200
POST /knowledge/                 422   405     405         405           405  405   405
GET  /knowledge/501/             302   200     200         200           200  200   200
POST /knowledge/501/             422   405     405         405           405  405   405
GET  /knowledge/502/             302   404     404         404           404  404   200
GET  /knowledge/999999/          302   404     404         404           404  404   404
GET  /knowledge/upload/          302   404     404         404           404  404   200
POST /knowledge/upload/          422   404     404         404           404  404   422
GET  /knowledge/501/replace/     302   404     404         404           404  404   200
POST /knowledge/501/replace/     422   404     404         404           404  404   422
GET  /knowledge/501/again/       302   405     405         405           405  405   405
POST /knowledge/501/again/       422   404     404         404           404  404   302
GET  /knowledge/501/delete/      302   404     404         404           404  404   200
POST /knowledge/501/delete/      422   404     404         404           404  404   302
GET  /ai/chat/                   302   200     200         200           200  200   200
POST /ai/chat/                   422   405     405         405           405  405   405
GET  /ai/chat/801/ 302 404 200 404 404 404 404
POST /ai/chat/801/ 422 405 405 405 405 405 405
GET  /ai/chat/999999/ 302 404 404 404 404 404 404
GET  /ai/chat/ask/ 302 405 405 405 405 405 405
POST /ai/chat/ask/ 422 422 422 422 422 422 422
GET  /ai/chat/threads/ 302 200 200 200 200 200 200
POST /ai/chat/threads/ 422 405 405 405 405 405 405
GET  /ai/chat/turn/00000000-0000-0000-0000-0000000000e1/ 302 404 302 404 404 404 404
POST /ai/chat/turn/00000000-0000-0000-0000-0000000000e1/ 422 405 405 405 405 405 405
GET  /ai/chat/turn/00000000-0000-0000-0000-0000000000e1/table/1/ 302 404 200 404 404 404 404
POST /ai/chat/turn/00000000-0000-0000-0000-0000000000e1/table/1/ 422 405 405 405 405 405 405
GET  /ai/chat/turn/00000000-0000-0000-0000-0000000000e1/stop/ 302 405 405 405 405 405 405
POST /ai/chat/turn/00000000-0000-0000-0000-0000000000e1/stop/ 422 404 302 404 404 404 404
GET  /ai/chat/turn/00000000-0000-0000-0000-0000000000e1/rate/ 302 405 405 405 405 405 405
POST /ai/chat/turn/00000000-0000-0000-0000-0000000000e1/rate/ 422 404 302 404 404 404 404
GET  /ai/chat/801/delete/ 302 404 200 404 404 404 404
GET  /ai/chat/threads/delete/ 302 200 200 404 404 404 404
POST /ai/chat/801/delete/ 422 404 302 404 404 404 404
POST /ai/chat/threads/delete/ 422 302 302 302 302 302 302
GET  /ai/api/chat/ 401 405 405 405 405 405 405
POST /ai/api/chat/ 401 422 422 422 422 422 422
GET  /ai/api/chat/stream/ 401 405 405 405 405 405 405
POST /ai/api/chat/stream/ 401 422 422 422 422 422 422
GET  /ai/api/chat/history/ 401 200 200 200 200 200 200
POST /ai/api/chat/history/ 401 405 405 405 405 405 405
GET  /ai/api/chat/history/?thread_id=801 401 404 200 404 404 404 404
GET  /ai/api/chat/history/clear/ 401 405 405 405 405 405 405
POST /ai/api/chat/history/clear/ 401 200 200 200 200 200 200
GET  /ai/api/chat/00000000-0000-0000-0000-0000000000e1/ 401 404 200 404 404 404 404
POST /ai/api/chat/00000000-0000-0000-0000-0000000000e1/ 401 405 405 405 405 405 405
GET  /ai/api/chat/00000000-0000-0000-0000-0000000000e1/stop/ 401 405 405 405 405 405 405
POST /ai/api/chat/00000000-0000-0000-0000-0000000000e1/stop/ 401 404 200 404 404 404 404
GET  /ai/api/chat/00000000-0000-0000-0000-0000000000e1/rating/ 401 405 405 405 405 405 405
POST /ai/api/chat/00000000-0000-0000-0000-0000000000e1/rating/ 401 404 200 404 404 404 404
GET  /analysis/                  302   302     302         302           302  302   302
POST /analysis/                  422   405     405         405           405  405   405
GET  /analysis/figures/?store=2  302   302     302         302           302  302   302
POST /analysis/figures/?store=2  422   405     405         405           405  405   405
GET  /export/                    302   404     200         404           200  200   200
POST /export/                    422   404     422         404           422  422   422
GET  /search/                    302   200     200         200           200  200   200
GET  /search/?query=%E5%AE%A2    302   200     200         200           200  200   200
POST /search/                    422   405     405         405           405  405   405
GET  /search/synonyms/           302   404     404         404           404  404   200
POST /search/synonyms/           422   404     404         404           404  404   422
GET  /search/synonyms/9000003/   302   404     404         404           404  404   200
POST /search/synonyms/9000003/   422   404     404         404           404  404   422
GET  /search/synonyms/99/        302   404     404         404           404  404   404
GET  /audit/                     302   404     404         404           404  404   200
POST /audit/                     422   405     405         405           405  405   405
GET  /import/                    302   404     404         404           404  404   200
POST /import/                    422   404     404         404           404  404   422
GET  /import/00000000-0000-0000-0000-0000000000c1/         302 404 404 404 404 404 200
POST /import/00000000-0000-0000-0000-0000000000c1/         422 405 405 405 405 405 405
GET  /import/00000000-0000-0000-0000-0000000000ff/         302 404 404 404 404 404 404
GET  /import/00000000-0000-0000-0000-0000000000c1/run/     302 405 405 405 405 405 405
POST /import/00000000-0000-0000-0000-0000000000c1/run/     422 404 404 404 404 404 302
POST /import/00000000-0000-0000-0000-0000000000ff/run/     422 404 404 404 404 404 404
GET  /import/00000000-0000-0000-0000-0000000000c1/again/   302 405 405 405 405 405 405
POST /import/00000000-0000-0000-0000-0000000000c1/again/   422 404 404 404 404 404 302
GET  /import/00000000-0000-0000-0000-0000000000c1/discard/ 302 405 405 405 405 405 405
POST /import/00000000-0000-0000-0000-0000000000c1/discard/ 422 404 404 404 404 404 302
GET  /help/                      200   200     200         200           200  200   200
POST /help/                      405   405     405         405           405  405   405
GET  /help/report/               200   200     200         200           200  200   200
POST /help/report/               405   405     405         405           405  405   405
GET  /help/nothing/              404   404     404         404           404  404   404
GET  /help/img/nothing.webp      404   404     404         404           404  404   404
POST /help/img/nothing.webp      405   405     405         405           405  405   405
GET  /push/                      302   200     200         200           200  200   200
POST /push/                      422   302     302         302           302  302   302
GET  /push/subscribe/            401   405     405         405           405  405   405
POST /push/subscribe/            401   422     422         422           422  422   422
GET  /push/901/forget/           302   405     405         405           405  405   405
POST /push/901/forget/           422   404     302         404           404  404   404
GET  /admin/                     302   404     404         404           404  404   200
GET  /admin/accounts/            302   404     404         404           404  404   200
GET  /admin/nonsense             302   404     404         404           404  404   404
GET  /nonsense/                  404   404     404         404           404  404   404
"""

Row = tuple[str, str, list[int]]
ROWS: list[Row] = [
    (method, path, [int(status) for status in statuses])
    for method, path, *statuses in (line.split() for line in TABLE.strip().splitlines()[1:])
]
EACH_ROW = pytest.mark.parametrize(
    ("method", "path", "statuses"), ROWS, ids=[f"{row[0]} {row[1]}" for row in ROWS]
)
# One for all browsers: each would read every static file anew.
HANDLER, GUARDED = ClientHandler(enforce_csrf_checks=False), ClientHandler()
SHELL = {"/manifest.json", "/service-worker.js", "/offline/", "/share/"}
TO_WATCH = {"/health/", "/health/ready/", "/metrics"}
GUIDE = {"/help/", "/help/report/", "/help/nothing/", "/help/img/nothing.webp"}
OPEN = {*TO_WATCH, *GUIDE, "/theme/", "/language/", "/accounts/login/", "/accounts/logout/", *SHELL}
API = ("/ai/api/", "/push/subscribe/")
pytestmark = pytest.mark.usefixtures("push_is_on")
ADDRESSES = sorted({path for _, path, _ in ROWS} - {"/nonsense/"})


@pytest.fixture
def world_here(db) -> None:
    """The rows of `tests.house.world` where the test browser looks."""
    connection.ensure_connection()
    make_world(connection.connection)


@EACH_ROW
def test_each_person_is_answered_as_the_table_says(world_here, browser_of, method, path, statuses):
    browsers = {PEOPLE[0]: Client(raise_request_exception=False)} | {
        who: browser_of(who) for who in PEOPLE[1:]
    }
    answers = {person: _ask(browser, method, path).status_code for person, browser in browsers.items()}
    assert answers == dict(zip(PEOPLE, statuses, strict=True))


@EACH_ROW
def test_whose_access_has_ended_is_answered_as_the_signed_out(world_here, browser_of, method, path, statuses):
    retired, expired = browser_of(CAST.manager), browser_of(CAST.admin)
    User.objects.filter(user_id=CAST.manager).update(is_active=False)
    Session.objects.update(expire_date=now() - timedelta(seconds=1))
    assert [_ask(browser, method, path).status_code for browser in (retired, expired)] == [statuses[0]] * 2


@pytest.mark.parametrize(
    "path", [path for path in ADDRESSES if path not in OPEN and not path.startswith(API)]
)
def test_the_signed_out_come_back_to_the_page_they_asked_for(db, path):
    assert _ask(Client(), "GET", path)["Location"] == f"/accounts/login/?{urlencode({'next': path})}"


@pytest.mark.parametrize("path", [path for path in ADDRESSES if path != "/share/"])
def test_a_post_without_our_token_is_refused_wherever_it_goes(world_here, browser_of, path):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = browser_of(CAST.admin).cookies
    assert _ask(browser, "POST", path).status_code == 403
    assert User.objects.filter(session__isnull=False).exists()


@pytest.mark.parametrize("path", [path for path in ADDRESSES if path not in OPEN])
def test_a_page_that_is_too_old_changes_nothing_whatever_is_pressed(world_here, browser_of, path):
    """Its token is of the login before: what was typed is shown again, and a button does nothing."""
    browser = Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "same-origin"})
    browser.cookies = browser_of(CAST.admin).cookies
    browser.handler = GUARDED
    before = AuditEvent.objects.count()
    for pressed in ({"action": "delete"}, {"typed": "言葉"}):
        assert browser.post(path, pressed).status_code in {302, 403, 404, 405, 422}
        assert browser.post(path, pressed | {"sent_by": CAST.staff}).status_code in {403, 405}
    assert AuditEvent.objects.count() == before


def test_the_table_names_every_address():
    named = {resolve(path.partition("?")[0]).route for path in ADDRESSES}
    assert set(_routes(get_resolver())) - named == set(_admin_routes())


@pytest.mark.parametrize("person", [CAST.staff, CAST.manager, CAST.area])
def test_the_whole_of_admin_is_not_there_but_for_the_head_office(world_here, browser_of, person):
    browser = browser_of(person)
    answers = {route: _ask(browser, "GET", _filled(route)).status_code for route in _admin_routes()}
    assert set(answers.values()) == {404}, answers


def test_the_signed_out_are_sent_to_the_login_from_all_of_admin(db):
    for route in _admin_routes():
        response = _ask(Client(), "GET", _filled(route))
        assert response.status_code == 302, route
        assert response["Location"].startswith("/accounts/login/"), route


@pytest.fixture
def picture(db) -> str:
    """The name of a stored picture."""
    name = new_name(now().date())
    storage().save(name, jpeg((80, 60)))
    return name


def test_a_picture_is_shown_to_the_person_it_was_signed_for(browser_of, picture):
    response = browser_of(CAST.staff).get(address(picture, CAST.staff, now()))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert "private" in response["Cache-Control"]


@pytest.mark.parametrize("person", [person for person in PEOPLE[1:] if person != CAST.staff])
def test_a_picture_signed_for_another_person_is_not_there(browser_of, picture, person):
    assert browser_of(person).get(address(picture, CAST.staff, now())).status_code == 404


def test_a_picture_needs_a_login(db, picture):
    assert Client().get(address(picture, CAST.staff, now())).status_code == 302


def test_an_expired_or_changed_address_of_a_picture_is_not_there(browser_of, picture):
    browser = browser_of(CAST.staff)
    expired = address(picture, CAST.staff, now() - timedelta(hours=3))
    good = address(picture, CAST.staff, now())
    for wrong in (expired, good[:-2] + "/", good.replace("/pictures/", "/pictures/a")):
        assert browser.get(wrong).status_code == 404


def _ask(browser: Client, method: str, path: str):
    """One request; a POST carries a field, as every form does."""
    browser.handler = GUARDED if browser.handler.enforce_csrf_checks else HANDLER
    return browser.get(path) if method == "GET" else browser.post(path, {"typed": "言葉"})


def _routes(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    """The route of every address below `resolver`, as `resolve(path).route` gives it."""
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern).removeprefix("^")
        yield from _routes(entry, route) if isinstance(entry, URLResolver) else [route]


def _filled(route: str) -> str:
    """An address of the route."""
    return "/" + re.sub("<[^>]+>", "1", route)


def _admin_routes() -> list[str]:
    """Django's own addresses under /admin/, but for those that the table names."""
    (admin,) = [
        entry
        for entry in get_resolver().url_patterns
        if isinstance(entry, URLResolver) and entry.namespace == "admin"
    ]
    return [route for route in _routes(admin, "admin/") if "(?P" not in route and route != "admin/"]
