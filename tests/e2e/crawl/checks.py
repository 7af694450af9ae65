"""What a page is looked at for, once it stands in a browser: each check tells what is wrong, in a line."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

from playwright.sync_api import Page

from tests.e2e.crawl.contrast import weak
from tests.e2e.house import AXE, RULES

T = TypeVar("T")
SCRIPT: Final = Path(__file__).with_name("looks.js").read_text()
SMALL, PHONE, DESKTOP = 320, 390, 1280
NARROW: Final = (SMALL, PHONE, 640, 768, DESKTOP)  # 640: a desktop at 200 %
HEIGHT, HIGHEST = 844, 12_000
THUMB, MOUSE = 44, 24
CONTRAST: Final = {"type": "rule", "values": ["color-contrast"]}
EVERY_RULE: Final = {"type": "tag", "values": RULES}
# What axe cannot decide and is right all the same: rule and element, and why.
EXPLAINED: Final = {
    ("label-content-name-mismatch", '<button class="btn sign"'): "+/- is a sign, and no words to say to it",
    ("th-has-data-cells", '<table class="rows"'): "where nothing was written, a table has its head alone",
}


def watch(page: Page) -> None:
    """Bring what asks into the page."""
    page.evaluate(SCRIPT)
    page.evaluate(AXE.read_text())


def reads_well(page: Page, *, least: float = THUMB, is_thorough: bool = False) -> Iterator[str]:
    """A1, A3, A4 on a phone and a desktop, by day and by night; every rule once, the contrasts four times."""
    for width in (DESKTOP, PHONE):
        whole(page, width)
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.wait_for_function("looks.settled()")
            rules = EVERY_RULE if is_thorough or (width, scheme) == (PHONE, "light") else CONTRAST
            yield from (f"{width} {scheme}: {fault}" for fault in axe(page, rules))
        yield from (f"{width}: small {fault}" for fault in page.evaluate(f"looks.small({least})"))
    yield from holds(page, NARROW)
    yield from holds_large_text(page)


def faults_of(looks: Iterable[T], faults: Callable[[T], Iterable[str]]) -> list[str]:
    """What is wrong with these, each with where."""
    return [f"{look} | {fault}" for look in looks for fault in faults(look)]


def holds(page: Page, widths: tuple[int, ...]) -> Iterator[str]:
    """Nothing is wider than the window, and no words are cut off."""
    for width in widths:
        resize(page, width)
        for look in ("sideways", "cut"):
            yield from (f"{width}: {look} {fault}" for fault in page.evaluate(f"looks.{look}()"))


def holds_large_text(page: Page) -> Iterator[str]:
    """The same with text twice as large, as a person sets it on their phone."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.wait_for_function("looks.settled()")
    yield from (f"text 200 %: {fault}" for fault in holds(page, (PHONE,)))
    page.evaluate("document.documentElement.style.fontSize = ''")


def axe(page: Page, rules: dict[str, Any]) -> Iterator[str]:
    """What axe finds; what it cannot decide is measured, or explained, or told too."""
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations', 'incomplete']})", rules
    )
    undecided = [(rule["id"], node) for rule in found["incomplete"] for node in rule["nodes"]]
    for rule in found["violations"]:
        yield from (_told("axe", rule["id"], node) for node in rule["nodes"])
    for name, node in undecided:
        is_right = any(name == rule and node["html"].startswith(start) for rule, start in EXPLAINED)
        if name != "color-contrast" and not is_right:
            yield _told("axe is not sure", name, node)
    yield from weak(page, [node["target"][0] for name, node in undecided if name == "color-contrast"])


def _told(what: str, rule: str, node: dict[str, Any]) -> str:
    messages = [check["message"] for check in node["any"] + node["all"] + node["none"]]
    return f"{what}: {rule} {node['target']} {node['html'][:140]} {'; '.join(messages)[:200]}"


def resize(page: Page, width: int, height: int = HEIGHT) -> None:
    """As wide as that; as high as a phone, if nothing else is said."""
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function("window.looks?.settled() ?? true")


def whole(page: Page, width: int) -> None:
    """As wide as that and as high as its page: nothing fixed to the window lies over anything."""
    resize(page, width)
    resize(page, width, min(HIGHEST, page.evaluate("document.documentElement.scrollHeight")))
