"""Columns that every noun's table shares."""

from typing import Any

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy

from shared.words import Word

LARGEST_ID = 2**63 - 1  # of a bigint: a larger one in an address names nothing
LARGEST_INTEGER = 2**31 - 1


def number_from(text: str, largest: int = LARGEST_ID) -> int | None:
    """The id that a text is; None for nonsense, and for one that no row can have."""
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(largest))
    return int(text) if is_number and int(text) <= largest else None


def written_at() -> "models.DateTimeField[Any, Any]":
    """When the row was written, by the database's clock."""
    return models.DateTimeField(db_default=Now(), editable=False)


def coded(words: type[Word], **options: Any) -> "models.CharField[Any, Any]":
    """A column that holds a code of `words`; give its table `in_words(...)` too.

    Labels are translated where they are shown; migrations are made without a language, and keep the msgids.
    """
    choices = [(code, gettext_lazy(label)) for code, label in words.choices()]
    return models.CharField(max_length=16, choices=choices, **options)


def in_words(table: str, column: str, words: type[Word]) -> models.CheckConstraint:
    """The database itself refuses a code that is not in the vocabulary."""
    condition = models.Q(**{f"{column}__in": words.codes()})
    return models.CheckConstraint(condition=condition, name=f"{table}_{column}_in_words")
