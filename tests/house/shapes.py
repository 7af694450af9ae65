"""Whether a value is what a type hint says, looked at all the way down; and values made from a hint alone."""

from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints, is_typeddict
from uuid import UUID

ANY_OF = {
    bool: True,
    int: 1,
    float: 0.5,
    str: "言葉",
    bytes: b"\xff\xd8",
    date: date(2026, 10, 31),
    datetime: datetime(2026, 10, 31, 12, tzinfo=UTC),
    UUID: UUID(int=7),
}


def fits(value: object, hint: Any) -> bool:
    """True when `value` is exactly of the type `hint`: a bool is no int, and a datetime is no date."""
    kind, parts = get_origin(hint), get_args(hint)
    if kind in {Union, UnionType}:
        return any(fits(value, part) for part in parts)
    if kind is tuple:
        return isinstance(value, tuple) and len(value) == len(parts) and all(map(fits, value, parts))
    if kind:
        return isinstance(value, kind) and all(fits(item, parts[0]) for item in value)
    if is_typeddict(hint):
        fields = get_type_hints(hint)
        return (
            isinstance(value, dict)
            and value.keys() == fields.keys()
            and all(fits(value[key], fields[key]) for key in fields)
        )
    return type(value) is hint


def sample(name: str, hint: Any, known: Mapping[str, object], *, filled: bool) -> Any:
    """A value for the parameter or field `name`: the one of `known` if it fits, else any one of its type.

    What may be None is None unless `filled`.
    """
    if may_be_none(hint) and not filled:
        return None
    if name in known and fits(known[name], hint):
        return known[name]
    return _made(name, without_none(hint), known, filled=filled)


def may_be_none(hint: Any) -> bool:
    """True for `X | None`."""
    return type(None) in get_args(hint)


def without_none(hint: Any) -> Any:
    """`X` of `X | None`."""
    return next(part for part in get_args(hint) if part is not type(None)) if may_be_none(hint) else hint


def _made(name: str, hint: Any, known: Mapping[str, object], *, filled: bool) -> Any:
    parts = get_args(hint)
    if get_origin(hint) is tuple:
        return tuple(sample(name, part, known, filled=filled) for part in parts)
    if parts:
        return [sample(name, parts[0], known, filled=filled)]
    if isinstance(hint, type) and is_dataclass(hint):
        fields = get_type_hints(hint)
        return hint(**{field: sample(field, kind, known, filled=filled) for field, kind in fields.items()})
    return next(iter(hint)) if issubclass(hint, StrEnum) else ANY_OF[hint]
