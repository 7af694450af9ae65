"""Deletes what has been kept for as long as the settings say: batch after batch, each a short transaction.

Called daily by the worker, and by hand (`python -m web retain`). Several at once share the work.
"""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import psycopg

from shared import retention
from shared.db import Query, one
from shared.retention import Gone
from shared.sent import REMEMBERED_DAYS
from shared.settings import Settings

log = logging.getLogger("c3.retention")

BATCH = 500
REST_SECONDS = 0.05  # between two batches, in which others write
Statement = Callable[[datetime, int], Query[Gone]]


@dataclass(frozen=True, slots=True)
class Rule:
    """What goes when it is older than so many days."""

    name: str
    days: int
    statement: Statement


@dataclass(frozen=True, slots=True)
class Retained:
    """How many rows went, by kind, and the kinds of which not all could go this time."""

    gone: dict[str, int]
    left: tuple[str, ...]


DAY_OF_GRACE: Final = 1
WEEK: Final = 7


def rules(told: Settings) -> list[Rule]:
    """What the settings say; what is kept for 0 days is kept for good, and has no rule."""
    asked = (
        (told.keep_chat_days, (retention.chats,)),
        (told.keep_audit_days, (retention.audit,)),
        (
            told.keep_versions_days,
            (retention.versions_of_reports, retention.versions_of_board, retention.versions_of_figures),
        ),
        (told.keep_drafts_days, (retention.report_drafts, retention.board_drafts)),
        (told.keep_logins_days, (retention.failed_logins, retention.logins, retention.lockouts)),
        (DAY_OF_GRACE, (retention.sessions, retention.cleared_turns)),
        (WEEK, (retention.questions,)),
        (REMEMBERED_DAYS, (retention.sent_forms, retention.imports)),
    )
    return [
        Rule(statement.__name__, days, statement)
        for days, statements in asked
        if days
        for statement in statements
    ]


def retain(
    connection: "psycopg.Connection[Any]", told: Settings, now: datetime, *, most: int = 10**6
) -> Retained:
    """Delete what is too old at `now` (aware), at most `most` rows of each kind.

    `connection` is in no transaction; each batch is one of its own. Where one kind cannot go, the others do.
    """
    gone: dict[str, int] = {}
    left = []
    for rule in rules(told):
        gone[rule.name] = 0
        try:
            for rows in _batches(connection, rule, now - timedelta(days=rule.days), most):
                gone[rule.name] += rows
        except psycopg.Error as error:
            log.warning("%s were not deleted for their age: %s", rule.name, type(error).__name__)
            left.append(rule.name)
    return Retained(gone, tuple(left))


def _batches(connection: "psycopg.Connection[Any]", rule: Rule, before: datetime, most: int) -> Iterator[int]:
    left = most
    while left > 0:
        limit = min(BATCH, left)
        with connection.transaction():
            connection.execute("SET LOCAL statement_timeout = 0")  # no page waits for it
            gone = one(connection, rule.statement(before, limit)).rows
        yield gone
        if gone < limit:
            return
        left -= gone
        time.sleep(REST_SECONDS)
