"""Who passes to /analysis: the person of c3-app's session, as they are at this moment."""

from urllib.parse import parse_qs, urlsplit

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.cast import PASSWORD
from tests.stream.served import NEW_PASSWORD, at_c3_app, run

SOCKET = "/analysis/_nicegui_ws/socket.io/?EIO=4&transport="


def test_a_manager_signed_in_at_c3_app_sees_the_page(stream, enter, cast):
    person = enter(cast.manager)
    assert person.posts("/accounts/login/", user_id=cast.manager, password=PASSWORD) == 302
    page = stream.get("/analysis/", person.session_key)
    assert page.status_code == 200
    assert "渋谷店" in page.text


def test_nobody_is_led_to_the_login_of_c3_app_and_back(stream):
    answer = stream.get("/analysis/?store=2")
    address = urlsplit(answer.headers["Location"])
    assert answer.status_code == 302
    assert (address.netloc, address.path) == ("127.0.0.1:8000", "/accounts/login/")
    assert parse_qs(address.query) == {"next": ["/analysis/?store=2"]}


@pytest.mark.parametrize(
    "key",
    ["", "0" * 32, "a%00b", "' OR 1=1 --", "x" * 5000],
    ids=["none", "unknown", "NUL", "quotes", "long"],
)
@pytest.mark.parametrize(
    ("path", "status"),
    [("/analysis", 302), ("/analysis/", 302), ("/analysis/api/graph-data/", 401), (SOCKET + "polling", 401)],
)
def test_no_valid_session_gets_nothing(stream, key, path, status):
    assert stream.get(path, key).status_code == status


@pytest.mark.parametrize("who", ["staff", "other_staff"])
def test_staff_see_the_overview_and_the_calendar_and_nothing_else(stream, enter, cast, who):
    session_key = enter(getattr(cast, who)).session_key
    for path in ("/analysis/", "/analysis/calendar/", "/analysis/api/calendar/", SOCKET + "polling"):
        assert stream.get(path, session_key).status_code == 200
    for page in ("sales", "incidents", "stores", "goals", "figures", "reports", "api/graph-data", "api/docs"):
        assert stream.get(f"/analysis/{page}/", session_key).status_code == 404


@pytest.mark.parametrize(
    "query", ["store=4", "store=1", "scope=store:999999999", "scope=area:99", "scope=group:9"]
)
def test_what_is_out_of_reach_is_404(stream, enter, cast, query):
    answer = stream.get(f"/analysis/?{query}", enter(cast.manager).session_key)
    assert answer.status_code == 404
    assert "ページが見つかりません" in answer.text
    assert "梅田" not in answer.text


NO_STORE = "見られる数字がまだありません"


@pytest.mark.parametrize("page", ["", "?scope=all", "sales/", "incidents/", "stores/", "goals/", "calendar/"])
def test_the_head_office_of_a_chain_without_a_store_is_led_to_add_one(stream, enter, cast, database, page):
    key = enter(cast.admin).session_key
    run(database, "UPDATE stores SET kind = 'hq' WHERE store_id > 1")
    answer = stream.get(f"/analysis/{page}", key)
    foreign = stream.get("/analysis/?store=99", key)
    run(database, "UPDATE stores SET kind = 'store' WHERE store_id > 1")
    assert (answer.status_code, foreign.status_code) == (200, 404)
    assert NO_STORE in answer.text
    assert "/stores/register/" in answer.text


@pytest.mark.parametrize("who", ["staff", "area"])
def test_who_has_no_store_that_sells_is_told_so(stream, enter, cast, database, who):
    person = enter(getattr(cast, who))
    run(database, "UPDATE users SET store_id = 1 WHERE user_id = %s", person.user_id)
    areas = run(database, "DELETE FROM area_managers WHERE user_id = %s RETURNING area_id", person.user_id)
    answer = stream.get("/analysis/", person.session_key)
    foreign = stream.get("/analysis/?store=2", person.session_key)
    for (area,) in areas:
        run(database, "INSERT INTO area_managers (user_id, area_id) VALUES (%s, %s)", person.user_id, area)
    assert (answer.status_code, foreign.status_code) == (200, 404)
    assert NO_STORE in answer.text
    assert "本部に伝えてください" in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "store=2.0",
        "store=二",
        "store=２",
        "store=2%00",
        "scope=store",
        "scope=store:2;DROP",
        "period=decade",
        "offset=abc",
        "offset=99999999999",
        "from=2026-13-01",
        "from=2026-02-30",
        "from=２０２６-11-01",
        "from=1999-01-01",
        "from=0000-01-01",
        "from=9999-12-31",
        "period=days&from=1926-11-01&to=2026-11-01",
        "period=days&from=2026-11-02&to=2026-11-01",
        "cmp=yesterday",
        "genre=x",
        "location=%3Cscript%3E",
    ],
)
def test_what_makes_no_sense_is_400_and_says_what_to_mend(stream, enter, cast, query):
    answer = stream.get(f"/analysis/?{query}", enter(cast.manager).session_key)
    assert answer.status_code == 400
    assert "アドレスを読み取れませんでした" in answer.text
    assert "<script>" not in answer.text


