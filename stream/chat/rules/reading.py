"""A question as it is understood, alone: what is wanted, of when, where, of what kind."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeVar

from shared.analytics.periods import Period
from shared.words import Genre, Location, Metric, Word
from stream.chat.rules import vocabulary as words
from stream.chat.rules.intents import Intent, intent_of
from stream.chat.rules.marks import Mark
from stream.chat.rules.noticing import QUOTATION, Named, Noticed, noticed, without
from stream.chat.rules.spellings import folded, is_japanese
from stream.chat.rules.topics import NEUTRAL, content_of, quoted, topic_of
from stream.chat.rules.vocabulary_of_asking import ASKING, REFUSED, SMALL_TALK, TEXTS

W = TypeVar("W", bound=Word)
_ONLY_SMALL_TALK: Final = re.compile(rf"(?:{SMALL_TALK.pattern})+")
_OPENING: Final = re.compile(rf"^(?:{SMALL_TALK.pattern})(?<=[。!！、 ])")
_NAME: Final = re.compile(r"[一-龥々ヶァ-ヴーa-z][一-龥々ヶァ-ヴーa-z0-9]*")
_A_FIGURE: Final = "\0"
_LAST: Final = re.compile(r"(?:(?<= )の)?([^\s。、?!,()「」]{1,24})$")
_FILLING: Final = re.compile(
    rf"(?:{NEUTRAL.pattern.strip('^$')}|[のはがをにもとでへや]|[こそあ]|から|まで|だけ|のみ|こと|とか|など|って|これ|それ|あれ|"
    r"ここ|そこ|この|その|あの|いま|ほか|すべて|ぜんぶ|それぞれ|だいたい|ぶん|"
    r"みんな|だった|もう|まだ|また|じゃあ?|あと|では|より|さん|私|僕|俺|わたし|ぼく|たち|達|こちら|こっち|いつも|ふだん|"
    r"普段|とりあえず|お?店|とこ|最後)+(?<!おすすめ)"
)
_A_DAY: Final = re.compile(r"(?:^|[\s、。?!,毎各翌当曜本同じ前一]|[そこあ次前]の)$")
_OF_A_STORE: Final = {Intent.SALES, Intent.DIFFERENCES, Intent.GOAL, Intent.COMPARE}
_OF_REPORTS: Final = {Intent.CLAIMS, Intent.STATISTICS}
_OF_WHEN_AND_WHERE: Final = {Mark.STORE, Mark.TWO_STORES, Mark.ONE_PERIOD, Mark.TWO_PERIODS}
OF_A_TIME: Final = {*_OF_A_STORE, *_OF_REPORTS, Intent.RANK}


@dataclass(frozen=True, slots=True)
class Reading:
    """A question. `text` is folded; `topic` is what a search is asked, `content` its words of content that
    are no figure, place or manner. `unread` is what it says of a time that there is not: 2月30日. `stores`
    are names as they were asked, 全店 for all. `rest` and `left` are of `noticing.Noticed`."""

    intent: Intent
    text: str
    is_japanese: bool = True
    marks: frozenset[Mark] = frozenset()
    periods: tuple[Named, ...] = ()
    unread: str = ""
    stores: tuple[str, ...] = ()
    topic: str = ""
    content: str = ""
    rest: str = ""
    left: str = ""

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """The figures that it names, in the order in which they stand in it."""
        return _in_order(words.METRICS, self)

    @property
    def genres(self) -> tuple[Genre, ...]:
        """The kinds of reports that it names."""
        return _in_order(words.GENRES, self)

    @property
    def location(self) -> Location | None:
        """The place in a store that it is about."""
        return next((place for mark, place in words.LOCATIONS.items() if mark in self.marks), None)

    @property
    def store(self) -> str:
        """The first store that it names."""
        return self.stores[0] if self.stores else ""

    @property
    def stretches(self) -> list[Period]:
        """The periods that it is about, without those that they are compared with."""
        return [named.period for named in self.periods if not named.is_base]

    @property
    def has_dates(self) -> bool:
        """Whether it says of when it is, readably or not."""
        return bool(self.periods or self.unread)

    @property
    def bases(self) -> list[Period]:
        """The periods that others are compared with."""
        return [named.period for named in self.periods if named.is_base]

    def has(self, *marks: Mark) -> bool:
        """Whether it has one of the marks."""
        return not self.marks.isdisjoint(marks)


def read_alone(question: str, today: date, stores: Sequence[str] = ()) -> Reading:
    """The reading of a question without what was asked before it; `stores` are the names in reach."""
    text = folded(question)
    if not text.strip("?!。、. ") or _ONLY_SMALL_TALK.fullmatch(text):
        intent = Intent.GREETING if text.strip("?!。、. ") else Intent.UNCLEAR
        return Reading(intent, text, is_japanese(question))
    text = _OPENING.sub("", text)
    seen = noticed(text, today, stores)
    content = content_of(seen.left)
    if content:  # beside other words, what happened in an accident is one too
        content = " ".join([content, *words.HURT.findall(text)])
    marks = _derived(_without_quoted_orders(seen, text), seen, content)
    reading = Reading(
        intent_of(marks),
        text,
        is_japanese(question),
        marks,
        seen.periods,
        seen.unread,
        seen.stores,
        quoted(seen.rest) or topic_of(seen.rest),
        content,
        seen.rest,
        seen.left,
    )
    return in_part(reading)


def _without_quoted_orders(seen: Noticed, text: str) -> frozenset[Mark]:
    """Orders inside quotation marks are words that somebody asks about."""
    is_order = REFUSED[Mark.ORDERS].search(QUOTATION.sub(" ", text))
    return seen.marks | {Mark.ORDERS} if is_order else seen.marks - {Mark.ORDERS}


def _derived(marks: frozenset[Mark], seen: Noticed, content: str) -> frozenset[Mark]:
    """The marks, with those that follow from the rest of the question."""
    is_of_kinds = not marks.isdisjoint({*words.GENRES, Mark.DIFFERENCE})
    if is_of_kinds and not words.FIGURES[Mark.MISSING].search(_CAME_UP.sub(" ", seen.rest)):
        marks -= {Mark.MISSING}
    mains = sum(not named.is_base for named in seen.periods) + bool(seen.unread)
    is_of_stores = not marks.isdisjoint(words.METRICS.keys() - {Mark.CLAIM})
    is_bare = not content and not marks & {*words.FIGURES, *TEXTS, *REFUSED}
    is_amount = is_bare and mains > 0 and bool(words.AMOUNT.search(seen.rest))
    is_of_stores = is_of_stores or is_amount
    is_of_most = Mark.WHICH_DAY in marks and not marks.isdisjoint({Mark.MOST, Mark.TREND, Mark.LEAST})
    is_of_counts = not marks.isdisjoint({*words.GENRES, Mark.REPORTS})
    is_moved = Mark.CHANGE in marks and not marks.isdisjoint(words.METRICS.keys() - {Mark.SALES})
    more = {
        Mark.SALES: is_amount,
        Mark.METRIC: is_amount or not marks.isdisjoint(words.METRICS),
        Mark.MOVED: is_moved,
        Mark.BY_DAY: Mark.BY_DAY in marks or (is_of_most and is_of_counts),
        Mark.WHICH_STORE: Mark.WHERE in marks and is_of_stores,
        Mark.BY_PLACE: Mark.WHERE in marks and not is_of_stores,
        Mark.STORE: bool(seen.stores),
        Mark.ONE_PERIOD: mains > 0,
        Mark.TWO_PERIODS: mains > 1,
        Mark.THAN: any(named.is_base for named in seen.periods),
        Mark.TWO_GENRES: len(marks & words.GENRES.keys()) > 1,
        Mark.TWO_STORES: len(seen.stores) > 1,
        Mark.PLACE: not marks.isdisjoint(words.LOCATIONS),
        Mark.TOPIC: bool(content),
    }
    return marks | {mark for mark, holds in more.items() if holds}


_CAME_UP: Final = re.compile("出てい?(?:ない|ません)")  # 「クレーム出てない？」 is of no figures


def in_part(reading: Reading) -> Reading:
    """The figure of all is not told where that of a part is asked, or of a time that is no stretch of dates.

    A time goes to the tool as it stands; so does a name beside the figure, as a store's, known or not; beside
    claims alone it may as well be a kind: 接客クレーム.
    """
    if _is_without(reading) or (reading.intent is Intent.COMPARE and _is_of_no_figure(reading)):
        return replace(reading, intent=Intent.NOT_KEPT)
    time = words.NO_STRETCH.search(reading.left)
    is_searched = reading.intent in _OF_REPORTS and content_of(words.NO_STRETCH.sub(" ", reading.left))
    if time and reading.intent in OF_A_TIME and not is_searched:
        return replace(reading, unread=reading.unread or time[0])
    is_of_stores = reading.intent in {*_OF_A_STORE, Intent.RANK}
    is_kind = reading.intent in _OF_REPORTS and reading.has(Mark.NOT_KEPT) and not reading.content
    if is_kind or (is_of_stores and _is_of_days(reading)):
        return replace(reading, intent=Intent.NOT_KEPT)
    part = _part(reading) if is_of_stores else ""
    if part and (reading.intent is Intent.RANK or reading.metrics == (Metric.CLAIMS,)):  # 接客クレーム
        return replace(reading, intent=Intent.NOT_KEPT)
    if reading.intent is Intent.RANK:
        return _ranked(reading)
    return replace(reading, stores=(part,)) if part else reading


def in_general(reading: Reading) -> Reading:
    """「今月どう？」 and 「全店平均と比べてどう？」 are about what was sold, if nothing was asked before."""
    is_bare = reading.marks <= _OF_WHEN_AND_WHERE
    is_of_a_time = is_bare and reading.stretches and words.HOW.fullmatch(reading.rest)
    others = {Mark.OTHERS, Mark.COMPARE}
    is_beside_others = others <= reading.marks <= {*_OF_WHEN_AND_WHERE, *others}
    if not (is_of_a_time or is_beside_others):
        return reading
    marks = reading.marks | {Mark.SALES, Mark.METRIC}
    return replace(reading, intent=intent_of(marks), marks=marks)


def _is_without(reading: Reading) -> bool:
    """Whether it is asked of all but some: 渋谷を除いた売上. Texts are searched for what is said so."""
    asked = {*OF_A_TIME, Intent.REPORTS, Intent.UNCLEAR} if reading.stores else OF_A_TIME
    is_searched = reading.intent in _OF_REPORTS and reading.content and not reading.stores
    is_of_others = reading.intent is Intent.REPORTS and reading.genres and not reading.content
    is_asked = (reading.intent in asked and not is_searched) or is_of_others
    return bool(is_asked and words.EXCEPT.search(reading.rest))


def _is_of_no_figure(reading: Reading) -> bool:
    """Whether times are compared by what is not counted: 「残業は先月より増えた？」 is not of sales."""
    is_of_something = bool(_OF_ANY.sub(" ", reading.content).strip())
    return is_of_something and not reading.genres and not reading.has(Mark.METRIC, Mark.REPORTS)


def _is_of_days(reading: Reading) -> bool:
    """Whether it is of days that have something in common: 花火大会の日の売上, 新人が入った日の客数."""
    said = reading.rest
    days = re.finditer(rf"日の[の ]*(?:{_figures(reading)})", said)
    return not reading.has(Mark.WHICH_DAY) and any(not _A_DAY.search(said[: day.start()]) for day in days)


def _ranked(reading: Reading) -> Reading:
    """Stores are ranked by what they have in a stretch: by no part of it, not by how it changed, by no rate,
    and not by words. Days are no stores."""
    marks, of_days = reading.marks - {Mark.WHICH_STORE} | {Mark.WHICH_DAY}, _RANKED_DAYS.search(reading.rest)
    content = _OF_ANY.sub(" ", " ".join([reading.content, *injuries(reading.rest)])).strip()
    is_of_change = reading.has(Mark.THAN, Mark.YEAR_BEFORE, Mark.BEFORE, Mark.CHANGE, Mark.RATE)
    if of_days and not of_days["longer"]:
        return replace(reading, intent=intent_of(marks), marks=marks)
    if of_days or is_of_change or (content and reading.has(Mark.METRIC, Mark.REPORTS)):
        return replace(reading, intent=Intent.NOT_KEPT)
    if content:
        return replace(reading, intent=Intent.REPORTS, content=content)
    is_of_missing = reading.has(Mark.MISSING) and not reading.has(Mark.REPORTS)
    return replace(reading, intent=Intent.SALES) if is_of_missing else reading


_RANKED_DAYS: Final = re.compile(
    r"(?:[いたるの]|(?:ワースト|トップ|ベスト)\d*の?)(?:日|(?P<longer>曜日|[月週]))"
    r"(?=[はがをもで、 ?]|って|の?(?:ランキング|順位|トップ|ベスト|ワースト)|$)"
)
# What is said of any store's figures.
_OF_ANY: Final = re.compile(
    r"(?<!\S)(?:(?:担当?|エリア)(?:店舗?)?(?:の?中|内)?|[ぁ-ん]+|had|sold|sell\w*|doing|well|good|bad|perform\w*|bus(?:y|iest)|earn\w*)(?!\S)"
)


def injuries(text: str) -> list[str]:
    """What happened in the accidents of which it speaks; nothing where it speaks of any: 「けがや事故」."""
    is_of_any = words.FIGURES[Mark.ACCIDENT].search(re.sub(f"(?:{words.HURT.pattern})(?:事故)?", " ", text))
    return [] if is_of_any else words.HURT.findall(text)


def _part(reading: Reading) -> str:
    """What stands beside a figure and is not understood: 弁当の売上, sales of beer."""
    figures = _figures(reading)
    for name in reading.content.split() if figures else ():
        before = rf"{re.escape(name)}(?:[ぁ-ん]{{0,3}}の)?[の ]*(?:{figures})"
        behind = rf"{words.IN_ENGLISH}{re.escape(name)}"
        if _NAME.fullmatch(name) and re.search(f"{before}|{behind}", reading.rest):
            return name
    return _unknown_of(figures, reading.rest) if figures else ""


def _figures(reading: Reading) -> str:
    return "|".join(pattern.pattern for mark, pattern in words.FIGURES.items() if mark in reading.marks)


def _unknown_of(figures: str, rest: str) -> str:
    """What stands directly before 「の」 and a figure, in whatever signs: うどんの売上, から揚げの売上."""
    known = (*words.PLACES.values(), *ASKING.values(), *TEXTS.values())
    left = re.sub(rf"(?=(の?))(?:{figures})", rf"\1{_A_FIGURE}", without(rest, known))
    for text in left.split(_A_FIGURE)[:-1]:
        said = text.removesuffix("は").rstrip("の ")
        name = _LAST.search(said) if text[len(said) :].startswith(("の", "は")) else None
        if name and not _FILLING.fullmatch(name[1]):
            return name[1]
    return ""


def _in_order(vocabulary: Mapping[Mark, W], reading: Reading) -> tuple[W, ...]:
    found = {mark: words.FIGURES[mark].search(reading.text) for mark in vocabulary if mark in reading.marks}
    placed = sorted((match.start() if match else 0, mark) for mark, match in found.items())
    return tuple(vocabulary[mark] for _, mark in placed)
