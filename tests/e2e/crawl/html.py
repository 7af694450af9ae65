"""A page as it was answered: what it is made of, so that two may be compared, and where its links lead."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml import html

PART = ("id", "class", "type", "role", "hidden", "open")


@dataclass(frozen=True)
class Html:
    """An answer that is a whole page of HTML."""

    status: int
    text: str

    @cached_property
    def skeleton(self) -> frozenset[str]:
        """Each kind of element in its place, once however often it is there: no words, no numbers."""
        return frozenset(_path(element) for element in self._tree.iter() if isinstance(element.tag, str))

    @property
    def main(self) -> frozenset[str]:
        """That of the page itself."""
        return frozenset(path for path in self.skeleton if "/main" in path)

    @property
    def frame(self) -> frozenset[str]:
        """That of what stands around it: head, tabs, what is told of the device."""
        return self.skeleton - self.main

    @property
    def links(self) -> list[str]:
        """Where its links lead, without the slash in front."""
        hrefs = [str(href) for href in self._tree.xpath("//a/@href")]
        return [href.lstrip("/").partition("#")[0] for href in hrefs if href.startswith("/")]

    @cached_property
    def _tree(self) -> Any:
        return html.fromstring(self.text)


def _path(element: Any) -> str:
    return "/".join(_step(one) for one in [*reversed(list(element.iterancestors())), element])


def _step(element: Any) -> str:
    told = [element.get(name, "") for name in PART]
    return f"{element.tag}{''.join(c for c in '.'.join(told) if not c.isdigit())}"
