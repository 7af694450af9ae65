"""Lines of plain text that are headings, by the ways in which Japanese manuals write them.

第1章 …  第2節 …  第3条（…）  ■…  ◆…  【…】, `# …`, a line with ==== or ---- below it, and `1. …` or
`1.2 …` after an empty line, unless the next line that is not empty is numbered too: that is a list. A
heading has at most 40 characters and does not end like a sentence.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from web.knowledge.reading.sections import Part

LONGEST: Final = 40
DIGITS: Final = r"[0-9０-９一二三四五六七八九十百]{1,4}"
CHAPTER: Final = re.compile(rf"第{DIGITS}(?P<unit>[編部章節])(?:[\s：:].*)?")
ARTICLE: Final = re.compile(rf"(?P<head>第{DIGITS}条(?:の{DIGITS})?\s*(?:（[^）]{{1,30}}）)?)(?P<rest>.*)")
MARKED: Final = re.compile(r"[■◆□◇▼]\s*(?P<head>\S.*)|(?P<whole>【[^】]+】)")
HASHED: Final = re.compile(r"(?P<signs>#{1,6})\s+(?P<head>\S.*?)\s*#*")
NUMBERED: Final = re.compile(
    r"(?P<number>[0-9０-９]{1,2}(?:[.．-][0-9０-９]{1,2}){0,3})(?:[.．、)）]|(?=[\s　]))\s*\S.*"
)
UNDERLINE: Final = re.compile(r"[=＝─━—-]{3,}")
SENTENCE: Final = ("。", "、", "，", ",", "．", "！", "？", "!", "?")
UNITS: Final = {"編": 1, "部": 1, "章": 2, "節": 3}
ARTICLE_LEVEL, MARKED_LEVEL, UNDERLINED_LEVEL, NUMBERED_LEVEL = 4, 6, 5, 7

Found = tuple[int, str, str]
Rule = Callable[[Sequence[str], int], Found | None]


def parts_of_lines(lines: Sequence[str], *, only_sure: bool = False) -> list[Part]:
    """A part for each heading among the lines; `only_sure`: only for what can hardly be anything else."""
    rules = (
        (_chapter, _article, _marked)
        if only_sure
        else (_chapter, _article, _marked, _hashed, _underlined, _numbered)
    )
    return [*_parts(lines, rules)]


def _parts(lines: Sequence[str], rules: Sequence[Rule]) -> Iterator[Part]:
    level, heading, below = 0, "", list[str]()
    for place, line in enumerate(lines):
        if heading and not below and UNDERLINE.fullmatch(line.strip()):
            continue
        found = next(filter(None, (rule(lines, place) for rule in rules)), None)
        if found is None:
            below.append(line)
            continue
        yield Part(level, heading, "\n".join(below))
        level, heading, rest = found
        below = [rest] if rest else []
    yield Part(level, heading, "\n".join(below))


def _is_short(line: str) -> bool:
    return 0 < len(line) <= LONGEST and not line.endswith(SENTENCE)


def _chapter(lines: Sequence[str], place: int) -> Found | None:
    line = lines[place].strip()
    match = CHAPTER.fullmatch(line)
    return (UNITS[match["unit"]], line, "") if match and _is_short(line) else None


def _article(lines: Sequence[str], place: int) -> Found | None:
    """What stands behind 第3条（…） is the article itself."""
    match = ARTICLE.fullmatch(lines[place].strip())
    if match is None or match["rest"][:1] in {*"のにをはがでとも、"}:
        return None
    head, rest = match["head"].strip(), match["rest"].strip()
    return (ARTICLE_LEVEL, f"{head} {rest}".strip(), "") if _is_short(rest) else (ARTICLE_LEVEL, head, rest)


def _marked(lines: Sequence[str], place: int) -> Found | None:
    line = lines[place].strip()
    match = MARKED.fullmatch(line)
    return (MARKED_LEVEL, match["head"] or match["whole"], "") if match and _is_short(line) else None


def _hashed(lines: Sequence[str], place: int) -> Found | None:
    match = HASHED.fullmatch(lines[place].strip())
    return (len(match["signs"]), match["head"], "") if match else None


def _underlined(lines: Sequence[str], place: int) -> Found | None:
    line, below = lines[place].strip(), lines[place + 1].strip() if place + 1 < len(lines) else ""
    is_one = _is_short(line) and not UNDERLINE.fullmatch(line) and UNDERLINE.fullmatch(below)
    return (UNDERLINED_LEVEL, line, "") if is_one else None


def _numbered(lines: Sequence[str], place: int) -> Found | None:
    line = lines[place].strip()
    match = NUMBERED.fullmatch(line)
    if match is None or not _is_short(line) or (place and lines[place - 1].strip()):
        return None
    following = next((later.strip() for later in lines[place + 1 : place + 6] if later.strip()), "")
    depth = len(re.split(r"[.．-]", match["number"]))
    if NUMBERED.fullmatch(following) and not _goes_deeper(match["number"], following):
        return None
    return (NUMBERED_LEVEL + depth - 1, line, "") if following else None


def _goes_deeper(number: str, following: str) -> bool:
    """1.1 below 1."""
    return following.startswith((f"{number}.", f"{number}．", f"{number}-")) and bool(
        re.match(r"[.．-][0-9０-９]", following[len(number) :])
    )
