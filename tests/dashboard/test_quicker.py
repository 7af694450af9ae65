"""What is quicker than NiceGUI finds and writes the same as NiceGUI does."""

import inspect
from random import Random

import pytest
from nicegui import Client, client, helpers, json
from nicegui.element import Element
from nicegui.page import page

from dashboard import quicker

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
def quick(monkeypatch):
    monkeypatch.setattr(helpers, "expects_arguments", look)
    monkeypatch.setitem(vars(client), "json", json)
    quicker.install()


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


@pytest.mark.parametrize("seed", range(20))
def test_it_escapes_what_nicegui_escapes(seed):
    letters = '&<>`$;#amplt9未提出¥"\\'
    text = "".join(Random(seed).choices(letters, k=seed * 40))  # noqa: S311  drawn by lot, seeded
    written = vars(client)["json"].dumps({"text": text}).translate(client.HTML_ESCAPE_TABLE)
    assert written == json.dumps({"text": text}).translate(client.HTML_ESCAPE_TABLE)


def test_no_character_is_escaped_twice():
    table = client.HTML_ESCAPE_TABLE
    for place, written in enumerate(table.values()):
        assert not set(written) & {chr(code) for code in list(table)[place + 1 :]}


def test_what_a_page_is_written_with_is_quick_and_the_rest_of_json_stays():
    text = vars(client)["json"].dumps({"1": "未提出"})
    assert type(text).translate is quicker.Escapable.translate
    assert vars(client)["json"].loads(str(text)) == {"1": "未提出"}
    assert client.Client.build_response.__globals__["json"] is vars(client)["json"]
