"""The worker brings messages to phones: encrypted, signed, once; later again where it did not reach them."""

import asyncio
import json
import time
from typing import Any

import pytest

from shared.db import amany
from shared.pool import new_pool
from shared.push import outbox
from shared.push.outbox import LAST_ATTEMPT
from shared.push.words import PushState
from stream.push.sending import send_batch
from stream.push.service import PushService
from tests.pushing import VAPID, Phone, with_keys
from tests.stream.pushed import STAFF, claim, clean, due_now, mention, owned, state, states
from tests.stream.served import run

WORDS = ("秘密", "山田", "3000", "佐藤", "美咲", "渋谷")


@pytest.fixture(autouse=True)
def nothing_yet(database) -> None:
    clean(database)


@pytest.fixture
async def pool(database):
    async with new_pool(database, 4) as pool:
        yield pool


async def test_a_phone_is_told_by_our_words_a_path_and_a_number(database, pool, service, phones):
    phone, report = owned(database, phones.phone()), claim(database)
    assert await send_batch(pool, service) == 1
    (post,) = phones.posts
    assert phone.read(post.body) == {
        "title": "クレームの日報が登録されました",
        "url": f"/report/view/{report}/",
        "tag": f"report-{report}",
        "kind": "incident",
        "unread": 0,
        "lang": "ja",
    }
    assert all(word not in json.dumps(phone.read(post.body), ensure_ascii=False) for word in WORDS)
    assert "クレーム".encode() not in post.body
    assert states(database) == [("sent", 1, "")]
    assert run(database, "SELECT last_ok IS NOT NULL FROM push_subscriptions") == [(True,)]


async def test_a_push_service_is_told_how_long_how_urgent_and_by_whom(database, pool, service, phones):
    owned(database, phones.phone())
    claim(database)
    await send_batch(pool, service)
    (post,) = phones.posts
    assert int(post.headers["ttl"]) >= 43200
    assert post.headers["urgency"] == "high"
    assert post.headers["content-encoding"] == "aes128gcm"
    assert 1 <= len(post.headers["topic"]) <= 32
    claims = post.claims()
    assert claims["aud"] == phones.url
    assert claims["sub"] == VAPID["VAPID_SUBJECT"]
    assert time.time() + 3600 < claims["exp"] <= time.time() + 24 * 3600


async def test_the_number_is_that_of_what_is_unread(database, pool, service, phones):
    phone = owned(database, phones.phone(), STAFF)
    for _ in range(2):
        mention(database)
    assert await send_batch(pool, service) == 2
    assert {phone.read(post.body)["unread"] for post in phones.posts} == {2}
    assert {phone.read(post.body)["title"] for post in phones.posts} == {"あなたへのメンションがあります"}


async def test_all_devices_of_a_person_are_told_and_nobody_elses(database, pool, service, phones):
    for path in ("/one", "/two"):
        owned(database, phones.phone(path))
    owned(database, phones.phone("/staff"), STAFF)
    owned(database, phones.phone("/other"), "umeda-manager")
    claim(database)
    await send_batch(pool, service)
    assert sorted(post.path for post in phones.posts) == ["/one", "/two"]


async def test_a_service_that_fails_is_asked_again_and_then_takes_it(database, pool, service, phones):
    owned(database, phones.phone("/one", 500))
    claim(database)
    assert await send_batch(pool, service) == 1
    assert states(database) == [("waiting", 1, "HTTP 500")]
    assert await send_batch(pool, service) == 0
    due_now(database)
    assert await send_batch(pool, service) == 1
    assert states(database) == [("sent", 2, "")]
    assert len(phones.posts) == 2


async def test_only_the_device_that_was_not_reached_is_tried_again(database, pool, service, phones):
    owned(database, phones.phone("/good"))
    owned(database, phones.phone("/bad", 503))
    claim(database)
    await send_batch(pool, service)
    due_now(database)
    await send_batch(pool, service)
    assert sorted(post.path for post in phones.posts) == ["/bad", "/bad", "/good"]
    assert state(database) == "sent"


@pytest.mark.parametrize("status", [404, 410])
async def test_a_device_that_is_gone_is_forgotten(database, pool, service, phones, status):
    owned(database, phones.phone("/gone", status))
    owned(database, phones.phone("/good"))
    claim(database)
    await send_batch(pool, service)
    left = run(database, "SELECT endpoint FROM push_subscriptions")
    assert [endpoint for (endpoint,) in left] == [f"{phones.url}/good"]
    assert state(database) == "sent"


