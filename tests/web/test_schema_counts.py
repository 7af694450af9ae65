"""What the database keeps for the managers' figures by itself: reports by day and month, targets by day.

Whatever is written, and by whom, it is equal to what the rows themselves say.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from random import Random

import pytest

from shared.analytics.counts import CELLS
from shared.words import Genre, Location
from tests.web.at_once import Db, committed, four_at_once, rolled_back, while_another_waits

START = date(2026, 1, 29)
COLUMNS = [f"{genre.value}_{location.value}" for genre, location in CELLS]
INSERT = """
    INSERT INTO daily_reports (store_id, user_id, date, genre, location, title, content)
    VALUES (%s, 'shibuya-staff', %s, %s, %s, '日報', '本文')"""
Days = dict[tuple[int, date], list[int]]


@pytest.fixture
def db(database) -> Iterator[Db]:
    """A connection, rolled back at the end."""
    yield from rolled_back(database)


@pytest.fixture
def two(database) -> Iterator[tuple[Db, Db]]:
    """Two connections whose writes are committed, and removed at the end."""
    yield from committed(database, "daily_reports", "monthly_goals")


def kept(db: Db) -> Days:
    """The counts of days as the triggers keep them; those of months are their sums."""
    days = _kept(db, "report_day_counts", "date")
    months: Days = {}
    for (store, day), counts in days.items():
        so_far = months.setdefault((store, day.replace(day=1)), [0] * len(CELLS))
        so_far[:] = [total + count for total, count in zip(so_far, counts, strict=True)]
    assert _kept(db, "report_month_counts", "month") == months
    return days


def _kept(db: Db, table: str, key: str) -> Days:
    rows = db.execute(f"SELECT store_id, {key}, {', '.join(COLUMNS)} FROM {table}")
    return {(store, day): counts for store, day, *counts in rows}


def counted(db: Db) -> Days:
    """The counts as the reports are."""
    days: Days = {}
    for store, day, genre, location in db.execute(
        "SELECT store_id, date, genre, location FROM daily_reports"
    ):
        counts = days.setdefault((store, day), [0] * len(CELLS))
        counts[COLUMNS.index(f"{genre}_{location}")] += 1
    return days


def report(random: Random) -> tuple[object, ...]:
    day = START + timedelta(days=random.randrange(5))
    words = random.choice(list(Genre)).value, random.choice(list(Location)).value
    return (random.choice((2, 3, 4)), day, *words)


def some(random: Random) -> str:
    """A condition that holds for some of the reports."""
    return f"mod(id, {random.randint(2, 7)}) = {random.randint(0, 1)}"


def insert(db: Db, random: Random) -> None:
    with db.cursor() as cursor:
        cursor.executemany(INSERT, [report(random) for _ in range(random.randint(1, 6))])


def copy(db: Db, random: Random) -> None:
    names = "store_id, user_id, date, genre, location, title, content"
    with db.cursor().copy(f"COPY daily_reports ({names}) FROM STDIN") as rows:
        for _ in range(60):
            store, *rest = report(random)
            rows.write_row((store, "shibuya-staff", *rest, "日報", "本文"))


def move(db: Db, random: Random) -> None:
    """To another day, store, genre or location; some of them to where they are."""
    store, day, genre, location = report(random)
    columns = {"store_id": store, "date": day, "genre": genre, "location": location}
    for name in random.sample(sorted(columns), random.randint(1, 4)):
        db.execute(
            f"UPDATE daily_reports SET {name} = %s WHERE {some(random)}",
            [columns[name]],
        )


def swap(db: Db, random: Random) -> None:
    """Many rows in one statement, each to another day than the others."""
    db.execute(f"UPDATE daily_reports SET date = %s + mod(id, 3)::int WHERE {some(random)}", [START])


def edit(db: Db, random: Random) -> None:
    db.execute(f"UPDATE daily_reports SET title = title || '!' WHERE {some(random)}")


def delete(db: Db, random: Random) -> None:
    db.execute(f"DELETE FROM daily_reports WHERE {some(random)}")


def truncate(db: Db, random: Random) -> None:
    if random.random() < 0.2:
        db.execute("SET CONSTRAINTS ALL IMMEDIATE")
        db.execute("TRUNCATE daily_reports CASCADE")
        db.execute("SET CONSTRAINTS ALL DEFERRED")


def write_and_take_back(db: Db, random: Random) -> None:
    db.execute("SAVEPOINT before")
    insert(db, random)
    move(db, random)
    delete(db, random)
    db.execute("ROLLBACK TO before")


ACTS = (insert, copy, move, swap, edit, delete, truncate, write_and_take_back)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_to_reports_the_counts_are_theirs(db, seed):
    random = Random(seed)
    for _ in range(60):
        random.choice(ACTS)(db, random)
        assert kept(db) == counted(db)
    insert(db, random)
    assert kept(db)


def test_an_edit_that_moves_nothing_leaves_the_counts_untouched(db):
    insert(db, Random(1))
    versions = """
        SELECT 'day', xmin, ctid::text FROM report_day_counts
        UNION ALL SELECT 'month', xmin, ctid::text FROM report_month_counts ORDER BY 1, 3"""
    before = db.execute(versions).fetchall()
    db.execute("UPDATE daily_reports SET content = '直した', genre = genre, date = date")
    assert db.execute(versions).fetchall() == before


def test_a_day_without_reports_has_no_row(db):
    db.execute(INSERT, [2, START, "claim", "hall"])
    db.execute("UPDATE daily_reports SET date = date + 1")
    assert list(kept(db)) == [(2, START + timedelta(days=1))]
    db.execute("DELETE FROM daily_reports")
    assert kept(db) == {}


def test_two_who_write_at_once_are_both_counted(two):
    one, other = two
    one.execute(INSERT, [2, START, "claim", "hall"])
    assert while_another_waits(one, other, INSERT, [2, START, "claim", "hall"])
    assert kept(one) == counted(one) == {(2, START): [int(name == "claim_hall") * 2 for name in COLUMNS]}


def test_one_deletes_the_last_report_while_another_writes_the_next(two):
    one, other = two
    one.execute(INSERT, [2, START, "claim", "hall"])
    one.commit()
    one.execute("DELETE FROM daily_reports")
    while_another_waits(one, other, INSERT, [2, START, "praise", "hall"])
    assert kept(one) == counted(one)
    assert sum(map(sum, kept(one).values())) == 1


def test_many_who_write_move_and_delete_at_once_are_all_counted(database, two):
    assert four_at_once(database, _busy) == []
    assert kept(two[0]) == counted(two[0])
    assert kept(two[0])


def _busy(connection: Db, seed: int, random: Random) -> None:
    """Writes of one person: reports of their own, at the days and stores of the others."""
    for _ in range(40):
        own = connection.execute(
            INSERT.replace("'日報'", "%s") + " RETURNING id", [*report(random), f"{seed}"]
        ).fetchone()
        assert own
        act = random.choice(("date = %s + (id %% 4)::int", "date = %s, genre = 'other'"))
        if random.random() < 0.5:
            connection.execute(f"UPDATE daily_reports SET {act} WHERE title = %s", [START, f"{seed}"])
        if random.random() < 0.3:
            connection.execute("DELETE FROM daily_reports WHERE title = %s AND id %% 3 = 0", [f"{seed}"])


def test_the_targets_of_a_month_are_those_of_its_weekdays_and_sum_to_it(db):
    random = Random(7)
    for _ in range(25):
        month = date(2026, random.randint(1, 12), 1)
        target = random.choice((1, 7, 31, random.randint(1, 99_999_999)))
        _sell(db, random, month)
        db.execute(_set_goal(), [3, month.year, month.month, target])
        days = _targets(db)
        assert days == _spread(db, month, target)
        assert sum(days.values()) == target
        assert min(days.values()) >= 0
        db.execute("DELETE FROM monthly_goals")
        assert _targets(db) == {}


def test_a_target_falls_on_open_days_alone(db):
    db.execute("UPDATE stores SET opened_on = '2026-02-10', closed_on = '2026-02-20' WHERE store_id = 3")
    db.execute(_set_goal(), [3, 2026, 2, 1_000_001])
    days = _targets(db)
    assert (min(days), max(days), sum(days.values())) == (date(2026, 2, 10), date(2026, 2, 20), 1_000_001)


def test_the_weekly_closing_day_filed_with_0_is_asked_for_nothing(db):
    for back in range(1, 57):
        day = date(2026, 4, 1) - timedelta(days=back)
        _file(db, day, 0 if day.weekday() == 2 else 100_000)
    db.execute(_set_goal(), [3, 2026, 4, 8_100_000])
    days = _targets(db)
    assert {day.day: days[day] for day in days if not days[day]} == dict.fromkeys((1, 8, 15, 22, 29), 0)
    assert sum(days.values()) == 8_100_000
    db.execute("UPDATE stores SET opened_on = '2026-04-29', closed_on = '2026-04-29' WHERE store_id = 3")
    assert _targets(db) == {date(2026, 4, 29): 8_100_000}


@pytest.mark.parametrize(
    ("days", "first", "last"),
    [
        ("opened_on = '2026-02-10'", 10, 28),
        ("closed_on = '2026-02-10'", 1, 10),
        ("opened_on = '2026-02-05', closed_on = '2026-02-07'", 5, 7),
        ("opened_on = '2026-01-10', closed_on = '2026-03-10'", 1, 28),
    ],
)
def test_a_store_that_opens_or_closes_on_another_day_has_its_targets_on_its_open_days(db, days, first, last):
    db.execute("UPDATE stores SET opened_on = '2026-02-15', closed_on = '2026-02-20' WHERE store_id = 3")
    db.execute(_set_goal(), [3, 2026, 2, 1_000_001])
    db.execute(_set_goal(), [4, 2026, 2, 28])
    db.execute("UPDATE stores SET opened_on = NULL, closed_on = NULL WHERE store_id = 3")
    db.execute(f"UPDATE stores SET {days} WHERE store_id = 3")
    spread = _targets(db)
    told = (min(spread).day, max(spread).day, sum(spread.values()))
    assert told == (first, last, 1_000_001)


def test_a_month_in_which_no_day_came_or_went_keeps_its_targets(db):
    for month in (1, 2, 3, 4):
        db.execute(_set_goal(), [3, 2026, month, 2_800])
    db.execute("UPDATE daily_targets SET amount = amount + 1")
    before = _targets(db)
    db.execute("UPDATE stores SET closed_on = '2026-03-31' WHERE store_id = 3")
    assert _targets(db) == {day: amount for day, amount in before.items() if day.month < 4}
    db.execute("UPDATE stores SET closed_on = '2026-03-30', name = name || '!' WHERE store_id = 3")
    after = _targets(db)
    assert [after[day] == before[day] for day in after] == [day.month < 3 for day in after]


def test_a_store_that_opens_again_keeps_what_it_once_meant_to_sell(db):
    for month in (3, 4, 5):
        db.execute(_set_goal(), [3, 2026, month, 3_100])
    _file(db, date(2026, 3, 31), 100)
    _file(db, date(2026, 4, 1), 100)
    march = {day: amount for day, amount in _targets(db).items() if day.month == 3}
    db.execute("UPDATE stores SET closed_on = '2026-03-31' WHERE store_id = 3")
    db.execute("UPDATE stores SET closed_on = NULL, opened_on = '2026-05-11' WHERE store_id = 3")
    spread = _targets(db)
    assert {day: amount for day, amount in spread.items() if day.month == 3} == march
    assert (min(day for day in spread if day.month == 5).day, sum(spread.values())) == (11, 2 * 3_100)


def test_what_was_sold_before_a_closing_keeps_its_target_when_the_store_opens_again_in_that_month(db):
    db.execute(_set_goal(), [3, 2026, 5, 3_100])
    for day in range(1, 11):
        _file(db, date(2026, 5, day), 100)
    db.execute("UPDATE stores SET closed_on = '2026-05-10' WHERE store_id = 3")
    db.execute("UPDATE stores SET closed_on = NULL, opened_on = '2026-05-20' WHERE store_id = 3")
    for _time in range(2):
        spread = _targets(db)
        assert [day.day for day in sorted(spread)] == [*range(1, 11), *range(20, 32)]
        assert sum(spread.values()) == 3_100
        db.execute("UPDATE monthly_goals SET sales_target = 3200 WHERE store_id = 3")
        db.execute("UPDATE monthly_goals SET sales_target = 3100 WHERE store_id = 3")


def test_a_target_set_while_the_store_closes_falls_on_the_days_that_are_left(two):
    one, other = two
    one.execute("UPDATE stores SET closed_on = '2026-02-10' WHERE store_id = 3")
    try:
        assert while_another_waits(one, other, _set_goal(), [3, 2026, 2, 1_000])
        assert (max(_targets(one)).day, sum(_targets(one).values())) == (10, 1_000)
    finally:
        one.execute("UPDATE stores SET closed_on = NULL WHERE store_id = 3")
        one.commit()


def test_a_target_that_is_changed_moved_or_taken_away_leaves_nothing_behind(db):
    db.execute(_set_goal(), [3, 2026, 2, 2_800])
    assert set(_targets(db).values()) == {100}
    db.execute("UPDATE monthly_goals SET sales_target = 5600")
    assert set(_targets(db).values()) == {200}
    db.execute("UPDATE monthly_goals SET goal_text = '別'")
    assert set(_targets(db).values()) == {200}
    db.execute("UPDATE monthly_goals SET month = 3, sales_target = 3100")
    assert (min(_targets(db)), sum(_targets(db).values())) == (date(2026, 3, 1), 3100)
    db.execute("UPDATE monthly_goals SET sales_target = NULL")
    assert _targets(db) == {}
    db.execute("UPDATE monthly_goals SET sales_target = 31")
    db.execute("DELETE FROM monthly_goals")
    assert _targets(db) == {}


def test_a_target_does_not_move_with_later_sales(db):
    db.execute(_set_goal(), [3, 2026, 2, 5_000_000])
    before = _targets(db)
    _sell(db, Random(3), date(2026, 2, 1))
    assert _targets(db) == before


def test_two_who_set_a_target_at_once_leave_that_of_the_second(two):
    one, other = two
    one.execute(_set_goal(), [3, 2026, 2, 2_800])
    one.commit()
    one.execute("UPDATE monthly_goals SET sales_target = 5600")
    while_another_waits(one, other, "UPDATE monthly_goals SET sales_target = 8400")
    assert _targets(one) == {START + timedelta(days=n + 3): 300 for n in range(28)}


def _set_goal() -> str:
    return (
        "INSERT INTO monthly_goals (store_id, year, month, goal_text, sales_target)"
        " VALUES (%s, %s, %s, '笑顔', %s)"
    )


def _targets(db: Db) -> dict[date, int]:
    return dict(db.execute("SELECT date, amount FROM daily_targets WHERE store_id = 3").fetchall())


def _sell(db: Db, random: Random, month: date) -> None:
    """Some of the days before the month; now and then a weekday sold nothing, or nobody filed it."""
    db.execute("DELETE FROM store_daily_performances")
    unfiled = random.sample(range(7), random.randint(0, 7))
    closed = random.sample(range(7), random.choice((0, 1, 2, 7)))
    for back in range(1, 70):
        day = month - timedelta(days=back)
        if day.weekday() not in unfiled and random.random() < 0.8:
            sales = random.choice((0, random.randint(1, 999_999))) if day.weekday() not in closed else 0
            _file(db, day, sales)


def _file(db: Db, day: date, sales: int) -> None:
    db.execute(
        "INSERT INTO store_daily_performances (store_id, date, sales_amount, customer_count)"
        " VALUES (3, %s, %s, 1)",
        [day, sales],
    )


def _spread(db: Db, month: date, target: int) -> dict[date, int]:
    """By the sentence of the migration 0009, in fractions."""
    sold = dict(db.execute("SELECT date, sales_amount FROM store_daily_performances").fetchall())
    sold = {day: amount for day, amount in sold.items() if (month - day).days <= 56}
    count = Counter(day.weekday() for day in sold)
    sums = Counter(dict.fromkeys(count, 0))
    for day, amount in sold.items():
        sums[day.weekday()] += amount
    averages = {weekday: Fraction(sums[weekday], count[weekday]) for weekday in count}
    selling = [average for average in averages.values() if average]
    usual = sum(selling) / len(selling) if selling else Fraction(1)
    days = [month + timedelta(days=n) for n in range(31) if (month + timedelta(days=n)).month == month.month]
    weights = [averages.get(day.weekday(), usual) for day in days]
    weights = weights if any(weights) else [Fraction(1) for _ in days]
    so_far = [Fraction(0), *(sum(weights[: n + 1], Fraction(0)) for n in range(len(days)))]
    rounded = [floor(target * part / so_far[-1] + Fraction(1, 2)) for part in so_far]
    return {day: rounded[n + 1] - rounded[n] for n, day in enumerate(days)}
