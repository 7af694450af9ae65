"""A generated chain: two years and more over a leap day, with everything that a figure can stumble over.

Beside the cast's stores (本部 1, 渋谷 2, 新宿 3, 梅田 4): 5 has closed, 6 opened in the midst, with no area,
7 opened yesterday, 8 was always there and never files, 9 filed before its opening and after its closing.
"""

from datetime import date, timedelta
from random import Random

import psycopg
from psycopg import Connection

from shared.words import Genre, Location

TODAY = date(2026, 3, 10)
BEGINNING = date(2023, 12, 4)
DAYS = [BEGINNING + timedelta(days=n) for n in range((TODAY - BEGINNING).days + 1)]
TOKYO, OSAKA = 1, 2
BIG, EMPTY = 1, 2  # groups
STORES = [
    (5, "池袋店", OSAKA, date(2020, 1, 1), date(2025, 7, 19)),
    (6, "横浜店", None, date(2025, 2, 12), None),
    (7, "千葉店", TOKYO, TODAY - timedelta(days=1), None),
    (8, "無口店", OSAKA, None, None),
    (9, "早い店", TOKYO, date(2024, 3, 1), date(2025, 12, 31)),
]
SOLD = {2: 0.97, 3: 0.9, 4: 0.8, 5: 0.95, 6: 0.93, 7: 1.0, 9: 0.85}  # how often a day is filed
REPORTS = "COPY daily_reports (store_id, user_id, date, genre, location, title, content) FROM STDIN"
FIGURES = """COPY store_daily_performances (store_id, date, sales_amount, customer_count, cash_difference,
                                            registered_by) FROM STDIN"""


def write(url: str) -> None:
    """Write it into a database that holds the cast and nothing else."""
    random = Random(20260310)
    with psycopg.connect(url) as connection:
        _places(connection)
        _figures(connection, random)
        _reports(connection, random)
        _goals(connection, random)


def _places(connection: "Connection[tuple[object, ...]]") -> None:
    add = connection.cursor().executemany
    add(
        "INSERT INTO stores (store_id, name, area_id, opened_on, closed_on) VALUES (%s, %s, %s, %s, %s)",
        STORES,
    )
    add("INSERT INTO store_groups (id, name) VALUES (%s, %s)", [(BIG, "駅前"), (EMPTY, "空")])
    members = [(BIG, store) for store in (1, 2, 4, 5, 6)]
    add("INSERT INTO store_group_members (group_id, store_id) VALUES (%s, %s)", members)


def _figures(connection: "Connection[tuple[object, ...]]", random: Random) -> None:
    ends = {store: (opened or BEGINNING, closed or TODAY) for store, _, _, opened, closed in STORES}
    ends[9] = (BEGINNING, TODAY)  # also outside of its opening and closing
    with connection.cursor().copy(FIGURES) as copy:
        for store, often in SOLD.items():
            first, last = ends.get(store, (BEGINNING, TODAY))
            for day in DAYS:
                is_filed = store in {2, 7} if day == TODAY else random.random() < often
                if first <= day <= last and is_filed:
                    copy.write_row((store, day, *_day(random), "hq-admin"))


def _day(random: Random) -> tuple[int, int, int | None]:
    """Sales, customers, difference: also a day without a customer, and a register that nobody counted."""
    customers = random.choice((0, 1, *range(40, 240)))
    difference = random.choice((None, 0, 0, 0, random.randint(-3000, 3000)))
    return customers * random.randint(700, 4000) + random.randint(0, 9), customers, difference


def _reports(connection: "Connection[tuple[object, ...]]", random: Random) -> None:
    with connection.cursor().copy(REPORTS) as copy:
        for store in (1, 2, 3, 4, 5, 6, 9):
            for day in DAYS:
                for _ in range(random.choice((0, 0, 1, 2, 5))):
                    genre, location = random.choice(list(Genre)), random.choice(list(Location))
                    copy.write_row((store, "hq-admin", day, genre.value, location.value, "日報", "本文"))


def _goals(connection: "Connection[tuple[object, ...]]", random: Random) -> None:
    """Targets of some months, set when the sales before them were there."""
    for store in (2, 3, 6, 9):
        for year, month in ((2024, 2), (2025, 2), (2025, 3), (2025, 12), (2026, 2), (2026, 3), (2026, 4)):
            target = random.choice((None, random.randint(1_000_000, 12_000_000)))
            target = 7_654_321 if (store, month) == (2, 3) else target
            connection.execute(
                "INSERT INTO monthly_goals (store_id, year, month, goal_text, achievement_rate,"
                " achievement_text, sales_target) VALUES (%s, %s, %s, '笑顔', %s, '', %s)",
                [store, year, month, random.choice((None, 50)), target],
            )
