"""A choice of language is kept with its person; both applications speak the same language to a browser."""

from http.cookies import SimpleCookie

import pytest
from django.test import Client
from starlette.requests import HTTPConnection

from dashboard.look import look_of
from shared.language import spoken
from web.accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "とても長い合言葉-2026"

# A person's choice, the browser's cookie, its Accept-Language, and what is spoken.
SPOKEN = [
    ("", "", "", "ja"),
    ("", "", "en", "en"),
    ("", "", "en-GB,en;q=0.9,ja;q=0.8", "en"),
    ("", "", "vi,ja;q=0.5,en;q=0.9", "en"),
    ("", "", "vi-VN,vi", "ja"),
    ("", "", "ja-JP,en;q=0.9", "ja"),
    ("", "", "en;q=0, ja;q=0.1", "ja"),
    ("", "ja", "en", "ja"),
    ("", "en", "ja", "en"),
    ("", "xx", "en", "en"),
    ("en", "ja", "ja", "en"),
    ("ja", "en", "en", "ja"),
    ("", "", "en;q=nonsense,*", "ja"),
]


@pytest.mark.parametrize(("person", "cookie", "accepted", "language"), SPOKEN)
def test_both_applications_speak_the_same_language(browser_of, cast, person, cookie, accepted, language):
    User.objects.filter(user_id=cast.manager).update(language=person)
    browser = browser_of(cast.manager)
    cookies = SimpleCookie({"django_language": cookie} if cookie else {})
    browser.cookies.update(cookies)
    page = browser.get("/accounts/profile/", headers={"accept-language": accepted})
    assert f'<html lang="{language}"' in page.content.decode()
    assert page["Content-Language"] == language
    assert spoken(person, cookie, accepted) == language
    if not person:
        raw = [(b"cookie", cookies.output(header="", attrs=[]).strip().encode())]
        look = look_of(
            HTTPConnection({"type": "http", "headers": [*raw, (b"accept-language", accepted.encode())]})
        )
        assert look.language[:2] == language


def test_a_choice_follows_the_person_to_another_machine(browser_of, cast):
    browser_of(cast.staff).post("/language/", {"language": "en", "next": "/"})
    assert User.objects.get(user_id=cast.staff).language == "en"
    another = browser_of(cast.staff)
    assert '<html lang="en"' in another.get("/").content.decode()


def test_two_people_at_one_tablet_are_each_spoken_to_in_their_own(cast):
    for user_id, language in ((cast.staff, "en"), (cast.manager, "ja")):
        user = User.objects.get(user_id=user_id)
        user.language = language
        user.set_password(PASSWORD)
        user.save()
    tablet = Client()
    for user_id, language in ((cast.staff, "en"), (cast.manager, "ja"), (cast.staff, "en")):
        tablet.post("/accounts/login/", {"user_id": user_id, "password": PASSWORD})
        assert f'<html lang="{language}"' in tablet.get("/").content.decode()
        tablet.post("/accounts/logout/")
        assert f'<html lang="{language}"' in tablet.get("/accounts/login/").content.decode()


def test_a_choice_on_the_login_page_is_the_browsers_alone(cast):
    tablet = Client()
    tablet.post("/language/", {"language": "en", "next": "/accounts/login/"})
    assert '<html lang="en"' in tablet.get("/accounts/login/").content.decode()
    assert set(User.objects.values_list("language", flat=True)) == {""}


@pytest.mark.parametrize("language", ["xx", "", "EN", "ja; DROP"])
def test_an_unknown_language_is_not_kept(browser_of, cast, language):
    browser_of(cast.staff).post("/language/", {"language": language, "next": "/"})
    assert User.objects.get(user_id=cast.staff).language == ""


@pytest.mark.parametrize("path", ["/report/view/999999/", "/nothing/here/", "/metrics"])
def test_a_page_for_errors_is_in_the_persons_language(browser_of, cast, path):
    User.objects.filter(user_id=cast.staff).update(language="en")
    page = browser_of(cast.staff).get(path).content.decode()
    assert '<html lang="en"' in page
