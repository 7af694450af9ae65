"""The same sent by several connections at once, to the real server; and to one whose database is away."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from threading import Barrier
from uuid import uuid4

import httpx
import psycopg
import pytest
from psycopg import sql

from launch.services import commands
from shared.settings import ROOT
from tests.cast import CAST, PASSWORD
from tests.launch.launcher import free_ports
from tests.pictures import jpeg
from tests.web.sent import JSON, NAMES, Item, item_of

AT_ONCE = 4
PHOTO = "/report/photo/"


@contextmanager
def server(database: str) -> Iterator[str]:
    """c3-app with two processes on this database; its address."""
    number = free_ports()[0]
    command = commands("127.0.0.1", number, workers=2)["c3-app"].split()
    environment = {**os.environ, "DATABASE_URL": database, "ALLOWED_HOSTS": "127.0.0.1"}
    with subprocess.Popen([sys.executable, *command[1:]], cwd=ROOT, env=environment) as process:
        address = f"http://127.0.0.1:{number}"
        for _ in range(200):
            try:
                httpx.get(f"{address}/health/", timeout=20)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        try:
            yield address
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def post(database) -> int:
    """A post of 渋谷's staff."""
    with psycopg.connect(database, autocommit=True) as connection:
        made = connection.execute(
            "INSERT INTO bbs_posts (store_id, user_id, genre, title, content)"
            " VALUES (2, 'shibuya-staff', 'claim', '題', '内容') RETURNING id"
        ).fetchone()
        assert made
        return int(made[0])


@pytest.fixture(scope="module")
def phones(database) -> Iterator[list[httpx.Client]]:
    """Four connections of the 店長, each with a login of its own."""
    with server(database) as address, ExitStack() as opened:
        phones = [
            opened.enter_context(httpx.Client(base_url=address, headers=JSON, timeout=30))
            for _ in range(AT_ONCE)
        ]
        yield [signed_in(phone) for phone in phones]


def signed_in(phone: httpx.Client) -> httpx.Client:
    phone.get("/accounts/login/")
    form = {"user_id": CAST.manager, "password": PASSWORD, "csrfmiddlewaretoken": phone.cookies["csrftoken"]}
    assert phone.post("/accounts/login/", data=form).status_code == 302
    phone.headers["X-CSRFToken"] = phone.get("/sending/session/").json()["csrf"]
    return phone


def at_once(phones: list[httpx.Client], *sent: dict[str, object]) -> list[httpx.Response]:
    """Each phone sends at the same moment, in turn one of `sent`."""
    ready = Barrier(len(phones))

    def send(number: int) -> httpx.Response:
        ready.wait()
        return phones[number].request("POST", **sent[number % len(sent)])  # type: ignore[arg-type]

    with ThreadPoolExecutor(len(phones)) as pool:
        return list(pool.map(send, range(len(phones))))


def rows(database: str, item: Item) -> int:
    with psycopg.connect(database) as connection:
        asked = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(item.table))
        (count,) = connection.execute(asked).fetchone() or (0,)
        return int(count)


@pytest.mark.parametrize("name", NAMES)
def test_four_at_once_make_one_and_all_are_told_of_it(database, phones, post, name):
    item = item_of(name, post)
    for _ in range(5):
        forget_figures(database)
        before, said = rows(database, item), item.said()
        answers = at_once(phones, {"url": item.path, "data": said})
        states = sorted(answer.json()["state"] for answer in answers)
        assert states == ["made", "was_made", "was_made", "was_made"], [answer.text for answer in answers]
        assert len({answer.json()["url"] for answer in answers}) == 1
        if name != "reaction":
            assert rows(database, item) == before + 1


@pytest.mark.parametrize("name", NAMES)
def test_of_two_texts_at_once_under_one_key_one_is_made_and_the_other_is_told(database, phones, post, name):
    item = item_of(name, post)
    forget_figures(database)
    said = item.said()
    answers = at_once(
        phones, {"url": item.path, "data": said}, {"url": item.path, "data": said | item.otherwise}
    )
    states = sorted(answer.json()["state"] for answer in answers)
    assert states == ["conflict", "conflict", "made", "was_made"], [answer.text for answer in answers]


def test_figures_of_two_at_once_leave_one_and_a_question(database, phones, post):
    forget_figures(database)
    item = item_of("figures", post)
    opened = {"opened": f"2_{item.fields['date']}_0"}
    sent = [item.said(**opened, sales_amount=str(amount)) for amount in range(1, AT_ONCE + 1)]
    posted: list[dict[str, object]] = [{"url": item.path, "data": said} for said in sent]
    answers = at_once(phones, *posted)
    states = sorted(answer.json()["state"] for answer in answers)
    assert states == ["conflict"] * 3 + ["made"]
    made = next(answer for answer in answers if answer.status_code == 201)
    asked = [answer.json() for answer in answers if answer is not made]
    assert len({question["theirs"]["sales_amount"] for question in asked}) == 1


def test_a_photo_four_times_at_once_is_one(database, phones):
    key = str(uuid4())
    picture = {"files": {"image": ("a.jpg", jpeg((80, 60)))}, "data": {"form_id": key}}
    answers = at_once(phones, {"url": PHOTO, **picture})
    assert sorted(answer.json()["state"] for answer in answers) == ["made"] + ["was_made"] * 3
    assert len({answer.json()["id"] for answer in answers}) == 1


@pytest.fixture(scope="module")
def lonely(django_db_setup) -> Iterator[str]:
    """c3-app on a database that nobody serves."""
    with server("postgresql://localhost:1/none") as address:
        yield address


@pytest.mark.parametrize("name", [*NAMES, "photo"])
def test_while_the_database_is_away_the_script_is_told_when_to_come_back(lonely, name):
    path = PHOTO if name == "photo" else item_of(name, 1).path
    said = {"form_id": str(uuid4())} if name == "photo" else item_of(name, 1).said()
    with httpx.Client(base_url=lonely, headers=JSON, timeout=20) as phone:
        phone.get("/accounts/login/")
        token, session = phone.cookies["csrftoken"], "a" * 32
        headers = {"X-CSRFToken": token, "Cookie": f"sessionid={session}; csrftoken={token}"}
        answer = phone.post(path, data=said, headers=headers)
    assert (answer.status_code, answer.json()["state"]) == (503, "away")
    assert answer.headers["Retry-After"] == "10"
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_token_is_not_given_while_the_database_is_away(lonely):
    answer = httpx.get(f"{lonely}/sending/session/", headers=JSON | {"Cookie": "sessionid=" + "a" * 32})
    assert (answer.status_code, answer.json()["state"]) == (503, "away")


def forget_figures(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("DELETE FROM store_daily_performances")
