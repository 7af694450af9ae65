"""Numbers as people in Japan type them: full-width, with 円, 万, commas, and ▲ for minus.

NFKC is for numbers only: a person's text is kept as it was typed.
"""

import re
from decimal import Decimal
from typing import Final
from unicodedata import normalize

from shared.words import Word, gettext_noop

LONGEST: Final = 40  # characters: what is longer was not meant as a number
MAN: Final = 10_000


class Refusal(Word):
    """Why a text is no number; the label tells its writer what to do."""

    NOT_A_NUMBER = "not_a_number", gettext_noop("数字で入力してください（例：412300）。")
    KANJI = "kanji", gettext_noop("漢数字は使えません。123のような数字で入力してください。")
    LONG_VOWEL = "long_vowel", gettext_noop("「ー」は使えません。マイナスは半角の「-」で入力してください。")
    FRACTION = "fraction", gettext_noop("小数点は使えません。整数で入力してください。")
    EXPONENT = "exponent", gettext_noop("1e12のような書き方は使えません。けたを省かずに入力してください。")
    UNCLEAR_MAN = "unclear_man", gettext_noop("「万」の後を確かめてください（例：12万3456、41.2万）。")


class NotANumber(ValueError):
    """The text is no whole number; `reason` says why."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


def whole_number(text: str) -> int:
    """The whole number that was typed: 12万3456円, 41.2万, ▲1,200, (500) and １２３，４５６ too.

    Raises `NotANumber`, also for an empty text. No limits: the caller knows what is too much.
    """
    bare = re.sub(r"[,、\s]", "", normalize("NFKC", text))
    match = FORM.fullmatch(bare)
    if len(bare) > LONGEST or not match or bool(match["open"]) != bool(match["close"]):
        raise NotANumber(_reason(bare))
    if match["open"] and match["sign"]:
        raise NotANumber(Refusal.NOT_A_NUMBER)
    is_minus = bool(match["open"]) or match["sign"] in MINUS
    size = _size(match)
    return -size if is_minus else size


MINUS: Final = ("▲", "△", "-", "−")
FORM: Final = re.compile(
    r"(?P<open>\()?¥?(?P<sign>[▲△+\-−])?¥?"
    r"(?:(?P<man>[0-9]+(?:\.[0-9]+)?)万)?(?P<rest>[0-9]*)(?P<point>\.[0-9]*)?"
    r"[円名人]?(?P<close>\))?"
)


def _size(match: "re.Match[str]") -> int:
    """The number without its sign."""
    man, rest = match["man"], match["rest"]
    if match["point"]:
        raise NotANumber(Refusal.FRACTION)
    if man is None:
        if not rest:
            raise NotANumber(Refusal.NOT_A_NUMBER)
        return int(rest)
    whole = Decimal(man) * MAN
    if rest and ("." in man or int(rest) >= MAN):
        raise NotANumber(Refusal.UNCLEAR_MAN)
    if whole != int(whole):
        raise NotANumber(Refusal.FRACTION)
    return int(whole) + int(rest or 0)


def _reason(bare: str) -> Refusal:
    """What to tell the writer of a text that has not the form of a number."""
    if "ー" in bare:
        return Refusal.LONG_VOWEL
    if re.search(r"[〇一二三四五六七八九十百千億]", bare):
        return Refusal.KANJI
    if re.fullmatch(r"[0-9.]+e[+-]?[0-9]+", bare, re.IGNORECASE):
        return Refusal.EXPONENT
    return Refusal.UNCLEAR_MAN if "万" in bare and re.search("[0-9]", bare) else Refusal.NOT_A_NUMBER
