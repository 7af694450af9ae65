"""What a question says, as far as rules can read it: about what, when, where, of what kind."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Final

from shared.asked_dates import Found, found_in, without_dates
from shared.date_phrases import plain
from shared.words import Genre, Location, Metric
from stream.chat.rules import vocabulary as v


class Intent(StrEnum):
    """What is wanted. The last five call no tool."""

    GOAL = "goal"
    KNOWLEDGE = "knowledge"
    BOARD = "board"
    COMPARE = "compare"
    RANK = "rank"
    DIFFERENCES = "differences"
    CLAIMS = "claims"
    STATISTICS = "statistics"
    SALES = "sales"
    REPORTS = "reports"
    TOPIC = "topic"
    GREETING = "greeting"
    OFF_FIELD = "off_field"
    PRIVATE = "private"
    ORDERS = "orders"
    UNCLEAR = "unclear"


SILENT: Final = {Intent.GREETING, Intent.OFF_FIELD, Intent.PRIVATE, Intent.ORDERS, Intent.UNCLEAR}


@dataclass(frozen=True, slots=True)
class Reading:
    """A question; `periods` as they stand in it, `topic` what is left without dates, stores and manners."""

    intent: Intent
    text: str
    periods: Sequence[Found] = ()
    metric: Metric | None = None
    genre: Genre | None = None
    location: Location | None = None
    store: str = ""
    topic: str = ""
    by: str = ""
    marks: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_japanese(self) -> bool:
        """Whether it is answered in Japanese: whenever it has a Japanese sign, or no letter at all."""
        return not re.search(r"[a-z]", self.text) or bool(re.search(r"[ぁ-んァ-ヶ一-龥]", self.text))


def read(question: str, today: date, stores: Sequence[str] = (), before: Sequence[str] = ()) -> Reading:
    """The reading of `question`. `stores` are names that count as a store's without 店 behind them, `before`
    the questions that went before in the thread, the oldest first: what leans on one is read with it."""
    now = _alone(question, today, stores)
    if now.intent in SILENT - {Intent.UNCLEAR} or not before or not _leans(now):
        return now
    then = read(before[-1], today, stores, before[:-1])
    return now if then.intent in SILENT else _joined(now, then)


def _alone(question: str, today: date, stores: Sequence[str]) -> Reading:
    text = v.folded(question)
    undated = v.folded(without_dates(question, today))
    store, rest = _store(undated, stores)
    marks = frozenset(name for name, words in _MARKS.items() if words.search(rest))
    metric = next((metric for metric, words in v.METRICS.items() if words.search(rest)), None)
    reading = Reading(
        intent=Intent.UNCLEAR,
        text=text,
        periods=found_in(question, today),
        metric=metric,
        genre=next((genre for genre, words in v.GENRES.items() if words.search(rest)), None),
        location=_location(rest, metric),
        store=store,
        topic=_topic(rest),
        by=next((by for by, words in _BY.items() if words.search(rest)), ""),
        marks=marks,
    )
    return replace(reading, intent=_intent(reading))


def _store(text: str, stores: Sequence[str]) -> tuple[str, str]:
    """The store that is named, and the text without it; 全店 for all."""
    if v.ALL_STORES.search(text):
        return "全店", v.ALL_STORES.sub(" ", text)
    known = sorted((v.folded(name) for name in stores), key=len, reverse=True)
    for form in (form for name in known for form in (name, name.removesuffix("店"))):
        if len(form) > 1 and form in text:
            return form, text.replace(f"{form}店" if f"{form}店" in text else form, " ", 1)
    numbered = v.NUMBERED_STORE.search(text)
    if numbered:
        return numbered[0], text.replace(numbered[0], " ", 1)
    for match in v.STORE.finditer(v.OWN_STORE.sub(" ", text)):
        name = re.split(r"(?:[のがはをでとや、 ]|から|まで)", match[1])[-1] or match[1]
        if not v.NO_STORE.search(name) and len(name) > 1:
            return name, text.replace(name, " ", 1)
    return "", v.OWN_STORE.sub(" ", text)


def _location(text: str, metric: Metric | None) -> Location | None:
    found = (location for location, words in v.LOCATIONS.items() if words.search(text))
    location = next(found, None)
    is_till = location is Location.CASHIER and metric is Metric.DIFFERENCE
    return None if is_till else location


def _topic(text: str) -> str:
    before = None
    while before != text:
        before = text
        text = v.TAIL.sub("", v.POLITE.sub("", v.HEAD.sub("", text))).strip(" 、。?!・")
    return text


_MARKS: Final = {
    "how_to": v.HOW_TO, "board": v.BOARD, "other_stores": v.OTHER_STORES, "ideas": v.IDEAS, "count": v.COUNT,
    "rate": v.RATE, "content": v.CONTENT, "compare": v.COMPARE, "last_year": v.LAST_YEAR, "ranking": v.RANKING,
    "goal": v.GOAL, "missing": v.MISSING, "reason": v.REASON, "everything": v.EVERYTHING, "reports": v.REPORTS,
    "handover": v.HANDOVER,
}  # fmt: skip
_BY: Final = {
    "location": v.BY_LOCATION, "week": v.BY_WEEK, "day": v.BY_DAY, "store": v.BY_STORE, "genre": v.BY_GENRE,
}  # fmt: skip


def _is_compared(reading: Reading) -> bool:
    """Two stretches and a word of comparison, or one and a word that names the other."""
    if reading.metric is None:
        return False
    return "compare" in reading.marks and (
        len(reading.periods) > 1 or bool(_than(reading)) or bool(v.BEFORE.search(reading.text))
        or "last_year" in reading.marks or bool(re.search("昨対|前年比|前[月週日]比|伸び|比べ|比較", reading.text))
    )  # fmt: skip


def _than(reading: Reading) -> bool:
    """Whether what is named is what it is compared with: 「先週より」."""
    written = v.folded(plain(reading.text))
    return any(v.THAN.match(written[found.end :]) for found in reading.periods)


def _is_how_to(reading: Reading) -> bool:
    figures = {"count", "compare", "ranking", "goal"} & reading.marks
    return "how_to" in reading.marks and not reading.periods and not figures


# The first rule that holds names the intent.
_RULES: Final[tuple[tuple[Callable[[Reading], object], Intent], ...]] = (
    (lambda r: v.ORDERS.search(r.text), Intent.ORDERS),
    (lambda r: v.PRIVATE.search(r.text) and "how_to" not in r.marks, Intent.PRIVATE),
    (lambda r: v.GREETING.search(r.text), Intent.GREETING),
    (lambda r: v.OFF_FIELD.search(r.text) and not (r.metric or r.genre), Intent.OFF_FIELD),
    (lambda r: "other_stores" in r.marks and "ideas" in r.marks, Intent.BOARD),
    (_is_how_to, Intent.KNOWLEDGE),
    (lambda r: "board" in r.marks and "ranking" not in r.marks, Intent.BOARD),
    (lambda r: "goal" in r.marks and "how_to" not in r.marks, Intent.GOAL),
    (_is_compared, Intent.COMPARE),
    (lambda r: "ranking" in r.marks and (r.metric or r.genre), Intent.RANK),
    (lambda r: "handover" in r.marks, Intent.REPORTS),
    (lambda r: r.metric is Metric.DIFFERENCE, Intent.DIFFERENCES),
    (lambda r: r.genre is Genre.CLAIM and (r.by in {"location", "day", "store"}), Intent.STATISTICS),
    (lambda r: r.genre is Genre.CLAIM, Intent.CLAIMS),
    (lambda r: r.metric in {Metric.SALES, Metric.CUSTOMERS, Metric.SPEND}, Intent.SALES),
    (lambda r: "missing" in r.marks, Intent.SALES),
    (lambda r: r.metric is Metric.REPORTS or (r.genre and "count" in r.marks), Intent.STATISTICS),
    (lambda r: r.by in {"location", "genre"} and r.periods, Intent.STATISTICS),
    (lambda r: r.genre is not None, Intent.REPORTS),
    (lambda r: "how_to" in r.marks, Intent.KNOWLEDGE),
    (lambda r: "everything" in r.marks and r.topic, Intent.TOPIC),
    (lambda r: "reports" in r.marks or (r.periods and r.topic), Intent.REPORTS),
    (lambda r: len(r.topic) > 1 and not _is_bare(r), Intent.TOPIC),
)


def _is_bare(reading: Reading) -> bool:
    """A question of which nothing is left but a place, a store or a date."""
    rest = reading.topic
    for words in (*v.LOCATIONS.values(), v.FOLLOW_UP):
        rest = words.sub("", rest)
    return len(v.LEAN.sub("", rest).strip(" 、のでだけと")) < 2  # noqa: PLR2004  one sign is no topic


def _intent(reading: Reading) -> Intent:
    return next((intent for holds, intent in _RULES if holds(reading)), Intent.UNCLEAR)


def _leans(now: Reading) -> bool:
    """Whether it can only be understood after what went before."""
    opens = bool(v.FOLLOW_UP.search(now.text))
    is_bare = (
        now.metric is None and now.genre is None and not now.marks & {"goal", "how_to", "board", "handover"}
    )
    asks_more = bool(re.fullmatch(r"(?:その|それ)?の?(?:内容|中身|詳細|詳しく)[^、。]{0,8}", now.text))
    return asks_more or (is_bare and _is_bare(now)) or (opens and is_bare)


def _joined(now: Reading, then: Reading) -> Reading:
    """`then` with what `now` names in its place."""
    intent = then.intent
    wants_content = "content" in now.marks and intent in {Intent.CLAIMS, Intent.STATISTICS}
    return replace(
        then,
        intent=Intent.REPORTS if wants_content and not now.periods else intent,
        text=now.text,
        periods=now.periods or then.periods,
        location=now.location or then.location,
        store=now.store or then.store,
        by=now.by or then.by,
        marks=then.marks | now.marks,
    )
