"""The trade's texts: read from `texts/`, chosen, filled in and written the way different people write.

A block of such a file is `[tags] title | title`, then sentences: those marked `?` may be left out. Then
come the board's answers: `>` by anybody, `+` one that may be chosen as the best, `!` one that is, `<` the
author's own word. A block marked `~` is by somebody who is learning Japanese.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple, TypeAlias

TEXTS = Path(__file__).parent / "texts"
ANSWERS = ">+!<"
SLOT = re.compile(r"\{(\w+)\}")
HEAD = re.compile(r"(~?)\[([a-z ]+)\] (.+)")
FULL_KANA = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモ"
    "ヤユヨラリルレロワヲンァィゥェォッャュョー"
)
HALF_KANA = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝｧｨｩｪｫｯｬｭｮｰ"
VOICED = dict(zip("ガギグゲゴザジズゼゾダヂヅデドバビブベボヴ", "ｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾊﾋﾌﾍﾎｳ", strict=True))
HALF_VOICED = dict(zip("パピプペポ", "ﾊﾋﾌﾍﾎ", strict=True))
TO_HALF = str.maketrans(
    dict(zip(FULL_KANA, HALF_KANA, strict=True))
    | {full: f"{half}ﾞ" for full, half in VOICED.items()}
    | {full: f"{half}ﾟ" for full, half in HALF_VOICED.items()}
)

Words: TypeAlias = Mapping[str, Sequence[str]]


class Answer(NamedTuple):
    """What somebody says to a post; `mark` as in the file."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Template:
    """One thing that happens in a restaurant, with the words for it."""

    tags: tuple[str, ...]
    titles: tuple[str, ...]
    told: tuple[str, ...]
    may: tuple[str, ...]
    answers: tuple[Answer, ...]
    simple: bool


class Filling:
    """The slots of one text and its answers: a slot keeps the value it got first."""

    def __init__(self, rng: Random, words: Words, **known: str) -> None:
        self._rng, self._words, self._known = rng, words, known

    def __call__(self, text: str) -> str:
        """`text` with every `{slot}` filled in. Raises `KeyError` for a slot without words."""
        return SLOT.sub(self._value, text)

    def _value(self, slot: re.Match[str]) -> str:
        name = slot[1]
        if name not in self._known:
            self._known[name] = self._another(name)
        return self._known[name]

    def _another(self, name: str) -> str:
        """A value for the slot; `dish2` is another one than `dish`."""
        value = self._rng.choice(self._words[name.rstrip("2")])
        while value == self._known.get(name.rstrip("2")):
            value = self._rng.choice(self._words[name.rstrip("2")])
        return value


def written(template: Template, fill: Filling, rng: Random, voice: str, genre: str) -> tuple[str, str]:
    """Title and content of one report, as a person of this voice writes it; `fill` knows `time`, `when`."""
    title = fill(rng.choice(template.titles))
    if "(" not in title and not template.simple and rng.random() < 0.4:
        title += fill(rng.choice(("({time})", "({when})", "({when})", "、{when}")))
    told = [*template.told, *(line for line in template.may if rng.random() < 0.5)]
    if rng.random() < 0.3 and not template.simple:
        told.append(rng.choice(listed("endings")[genre]))
    content = fill(told[0] if voice == "short" else rng.choice(("", "", "", "\n")).join(told))
    return title, _as_typed(content, fill, voice, genre)


def _as_typed(content: str, fill: Filling, voice: str, genre: str) -> str:
    if voice == "emoji":
        return content.removesuffix("。") + fill(f"{{emoji_{genre}}}")
    return content.translate(TO_HALF) if voice == "halfkana" else content


@cache
def templates(name: str) -> tuple[Template, ...]:
    """The blocks of `texts/<name>.txt`."""
    return tuple(_parsed("\n".join(_lines(name))))


@cache
def stories() -> dict[str, tuple[Template, ...]]:
    """The blocks of the planted stories, by the story's name."""
    _, *sections = "\n".join(_lines("stories")).split("== ")
    named = (section.partition("\n") for section in sections)
    return {name: tuple(_parsed(blocks)) for name, _, blocks in named}


@cache
def listed(name: str) -> dict[str, list[str]]:
    """The `key: value` lines of `texts/<name>.txt`: all values of each key, in order."""
    found: dict[str, list[str]] = {}
    for line in filter(None, _lines(name)):
        key, _, value = line.partition(": ")
        found.setdefault(key, []).append(value)
    return found


@cache
def words_of(trade: str) -> dict[str, list[str]]:
    """The values of every slot, as a store of this trade uses them."""
    slots = {name: values[0].split(" / ") for name, values in listed("slots").items()}
    anywhere = {name: values for name, values in slots.items() if "." not in name}
    return anywhere | {"dish": slots[f"dish.{trade}"]}


@cache
def goals() -> list[tuple[str, str]]:
    """Goals of a month, each with what became of it."""
    pairs = (line.split(" / ") for line in _lines("goals") if line)
    return [(goal, outcome) for goal, outcome in pairs]


def _lines(name: str) -> list[str]:
    lines = (TEXTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def _parsed(text: str) -> Iterator[Template]:
    for block in filter(str.strip, text.split("\n\n")):
        head, *lines = block.strip().splitlines()
        match = HEAD.fullmatch(head)
        if match is None:
            raise ValueError(f"not the head of a text: {head}")
        yield Template(
            tags=tuple(match[2].split()),
            titles=tuple(match[3].split(" | ")),
            told=tuple(line for line in lines if line[0] not in "?" + ANSWERS),
            may=tuple(line[2:] for line in lines if line[0] == "?"),
            answers=tuple(Answer(line[0], line[2:]) for line in lines if line[0] in ANSWERS),
            simple=bool(match[1]),
        )