@pytest.mark.parametrize(
    ("who", "stores"),
    [("staff", ["2"]), ("manager", ["2"]), ("area", ["2", "3"]), ("admin", ["2", "3", "4"])],
)
def test_every_store_in_reach_that_sells_opens_and_no_other(stream, enter, cast, who, stores):
    session_key = enter(getattr(cast, who)).session_key
    opened = [n for n in "2341" if stream.get(f"/analysis/?store={n}", session_key).status_code == 200]
    assert opened == stores


def _log_out(person):
    return person.posts("/accounts/logout/")


def _change_password_elsewhere(person):
    from django.contrib.auth import get_user_model  # noqa: PLC0415

    user = get_user_model().objects.get(user_id=person.user_id)
    user.set_password(NEW_PASSWORD)
    at_c3_app(person.database, user.save)


def _retire(person):
    _change(person, is_active=False)


def _expire(person):
    from web.accounts.models import Session  # noqa: PLC0415

    at_c3_app(person.database, lambda: Session.objects.update(expire_date="2020-01-01T00:00:00Z"))


def _change(person, **columns):
    from django.contrib.auth import get_user_model  # noqa: PLC0415

    people = get_user_model().objects.filter(user_id=person.user_id)
    at_c3_app(person.database, lambda: people.update(**columns))


@pytest.mark.parametrize("end", [_log_out, _change_password_elsewhere, _retire, _expire])
def test_access_ends_at_the_next_request(stream, enter, cast, end):
    person = enter(cast.manager)
    assert stream.get("/analysis/", person.session_key).status_code == 200
    key = person.session_key
    end(person)
    assert stream.get("/analysis/", key).status_code == 302
    assert stream.get(SOCKET + "polling", key).status_code == 401


def test_who_changes_the_own_password_stays_signed_in_with_the_new_cookie_only(stream, enter, cast):
    person = enter(cast.manager)
    old = person.session_key
    changed = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    assert person.posts("/accounts/password/", old_password=PASSWORD, **changed) == 302
    assert stream.get("/analysis/", old).status_code == 302
    assert stream.get("/analysis/", person.session_key).status_code == 200


def test_a_manager_who_becomes_staff_or_moves_loses_the_page_at_once(stream, enter, cast):
    person = enter(cast.manager)
    _change(person, store_id=cast.umeda)
    assert stream.get("/analysis/?store=2", person.session_key).status_code == 404
    assert stream.get("/analysis/?store=4", person.session_key).status_code == 200
    _change(person, user_type="staff")
    assert stream.get("/analysis/sales/?store=4", person.session_key).status_code == 404


def test_who_has_a_temporary_password_is_led_to_choose_an_own_one(stream, enter, cast):
    person = enter(cast.manager)
    _change(person, password_is_temporary=True)
    answer = stream.get("/analysis/", person.session_key)
    address = urlsplit(answer.headers["Location"])
    assert answer.status_code == 302
    assert (address.netloc, address.path) == ("127.0.0.1:8000", "/accounts/password/")
    assert stream.get(SOCKET + "polling", person.session_key).status_code == 401
    chosen = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    assert person.posts("/accounts/password/", old_password=PASSWORD, **chosen) == 302
    assert stream.get("/analysis/", person.session_key).status_code == 200


def _handshake(stream, key, origin):
    cookie = {"Cookie": f"sessionid={key}"} if key else {}
    url = stream.url.replace("http", "ws") + SOCKET + "websocket"
    try:
        with connect(url, origin=origin, additional_headers=cookie):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


def test_a_socket_opens_for_our_own_page_and_a_signed_in_person_alone(stream, enter, cast):
    manager, staff = enter(cast.manager).session_key, enter(cast.staff).session_key
    assert _handshake(stream, manager, stream.url) == 101
    assert _handshake(stream, manager, "https://evil.example") == 403
    assert _handshake(stream, manager, stream.url.replace("127.0.0.1", "localhost")) == 403
    assert _handshake(stream, manager, "null") == 403
    assert _handshake(stream, manager, None) == 403
    assert _handshake(stream, staff, stream.url) == 101
    assert _handshake(stream, "", stream.url) == 403


def test_a_foreign_page_cannot_poll_with_our_cookie(stream, enter, cast):
    session_key = enter(cast.manager).session_key
    assert stream.get(SOCKET + "polling", session_key).status_code == 200
    assert stream.get(SOCKET + "polling", session_key, Origin="https://evil.example").status_code == 403
