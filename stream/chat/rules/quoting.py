"""What people wrote, as data: quoted without their markup, and only where it is about what is asked."""

import re
from collections.abc import Collection, Sequence
from typing import Final

from stream.chat.ledger import Source

LONGEST_QUOTE: Final = 120
MOST_STEPS: Final = 8
LEAST_SHARE: Final = 0.33  # of the parts of a word that a text holds: then it is about it
LESS_FOR_PARTS: Final = 0.02  # a part alone is not its word
SHORTNESS: Final = 0.05  # what a short line is better than a long one by
HEAD: Final = 5  # lines above the text in which its title may stand
FOOT: Final = "—"  # in a source, what stands below it is about the text

_ADDRESS: Final = re.compile(r"(?:https?:|www\.|javascript:|data:|vbscript:)\S*", re.IGNORECASE)
_LIST_SIGN: Final = re.compile(r"^\s*(?:[-+*・●■◆▼]|\d{1,2}[.)、．](?!\d)|[①-⑳])\s*")
_CITATION: Final = re.compile(r"[\[［]\s?\d{1,3}\s?[\]］]")
_EMPHASIS: Final = re.compile(r"\*\*|__|^\s*#{1,6}\s|`|\\(?=[\W_])")
_WIDE: Final = {ord(sign): chr(ord(sign) + 0xFEE0) for sign in r"*_#|<>~!\`$&^="}
_UNITS: Final = {
    "何度": "℃|度(?!洗|塗)", "温度": "℃", "何秒": "秒", "何分": "分", "何時間": "時間",
    "何日": "日", "何円": "円", "いくら": "円",
    "何回": "回", "何枚": "枚",
}  # fmt: skip
# No sign of a reference, a citation or a quotation of ours, in any width; nothing that cannot be seen.
_INNER: Final = str.maketrans("{}[]｛｝［］「」", "（）〔〕（）〔〕『』", "\u202e\u200b\0")
_HIRAGANA_ALONE: Final = re.compile(r"[ぁ-んー]+")
_KATAKANA: Final = re.compile(r"[ァ-ヴー]")
_RUN: Final = re.compile(r"[ァ-ヴー]{2,}|[^ァ-ヴー\s]{2,}|\S")
_NAME: Final = re.compile(r"(?<![一-龥])[一-龥]{4,}(?![一-龥])|[ァ-ヴー]{4,}")
_SIGNS: Final = {True: 3, False: 2}  # of a part: two of katakana are in too many words
_HIRAGANA: Final = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}


def neutral(text: str) -> str:
    """One line of somebody's text: no list sign, Markdown, reference or address of it is left one."""
    line = _EMPHASIS.sub("", _LIST_SIGN.sub("", _CITATION.sub("", _ADDRESS.sub("", text))))
    return " ".join(line.translate(_WIDE).translate(_INNER).split())


def title_of(source: Source) -> str:
    """The source's title, in quotation."""
    return neutral(source.title)[:80]


def content_of(source: Source) -> str:
    """The text itself, without what is said about it."""
    lines = source.text.split("\n")
    if FOOT in lines:
        return "\n".join(lines[: lines.index(FOOT)])
    head = next((at for at, line in enumerate(lines[:HEAD]) if line and source.title.endswith(line)), -1)
    return "\n".join(lines[head + 1 :])


def about(source: Source, words: str) -> float:
    """How much of its best word of `words` the source holds, from 0 to 1."""
    text = _plain(f"{source.title}\n{source.text}")
    return max((_held(word, text) for word in words.split()), default=1.0)


def _held(word: str, text: str) -> float:
    """How much of a word the text holds, by its parts: 「宇宙旅行の予約」 is not about 予約."""
    parts = [part for part in word.split("の") if len(part) > 1] or [word]
    held = sum(len(part) * _held_part(part, text) for part in parts) / sum(map(len, parts))
    return held if len(parts) == 1 else held - LESS_FOR_PARTS


