"""Contrasts that axe cannot decide (a picture, a gradient, a pseudo-element behind the words), by pixels."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, Final

from PIL import Image
from playwright.sync_api import Page

from tests.web.test_look import linear

ENOUGH, ENOUGH_LARGE = 4.5, 3.0
WIDE = 1280  # px: a desktop
RARE = 0.02  # of the pixels: the edge of something
# The words of each made invisible; where they stand, its ink, and whether it is large as WCAG has it.
HIDDEN: Final = """targets => {
    // Where the hint of an empty field begins; what else stands in the field is not behind it.
    const hintOf = (field, {paddingLeft, paddingTop, fontSize, lineHeight}) => {
        const {x, y} = field.getBoundingClientRect();
        const [left, top, size, height] = [paddingLeft, paddingTop, fontSize, lineHeight].map(parseFloat);
        return {x: x + left, y: y + top, width: 6 * size, height: height || size};
    };
    const told = targets.map(target => {
        const element = document.querySelector(target), style = getComputedStyle(element);
        const isEmptyField = element.matches("input, textarea") && !element.value;
        const words = document.createRange();
        words.selectNodeContents([...element.childNodes].find(node => node.data?.trim()) ?? element);
        const {x, y, width, height} = isEmptyField ? hintOf(element, style) : words.getBoundingClientRect();
        const hint = getComputedStyle(element, "::placeholder");
        const ink = element.closest("svg") ? style.fill : isEmptyField ? hint.color : style.color;
        const isLarge = parseFloat(style.fontSize) >= (style.fontWeight >= 700 ? 18.66 : 24);
        return {box: [x, y, width, height], ink: ink.match(/[\\d.]+/g).map(Number), isLarge};
    });
    for (const element of targets.map(target => document.querySelector(target))) {
        element.dataset.inkHidden = element.placeholder ?? "";
        if (element.placeholder) element.placeholder = "";
        for (const word of [element, ...element.querySelectorAll("*")])
            for (const ink of ["color", "fill", "stroke"])
                word.style.setProperty(ink, "transparent", "important");
    }
    return told;
}"""
SHOWN: Final = """() => document.querySelectorAll("[data-ink-hidden]").forEach(element => {
    if (element.dataset.inkHidden) element.placeholder = element.dataset.inkHidden;
    delete element.dataset.inkHidden;
    [element, ...element.querySelectorAll("*")].forEach(word => {
        ["color", "fill", "stroke"].forEach(ink => word.style.removeProperty(ink));
    });
})"""

BACK: Final = "document.querySelectorAll('.scroll, .wide-table').forEach(box => { box.scrollLeft = 0; })"


def weak(page: Page, targets: Sequence[str]) -> Iterator[str]:
    """Which of these elements' words are too weak on what is behind them, as a person sees it. What a box of
    its own scrolls out of view on a phone is measured on the desktop, where that is little."""
    aside = []
    for target, ratio, enough in _measured(page, targets):
        if ratio == 0:
            aside.append(target)
        elif ratio < enough:
            yield f"contrast {ratio:.2f} {target}"
    for target in aside if page.evaluate("innerWidth") >= WIDE else ():
        page.locator(target).scroll_into_view_if_needed()
        for _, ratio, enough in _measured(page, [target]):
            if ratio < enough:
                yield f"contrast {ratio:.2f} {target}"
        page.evaluate(BACK)


def _measured(page: Page, targets: Sequence[str]) -> Iterator[tuple[str, float, float]]:
    """The contrast of each with what is behind it, and that which it needs; 0 where it is not in view."""
    if not targets:
        return
    places = page.evaluate(HIDDEN, list(targets))
    seen = Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    page.evaluate(SHOWN)
    for target, place in zip(targets, places, strict=True):
        yield target, _worst(seen, place), ENOUGH_LARGE if place["isLarge"] else ENOUGH


def _worst(seen: Image.Image, place: dict[str, Any]) -> float:
    """The contrast of its ink with the colour behind it that is nearest to it."""
    x, y, width, height = place["box"]
    box = (max(0, int(x)), max(0, int(y)), min(seen.width, int(x + width)), min(seen.height, int(y + height)))
    if box[0] >= box[2] or box[1] >= box[3]:
        return 0
    behind = seen.crop(box)
    colours: list[tuple[int, Any]] = behind.getcolors(behind.width * behind.height) or []
    often = [colour for count, colour in colours if count >= RARE * behind.width * behind.height]
    return min(_ratio(_luminance(place["ink"]), _luminance(colour)) for colour in often)


def _luminance(colour: Sequence[float]) -> float:
    red, green, blue = (linear(channel / 255) for channel in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _ratio(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
