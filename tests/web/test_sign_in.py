"""Signing in, being locked out, changing a password, signing out."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.db import connection
from django.db.models import F
from django.test import Client

from shared import sessions
from shared.dates import now
from shared.db import first
from shared.words import AuditAction
from tests.cast import PASSWORD
from web.accounts.models import Session, User
from web.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


def log_in(client: Client, user_id: str, password: str = PASSWORD, **more: str):
    return client.post("/accounts/login/", {"user_id": user_id, "password": password, **more})


def test_a_person_logs_in_with_user_id_and_password(client, cast):
    response = log_in(client, cast.staff)
    assert response.status_code == 302
    assert response["Location"] == "/"
    assert "佐藤 美咲" in client.get("/").content.decode()


def test_a_login_typed_in_full_width_letters_is_the_same_login(client, cast):
    full_width = "".join(chr(ord(letter) + 0xFEE0) for letter in cast.staff)
    assert log_in(client, full_width).status_code == 302


WRONG = "ログインIDまたはパスワードが違います。確かめて、もう一度入力してください。"


@pytest.mark.parametrize(
    ("user_id", "sentence"),
    [
        ("shibuya-staff", WRONG),
        ("nobody", WRONG),
        ("x" * 21, "ログインIDは20文字までです。"),
        ("nul\0byte", "何か文字を入力してください。"),
        ("", "ログインIDを入力してください。"),
    ],
)
def test_a_wrong_login_is_one_clear_sentence_and_keeps_the_typed_id(client, user_id, sentence):
    response = log_in(client, user_id, "wrong-password")
    page = response.content.decode()
    assert response.status_code == 422
    assert "wrong-password" not in page
    assert "sessionid" not in response.cookies
    (summary,) = re.findall(
        r'<section class="summary" id="error-summary" role="alert".*?</section>', page, re.DOTALL
    )
    assert re.findall(r"<li>(?:<a [^>]*>)?([^<]*)", summary) == [sentence]
    assert not user_id or f'value="{user_id}"' in page


def test_a_wrong_password_and_an_unknown_user_read_the_same(client, cast):
    pages = [log_in(client, user_id, "wrong").content.decode() for user_id in (cast.staff, "nobody")]
    assert all(WRONG in page for page in pages)


def test_a_retired_person_cannot_log_in(client, cast):
    User.objects.filter(user_id=cast.staff).update(is_active=False)
    assert log_in(client, cast.staff).status_code == 422


def test_five_failures_lock_this_person_out_and_no_one_else(client, cast):
    statuses = [log_in(client, cast.staff, "wrong").status_code for _ in range(5)]
    locked = log_in(client, cast.staff)
    assert statuses[:4] == [422] * 4
    assert locked.status_code == 429
    assert "15分間" in locked.content.decode()
    assert log_in(Client(), cast.manager).status_code == 302


def test_who_tries_again_while_locked_out_waits_no_longer(client, cast):
    for _ in range(5):
        log_in(client, cast.staff, "wrong")
    AccessAttempt.objects.update(attempt_time=now() - timedelta(minutes=14))
    assert log_in(client, cast.staff).status_code == 429
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=2))
    assert log_in(client, cast.staff).status_code == 302


def test_of_what_was_typed_in_vain_the_database_keeps_the_login_alone(client, browser_of, cast):
    """Neither the login's page nor the password's leaves a word of it in a table, and so in a backup."""
    words = {"password": "mine-1", "typed": "mine-2", "next": "/mine-3/", "sent_by": "mine-4"}
    client.post("/accounts/login/?next=/mine-5/", {"user_id": cast.staff, **words})
    again = {
        "old_password": "mine-6",
        "new_password1": "mine-7",
        "new_password2": "mine-8",
        "typed": "mine-9",
    }
    browser_of(cast.staff).post("/accounts/password/?next=/mine-10/", again)
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM axes_accessattempt t")
        attempts = cursor.fetchall()
    events = AuditEvent.objects.filter(action=AuditAction.REFUSED).values_list("subject_id", "detail")
    assert len(attempts) == 1
    assert len(events) == 2
    assert "mine-" not in str([*attempts, *events])


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_login_leads_only_to_addresses_of_our_own(client, cast, address):
    assert log_in(client, cast.staff, next=address)["Location"] == "/"


def test_the_login_leads_to_the_page_that_was_asked_for(client, cast):
    asked = client.get("/report/list/")
    assert asked.status_code == 302
    assert asked["Location"] == "/accounts/login/?next=%2Freport%2Flist%2F"
    assert log_in(client, cast.staff, next="/report/list/")["Location"] == "/report/list/"


def test_the_session_row_names_its_person(client, cast):
    log_in(client, cast.staff)
    assert Session.objects.get().user_id == cast.staff


def test_a_session_gets_a_new_key_at_login(client, cast):
    client.get("/accounts/login/")
    client.cookies["sessionid"] = "a" * 32
    log_in(client, cast.staff)
    assert client.cookies["sessionid"].value != "a" * 32


def test_logging_out_ends_the_session_for_both_applications(client, cast):
    log_in(client, cast.staff)
    key = client.cookies["sessionid"].value
    assert first(connection, sessions.viewer(key, now()))
    assert client.get("/accounts/logout/").status_code == 405
    assert client.post("/accounts/logout/").status_code == 302
    assert first(connection, sessions.viewer(key, now())) is None
    assert not Session.objects.exists()


def test_every_login_and_logout_renews_the_token_by_which_a_page_that_comes_back_knows_of_it(client, cast):
    tokens = []
    for user_id in (cast.staff, cast.manager):
        log_in(client, user_id)
        tokens.append(client.cookies["csrftoken"].value)
        client.post("/accounts/logout/")
        tokens.append(client.cookies["csrftoken"].value)
    assert len(set(tokens)) == 4


def test_a_changed_password_ends_every_other_session(browser_of, cast):
    here, elsewhere = browser_of(cast.staff), browser_of(cast.staff)
    change = {"old_password": PASSWORD, "new_password1": "nippou-2027!", "new_password2": "nippou-2027!"}
    assert here.post("/accounts/password/", change).status_code == 302
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    assert log_in(Client(), cast.staff, "nippou-2027!").status_code == 302


@pytest.mark.parametrize(
    "change",
    [
        {"old_password": "wrong", "new_password1": "nippou-2027!", "new_password2": "nippou-2027!"},
        {"old_password": PASSWORD, "new_password1": "nippou-2027!", "new_password2": "another-2027!"},
        {"old_password": PASSWORD, "new_password1": "12345678", "new_password2": "12345678"},
        {"old_password": PASSWORD, "new_password1": "shibuya-staff", "new_password2": "shibuya-staff"},
        {},
    ],
)
def test_a_password_that_is_not_changed_is_said_and_ends_nothing(browser_of, cast, change):
    browser, elsewhere = browser_of(cast.staff), browser_of(cast.staff)
    assert browser.post("/accounts/password/", change).status_code == 422
    assert elsewhere.get("/").status_code == 200


def test_who_guesses_at_the_old_password_has_five_guesses_as_at_the_login(browser_of, cast):
    browser = browser_of(cast.staff)
    guess = {"old_password": "wrong", "new_password1": "nippou-2027!", "new_password2": "nippou-2027!"}
    refused = [browser.post("/accounts/password/", guess).status_code for _ in range(4)]
    locked = browser.post("/accounts/password/", guess)
    assert (refused, locked.status_code) == ([422] * 4, 429)
    assert "15分間パスワードを変更できません" in locked.content.decode()
    assert "パスワードの変更" in locked.content.decode()
    assert browser.post("/accounts/password/", guess | {"old_password": PASSWORD}).status_code == 429
    assert AuditEvent.objects.filter(action=AuditAction.REFUSED, subject_id=cast.staff).count() >= 5
    assert log_in(Client(), cast.staff, "nippou-2027!").status_code != 302


def test_retiring_a_person_ends_their_access_at_the_next_request(browser_of, cast):
    browser = browser_of(cast.staff)
    User.objects.filter(user_id=cast.staff).update(is_active=False)
    assert browser.get("/").status_code == 302
    assert not Session.objects.exists()


def test_an_expired_session_is_no_login(browser_of, cast):
    browser = browser_of(cast.staff)
    Session.objects.update(expire_date=now())
    assert browser.get("/").status_code == 302


@pytest.mark.parametrize("key", ["", "nul\0byte", "x" * 5000, "';--"])
def test_a_made_up_session_cookie_is_no_login(client, key):
    assert client.get("/", HTTP_COOKIE=f"sessionid={key}").status_code == 302


def test_the_cookies_are_out_of_reach_of_scripts_and_other_sites(client, cast):
    cookie = log_in(client, cast.staff).cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
