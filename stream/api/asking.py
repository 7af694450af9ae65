"""What a request to the API asks, and how it is answered: one viewer (the guard's), one statement."""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from fastapi import Depends, HTTPException, Request
from pydantic import Field, JsonValue

from dashboard.look import Look, look_of
from shared.access import Viewer
from shared.analytics import question
from shared.analytics.chosen import Scope
from shared.analytics.periods import NEWEST, OLDEST
from shared.analytics.question import Question, Unclear
from shared.dates import now
from shared.db import Query
from shared.words import gettext_noop

Row = TypeVar("Row")
MOST_ROWS = 1_000_000

NOT_THERE = gettext_noop("アドレスが違うか、見ることができないものです。")
WRONG_PLACE = gettext_noop("offset は 0 から 1000000 までの整数で書いてください。")
WRONG_MONTH = gettext_noop("年は2000から2099まで、月は1から12までの数で書いてください。")


class Asker:
    """Who asks, when, and in which language; answers come from the figures' database."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.viewer: Viewer = request.state.viewer
        self.look: Look = look_of(request)
        self.today: date = self.viewer.today(now())

    async def rows(self, query: Query[Row]) -> list[Row]:
        """The statement's rows. 404 when there are none: it is not there, or out of reach."""
        rows: list[Row] = await self.request.state.reader.many(query)
        if not rows:
            raise HTTPException(404, NOT_THERE)
        return rows


Asking = Annotated[Asker, Depends(Asker)]


def question_of(asked: Mapping[str, str], asker: Asker) -> Question:
    """The question of an address of the API. Its `scope` is also `own`, the reader's own store (for who has
    none that sells: all of theirs). Raises `Unclear`."""
    told = {name: value for name, value in asked.items() if value}
    if told.get("scope") == "own":
        del told["scope"]
    return question.read(told, asker.viewer, asker.today)


def store_of(store: str, asker: Asker) -> Scope:
    """The store that is named, else what the reader is shown first. Raises `Unclear`."""
    if not store:
        return question.usual_scope(asker.viewer)
    return question.store(store)


def place_of(offset: str) -> int:
    """How many rows of a list are left out. Raises `Unclear`."""
    if not re.fullmatch(r"\d{0,7}", offset, re.ASCII) or int(offset or 0) > MOST_ROWS:
        raise Unclear("offset", WRONG_PLACE)
    return int(offset or 0)


def one_of(words: type[StrEnum], description: str) -> Any:
    """A parameter whose values are words; described as such, and read by `question_of`."""
    codes: list[JsonValue] = [word.value for word in words]
    return Field(default="", description=description, json_schema_extra={"enum": codes})


def month_of(year: str, month: str, today: date) -> date:
    """The first day of a month; what is left out is today's. Raises `Unclear`."""
    number = (
        _part("year", year, today.year, (OLDEST.year, NEWEST.year)),
        _part("month", month, today.month, (1, 12)),
    )
    return date(*number, 1)


def _part(field: str, text: str, default: int, within: tuple[int, int]) -> int:
    if not text:
        return default
    if not re.fullmatch(r"\d{1,4}", text, re.ASCII) or not within[0] <= int(text) <= within[1]:
        raise Unclear(field, WRONG_MONTH)
    return int(text)
