"""Texts with vectors that a test chooses, as the worker would have written them."""

from collections.abc import Sequence
from datetime import date, timedelta
from math import cos, pi, sin
from typing import Any

from tests.cast import CAST

MODEL = "a-model"
DAY = date(2026, 10, 15)
WIDTH = 512


def turned(degrees: float) -> list[float]:
    """A vector of length 1 that is so far from `turned(0)`, hence at cosine distance 1 - cos(degrees)."""
    angle = degrees * pi / 180
    return [cos(angle), sin(angle)] + [0.0] * (WIDTH - 2)


def literal(vector: Sequence[float]) -> str:
    """As the database reads it."""
    return "[" + ",".join(f"{x:.6g}" for x in vector) + "]"


def report(db: Any, vector: Any, store: int = CAST.shibuya, **changed: object) -> int:
    """File a report that has this vector; its id."""
    model = changed.pop("model", MODEL)
    known: dict[str, object] = {"store": store, "ago": 0, "genre": "claim", "location": "hall"} | changed
    (number,) = db.execute(
        "INSERT INTO daily_reports (store_id, user_id, date, genre, location, title, content)"
        " VALUES (%(store)s, 'shibuya-staff', %(date)s, %(genre)s, %(location)s, '題', '内容') RETURNING id",
        known | {"date": DAY - timedelta(days=int(str(known["ago"])))},
    ).fetchone()
    if vector is not None:
        embedded(db, "report", number, vector, store=store, model=model)
    return int(number)


def embedded(db: Any, kind: str, number: int, vector: Any, *, store: int, model: object = MODEL) -> None:
    """Give a text its vector."""
    db.execute(
        "INSERT INTO document_vectors (kind, source_id, store_id, model, embedding)"
        " VALUES (%s, %s, %s, %s, %s::halfvec)",
        [kind, number, store, model, literal(vector)],
    )
