"""Who has a temporary password is led to choose an own one, and loses nothing on the way."""

import pytest
from django.test import Client

from tests.cast import PASSWORD
from web.accounts.models import User

pytestmark = pytest.mark.django_db

OWN = "/accounts/password/"
CHANGE = {"old_password": PASSWORD, "new_password1": "nippou-2027!", "new_password2": "nippou-2027!"}


@pytest.fixture
def newcomer(browser_of, cast) -> Client:
    """The staff, signed in with a password that somebody else has set."""
    User.objects.filter(pk=cast.staff).update(password_is_temporary=True)
    return browser_of(cast.staff)


def test_every_page_leads_to_the_own_password_and_back(newcomer, cast):
    for address in ("/", "/report/list/?query=1", "/accounts/profile/", "/bbs/list/"):
        assert newcomer.get(address)["Location"].startswith(f"{OWN}?next=%2F")
    page = newcomer.get(OWN, {"next": "/report/list/"}).content.decode()
    assert "自分のパスワードを決めてください" in page
    done = newcomer.post(OWN, CHANGE | {"next": "/report/list/"})
    assert done["Location"] == "/report/list/"
    assert newcomer.get("/").status_code == 200
    assert not User.objects.get(pk=cast.staff).password_is_temporary


def test_a_new_login_leads_there_too(cast, db):
    User.objects.filter(pk=cast.staff).update(password_is_temporary=True)
    browser = Client()
    answer = browser.post("/accounts/login/", {"user_id": cast.staff, "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0].startswith(OWN)


def test_the_temporary_password_is_no_own_one(newcomer, cast):
    same = {"old_password": PASSWORD, "new_password1": PASSWORD, "new_password2": PASSWORD}
    refused = newcomer.post(OWN, same)
    assert refused.status_code == 422
    assert "今と同じパスワードです" in refused.content.decode()
    assert User.objects.get(pk=cast.staff).password_is_temporary


def test_what_was_typed_before_goes_on_afterwards(newcomer):
    kept = newcomer.post("/report/register/", {"title": "待ち時間", "content": "30分お待たせした"})
    assert kept.status_code == 422
    assert "自分のパスワードを決めてください" in kept.content.decode()
    resumed = newcomer.post(OWN, CHANGE | {"typed": kept.context["typed"]})
    page = resumed.content.decode()
    assert 'action="/report/register/"' in page
    assert "30分お待たせした" in page


@pytest.mark.parametrize("address", ["/ai/chat/ask/", "/report/performance/", "/report/register/"])
def test_an_old_token_opens_no_other_page(newcomer, address):
    """Views that answer old tokens themselves are asked before the middleware has looked who comes."""
    with_an_old_token = Client(enforce_csrf_checks=True)
    with_an_old_token.cookies = newcomer.cookies
    typed = {"message": "先週のクレームは？"}
    answer = with_an_old_token.post(address, typed, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 422
    assert "自分のパスワードを決めてください" in answer.content.decode()
    resumed = newcomer.post(OWN, CHANGE | {"typed": answer.context["typed"]})
    assert "先週のクレームは？" in resumed.content.decode()


def test_a_mistake_on_the_way_keeps_it_too(newcomer):
    kept = newcomer.post("/report/register/", {"title": "待ち時間"}).context["typed"]
    refused = newcomer.post(OWN, CHANGE | {"old_password": "wrong", "typed": kept, "next": "/bbs/list/"})
    assert refused.status_code == 422
    assert (refused.context["typed"], refused.context["next"]) == (kept, "/bbs/list/")


def test_an_element_that_asks_for_a_part_is_led_by_its_page(newcomer):
    answer = newcomer.get("/report/list/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"].startswith(OWN)


def test_signing_out_language_and_brightness_are_there(newcomer):
    assert newcomer.post("/language/", {"language": "en", "next": "/"}).status_code == 302
    assert newcomer.post("/theme/", {"theme": "dark"}).status_code == 302
    assert newcomer.post("/accounts/logout/")["Location"] == "/accounts/login/"


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/"])
def test_it_leads_to_addresses_of_our_own_alone(newcomer, address):
    assert newcomer.post(OWN, CHANGE | {"next": address})["Location"] == "/accounts/profile/"


def test_choosing_a_password_takes_back_nothing_that_the_head_office_changes_meanwhile(newcomer, cast):
    User.objects.filter(pk=cast.staff).update(last_name="新姓", store_id=cast.umeda)
    newcomer.post(OWN, CHANGE)
    person = User.objects.get(pk=cast.staff)
    assert (person.last_name, person.store_id) == ("新姓", cast.umeda)
