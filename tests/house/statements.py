"""Every statement of `shared`: each public function that says it returns a `Query`, new ones too."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any, get_origin, get_type_hints

import shared
from shared.access import Viewer
from shared.db import Query
from tests.house.shapes import sample
from tests.house.world import known


@dataclass(frozen=True)
class Statement:
    """One function of `shared` and its name there, such as `reports.newest`."""

    name: str
    function: Callable[..., Query[Any]]

    def query(self, viewer: Viewer, *, filled: bool = True) -> Query[Any]:
        """Its statement for this viewer; arguments are known in `tests.house.world`, else any of their type.

        Those that may be None are None unless `filled`.
        """
        hints = get_type_hints(self.function)
        del hints["return"]
        arguments = {
            name: viewer if hint is Viewer else sample(name, hint, known(filled=filled), filled=filled)
            for name, hint in hints.items()
        }
        return self.function(**arguments)


def statements() -> list[Statement]:
    """All of them, in the order of the modules' names."""
    modules = (import_module(module.name) for module in walk_packages(shared.__path__, "shared."))
    return [statement for module in modules for statement in _of(module)]


def _of(module: ModuleType) -> Iterator[Statement]:
    for name, function in inspect.getmembers(module, inspect.isfunction):
        if function.__module__ == module.__name__ and not name.startswith("_") and _returns_query(function):
            yield Statement(f"{module.__name__.removeprefix('shared.')}.{name}", function)


def _returns_query(function: Callable[..., Any]) -> bool:
    returned = get_type_hints(function).get("return")
    return returned is Query or get_origin(returned) is Query
