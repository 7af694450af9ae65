"""What only 梅田 knows, written where a leak would show it; and its rows, to see that nobody changed them."""

from typing import Any, Final

from tests.cast import CAST
from tests.house.world import DAY, FOREIGN, OTHER_THREAD, UNREAD, WRITTEN
from tests.stream.served import run

# No text of ours, and none that is typed anywhere: an answer that holds it has it from 梅田's rows.
CANARY: Final = "kanariya"
SALES: Final = 48_151_623  # 円, as a page shows and as a file holds it
SIGNS: Final = (CANARY, f"{SALES}", f"{SALES:,}")

WRITTEN_DOWN: Final[tuple[tuple[str, tuple[Any, ...]], ...]] = (
    (
        "UPDATE daily_reports SET title = %s, content = %s WHERE id = %s",
        (f"{CANARY}の題", f"{CANARY}の本文", FOREIGN),
    ),
    (
        "UPDATE store_daily_performances SET sales_amount = %s WHERE store_id = %s AND date = %s",
        (SALES, CAST.umeda, DAY),
    ),
    (
        "UPDATE monthly_goals SET goal_text = %s, achievement_text = %s WHERE store_id = %s",
        (f"{CANARY}の目標", f"{CANARY}の達成", CAST.umeda),
    ),
    (
        "UPDATE ai_chat_threads SET title = %s, user_id = %s WHERE id = %s",
        (f"{CANARY}の会話", CAST.other_staff, OTHER_THREAD),
    ),
    ("UPDATE ai_turns SET user_id = %s WHERE thread_id = %s", (CAST.other_staff, OTHER_THREAD)),
    (
        """INSERT INTO report_drafts (id, user_id, fields, updated_at) SELECT gen_random_uuid(), %s,
        jsonb_set(fields, '{title}', to_jsonb(%s::text)), updated_at FROM report_drafts LIMIT 1""",
        (CAST.other_staff, f"{CANARY}の下書き"),
    ),
    (
        """INSERT INTO bbs_posts (id, store_id, user_id, genre, title, content, created_at, announced_at,
        audience) VALUES (299, %s, %s, 'claim', %s, %s, %s, %s, 'stores')""",
        (CAST.head_office, CAST.admin, f"{CANARY}の知らせ", f"{CANARY}の知らせの本文", WRITTEN, WRITTEN),
    ),
    ("INSERT INTO bbs_post_stores (post_id, store_id) VALUES (299, %s)", (CAST.umeda,)),
    (
        "INSERT INTO bbs_comments (id, post_id, user_id, content, created_at) VALUES (399, 299, %s, %s, %s)",
        (CAST.other_staff, f"{CANARY}の返事", WRITTEN),
    ),
    ("UPDATE knowledge_documents SET title = %s WHERE id = %s", (f"{CANARY}の読みかけ", UNREAD)),
    (
        """INSERT INTO push_subscriptions (user_id, session_digest, endpoint, p256dh, auth, agent, made_at)
        VALUES (%s, %s, %s, 'BA', 'AA', %s, %s)""",
        (CAST.other_staff, "1" * 64, f"https://push.example.jp/{CANARY}", f"{CANARY}の端末", WRITTEN),
    ),
)

OF_PEOPLE: Final = f"user_id IN ('{CAST.other_staff}', '{CAST.other_manager}')"
# On the board, what is addressed to 梅田 alone: on other posts its people's comments may be chosen, or go
# with a post that its writer deletes.
OWN_ROWS: Final = {
    "daily_reports": f"store_id = {CAST.umeda}",
    "report_images": f"report_id IN (SELECT id FROM daily_reports WHERE store_id = {CAST.umeda})",
    "store_daily_performances": f"store_id = {CAST.umeda}",
    "monthly_goals": f"store_id = {CAST.umeda}",
    "daily_targets": f"store_id = {CAST.umeda}",
    "report_versions": f"report_id IN (SELECT id FROM daily_reports WHERE store_id = {CAST.umeda})",
    "performance_versions": f"store_id = {CAST.umeda}",
    "stores": f"store_id = {CAST.umeda}",
    "users": OF_PEOPLE,
    "report_drafts": OF_PEOPLE,
    "bbs_posts": "id = 299",
    "bbs_comments": "post_id = 299",
    "bbs_confirmations": "post_id = 299",
    "bbs_reminders": "post_id = 299",
    "ai_chat_threads": OF_PEOPLE,
    "ai_turns": OF_PEOPLE,
    "push_subscriptions": OF_PEOPLE,
    "push_preferences": OF_PEOPLE,
}
# A post of 梅田's that everybody reads may be answered: its counts change, its words do not.
BOARD: Final = "SELECT id, title, content, genre, user_id FROM bbs_posts WHERE store_id = %s ORDER BY 1"


def hide(database: str) -> None:
    """Write the canaries over 梅田's rows of `tests.house.world`."""
    for statement, values in WRITTEN_DOWN:
        run(database, statement, *values)


def rows(database: str) -> dict[str, list[Any]]:
    """Everything that is 梅田's, by table."""
    found = {
        table: run(database, f"SELECT to_jsonb(t) FROM {table} t WHERE {which} ORDER BY 1")
        for table, which in OWN_ROWS.items()
    }
    assert all(found[table] for table in ("daily_reports", "monthly_goals", "users", "ai_turns"))
    return found | {"board": run(database, BOARD, CAST.umeda)}


def changed(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> list[str]:
    """Rows that came, went or changed, each with its table."""
    return [
        f"{table}: {row}"
        for table in before
        for row in (*before[table], *after[table])
        if (row in before[table]) != (row in after[table])
    ]
