"""Messages that are not sent, or not now: nothing is to be told any more, not to them, not at this hour."""

import socket
from datetime import timedelta
from typing import Any

import pytest

from shared.dates import now
from shared.pool import new_pool
from stream.push.sending import send_batch
from stream.push.service import PublicOnly, PushService
from tests.pushing import Phone, PushServer, with_keys
from tests.stream.pushed import (
    MANAGER,
    STAFF,
    claim,
    clean,
    due_now,
    mention,
    must_read,
    owned,
    state,
    states,
)
from tests.stream.served import run

CONFIRMED = (
    "INSERT INTO bbs_confirmations (post_id, user_id, version) SELECT id, 'shibuya-staff', 1 FROM bbs_posts"
)


@pytest.fixture(autouse=True)
def nothing_yet(database) -> None:
    clean(database)


@pytest.fixture
async def pool(database):
    async with new_pool(database, 4) as pool:
        yield pool


async def test_who_is_retired_is_told_nothing(database, pool, service, phones):
    owned(database, phones.phone())
    claim(database)
    run(database, "UPDATE users SET is_active = false WHERE user_id = %s", MANAGER)
    await send_batch(pool, service)
    assert phones.posts == []
    assert states(database) == [("dropped", 1, "retired")]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE users SET store_id = 4 WHERE user_id = 'shibuya-manager'",
        "UPDATE users SET user_type = 'staff' WHERE user_id = 'shibuya-manager'",
        "UPDATE daily_reports SET genre = 'praise'",
        "DELETE FROM daily_reports",
    ],
)
async def test_a_claim_that_is_none_of_theirs_any_more_is_not_told(database, pool, service, phones, change):
    owned(database, phones.phone())
    claim(database)
    run(database, change)
    await send_batch(pool, service)
    assert (phones.posts, states(database)) == ([], [("dropped", 1, "nothing to tell")])


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE bbs_posts SET title = '', content = '', deleted_at = now()",
        "DELETE FROM bbs_posts",
        "UPDATE bbs_notices SET done_at = now()",
        "UPDATE bbs_posts SET announced_at = now(), audience = 'area', area_id = 2",
    ],
)
async def test_a_mention_that_is_seen_gone_or_out_of_reach_is_not_told(
    database, pool, service, phones, change
):
    owned(database, phones.phone(), STAFF)
    mention(database)
    run(database, change)
    await send_batch(pool, service)
    assert (phones.posts, states(database)) == ([], [("dropped", 1, "nothing to tell")])


@pytest.mark.parametrize(
    "change",
    [
        CONFIRMED,
        "UPDATE bbs_post_stores SET store_id = 4",
        "UPDATE bbs_posts SET due_on = NULL",
        "UPDATE users SET store_id = 4 WHERE user_id = 'shibuya-staff'",
    ],
)
async def test_a_must_read_that_is_confirmed_or_for_others_is_not_told(
    database, pool, service, phones, change
):
    owned(database, phones.phone(), STAFF)
    must_read(database)
    run(database, change)
    await send_batch(pool, service)
    assert (phones.posts, states(database)) == ([], [("dropped", 1, "nothing to tell")])


async def test_a_must_read_is_told_to_its_store_alone(database, pool, service, phones):
    phone = owned(database, phones.phone("/staff"), STAFF)
    owned(database, phones.phone("/umeda"), "umeda-staff")
    made = must_read(database)
    await send_batch(pool, service)
    (post,) = phones.posts
    told = phone.read(post.body)
    assert (told["title"], told["url"]) == ("必読のお知らせがあります", f"/bbs/detail/{made}/")
    assert (told["unread"], post.headers["urgency"]) == (1, "normal")


async def test_what_a_person_has_turned_off_is_not_told(database, pool, service, phones):
    owned(database, phones.phone())
    run(database, "INSERT INTO push_preferences (user_id, muted) VALUES (%s, '{incident}')", MANAGER)
    claim(database)
    await send_batch(pool, service)
    assert (phones.posts, states(database)) == ([], [("dropped", 1, "turned off")])


async def test_quiet_hours_make_it_wait_until_they_are_over(database, pool, service, phones):
    owned(database, phones.phone())
    begin, end = now() - timedelta(hours=1), now() + timedelta(hours=2)
    run(
        database,
        "INSERT INTO push_preferences (user_id, quiet_from, quiet_to) VALUES (%s, %s::time, %s::time)",
        MANAGER,
        f"{begin:%H:%M}",
        f"{end:%H:%M}",
    )
    claim(database)
    await send_batch(pool, service)
    ((due, attempts),) = run(database, "SELECT due_at, attempts FROM push_messages")
    assert due == end.replace(second=0, microsecond=0)
    assert (phones.posts, attempts) == ([], 0)
    run(database, "UPDATE push_preferences SET quiet_from = NULL, quiet_to = NULL")
    due_now(database)
    await send_batch(pool, service)
    assert (len(phones.posts), state(database)) == (1, "sent")


async def test_what_is_a_day_old_is_not_told_any_more(database, pool, service, phones):
    owned(database, phones.phone())
    claim(database)
    run(database, "UPDATE push_messages SET created_at = now() - interval '25 hours'")
    await send_batch(pool, service)
    assert (phones.posts, states(database)) == ([], [("dropped", 1, "too late")])


async def test_in_production_no_address_of_the_network_within_is_reached(database, pool, phones: PushServer):
    owned(database, phones.phone())
    claim(database)
    async with PushService(with_keys(debug=False)) as service:
        await send_batch(pool, service)
    assert phones.posts == []
    assert run(database, "SELECT count(*) FROM push_subscriptions") == [(0,)]


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "nobody.invalid"])
async def test_a_name_that_stands_for_an_address_within_is_not_connected_to(name):
    resolver = PublicOnly()
    with pytest.raises(OSError, match=r".+"):
        await resolver.resolve(name, 443)
    await resolver.close()


async def test_a_name_that_turns_to_an_address_within_is_asked_anew_and_not_connected_to(
    database, pool, phones: PushServer, monkeypatch
):
    """The name server says what it likes, each time something else: what it says last is what counts."""
    port, asked = int(phones.url.rpartition(":")[2]), []

    def turned(host: str, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", port))]

    owned(database, Phone("https://push.example.jp/one"))
    claim(database)
    monkeypatch.setattr("socket.getaddrinfo", turned)
    async with PushService(with_keys(debug=False)) as service:
        await send_batch(pool, service)
    assert asked == ["push.example.jp"]
    assert (phones.posts, states(database)) == ([], [("waiting", 1, "ClientConnectorDNSError")])


async def test_of_several_addresses_only_the_public_ones_are_used(monkeypatch):
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, 443))
        for address in ("10.0.0.1", "8.8.8.8", "169.254.169.254")
    ]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: found)
    resolver = PublicOnly()
    assert [result["host"] for result in await resolver.resolve("push.example.jp", 443)] == ["8.8.8.8"]
    await resolver.close()
