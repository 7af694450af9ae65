"""A year of invented days in the cast's stores, and what plain Python makes of these rows."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product

import psycopg

from shared.dates import business_date, now
from shared.words import Genre, Location
from tests.cast import CAST

STORES = (CAST.shibuya, CAST.shinjuku, CAST.umeda)
DAYS = 800
DAY = timedelta(days=1)

Cell = tuple[int, date]


@dataclass
class Raw:
    """What the tables hold: figures and reports by store and business date, until today."""

    today: date
    figures: dict[Cell, tuple[int, int, int | None]] = field(default_factory=dict)
    reports: dict[Cell, list[tuple[str, str]]] = field(default_factory=dict)
    targets: dict[Cell, int] = field(default_factory=dict)

    def sold(self, stores: list[int], first: date, last: date) -> int | None:
        """円 sold from `first` to `last`; None when nobody filed."""
        amounts = [self.figures[cell][0] for cell in within(stores, first, last) if cell in self.figures]
        return sum(amounts) if amounts else None

    def wrote(self, stores: list[int], first: date, last: date, **wanted: str) -> int:
        """How many reports there are of a genre and a location."""
        found = [report for cell in within(stores, first, last) for report in self.reports.get(cell, [])]
        return sum(
            1
            for genre, location in found
            if wanted.get("genre") in {None, genre} and wanted.get("location") in {None, location}
        )


def within(stores: list[int], first: date, last: date) -> Iterator[Cell]:
    """Each store's each day."""
    yield from product(stores, (first + DAY * n for n in range((last - first).days + 1)))


def fill(database: str) -> Raw:
    """Write the rows: a tenth of the days is missing, today is filed by 渋谷 alone, 渋谷 has targets."""
    lots, raw = random.Random(6), Raw(business_date(now(), 5))  # noqa: S311  seeded, to be the same every time
    for store, day in within(list(STORES), raw.today - DAY * DAYS, raw.today):
        if day == raw.today and store != CAST.shibuya:
            continue
        if lots.random() < 0.9 or day == raw.today:
            till = None if lots.random() < 0.2 else lots.choice((0, 0, -150, 400))
            raw.figures[store, day] = (lots.randint(200_000, 700_000), lots.randint(80, 300), till)
        raw.reports[store, day] = [
            (lots.choice(Genre.codes()), lots.choice(Location.codes())) for _ in range(lots.randint(0, 4))
        ]
    _write(database, raw)
    return raw


def _write(database: str, raw: Raw) -> None:
    with psycopg.connect(database, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO store_daily_performances"
            " (store_id, date, sales_amount, customer_count, cash_difference) VALUES (%s, %s, %s, %s, %s)",
            [(*cell, *figures) for cell, figures in raw.figures.items()],
        )
        cursor.executemany(
            "INSERT INTO daily_reports (store_id, user_id, date, genre, location, title, content)"
            " VALUES (%s, %s, %s, %s, %s, '題', '本文')",
            [
                (cell[0], CAST.staff, cell[1], *report)
                for cell, reports in raw.reports.items()
                for report in reports
            ],
        )
        for month in {raw.today.replace(day=1), (raw.today.replace(day=1) - DAY).replace(day=1)}:
            cursor.execute(
                "INSERT INTO monthly_goals (store_id, year, month, goal_text, sales_target)"
                " VALUES (%s, %s, %s, '笑顔で迎える', 12345678)",
                (CAST.shibuya, month.year, month.month),
            )
        cursor.execute("SELECT store_id, date, amount FROM daily_targets")
        raw.targets = {(store, day): amount for store, day, amount in cursor}
