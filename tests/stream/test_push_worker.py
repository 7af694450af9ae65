"""The real c3-worker beside the real c3-app: from a claim to a phone; with keys, without, with wrong ones."""

import pytest

from tests.pushing import VAPID
from tests.stream.pushed import MANAGER, clean, states
from tests.stream.served import at_c3_app, run, sign_in, until
from tests.web.reporting import REGISTER, typed

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Safari/604.1"


@pytest.fixture(autouse=True)
def nothing_yet(database, push_is_on) -> None:
    clean(database)


def subscribe(database: str, user_id: str, phone):
    browser = sign_in(database, user_id).browser
    said = phone.subscription()
    answer = at_c3_app(
        database,
        lambda: browser.post("/push/subscribe/", said, "application/json", headers={"User-Agent": IPHONE}),
    )
    assert answer.status_code == 201
    return browser


def file_claim(database: str) -> None:
    browser = sign_in(database, "shibuya-staff").browser
    answer = at_c3_app(database, lambda: browser.post(REGISTER, typed(genre="claim")))
    assert answer.status_code == 302


def test_from_the_form_of_a_claim_to_the_phone_of_the_manager(database, start_worker, phones):
    phone = phones.phone("/one", 500)
    browser = subscribe(database, MANAGER, phone)
    start_worker(**VAPID)
    start_worker(**VAPID)
    file_claim(database)
    until(lambda: len(phones.posts) == 1)
    until(lambda: states(database) == [("waiting", 1, "HTTP 500")])
    run(database, "UPDATE push_messages SET due_at = now()")
    until(lambda: states(database) == [("sent", 2, "")])
    assert [phone.read(post.body)["title"] for post in phones.posts] == ["クレームの日報が登録されました"] * 2
    assert all(int(post.headers["ttl"]) >= 43200 and post.claims() for post in phones.posts)
    at_c3_app(database, lambda: browser.post("/accounts/logout/"))
    file_claim(database)
    assert run(database, "SELECT count(*) FROM push_messages") == [(1,)]


def test_without_keys_the_worker_sends_nothing(database, start_worker, phones):
    subscribe(database, MANAGER, phones.phone())
    file_claim(database)
    run(database, "INSERT INTO push_messages (kind, user_id, key, address, source_id, created_at)"
        " VALUES ('missing', 'shibuya-manager', 'old', '/', 2, now() - interval '8 days')")  # fmt: skip
    worker = start_worker()
    until(lambda: len(states(database)) == 1)
    assert worker.process.poll() is None
    assert (phones.posts, states(database)) == ([], [("waiting", 0, "")])


def test_with_keys_that_are_no_pair_the_worker_says_so_and_ends(database, start_worker):
    wrong = VAPID | {"VAPID_PRIVATE_KEY": "FBhCIxzfUyKZ6-w7i_ImvR5QYm3mCc-CrfyBB9zlEPU"}
    worker = start_worker(**wrong)
    until(lambda: worker.process.poll() is not None)
    assert worker.process.returncode != 0
    assert worker.said("are no pair")
    assert not worker.said(wrong["VAPID_PRIVATE_KEY"])


def test_the_log_names_no_person_no_address_and_no_word(database, start_worker, phones):
    subscribe(database, MANAGER, phones.phone("/secret-address", 410))
    worker = start_worker(**VAPID)
    file_claim(database)
    until(lambda: bool(phones.posts))
    until(lambda: worker.said("messages were looked at"))
    assert not any(worker.said(word) for word in ("secret-address", MANAGER, phones.url, "クレーム"))
