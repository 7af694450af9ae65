"""店長 and 本部 add a person: a login, and a first password that is shown once."""

import logging
import re

import pytest
from django.contrib.messages import get_messages
from django.contrib.sessions.backends.base import SessionBase
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import PASSWORD
from web.accounts.models import Session, User
from web.accounts.temporary import LETTERS, new_password

pytestmark = pytest.mark.django_db

PAGE = "/accounts/signup/"


def typed(**changes: object) -> dict[str, object]:
    """What a 店長 types."""
    return {"user_id": "tanaka-yui", "last_name": "田中", "first_name": "結衣"} | changes


def by_head_office(cast, **changes: object) -> dict[str, object]:
    """What 本部 types."""
    return typed(store=cast.umeda, role="manager") | changes


def shown_password(page: str) -> str:
    found = re.search(r'id="password"[^>]*>([^<]+)<', page)
    assert found
    return found[1]


def test_a_manager_adds_a_person_who_then_signs_in(browser_of, cast):
    response = browser_of(cast.manager).post(PAGE, typed())
    page = response.content.decode()
    person = User.objects.get(pk="tanaka-yui")
    assert response.status_code == 200
    assert "田中 結衣" in page
    assert (person.store_id, person.user_type, person.is_active) == (cast.shibuya, "staff", True)
    assert person.password_is_temporary
    signed_in = Client().post("/accounts/login/", {"user_id": "tanaka-yui", "password": shown_password(page)})
    assert signed_in.status_code == 302


def test_the_head_office_adds_anybody_anywhere(browser_of, cast):
    browser = browser_of(cast.admin)
    assert browser.post(PAGE, by_head_office(cast)).status_code == 200
    assert browser.post(PAGE, by_head_office(cast, user_id="a", role="admin", store=1)).status_code == 200
    area = by_head_office(cast, user_id="b", role="area", store=1, areas=[1, 2])
    assert browser.post(PAGE, area).status_code == 200
    assert set(User.objects.get(pk="b").areas.values_list("id", flat=True)) == {1, 2}
    assert User.objects.get(pk="tanaka-yui").user_type == "manager"


def test_areas_are_an_area_managers_alone(browser_of, cast):
    browser = browser_of(cast.admin)
    browser.post(PAGE, by_head_office(cast, areas=[1]))
    assert not User.objects.get(pk="tanaka-yui").areas.exists()
    refused = browser.post(PAGE, by_head_office(cast, user_id="c", role="area"))
    assert refused.status_code == 422
    assert "担当エリアを1つ以上選んでください" in refused.content.decode()


def test_the_password_is_in_the_answer_and_nowhere_else(browser_of, cast, caplog):
    caplog.set_level(logging.DEBUG)
    browser = browser_of(cast.manager)
    with CaptureQueriesContext(connection) as captured:
        response = browser.post(PAGE, typed())
    password = shown_password(response.content.decode())
    assert "no-store" in response["Cache-Control"]
    assert password not in caplog.text
    assert all(password not in query["sql"] for query in captured)
    assert all(password not in cookie.value for cookie in response.cookies.values())
    assert [str(message) for message in get_messages(response.wsgi_request)] == []
    decoded = [SessionBase().decode(session.session_data) for session in Session.objects.all()]
    assert password not in str(decoded)
    for later in (f"/accounts/staff-edit/{typed()['user_id']}/", "/accounts/staff-list/", PAGE):
        assert password not in browser.get(later).content.decode()


def test_a_reload_makes_no_second_person_and_shows_no_password_again(browser_of, cast):
    browser = browser_of(cast.manager)
    first = browser.post(PAGE, typed()).content.decode()
    password = User.objects.get(pk="tanaka-yui").password
    again = browser.post(PAGE, typed())
    assert again.status_code == 422
    assert "もう登録されています" in again.content.decode()
    assert shown_password(first) not in again.content.decode()
    assert User.objects.get(pk="tanaka-yui").password == password


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"user_id": ""}, "ログインIDを入力してください"),
        ({"user_id": "x" * 21}, "ログインIDは20文字までです"),
        ({"user_id": "たなか"}, "半角の英数字と"),
        ({"user_id": "ta naka"}, "半角の英数字と"),
        ({"user_id": ".."}, "半角の英数字と"),
        ({"user_id": "a/b"}, "半角の英数字と"),
        ({"user_id": "shibuya-staff"}, "もう登録されています"),
        ({"user_id": "umeda-staff"}, "もう登録されています"),
        ({"user_id": "Shibuya-Staff"}, "大文字と小文字だけが違うログインID「shibuya-staff」があります"),
        ({"last_name": "　"}, "姓を入力してください"),
        ({"last_name": "あ" * 41}, "姓は40文字までです（今は41文字）"),
        ({"email": "tanaka@"}, "メールアドレスの形を確かめてください"),
        ({"role": "manager"}, "店長が登録できるのはスタッフだけです"),
        ({"role": "admin"}, "店長が登録できるのはスタッフだけです"),
        ({"role": "king"}, "役割を一覧から選んでください"),
        ({"store": 4}, "店長が登録できるのは自分の店舗の人だけです"),
        ({"store": 999}, "店長が登録できるのは自分の店舗の人だけです"),
        ({"areas": [1]}, "担当エリアを一覧から選んでください"),
    ],
)
def test_a_refused_form_says_what_to_do_and_loses_nothing(browser_of, cast, changes, sentence):
    form = typed(email="yui@example.com") | changes
    before = User.objects.count()
    response = browser_of(cast.manager).post(PAGE, form)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert 'id="error-summary"' in page
    for name in ("user_id", "last_name", "first_name", "email"):
        assert response.context["form"][name].value() == form[name]
    assert User.objects.count() == before


