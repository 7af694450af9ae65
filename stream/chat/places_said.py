"""Where in a sentence something is said, and how a sentence is read: sign by sign, none lost."""

from dataclasses import dataclass
from typing import Final

_SIGNS: Final = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    ord("\u3000"): " ",
    ord("￥"): "¥",
    **dict.fromkeys(map(ord, "−‐‑–—▲△▼▽"), "-"),
}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """From `start` to before `end`."""

    start: int
    end: int

    def meets(self, other: "Place") -> bool:
        """Whether they share a sign."""
        return self.start < other.end and other.start < self.end

    def is_in(self, other: "Place") -> bool:
        """Whether it lies within the other."""
        return other.start <= self.start and self.end <= other.end


def plain(text: str) -> str:
    """The text of the same length, with half-width signs for full-width ones, and one sign for minus."""
    return text.translate(_SIGNS)