def _held_part(part: str, text: str) -> float:
    runs = (run for run in _RUN.findall(part) if len(run) > 1 or run == part)
    return max((_share(_plain(run), text, _SIGNS[bool(_KATAKANA.match(run))]) for run in runs), default=0.0)


def lacks(source: Source, words: str) -> bool:
    """Whether a long name of what is asked about is not in the source at all: 宇宙旅行, 花火大会."""
    text = _plain(f"{source.title}\n{source.text}")
    names = _NAME.findall(words)
    return bool(names) and not any(_share(_plain(name), text) for name in names)


def fitting(sources: Sequence[Source], words: str, known: Collection[str] = ()) -> list[Source]:
    """The sources that are about one of the words, in their order; all where no word says much. A word in
    hiragana alone says something where it is `known`."""
    told = [word for word in words.split() if not word.isascii()]
    said = " ".join(word for word in told if word in known or not _HIRAGANA_ALONE.fullmatch(word))
    return [source for source in sources if about(source, said) >= LEAST_SHARE] if said else list(sources)


def best_part(source: Source, topic: str) -> str:
    """The two sentences that are nearest to the topic, shortened to `LONGEST_QUOTE` characters."""
    parts = _sentences(content_of(source))
    if not parts:
        return ""
    scores = [_share(_plain(topic), _plain(part)) for part in parts]
    at = scores.index(max(scores))
    told = "".join(parts[at : at + 2])
    return told if len(told) <= LONGEST_QUOTE else told[: LONGEST_QUOTE - 1] + "…"


def steps_of(source: Source, topic: str, most: int = MOST_STEPS) -> list[str]:
    """The lines of a section, each of them a step; of many those that fit best, in their order."""
    lines = _lines(source)
    best = sorted(range(len(lines)), key=lambda at: (-_fit(lines[at], topic), at))[:most]
    return [lines[at] for at in sorted(best)]


def best_line(source: Source, topic: str) -> float:
    """How well the best line of a section fits, its title with it."""
    return max((_fit(line, topic) for line in (title_of(source), *_lines(source))), default=0.0)


def _lines(source: Source) -> list[str]:
    lines = [line for line in (_step(line) for line in content_of(source).split("\n")) if line]
    return _sentences(content_of(source)) if len(lines) == 1 else lines


def _sentences(text: str) -> list[str]:
    """The sentences, each neutral; none is cut inside of what somebody says in it."""
    found, depth, at = [], 0, 0
    for place, sign in enumerate(text):
        depth = max(0, depth + (sign in "「『") - (sign in "」』"))
        if sign == "\n" or (
            sign in "。！？!?" and not depth and text[place + 1 : place + 2] not in ("」", "』")
        ):
            found.append(text[at : place + 1])
            at, depth = place + 1, 0
    return [part for part in map(neutral, [*found, text[at:]]) if part]


def _fit(line: str, topic: str) -> float:
    """How much of the topic a line holds; what is asked in a unit (何度) is rather where such a value is."""
    unit = next((sign for asked, sign in _UNITS.items() if asked in topic), "")
    has_value = bool(unit and re.search(rf"\d\s*(?:{unit})", line))
    shorter = min(len(line), LONGEST_QUOTE) / LONGEST_QUOTE * SHORTNESS
    return _share(_plain(topic), _plain(line)) + (0.5 if has_value else 0.0) - shorter


def _step(line: str) -> str:
    """A line, or the cells of a table's row; nothing of its rule."""
    if line.lstrip().startswith("|"):
        cells = [neutral(cell) for cell in line.strip().strip("|").split("|")]
        is_rule = all(not cell.strip("-:： ー") for cell in cells)
        return "" if is_rule else "：".join(cell for cell in cells if cell)
    return neutral(line)[: 2 * LONGEST_QUOTE]


def _plain(text: str) -> str:
    return text.lower().translate(_HIRAGANA)


def _share(word: str, text: str, signs: int = 2) -> float:
    """How many of the word's parts of `signs` signs the text holds."""
    parts = {word[at : at + signs] for at in range(len(word) - signs + 1)} or {word}
    return sum(part in text for part in parts) / len(parts)
