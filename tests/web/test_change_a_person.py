"""A person's page: who they are, what they may, retiring, coming back, a new password."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from tests.cast import PASSWORD
from tests.web.test_add_a_person import shown_password
from web.accounts.models import Session, User

pytestmark = pytest.mark.django_db


def page_of(user_id: str, action: str = "") -> str:
    return f"/accounts/staff-edit/{user_id}/{action}"


def opened(browser: Client, user_id: str) -> dict[str, object]:
    """What the open form would send."""
    page = browser.get(page_of(user_id))
    assert page.status_code == 200
    fields = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    return {**fields, "version": page.context["sheet"].opened}


def reset(browser: Client, user_id: str):
    """Press 「パスワードを再発行する」 on the open page."""
    mark = browser.get(page_of(user_id)).context["person"].password_mark
    return browser.post(page_of(user_id, "password/"), {"mark": mark})


def test_a_manager_corrects_a_name(browser_of, cast):
    browser = browser_of(cast.manager)
    form = opened(browser, cast.staff) | {"last_name": "斎藤", "email": "misaki@example.com"}
    assert browser.post(page_of(cast.staff), form)["Location"] == page_of(cast.staff)
    person = User.objects.get(pk=cast.staff)
    assert (person.last_name, person.email, person.version) == ("斎藤", "misaki@example.com", 2)
    assert (person.user_type, person.store_id) == ("staff", cast.shibuya)


def test_the_head_office_moves_a_person_who_reads_the_new_store_at_once(browser_of, cast):
    staff, browser = browser_of(cast.staff), browser_of(cast.admin)
    form = opened(browser, cast.staff) | {"store": cast.umeda}
    assert browser.post(page_of(cast.staff), form).status_code == 302
    home = staff.get("/").content.decode()
    assert "梅田店" in home
    assert "渋谷店" not in home


def test_the_head_office_makes_an_area_manager_and_takes_it_back(browser_of, cast):
    browser = browser_of(cast.admin)
    form = opened(browser, cast.manager) | {"role": "area", "areas": [2]}
    assert browser.post(page_of(cast.manager), form).status_code == 302
    assert browser_of(cast.manager).get("/stores/goal/update/?store=4").status_code == 200
    form = opened(browser, cast.manager)
    assert form["areas"] == [2]
    assert browser.post(page_of(cast.manager), form | {"areas": [1]}).status_code == 302
    assert User.objects.get(pk=cast.manager).version == 3
    form = opened(browser, cast.manager) | {"role": "manager"}
    assert browser.post(page_of(cast.manager), form).status_code == 302
    assert not User.objects.get(pk=cast.manager).areas.exists()


def test_the_second_of_two_sees_both_and_decides(browser_of, cast):
    first, second = browser_of(cast.admin), browser_of(cast.admin)
    User.objects.create(user_id="hq-two", store_id=1, user_type="admin", last_name="二")
    seconds = opened(second, cast.staff) | {"last_name": "あとの名", "role": "manager"}
    first.post(page_of(cast.staff), opened(first, cast.staff) | {"last_name": "先の名", "store": cast.umeda})
    asked = second.post(page_of(cast.staff), seconds)
    page = asked.content.decode()
    assert asked.status_code == 409
    for told in ("ほかの人が先に保存", "先の名", "あとの名", "梅田店", "渋谷店", "店長", "そのままにする"):
        assert told in page
    assert User.objects.get(pk=cast.staff).last_name == "先の名"
    again = seconds | {"version": asked.context["sheet"].opened}
    assert second.post(page_of(cast.staff), again).status_code == 302
    assert User.objects.get(pk=cast.staff).last_name == "あとの名"


def test_areas_alone_that_somebody_changed_in_between_are_a_conflict_too(browser_of, cast):
    browser = browser_of(cast.admin)
    late = opened(browser, cast.area) | {"last_name": "別"}
    browser.post(page_of(cast.area), opened(browser, cast.area) | {"areas": [2]})
    assert browser.post(page_of(cast.area), late).status_code == 409
    assert list(User.objects.get(pk=cast.area).areas.values_list("id", flat=True)) == [2]


@pytest.mark.parametrize("version", [None, "", "x", "-1", "9" * 30, "0"])
def test_a_sender_who_opened_no_form_is_asked_first(browser_of, cast, version):
    browser = browser_of(cast.manager)
    form = opened(browser, cast.staff) | {"last_name": "別"}
    del form["version"]
    sent = form if version is None else form | {"version": version}
    assert browser.post(page_of(cast.staff), sent).status_code == 409
    assert User.objects.get(pk=cast.staff).last_name == "佐藤"


def test_what_is_saved_twice_asks_nobody(browser_of, cast):
    browser = browser_of(cast.manager)
    form = opened(browser, cast.staff) | {"last_name": "別"}
    assert [browser.post(page_of(cast.staff), form).status_code for _ in range(2)] == [302, 302]
    assert User.objects.get(pk=cast.staff).version == 2


def test_a_refused_change_says_why_and_keeps_what_was_typed(browser_of, cast):
    browser = browser_of(cast.admin)
    response = browser.post(
        page_of(cast.admin), opened(browser, cast.admin) | {"role": "staff", "last_name": "新"}
    )
    assert response.status_code == 422
    assert "自分の役割は自分では変えられません" in response.content.decode()
    assert response.context["form"]["last_name"].value() == "新"
    assert User.objects.get(pk=cast.admin).last_name == "山本"


def test_retiring_ends_the_sessions_and_keeps_what_was_written(browser_of, cast):
    staff, browser = browser_of(cast.staff), browser_of(cast.manager)
    assert browser.post(page_of(cast.staff, "retire/")).status_code == 302
    assert not Session.objects.filter(user_id=cast.staff).exists()
    assert staff.get("/")["Location"] == "/accounts/login/?next=%2F"
    page = browser.get(page_of(cast.staff)).content.decode()
    assert "退職した人です" in page
    assert "パスワードを再発行する" not in page
    assert browser.post(page_of(cast.staff, "restore/")).status_code == 302
    signed_in = Client().post("/accounts/login/", {"user_id": cast.staff, "password": PASSWORD})
    assert signed_in.status_code == 302


def test_a_retired_persons_form_comes_to_the_login_page_with_what_was_typed(browser_of, cast):
    staff = browser_of(cast.staff)
    browser_of(cast.manager).post(page_of(cast.staff, "retire/"))
    answer = staff.post("/report/register/", {"title": "待ち時間", "content": "30分お待たせした"})
    assert answer.status_code == 422
    assert 'action="/accounts/login/"' in answer.content.decode()
    assert 'name="typed"' in answer.content.decode()


def test_a_new_password_is_shown_once_and_ends_all_sessions(browser_of, cast):
    staff, browser = browser_of(cast.staff), browser_of(cast.manager)
    response = reset(browser, cast.staff)
    password = shown_password(response.content.decode())
    assert "no-store" in response["Cache-Control"]
    assert staff.get("/").status_code == 302
    assert Client().post("/accounts/login/", {"user_id": cast.staff, "password": PASSWORD}).status_code == 422
    signed_in = Client().post("/accounts/login/", {"user_id": cast.staff, "password": password})
    assert signed_in.status_code == 302
    assert password not in browser.get(page_of(cast.staff)).content.decode()


def test_a_first_login_changes_nothing_of_the_password(browser_of, cast):
    password = shown_password(reset(browser_of(cast.manager), cast.staff).content.decode())
    stored = User.objects.get(pk=cast.staff).password
    first, second = Client(), Client()
    for browser in (first, second):
        browser.post("/accounts/login/", {"user_id": cast.staff, "password": password})
    assert User.objects.get(pk=cast.staff).password == stored
    assert Session.objects.filter(user_id=cast.staff).count() == 2
    change = {"old_password": password, "new_password1": "nippou-2027!", "new_password2": "nippou-2027!"}
    assert first.post("/accounts/password/", change).status_code == 302
    assert "pbkdf2_sha256$10000$" in stored
    assert "$10000$" not in User.objects.get(pk=cast.staff).password
    assert second.get("/").status_code == 302


def test_a_reset_that_is_sent_twice_leaves_the_password_that_was_handed_over(browser_of, cast):
    browser = browser_of(cast.manager)
    mark = browser.get(page_of(cast.staff)).context["person"].password_mark
    password = shown_password(browser.post(page_of(cast.staff, "password/"), {"mark": mark}).content.decode())
    again = browser.post(page_of(cast.staff, "password/"), {"mark": mark})
    assert again.status_code == 409
    assert password not in again.content.decode()
    assert "もう表示できません" in again.content.decode()
    assert User.objects.get(pk=cast.staff).check_password(password)


@pytest.mark.parametrize("mark", ["", "x", "nul\0"])
def test_a_reset_from_no_page_of_ours_asks_first(browser_of, cast, mark):
    assert browser_of(cast.manager).post(page_of(cast.staff, "password/"), {"mark": mark}).status_code == 409
    assert User.objects.get(pk=cast.staff).check_password(PASSWORD)


def test_a_reset_lets_in_who_had_locked_themselves_out(browser_of, cast):
    for _ in range(5):
        Client().post("/accounts/login/", {"user_id": cast.staff, "password": "wrong"})
    password = shown_password(reset(browser_of(cast.manager), cast.staff).content.decode())
    assert Client().post("/accounts/login/", {"user_id": cast.staff, "password": password}).status_code == 302


def test_a_retired_person_gets_no_password(browser_of, cast):
    browser = browser_of(cast.manager)
    mark = browser.get(page_of(cast.staff)).context["person"].password_mark
    browser.post(page_of(cast.staff, "retire/"))
    response = browser.post(page_of(cast.staff, "password/"), {"mark": mark})
    assert response.status_code == 422
    assert "先に「復職」にしてください" in response.content.decode()


def test_who_may_only_know_a_person_is_told_who_may_change_them(browser_of, cast):
    page = browser_of(cast.manager).get(page_of(cast.manager))
    assert page.status_code == 422
    assert "変えられるのは本部です" in page.content.decode()
    assert "<form class=" not in page.content.decode().split("<main", 1)[1]


@pytest.mark.parametrize("user_id", ["nobody", "..%2F", "a%00b", "x" * 61, "%F0%9F%8D%9C", "' OR 1=1"])
def test_who_is_not_there_is_404(browser_of, cast, user_id):
    assert browser_of(cast.admin).get(f"/accounts/staff-edit/{user_id}/").status_code == 404


@pytest.mark.parametrize("change", [{"is_active": False}, {"user_type": "manager"}])
def test_the_database_itself_keeps_the_last_of_the_head_office(cast, db, change):
    with pytest.raises(IntegrityError, match="last active 本部"), transaction.atomic():
        User.objects.filter(pk=cast.admin).update(**change)
    with pytest.raises(IntegrityError, match="last active 本部"), transaction.atomic():
        User.objects.get(pk=cast.admin).delete()
    User.objects.create(user_id="hq-two", store_id=1, user_type="admin", last_name="二")
    User.objects.filter(pk=cast.admin).update(**change)


def test_psql_may_exchange_the_only_two_in_one_transaction(cast, db):
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SET CONSTRAINTS keep_an_admin DEFERRED")
        cursor.execute("UPDATE users SET user_type = 'staff' WHERE user_id = %s", [cast.admin])
        cursor.execute("UPDATE users SET user_type = 'admin' WHERE user_id = %s", [cast.manager])
        cursor.execute("SET CONSTRAINTS keep_an_admin IMMEDIATE")
