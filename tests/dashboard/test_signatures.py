"""NiceGUI looks at the signature of a method once, and finds the same as it would each time."""

import inspect

import pytest
from nicegui import Client, helpers
from nicegui.element import Element
from nicegui.page import page

from dashboard import signatures

look = helpers.expects_arguments


class Handlers:
    """The kinds of methods that handle an event."""

    def without(self) -> None: ...

    def one(self, event: object) -> None: ...

    def usual(self, event: object = None) -> None: ...

    def any(self, *events: object) -> None: ...

    async def later(self, event: object) -> None: ...

    @classmethod
    def of_class(cls, event: object) -> None: ...

    @staticmethod
    def plain(event: object) -> None: ...


NAMES = [name for name in vars(Handlers) if not name.startswith("_")]


@pytest.fixture(autouse=True)
def remembering(monkeypatch):
    monkeypatch.setattr(helpers, "expects_arguments", look)
    signatures.remember()


@pytest.mark.parametrize("name", NAMES)
def test_it_finds_what_nicegui_finds(name):
    for _ in range(2):
        for one in (getattr(Handlers(), name), getattr(Handlers, name)):
            assert helpers.expects_arguments(one) is look(one)


def test_what_is_no_method_is_looked_at_each_time():
    for handler, expected in ((lambda: None, False), (lambda event: None, True), (print, False)):
        assert helpers.expects_arguments(handler) is expected


async def test_the_second_element_costs_no_look(monkeypatch):
    looks: list[object] = []
    plain = inspect.signature

    def counted(handler):
        looks.append(handler)
        return plain(handler)

    monkeypatch.setattr("nicegui.helpers.functions.signature", counted)
    with Client(page("/")):
        Element("div").classes("a").style("color: blue").props("a=b")
        first = len(looks)
        assert first
        Element("div").classes("b").style("color: red").props("c=d")
    assert len(looks) == first
