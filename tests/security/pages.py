"""What can be done on a page, found in its HTML as a browser finds it: links and forms."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import etree, html

STATIC: Final = "/static/"


@dataclass(frozen=True, slots=True)
class Form:
    """Where it is sent, how, and its fields in their order, as they are filled when the page opens.

    A field is a name, the value it has, the values it may be given instead, and whether it is a file.
    """

    method: str
    action: str
    fields: tuple["Field", ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form."""

    name: str
    value: str
    choices: tuple[str, ...] = ()
    is_file: bool = False


def links_and_forms(text: str, address: str) -> tuple[list[str], list[Form]]:
    """The addresses of our own that a page leads to (path and query), and its forms."""
    try:
        page = html.document_fromstring(text)
    except (etree.ParserError, ValueError):
        return [], []
    wanted = [element.get(name) for name in ("href", "hx-get") for element in page.xpath(f"//*[@{name}]")]
    links = dict.fromkeys(path for link in wanted for path in _ours(link, address))
    forms = [form for element in page.xpath("//form") for form in _form(element, address)]
    written = [form for element in page.xpath("//*[@hx-post]") for form in _saving(page, element, address)]
    return [*links], forms + written


def _form(form: Any, address: str) -> Iterator[Form]:
    fields = tuple(_fields(form))
    buttons = form.xpath(".//button[@formaction]")
    method = (form.get("method") or "get").upper()
    for action in [form.get("action") or "", *(button.get("formaction") for button in buttons)]:
        for path in _ours(action, address):
            yield Form(method, path, fields)


def _saving(page: Any, element: Any, address: str) -> Iterator[Form]:
    """What a script sends while somebody types: the form that the element names, or that it stands in."""
    named = (element.get("hx-include") or "").removeprefix("#")
    forms = page.xpath("//form[@id=$id]", id=named) or element.xpath("ancestor-or-self::form")
    for path in _ours(element.get("hx-post"), address):
        yield Form("POST", path, tuple(_fields(forms[0])) if forms else ())


def _fields(form: Any) -> Iterator[Field]:
    for element in form.xpath(".//input|.//textarea|.//select|.//button"):
        name, kind = element.get("name"), element.get("type", "")
        if not name:
            continue
        if element.tag == "select":
            options = tuple(option.get("value", "") for option in element.xpath(".//option"))
            chosen = element.xpath(".//option[@selected]")
            yield Field(name, chosen[0].get("value", "") if chosen else "", options)
        elif element.tag == "textarea":
            yield Field(name, element.text or "")
        elif kind in {"checkbox", "radio"} or element.tag == "button":
            given = element.get("value", "on")
            yield Field(name, given if element.get("checked") is not None else "", (given, ""))
        else:
            yield Field(name, element.get("value", ""), is_file=kind == "file")


def _ours(link: str, address: str) -> Iterator[str]:
    """The path and query of a link of this application; nothing for others and for files."""
    try:
        parts = urlsplit(urljoin(address, urldefrag(link)[0]))
    except ValueError:
        return
    if parts.netloc == urlsplit(address).netloc and not parts.path.startswith(STATIC):
        yield parts.path + (f"?{parts.query}" if parts.query else "")
