"""What the tests of sent messages share: devices of the cast, things to tell them of, what became of it."""

from typing import Any

from tests.pushing import Phone
from tests.stream.served import run

STAFF, MANAGER = "shibuya-staff", "shibuya-manager"


def clean(database: str) -> None:
    """No device, no message, nothing to tell of; everybody here, as the cast is."""
    for table in ("push_subscriptions", "push_messages", "push_preferences"):
        run(database, f"DELETE FROM {table}")  # noqa: S608
    run(database, "UPDATE users SET is_active = true, language = ''")
    run(database, "UPDATE users SET store_id = 2, user_type = 'manager' WHERE user_id = %s", MANAGER)
    run(database, "UPDATE users SET store_id = 2 WHERE user_id = %s", STAFF)
    run(database, "DELETE FROM bbs_posts")
    run(database, "DELETE FROM daily_reports")


def owned(database: str, phone: Phone, user_id: str = MANAGER) -> Phone:
    """The phone, as one of the person's devices."""
    keys = phone.subscription()["keys"]
    run(
        database,
        "INSERT INTO push_subscriptions (user_id, session_digest, endpoint, p256dh, auth)"
        " VALUES (%s, '', %s, %s, %s)",
        user_id,
        phone.endpoint,
        keys["p256dh"],
        keys["auth"],
    )
    return phone


def claim(database: str, **changed: object) -> int:
    """A claim of 渋谷, of which its 店長 is to be told; its id."""
    said = {"store": 2, "genre": "claim"} | changed
    filed = run(
        database,
        "INSERT INTO daily_reports (store_id, user_id, date, genre, location, title, content)"
        " VALUES (%s, 'shibuya-staff', (now() AT TIME ZONE 'Asia/Tokyo')::date, %s, 'hall', '秘密の題',"
        " '山田様に3000円を返金') RETURNING id",
        said["store"],
        said["genre"],
    )
    return int(filed[0][0])


def mention(database: str, **changed: object) -> int:
    """A post of 梅田 that mentions 渋谷's staff; its id."""
    ((post,),) = run(
        database,
        "INSERT INTO bbs_posts (store_id, user_id, genre, title, content)"
        " VALUES (4, 'umeda-staff', 'report', '秘密', '山田様') RETURNING id",
    )
    run(
        database,
        "INSERT INTO bbs_notices (user_id, kind, post_id) VALUES (%s, 'mention', %s)",
        changed.get("user", STAFF),
        post,
    )
    return int(post)


def must_read(database: str, store: int = 2) -> int:
    """A 必読 of 本部 for a store; its id."""
    ((post,),) = run(
        database,
        "INSERT INTO bbs_posts (store_id, user_id, genre, title, content, announced_at, audience, due_on)"
        " VALUES (1, 'hq-admin', 'report', '秘密', '山田様', now(), 'stores', current_date + 3) RETURNING id",
    )
    run(database, "INSERT INTO bbs_post_stores (post_id, store_id) VALUES (%s, %s)", post, store)
    return int(post)


def states(database: str) -> list[tuple[Any, ...]]:
    return run(database, "SELECT state, attempts, error FROM push_messages ORDER BY id")


def state(database: str) -> str:
    return str(states(database)[0][0])


def due_now(database: str) -> None:
    run(database, "UPDATE push_messages SET due_at = now()")
