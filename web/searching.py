"""What the searches of reports and posts share: typed words, known codes, how frequent bigrams are."""

import time

from django.db import connection
from django.utils.translation import gettext as _

from shared.db import one
from shared.search import keywords
from shared.search.keywords import Frequencies, Words
from shared.words import Word

SHOWN = 40
KEPT_SECONDS = 600
_kept: dict[tuple[str, str], tuple[float, Frequencies]] = {}


def typed(given: str, notices: list[str]) -> tuple[str, Words]:
    """What was typed, as far as it is searched, and its words; a notice when that is not all of it."""
    text = given.replace("\0", " ")
    words = keywords.parsed(text)
    if not words.is_cut:
        return text, words
    notices.append(
        _("長すぎるため、はじめの%(characters)s文字・%(words)s語までで検索しました。")
        % {"characters": keywords.MOST_CHARACTERS, "words": keywords.MOST_WORDS}
    )
    return text[: keywords.MOST_CHARACTERS], words


def quoted(text: str) -> str:
    """What was typed, as a sentence quotes it."""
    query = " ".join(text.split())
    return query if len(query) <= SHOWN else f"{query[:SHOWN]}…"


def known(code: str, words: type[Word]) -> str | None:
    """The code, empty for none; None for one that is not in the vocabulary."""
    return code if code in {"", *words.codes()} else None


def frequencies(table: str) -> Frequencies:
    """Kept by this process for ten minutes: they choose how to search, never what is found."""
    name, moment = (str(connection.settings_dict["NAME"]), table), time.monotonic()
    since, found = _kept.get(name, (0.0, None))
    if found is None or moment - since > KEPT_SECONDS:
        found = Frequencies(one(connection, keywords.statistics(table)))
        _kept[name] = moment, found
    return found
