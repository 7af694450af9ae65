"""A store's months as the database sums them: equal to its days and their targets, whoever writes them."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import pytest

from tests.web.at_once import Db, committed, four_at_once, rolled_back, while_another_waits

START = date(2026, 1, 28)
Months = dict[tuple[int, date], tuple[int | None, ...]]
INSERT = """
    INSERT INTO store_daily_performances AS p (store_id, date, sales_amount, customer_count, cash_difference)
    VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (store_id, date) DO UPDATE SET sales_amount = EXCLUDED.sales_amount,
        customer_count = EXCLUDED.customer_count, cash_difference = EXCLUDED.cash_difference"""
GOAL = """
    INSERT INTO monthly_goals (store_id, year, month, goal_text, sales_target)
    VALUES (%s, 2026, %s, '笑顔', %s)
    ON CONFLICT (store_id, year, month) DO UPDATE SET sales_target = EXCLUDED.sales_target"""


@pytest.fixture
def db(database) -> Iterator[Db]:
    """A connection, rolled back at the end."""
    yield from rolled_back(database)


@pytest.fixture
def two(database) -> Iterator[tuple[Db, Db]]:
    """Two connections whose writes are committed, and removed at the end."""
    yield from committed(database, "store_daily_performances", "monthly_goals")


def kept(db: Db) -> Months:
    """The months as the triggers keep them."""
    rows = db.execute("""
        SELECT store_id, month, sales_amount, customer_count, cash_difference, off_days, filed, target,
               target_sales FROM store_monthly_performances""")
    return {(store, month): tuple(sums) for store, month, *sums in rows}


def summed(db: Db) -> Months:
    """The months as their days are, in plain Python."""
    days = {
        (store, day): rest
        for store, day, *rest in db.execute("""
        SELECT store_id, date, sales_amount, customer_count, cash_difference FROM store_daily_performances""")
    }
    targets = {
        (store, day): amount
        for store, day, amount in db.execute("SELECT store_id, date, amount FROM daily_targets")
    }
    months: Months = {}
    for store, month in {(store, day.replace(day=1)) for store, day in {*days, *targets}}:
        own = [rest for (s, day), rest in days.items() if (s, day.replace(day=1)) == (store, month)]
        tills = [till for _sales, _customers, till in own if till is not None]
        aims = {
            at: amount for at, amount in targets.items() if (at[0], at[1].replace(day=1)) == (store, month)
        }
        aimed = [days[at][0] for at in aims if at in days]
        months[store, month] = (
            *((sum(column) for column in list(zip(*own, strict=True))[:2]) if own else (None, None)),
            sum(tills) if tills else None,
            sum(till != 0 for till in tills),
            len(own),
            sum(aims.values()) if aims else None,
            sum(aimed) if aimed else None,
        )
    return months


def figures(random: Random) -> tuple[object, ...]:
    day = START + timedelta(days=random.randrange(70))
    till = random.choice((None, 0, random.randint(-999, 999)))
    return random.choice((2, 3, 4)), day, random.choice((0, random.randint(1, 999_999))), 7, till


def some(random: Random) -> str:
    return f"mod(store_id + extract(day FROM date)::int, {random.randint(2, 7)}) = {random.randint(0, 1)}"


def insert(db: Db, random: Random) -> None:
    with db.cursor() as cursor:
        cursor.executemany(INSERT, [figures(random) for _ in range(random.randint(1, 9))])


def copy(db: Db, random: Random) -> None:
    names = "store_id, date, sales_amount, customer_count, cash_difference"
    db.execute(f"CREATE TEMPORARY TABLE staged AS SELECT {names} FROM store_daily_performances LIMIT 0")
    with db.cursor().copy(f"COPY staged ({names}) FROM STDIN") as rows:
        for _ in range(60):
            rows.write_row(figures(random))
    db.execute(
        f"INSERT INTO store_daily_performances ({names}) SELECT {names} FROM staged ON CONFLICT DO NOTHING"
    )
    db.execute("DROP TABLE staged")


def change(db: Db, random: Random) -> None:
    column = random.choice(
        ("sales_amount = sales_amount + 1", "cash_difference = NULL", "customer_count = 3")
    )
    db.execute(f"UPDATE store_daily_performances SET {column} WHERE {some(random)}")


def move(db: Db, random: Random) -> None:
    """All days of a store into another year, and one day to another store."""
    db.execute("DELETE FROM store_daily_performances WHERE store_id = 4 AND date > '2027-01-01'")
    db.execute("UPDATE store_daily_performances SET date = date + 1095 WHERE store_id = 4")
    db.execute("DELETE FROM store_daily_performances WHERE store_id = 3 AND date = %s", [START])
    db.execute("UPDATE store_daily_performances SET store_id = 3 WHERE store_id = 2 AND date = %s", [START])


def delete(db: Db, random: Random) -> None:
    db.execute(f"DELETE FROM store_daily_performances WHERE {some(random)}")


def aim(db: Db, random: Random) -> None:
    target = random.choice((None, 1, random.randint(1, 9_999_999)))
    db.execute(GOAL, [random.choice((2, 3, 4)), random.randint(1, 4), target])


def aim_by_hand(db: Db, random: Random) -> None:
    db.execute(f"UPDATE daily_targets SET amount = amount + 1 WHERE {some(random)}")
    db.execute(f"DELETE FROM daily_targets WHERE {some(random)}")


def truncate(db: Db, random: Random) -> None:
    table = random.choice(("store_daily_performances", "daily_targets", ""))
    if table and random.random() < 0.3:
        db.execute("SET CONSTRAINTS ALL IMMEDIATE")
        db.execute(f"TRUNCATE {table} CASCADE")
        db.execute("SET CONSTRAINTS ALL DEFERRED")


def write_and_take_back(db: Db, random: Random) -> None:
    db.execute("SAVEPOINT before")
    insert(db, random)
    aim(db, random)
    delete(db, random)
    db.execute("ROLLBACK TO before")


ACTS = (insert, copy, change, move, delete, aim, aim_by_hand, truncate, write_and_take_back)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_to_days_their_months_are_their_sums(db, seed):
    random = Random(seed)
    for _ in range(50):
        random.choice(ACTS)(db, random)
        assert kept(db) == summed(db)
    insert(db, random)
    aim(db, random)
    assert kept(db) == summed(db)
    assert kept(db)


def test_a_change_that_moves_no_sum_leaves_the_month_untouched(db):
    insert(db, Random(1))
    versions = "SELECT xmin, ctid::text FROM store_monthly_performances ORDER BY 2"
    before = db.execute(versions).fetchall()
    db.execute("UPDATE store_daily_performances SET updated_at = now(), sales_amount = sales_amount")
    assert before
    assert db.execute(versions).fetchall() == before


def test_a_month_without_days_and_targets_has_no_row(db):
    db.execute(INSERT, [2, START, 5, 1, None])
    assert kept(db) == {(2, date(2026, 1, 1)): (5, 1, None, 0, 1, None, None)}
    db.execute("DELETE FROM store_daily_performances")
    assert kept(db) == {}


def test_a_store_that_is_deleted_takes_its_months_along(db):
    db.execute("INSERT INTO stores (store_id, name, kind) VALUES (99, '閉店', 'store')")
    db.execute(INSERT, [99, START, 5, 1, None])
    db.execute(GOAL, [99, 1, 3100])
    for table in ("store_daily_performances", "performance_versions", "monthly_goals"):
        db.execute(f"DELETE FROM {table} WHERE store_id = 99")
    db.execute("DELETE FROM stores WHERE store_id = 99")
    db.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert not [at for at in kept(db) if at[0] == 99]


def test_two_who_write_days_of_a_month_at_once_are_both_summed(two):
    one, other = two
    one.execute(INSERT, [2, START, 100, 1, 1])
    second = [2, START + timedelta(days=1), 200, 2, None]
    assert while_another_waits(one, other, INSERT, second)
    assert kept(one) == summed(one) == {(2, date(2026, 1, 1)): (300, 3, 1, 1, 2, None, None)}


def test_one_deletes_the_last_day_while_another_writes_the_next(two):
    one, other = two
    one.execute(INSERT, [2, START, 100, 1, 1])
    one.commit()
    one.execute("DELETE FROM store_daily_performances")
    second = [2, START + timedelta(days=1), 200, 2, None]
    while_another_waits(one, other, INSERT, second)
    assert kept(one) == summed(one) == {(2, date(2026, 1, 1)): (200, 2, None, 0, 1, None, None)}


def test_many_who_write_days_and_targets_at_once_are_all_summed(database, two):
    assert four_at_once(database, _busy) == []
    assert kept(two[0]) == summed(two[0])
    assert len(kept(two[0])) > 4


def _busy(connection: Db, _seed: int, random: Random) -> None:
    """What one person does, a statement at a time."""
    for _ in range(60):
        connection.execute(INSERT, figures(random))
        if random.random() < 0.3:
            aim(connection, random)
        if random.random() < 0.3:
            connection.execute(
                "DELETE FROM store_daily_performances WHERE (store_id, date) = (%s, %s)",
                figures(random)[:2],
            )
