"""Which stores a question names, in reach or not."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from shared.date_phrases import plain
from stream.chat.rules import vocabulary as words
from stream.chat.rules import vocabulary_of_asking as asking
from stream.chat.rules.topics import NEUTRAL

EVERYWHERE: Final = "全店"
OWN: Final = "自店"
_BLANK: Final = " "
_LETTER: Final = "[一-龥々〆ヶァ-ヴーa-z]"
_LONGEST: Final = 12  # letters beside a name that are looked at
_BEFORE: Final = re.compile(f"{_LETTER}*$")
_AFTER: Final = re.compile(rf"(?:{_LETTER}[一-龥々〆ヶァ-ヴーa-z0-9]{{0,{_LONGEST}}}|\d+号店)?")
_WORD: Final = words.pattern(
    *(
        known.pattern
        for vocabulary in (words.FIGURES, words.PLACES, asking.ASKING, asking.TEXTS)
        for known in vocabulary.values()
    )
)
_PLACE: Final = rf"(?:{words.PLACE_NAMES.pattern})(?=[のはがでもとにをへや、 ?]|さん|って|から|より|だ|$)"


def stores_named(text: str, stores: Sequence[str]) -> tuple[list[str], str]:
    """The stores that the text names, in order, and the text without them; `stores` are those in reach.

    Where a name in reach is a part of a longer one (横浜 in 新横浜), the longer one is named. `OWN` comes
    first where another store is compared with the own one.
    """
    is_beside_own = _WITH_OWN.search(text)
    text = words.OWN_STORE.sub(lambda match: _BLANK * len(match[0]), text)
    if words.ALL_STORES.search(text):
        return [EVERYWHERE], words.ALL_STORES.sub(_BLANK, text)
    named, text = _named(text, stores)
    brand, text = _brand(text, stores)
    named = named or brand
    if len(named) == 1 and (is_beside_own or _BESIDE.match(text, named[0][0] + len(named[0][1]))):
        return [OWN, named[0][1]], text
    return [name for _, name in sorted(named)], text


def _named(text: str, stores: Sequence[str]) -> tuple[list[tuple[int, str]], str]:
    """The stores with where they stand, and the text without them."""
    named: list[tuple[int, str]] = []
    for form in (one for one in _forms(stores) if one in text):
        alone = [match.span() for match in re.finditer(rf"{re.escape(form)}店?", text) if _is_whole(match)]
        named += [(start, form) for start, _ in alone[:1]]
        text = _blanked(text, alone)
    for match in words.NAMED_STORE.finditer(text):
        name = _name(match)
        if name:
            named.append((match.start(), name))
            text = text.replace(name, _BLANK * len(name), 1)
    for match in re.finditer(_PLACE, text):
        start = _begun(match)
        named.append((start, text[start : match.end()]))
        text = _blanked(text, [(start, match.end())])
    return named, text


def _brand(text: str, stores: Sequence[str]) -> tuple[list[tuple[int, str]], str]:
    """The first word that some names have in common, and the text without such words. What all are called is
    no choice of any."""
    named: list[tuple[int, str]] = []
    for word, count in _words(stores).items():
        found = [match.span() for match in re.finditer(re.escape(word), text) if _is_whole(match)]
        if count > 1 and found:
            text = _blanked(text, found)
            named += [(found[0][0], word)] if count < len(stores) else []
    return sorted(named)[:1], text


# 「売上を新宿と比べて」 compares the own store with it, as 「うちと新宿」 does.
_BESIDE: Final = re.compile(
    " *(?:との?(?:比較|比べ|くらべ|差|違い)|に(?:比べ|くらべ|対し)"
    "|より(?=も|[^。、]{0,8}(?:[多高良]い|少な|低い|[上下])))"
)
_WITH_OWN: Final = re.compile(
    rf"(?:うち|{words.OWN_STORE.pattern})[とや]|と(?:うち|{words.OWN_STORE.pattern})"
)


def are_known(named: Iterable[str], stores: Sequence[str]) -> bool:
    """Whether the stores that a question names are in reach."""
    return {OWN, *_forms(stores)}.issuperset(named)


def is_of_own(text: str) -> bool:
    """Whether the text speaks of the own store."""
    return bool(words.OWN_STORE.search(text) or _WITH_OWN.search(text))


def _is_whole(match: re.Match[str]) -> bool:
    """Whether the name that was found is no part of a longer one."""
    run = _AFTER.match(match.string, match.end())
    after = "" if run is None or match[0].endswith("店") else run[0]
    is_ended = not after or NEUTRAL.match(after) or _WORD.match(after)
    return _begun(match) == match.start() and bool(is_ended)


def _begun(match: re.Match[str]) -> int:
    """Where the name begins that ends in what was found: behind another word, or what is in no name."""
    run = _BEFORE.search(match.string[max(match.start() - _LONGEST, 0) : match.start()])
    before = "" if run is None or (len(run[0]) > 1 and NEUTRAL.match(run[0])) else run[0]
    ends = [0, *(word.end() for word in _WORD.finditer(before)), before.rfind("店") + 1]
    return match.start() - len(before) + max(ends)


def _blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + _BLANK * (end - start) + text[end:]
    return text


def _forms(stores: Sequence[str]) -> Iterator[str]:
    """The names as they are said, the longest first: 「渋谷店」 is also 渋谷."""
    names = {_folded(name) for name in stores}
    own = {word for word, count in _words(stores).items() if count == 1}
    known = names | own | {name.replace(" ", "") for name in names}
    said = known | {name.removesuffix("店") for name in known}
    return (form for form in sorted(said, key=len, reverse=True) if len(form) > 1)


def _words(stores: Sequence[str]) -> Counter[str]:
    """The words of names, with how many names each is in: that of a brand is in many, and no store's."""
    return Counter(word for name in stores for word in {*_folded(name).split()})


def _folded(name: str) -> str:
    return plain(name).lower().strip()


def _name(match: re.Match[str]) -> str:
    if match["number"] or match["area"]:
        return "" if words.NO_STORE.search(match[0]) else match[0]
    name = re.sub(r"^[はがのでともをに](?=[ぁ-ん一-龥ァ-ヶa-z])", "", match[0])
    return "" if words.NO_STORE.search(name) else name