@pytest.mark.parametrize(
    "changes", [{"store": ""}, {"store": 99}, {"store": "x"}, {"role": ""}, {"areas": [99]}]
)
def test_the_head_office_chooses_what_there_is(browser_of, cast, changes):
    assert browser_of(cast.admin).post(PAGE, by_head_office(cast) | changes).status_code == 422
    assert not User.objects.filter(pk="tanaka-yui").exists()


def test_a_login_and_an_address_typed_in_full_width_letters_are_the_same(browser_of, cast):
    form = typed(user_id="ｔａｎａｋａ－ｙｕｉ", email="ｙｕｉ＠ｅｘａｍｐｌｅ．ｃｏｍ")
    assert browser_of(cast.manager).post(PAGE, form).status_code == 200
    assert User.objects.get(pk="tanaka-yui").email == "yui@example.com"
    again = browser_of(cast.manager).post(PAGE, form)
    assert "もう登録されています" in again.content.decode()


def test_names_are_kept_as_they_were_typed_and_shown_as_text(browser_of, cast):
    browser_of(cast.manager).post(PAGE, typed(last_name="<b>ﾀﾅｶ", first_name="Ｙｕｉ"))
    person = User.objects.get(pk="tanaka-yui")
    assert (person.last_name, person.first_name) == ("<b>ﾀﾅｶ", "Ｙｕｉ")
    assert "&lt;b&gt;ﾀﾅｶ" in browser_of(cast.manager).get("/accounts/staff-list/").content.decode()


def test_a_closed_store_takes_nobody_in(browser_of, cast):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE stores SET closed_on = '2026-01-31' WHERE store_id = %s", [cast.umeda])
    response = browser_of(cast.admin).post(PAGE, by_head_office(cast))
    assert response.status_code == 422
    assert "梅田店" not in browser_of(cast.admin).get(PAGE).content.decode()
    own = browser_of(cast.other_manager).post(PAGE, typed())
    assert own.status_code == 422
    assert "閉店した店舗です" in own.content.decode()
    moved = {"last_name": "佐藤", "role": "staff", "store": cast.umeda, "version": 1}
    assert browser_of(cast.admin).post("/accounts/staff-edit/shibuya-staff/", moved).status_code == 422
    stays = {"last_name": "改名", "role": "staff", "store": cast.umeda, "version": 1}
    assert browser_of(cast.admin).post("/accounts/staff-edit/umeda-staff/", stays).status_code == 302


def test_a_form_that_outlives_the_login_is_shown_after_it_with_everything_in_it(cast, db):
    kept = Client().post(PAGE, typed())
    assert kept.status_code == 422
    login = {"user_id": cast.manager, "password": PASSWORD, "typed": kept.context["typed"]}
    page = Client().post("/accounts/login/", login).content.decode()
    assert f'action="{PAGE}"' in page
    for told in ("姓", "田中", "結衣", "tanaka-yui"):
        assert told in page


def test_an_expired_form_is_shown_again_with_everything_in_it(cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(User.objects.get(pk=cast.manager), "django.contrib.auth.backends.ModelBackend")
    response = browser.post(PAGE, typed(), headers={"Sec-Fetch-Site": "same-origin"})
    assert response.status_code == 422
    assert response.context["form"]["last_name"].value() == "田中"
    assert not User.objects.filter(pk="tanaka-yui").exists()


def test_a_password_is_made_of_letters_that_nobody_takes_for_each_other():
    made = {new_password() for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(rf"[{LETTERS}]{{4}}(-[{LETTERS}]{{4}}){{2}}", password) for password in made)
    assert not set("l1o0i") & set(LETTERS)
