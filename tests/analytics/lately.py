"""The generated chain, and the days until the real today: what an answer over HTTP is asked on."""

from datetime import date, timedelta
from random import Random

import psycopg

from shared.words import Genre, Location
from tests.analytics import chain

STORES = (2, 3, 4, 6, 9)
FILED_TODAY = (2, 6)
YESTERDAYS = 10  # the store that opened yesterday


def write(url: str, today: date) -> None:
    """Write the chain, the sixty days that end on `today`, and targets of its month."""
    chain.write(url)
    random = Random(6)  # noqa: S311  seeded, to be the same every time
    days = [today - timedelta(days=n) for n in range(60)]
    with psycopg.connect(url) as connection:
        connection.execute(
            "INSERT INTO stores (store_id, name, area_id, opened_on) VALUES (%s, '新店', %s, %s)",
            [YESTERDAYS, chain.TOKYO, days[1]],
        )
        with connection.cursor().copy(chain.FIGURES) as copy:
            for day in days:
                for store in FILED_TODAY if day == today else STORES:
                    if day > chain.TODAY and (day == today or random.random() < 0.9):
                        copy.write_row((store, day, random.randint(90_000, 700_000), 130, -7, "hq-admin"))
        with connection.cursor().copy(chain.REPORTS) as copy:
            for day in days:
                for store in (1, *STORES, YESTERDAYS) if day > chain.TODAY else ():
                    genre, place = random.choice(list(Genre)), random.choice(list(Location))
                    copy.write_row((store, "hq-admin", day, genre.value, place.value, "日報", "本文"))
        for store in (2, 6):
            connection.execute(
                "INSERT INTO monthly_goals (store_id, year, month, goal_text, sales_target)"
                " VALUES (%s, %s, %s, '待たせない', 9876543) ON CONFLICT DO NOTHING",
                [store, today.year, today.month],
            )
