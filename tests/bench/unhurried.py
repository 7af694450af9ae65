"""Connections on which a benchmark fills, indexes and reads databases: no statement of theirs is cut.

The services that are measured have their own, with the limit of the database.
"""

from typing import Any

import psycopg


def unhurried(url: str, **options: Any) -> "psycopg.Connection[Any]":
    """As `psycopg.connect`, on which a statement may take as long as it takes."""
    return psycopg.connect(url, options="-c statement_timeout=0", **options)
