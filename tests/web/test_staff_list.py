"""スタッフ: who works where, to search, filter and page through."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from web.accounts.models import User

pytestmark = pytest.mark.django_db

PAGE = "/accounts/staff-list/"


def found(browser, **query: object) -> list[str]:
    """The logins that a list shows."""
    return [person.user_id for person in browser.get(PAGE, query).context["people"]]


@pytest.fixture
def many_people(db, cast) -> None:
    """130 more in 渋谷."""
    User.objects.bulk_create(
        User(user_id=f"p{n:03}", store_id=cast.shibuya, last_name=f"人{n:03}", password="!")
        for n in range(130)
    )


def test_who_sees_whom(browser_of, cast):
    assert found(browser_of(cast.manager)) == [cast.manager, cast.staff]
    assert found(browser_of(cast.area)) == [cast.admin, cast.area, cast.manager, cast.staff]
    assert set(found(browser_of(cast.admin))) == set(User.objects.values_list("user_id", flat=True))
    assert browser_of(cast.staff).get(PAGE).status_code == 404


def test_a_row_says_name_login_role_store_and_last_sign_in(browser_of, cast):
    page = browser_of(cast.admin).get(PAGE).content.decode()
    for told in (
        "佐藤 美咲",
        "shibuya-staff",
        "スタッフ",
        "渋谷店",
        "まだログインしていません",
        "最後のログイン: ",
    ):
        assert told in page


@pytest.mark.parametrize(
    ("query", "logins"),
    [
        ("佐藤", ["shibuya-staff"]),
        ("佐藤美咲", ["shibuya-staff"]),
        ("佐藤　美咲", ["shibuya-staff"]),
        ("美咲 佐藤", ["shibuya-staff"]),
        ("ＵＭＥＤＡ", ["umeda-manager", "umeda-staff"]),
        ("umeda 田中", ["umeda-staff"]),
        ("%", []),
        ("_", []),
        ("\\", []),
        (
            "\0",
            ["hq-admin", "tokyo-area", "shibuya-manager", "shibuya-staff", "umeda-manager", "umeda-staff"],
        ),
        ("' OR 1=1", []),
    ],
)
def test_words_are_looked_for_in_names_and_logins(browser_of, cast, query, logins):
    assert found(browser_of(cast.admin), query=query) == logins


def test_filters_narrow_and_never_widen(browser_of, cast):
    User.objects.filter(pk=cast.other_staff).update(is_active=False)
    admin, manager = browser_of(cast.admin), browser_of(cast.manager)
    assert found(admin, store=cast.umeda) == [cast.other_manager]
    assert found(admin, store=cast.umeda, retired="all") == [cast.other_manager, cast.other_staff]
    assert found(admin, retired="retired") == [cast.other_staff]
    assert found(admin, role="area") == [cast.area]
    assert found(manager, store=cast.umeda) == [cast.manager, cast.staff]
    assert "すべての店舗の人を表示" in manager.get(PAGE, {"store": cast.umeda}).content.decode()
    assert "すべての役割の人を表示" in manager.get(PAGE, {"role": "king"}).content.decode()
    assert len(found(admin, role="king", store="x", retired="y")) == 5


def test_nobody_found_says_so(browser_of, cast):
    page = browser_of(cast.admin).get(PAGE, {"query": "いない人"}).content.decode()
    assert "見つかりませんでした" in page
    assert "全員を見る" in page


def test_every_person_is_on_one_page_and_on_one_only(browser_of, cast, many_people):
    browser, address, seen = browser_of(cast.manager), PAGE, []
    while address:
        response = browser.get(address)
        assert response.context["total"] == 132
        seen += [person.user_id for person in response.context["people"]]
        address = response.context["next_url"]
    assert len(seen) == 132
    assert set(seen) == set(User.objects.filter(store_id=cast.shibuya).values_list("user_id", flat=True))


@pytest.mark.parametrize("after", ["nobody", "umeda-staff", "x" * 500, "\0"])
def test_a_page_behind_nobody_is_an_answer_too(browser_of, cast, after):
    assert browser_of(cast.manager).get(PAGE, {"after": after}).status_code == 200


def test_live_search_is_given_the_results_alone(browser_of, cast):
    response = browser_of(cast.admin).get(PAGE, {"query": "佐藤"}, headers={"HX-Request": "true"})
    assert "<html" not in response.content.decode()
    assert response["HX-Replace-Url"].startswith(f"{PAGE}?query=")


def test_a_chain_of_fifteen_thousand_costs_as_many_statements_as_one_of_six(browser_of, cast):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO stores (name) SELECT '店' || n FROM generate_series(1, 500) n")
        cursor.execute(
            "INSERT INTO users (user_id, store_id, last_name, password) SELECT 'u' || s || '-' || n,"
            " (SELECT store_id FROM stores WHERE name = '店' || s), '人' || n, '!'"
            " FROM generate_series(1, 500) s, generate_series(1, 30) n"
        )
    browser = browser_of(cast.admin)
    for query in ({}, {"query": "人17"}, {"store": cast.shibuya}, {"after": "u300-1"}):
        with CaptureQueriesContext(connection) as captured:
            response = browser.get(PAGE, query)
        assert response.status_code == 200
        assert len(captured) == 4
    assert len(found(browser)) == 50
