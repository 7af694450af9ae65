"""What NiceGUI asks again of each element is asked once: whether a handler takes an argument.

An element observes its classes, its style and its props, each with a method;
`inspect.signature` of these same few methods was a quarter of the time of a page of figures (py-spy,
NiceGUI 3.18).
"""

from collections.abc import Callable
from types import FunctionType, MethodType
from typing import Any
from weakref import WeakKeyDictionary

from nicegui import helpers


def remember() -> None:
    """Let NiceGUI remember what it found of a method. What is no method is looked at as before."""
    known: WeakKeyDictionary[FunctionType, bool] = WeakKeyDictionary()
    look = helpers.expects_arguments

    def expects_arguments(func: Callable[..., Any]) -> bool:
        if not isinstance(func, MethodType) or not isinstance(func.__func__, FunctionType):
            return look(func)
        if func.__func__ not in known:
            known[func.__func__] = look(func)
        return known[func.__func__]

    helpers.expects_arguments = expects_arguments
