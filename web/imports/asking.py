"""Running composed SQL on Django's connection."""

from typing import Any

from django.db import connection
from psycopg import sql


def rows(statement: sql.Composable) -> list[Any]:
    """The rows that it returns."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        found: list[Any] = cursor.fetchall()
        return found


def run(statement: sql.Composable) -> int:
    """The number of rows that it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.rowcount)
