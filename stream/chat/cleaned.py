"""An answer's text without what a model may not bring into it: markup, links, marks of its prompt."""

import re
from collections.abc import Container
from typing import Final

_CONTROLS: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_FENCE: Final = re.compile(r"^[ \t]*(?:```|~~~)[^\n]*\n?", re.MULTILINE)
_IMAGE_OR_LINK: Final = re.compile(r"!?\[(?P<label>[^\][\n]*)\]\((?:[^()\n]|\([^()\n]*\))*\)")
_TAG: Final = re.compile(r"<!--.*?-->|</?[A-Za-z][^<>\n]*>")
_OPEN_TAG: Final = re.compile(
    r"<(?=[/!]?(?:script|img|svg|iframe|a|style|object|embed|link|meta|form|input|button|video|audio|base|body|html|div|span|p|br)\b)",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(
    r"<?\b(?:https?://|ftp://|www\.|javascript:|vbscript:|data:(?=[a-z]+/))[!-~]*", re.IGNORECASE
)
_CITED: Final = re.compile(
    r"[ \t]*[\[［【]\s?(?P<numbers>\d{1,3}(?:\s?[,、，]\s?\d{1,3})*)(?:†[^\]】\n]{0,40})?\s?[\]］】]"
)
_MARKS: Final = re.compile(r"<<<|>>>")


def cleaned(text: str, sources: Container[int]) -> str:
    """The text without markup and links; `[n]`, however it is written, only of `sources`."""
    text = _FENCE.sub("", _CONTROLS.sub("", text))
    text = _IMAGE_OR_LINK.sub(_label, text)
    text = _ADDRESS.sub("", _TAG.sub("", _MARKS.sub("", text)))
    return _CITED.sub(lambda match: _cited(match, sources), _OPEN_TAG.sub("", text))


def cited(text: str) -> list[int]:
    """The numbers that a text that is `cleaned` cites, in order, each once."""
    return list(dict.fromkeys(int(match["numbers"]) for match in _CITED.finditer(text)))


def _label(match: re.Match[str]) -> str:
    """What a link was written on: `[1](/report/view/3/)` stays a receipt."""
    label = match["label"].strip()
    return f"[{label}]" if label.isdecimal() else label


def _cited(match: re.Match[str], sources: Container[int]) -> str:
    known = [number for number in map(int, re.findall(r"\d+", match["numbers"])) if number in sources]
    return "".join(f" [{number}]" for number in known)
