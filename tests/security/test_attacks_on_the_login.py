"""What somebody tries who has no login, or would have another's."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import psycopg
import pytest
from django.contrib.auth.hashers import get_hasher
from django.test import Client

from shared.dates import now
from shared.db import first
from shared.entering import digest, offer, redeem
from tests.cast import CAST, PASSWORD
from web.accounts.models import Session, User

LOGIN = "/accounts/login/"
AT_ONCE = 8


@pytest.fixture
def hashes(monkeypatch) -> list[str]:
    """One entry for each time that a password is hashed, which is what a login's time is made of."""
    kind, counted = type(get_hasher()), list[str]()
    hashed = kind.encode

    def encode(self: Any, password: str, *rest: Any) -> str:
        counted.append(password)
        return str(hashed(self, password, *rest))

    monkeypatch.setattr(kind, "encode", encode)
    return counted


@pytest.mark.parametrize("who", [CAST.staff, "nobody", "retired", "imported", "empty"])
def test_a_wrong_login_takes_the_same_work_whoever_it_names(db, client, hashes, who):
    """So that its time does not tell who there is: retired, and imported without a password, as well."""
    for name, password in (("retired", "!"), ("imported", "!"), ("empty", "")):
        User.objects.create(user_id=name, store_id=CAST.shibuya, password=password)
    User.objects.filter(user_id="retired").update(
        is_active=False, password=User.objects.get(user_id=CAST.staff).password
    )
    assert client.post(LOGIN, {"user_id": who, "password": "wrong"}).status_code == 422
    assert len(hashes) == 1


def test_a_login_that_somebody_planted_in_a_browser_is_not_the_one_that_it_gets(browser_of, client):
    planted = browser_of(CAST.manager).cookies["sessionid"].value
    client.cookies["sessionid"] = planted
    client.post(LOGIN, {"user_id": CAST.staff, "password": PASSWORD})
    assert client.cookies["sessionid"].value != planted
    assert set(Session.objects.values_list("session_key", "user_id")) <= {
        (planted, CAST.manager),
        (client.cookies["sessionid"].value, CAST.staff),
    }


@pytest.mark.parametrize(
    "spelled",
    [
        CAST.staff,
        f" {CAST.staff} ",
        "".join(chr(ord(letter) + 0xFEE0) for letter in CAST.staff),
    ],
    ids=["plain", "spaces", "full width"],
)
def test_another_spelling_of_a_name_and_a_forged_address_are_no_more_guesses(quick_password, spelled):
    """Our proxy writes whom it saw behind what the client says of itself."""
    quick_password(CAST.staff)
    for number in range(5):
        told = {"user_id": spelled, "password": f"guess-{number}"}
        _from(f"198.51.100.{number}").post(LOGIN, told)
    sent = {"user_id": CAST.staff, "password": PASSWORD}
    assert _from("198.51.100.99").post(LOGIN, sent).status_code == 429


def _from(forged: str) -> Client:
    return Client(headers={"X-Forwarded-For": f"{forged}, 203.0.113.7"})


def test_of_many_who_come_with_one_ticket_at_once_one_gets_in(own):
    moment, together = now(), Barrier(AT_ONCE)
    with psycopg.connect(own, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO sessions (session_key, session_data, expire_date, user_id) VALUES ('k', '', %s, %s)",
            [moment + timedelta(days=1), CAST.manager],
        )
        assert first(connection, offer("k", "ticket", digest("state"), moment))

    def come(number: int) -> bool:
        with psycopg.connect(own, autocommit=True) as connection:
            together.wait(30)
            return first(connection, redeem("ticket", "state", f"opened-{number}", moment)) is not None

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert sum(pool.map(come, range(AT_ONCE))) == 1
