"""The people who chat on the bench: signed in, each with a turn that is held open for who only listens."""

from uuid import UUID

from shared.chat import tickets
from tests.bench.unhurried import unhurried

PEOPLE = """
    WITH people AS (
        INSERT INTO users (user_id, store_id, user_type, last_name, first_name, password)
        SELECT 'bench-' || n, 2, 'manager', '店長', n::text, '!' FROM generate_series(1, %(many)s) n
        RETURNING user_id)
    INSERT INTO sessions (session_key, session_data, user_id, expire_date)
    SELECT 'session-' || user_id, '', user_id, now() + interval '1 day' FROM people"""
HELD = """
    WITH threads AS (
        INSERT INTO ai_chat_threads (user_id, title)
        SELECT 'bench-' || n, 'held' FROM generate_series(1, %(many)s) n RETURNING id, user_id),
    turns AS (
        INSERT INTO ai_turns (id, thread_id, user_id, state, attempt, leased_until)
        SELECT gen_random_uuid(), id, user_id, 'running', 1, now() + interval '1 day' FROM threads
        RETURNING id)
    INSERT INTO ai_turn_events (turn_id, number, data) SELECT id, 1, '{"type": "start"}' FROM turns
    RETURNING turn_id"""
TOLD = """
    WITH told AS (
        INSERT INTO ai_turn_events (turn_id, number, data)
        SELECT turn_id, 2, '{"type": "token", "content": "はい。"}' FROM ai_turn_events
        WHERE turn_id = ANY(%(turns)s) RETURNING turn_id)
    SELECT pg_notify('c3_turn_events', turn_id::text) FROM told"""
ENDED = "UPDATE ai_turns SET state = 'done', finished_at = now() WHERE state IN ('waiting', 'running')"


def sign_in(database: str, many: int) -> list[str]:
    """So many 店長 of 渋谷; the keys of their sessions."""
    with unhurried(database) as connection:
        connection.execute(PEOPLE, {"many": many})
    return [f"session-bench-{n}" for n in range(1, many + 1)]


def hold(database: str, many: int) -> list[UUID]:
    """A turn of each of so many of them, which nobody runs."""
    with unhurried(database) as connection:
        return [turn for (turn,) in connection.execute(HELD, {"many": many})]


def addresses(turns: list[UUID]) -> list[str]:
    """The addresses of their streams."""
    return [f"/ai/stream/{turn}/?ticket={tickets.issue(turn)}" for turn in turns]


def tell(database: str, turns: list[UUID]) -> None:
    """One event in each of them, all by one statement."""
    with unhurried(database) as connection:
        connection.execute(TOLD, {"turns": turns})


def release(database: str) -> None:
    """No turn is held any more."""
    with unhurried(database) as connection:
        connection.execute(ENDED)