@pytest.mark.parametrize("status", [400, 401, 403, 413, 429, 302, 500])
async def test_a_device_that_is_refused_is_not_forgotten(database, pool, service, phones, status):
    owned(database, phones.phone("/one", status))
    claim(database)
    await send_batch(pool, service)
    assert states(database) == [("waiting", 1, f"HTTP {status}")]
    assert run(database, "SELECT count(*) FROM push_subscriptions") == [(1,)]


async def test_a_service_that_wants_time_is_given_it(database, pool, service, phones):
    phones.headers["Retry-After"] = "600"
    owned(database, phones.phone("/one", 429))
    claim(database)
    await send_batch(pool, service)
    ((seconds,),) = run(database, "SELECT extract(epoch FROM due_at - now())::int FROM push_messages")
    assert 590 <= seconds <= 600


async def test_no_redirect_is_followed(database, pool, service, phones):
    phones.headers["Location"] = f"{phones.url}/elsewhere"
    owned(database, phones.phone("/one", 307))
    claim(database)
    await send_batch(pool, service)
    assert [post.path for post in phones.posts] == ["/one"]
    assert state(database) == "waiting"


async def test_it_ends_after_the_last_attempt(database, pool, service, phones):
    owned(database, phones.phone("/one", *[500] * LAST_ATTEMPT))
    claim(database)
    for _ in range(LAST_ATTEMPT + 2):
        due_now(database)
        await send_batch(pool, service)
    assert len(phones.posts) == LAST_ATTEMPT
    assert states(database) == [("failed", LAST_ATTEMPT, "HTTP 500")]


async def test_what_one_device_has_taken_was_sent_whatever_becomes_of_the_other(
    database, pool, service, phones
):
    owned(database, phones.phone("/good"))
    owned(database, phones.phone("/dying", 500, 410))
    claim(database)
    for _ in range(2):
        due_now(database)
        await send_batch(pool, service)
    assert [row[0] for row in states(database)] == ["sent"]
    assert run(database, "SELECT count(*) FROM push_subscriptions") == [(1,)]


async def test_a_service_that_is_not_there_is_asked_again(database, pool, service):
    owned(database, Phone("http://127.0.0.1:9/one"))
    claim(database)
    await send_batch(pool, service)
    assert states(database) == [("waiting", 1, "ClientConnectorError")]


async def test_a_device_with_a_broken_key_is_forgotten(database, pool, service, phones):
    phone = owned(database, phones.phone())
    run(database, "UPDATE push_subscriptions SET p256dh = %s", "B" + "A" * 86)
    claim(database)
    await send_batch(pool, service)
    assert (phones.posts, phone.endpoint) == ([], f"{phones.url}/one")
    assert run(database, "SELECT count(*) FROM push_subscriptions") == [(0,)]
    assert states(database) == [("dropped", 1, "gone")]


async def test_many_workers_send_each_message_once(database, pool, service, phones):
    owned(database, phones.phone())
    for _ in range(60):
        claim(database)
    async with new_pool(database, 4) as other_pool, PushService(with_keys()) as other:
        while sum(await asyncio.gather(*both(pool, service, other_pool, other))):
            pass
    tags = [post.headers["topic"] for post in phones.posts]
    assert (len(tags), len(set(tags))) == (60, 60)
    assert {row[0] for row in states(database)} == {"sent"}


def both(pool, service, other_pool, other) -> list[Any]:
    return [send_batch(pool, service), send_batch(other_pool, other), send_batch(pool, service)]


async def test_what_a_dead_worker_held_is_due_again_and_its_word_counts_no_more(
    database, pool, service, phones
):
    owned(database, phones.phone())
    claim(database)
    async with pool.connection() as connection:
        (held,) = await amany(connection, outbox.claim())
    assert await send_batch(pool, service) == 0
    due_now(database)
    assert await send_batch(pool, service) == 1
    async with pool.connection() as connection:
        assert await amany(connection, outbox.settle(held, outbox.Outcome(PushState.FAILED))) == []
    assert states(database) == [("sent", 2, "")]
