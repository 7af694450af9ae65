"""Questions that lean on the one before: 「じゃあ先月は？」「キッチンだけだと？」「内容は？」."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from shared.analytics.periods import Period, whole
from shared.asked_dates import NotUnderstood, beside, continued, dated
from shared.date_parts import is_inside, wholes_of
from shared.date_phrases import THAT
from shared.words import PeriodKind
from stream.chat.rules import vocabulary as words
from stream.chat.rules.intents import SILENT, Intent, intent_of
from stream.chat.rules.marks import Mark
from stream.chat.rules.naming import OWN, are_known, is_of_own
from stream.chat.rules.noticing import Named, without
from stream.chat.rules.reading import OF_A_TIME, Reading, in_general, in_part, read_alone
from stream.chat.rules.topics import content_of
from stream.chat.rules.vocabulary_of_asking import FOLLOW_UP

MOST_BEFORE: Final = 20
SHORT: Final = 16  # characters: a question so short may lean on the one before
_BESIDE: Final = re.compile(
    r"(?:その(?=前))?(?P<said>(?:(?<=その)|(?=前[の年月週日]))前(?:の[年月週日](?!曜)|[年月週日](?![比対同])|(?!の))"
    r"|(?:昨年|前年|去年|[1１一]年前)の?(?:同じ?(?:月|期間|時期|週|日|曜日?)|同期)|(?:翌|次の)[月週日](?!曜))"
    r"(?=[はもとでの、?？ 　]|って|だと|$)"
)
_THAT: Final = re.compile(THAT)
_KINDS: Final = {"週": PeriodKind.WEEK, "月": PeriodKind.MONTH, "年": PeriodKind.YEAR}
_THAT_STORE: Final = re.compile("その(?:お店|店舗?)(?![長員内])")
FIGURES: Final = {
    Intent.SALES, Intent.DIFFERENCES, Intent.CLAIMS, Intent.STATISTICS, Intent.COMPARE, Intent.RANK,
    Intent.GOAL,
    Intent.REPORTS,
}  # fmt: skip
_ANAPHORA: Final = re.compile(
    r"^(?:その|それ|これ|この件|同じ|さっき)|(?:それ|これ)(?:は|って|を|の|に|について|だと)"
)
# What says by itself what is wanted.
_SUBJECTS: Final = frozenset(
    {*words.METRICS, *words.GENRES, Mark.GOAL, Mark.MISSING, Mark.HANDOVER, Mark.BOARD, Mark.MANUAL,
    Mark.HOW_TO,
     Mark.NORM, Mark.IDEAS, Mark.REPORTS, Mark.ORDERS, Mark.PRIVATE, Mark.OFF_FIELD}
)  # fmt: skip
_TURNS: Final = frozenset({Mark.HOW_TO, Mark.MANUAL, Mark.BOARD, Mark.IDEAS})
_PLACES: Final = frozenset(words.LOCATIONS)
_SHAPES: Final = frozenset(
    {Mark.BY_DAY, Mark.BY_WEEK, Mark.BY_MONTH, Mark.BY_PLACE, Mark.BY_GENRE, Mark.WHICH_STORE, Mark.WHICH_DAY,
    Mark.MOST, Mark.LEAST, Mark.WORST, Mark.COUNT, Mark.WEEK_BEFORE, Mark.DAY_BEFORE,
     Mark.RATE, Mark.CONTENT, Mark.REASON, Mark.COMPARE, Mark.YEAR_BEFORE, Mark.BEFORE, Mark.OTHERS,
     Mark.CHANGE,
     Mark.TREND}
)  # fmt: skip
_ORDERS: Final = frozenset({Mark.LEAST, Mark.WORST})
_SHARED: Final = frozenset({Mark.COUNT, Mark.CONTENT, Mark.RATE})
_DERIVED: Final = frozenset(
    {Mark.STORE, Mark.ONE_PERIOD, Mark.TWO_PERIODS, Mark.THAN, Mark.TWO_STORES, Mark.PLACE, Mark.TOPIC}
)


def read(
    question: str,
    today: date,
    stores: Sequence[str] = (),
    before: Sequence[str] = (),
    days: Sequence[date] = (),
) -> Reading:
    """The reading of a question, after those that were asked before it in the thread, the oldest first.

    `days` are the business dates on which they were asked, where not all today: 「今日」 of an evening
    stays that evening's.
    """
    earlier: Reading | None = None
    then: Reading | None = None
    for asked, day in list(zip(before, days or [today] * len(before), strict=True))[-MOST_BEFORE:]:
        now = _next(earlier, then, asked, day, stores)
        earlier, then = (earlier, then) if now.intent in SILENT else (then, now)
    return _next(earlier, then, question, today, stores)


def _next(
    earlier: Reading | None, then: Reading | None, question: str, today: date, stores: Sequence[str]
) -> Reading:
    now = read_alone(_counted(then, question, today), today, stores)
    return _of_both(earlier, then, now) or _after(then, now, stores)


def _counted(then: Reading | None, question: str, today: date) -> str:
    """The question with 「その日」「前の月」「前年同月」 as dates counted from `then`, and 「15日」."""
    if then is None or not then.stretches:
        return question
    asked_then = whole(then.stretches[-1])
    that = _THAT.search(question)
    if that:
        said = _that(that["that"], asked_then)
        return f"{question[: that.start()]}その{said}{question[that.end() :]}"
    if len(question) > SHORT:
        return question
    match = _BESIDE.search(question)
    if not match:
        return continued(question, asked_then, today)
    try:
        period = beside(match["said"], asked_then, today)
    except NotUnderstood:
        return question
    return f"{question[: match.start()]}{dated(period)}{question[match.end() :]}"


def _that(unit: str, asked_then: Period) -> str:
    """「その日」 where one day was asked about, 「その週」 in which all of it lies; else as it was said."""
    kind = _KINDS.get(unit, PeriodKind.DAYS)
    of = next((one for one in wholes_of(asked_then, kind) if is_inside(asked_then, one)), None)
    return dated(of) if of else unit


def _after(then: Reading | None, now: Reading, reach: Sequence[str]) -> Reading:
    """`now` as it is meant after `then`, the last question that was answered."""
    if then is None or now.intent in SILENT - {Intent.UNCLEAR}:
        return in_general(now)
    if _is_of_several(then, now):
        return replace(now, intent=Intent.WHICH)
    if is_bare(now) or _is_part(then, now):
        return in_part(_joined(then, now))
    if _is_other_figure(then, now):
        kept = then.marks - words.METRICS.keys() - words.GENRES.keys()
        return replace(
            now, intent=then.intent, marks=kept | now.marks, periods=then.periods, unread=then.unread,
            stores=then.stores,
        )  # fmt: skip
    return _leaning(then, now, reach) if _leans(then, now) else now


def _of_both(earlier: Reading | None, then: Reading | None, now: Reading) -> Reading | None:
    """「比べると？」「どっちが多い？」 after the same figure of two times, or of two stores: of both."""
    if earlier is None or then is None or not _only_compares(now):
        return None
    if earlier.intent is not then.intent or not then.metrics or earlier.metrics != then.metrics:
        return None
    alike = replace(then, text=now.text, is_japanese=now.is_japanese)
    one, other = earlier.stretches, then.stretches
    if earlier.stores == then.stores and len(one) == len(other) == 1 and one != other:
        marks = {Mark.COMPARE, Mark.TWO_PERIODS}
        return replace(
            alike, intent=Intent.COMPARE, periods=earlier.periods + then.periods, marks=then.marks | marks
        )
    if earlier.periods == then.periods and len(earlier.stores) == len(then.stores) == 1:
        return replace(alike, stores=tuple(dict.fromkeys(earlier.stores + then.stores)))
    return None


def _only_compares(now: Reading) -> bool:
    says_more = now.has_dates or now.stores or now.content
    is_bare = not now.has(*_SUBJECTS, *_PLACES, *_SHAPES - _OF_COMPARING)
    return now.has(Mark.COMPARE) and not says_more and is_bare


_OF_COMPARING: Final = frozenset({Mark.COMPARE, Mark.CHANGE, Mark.TREND, Mark.MOST, *_ORDERS})


def _leaning(then: Reading, now: Reading, reach: Sequence[str]) -> Reading:
    """`now`, about the store of `then`, and its time where it says none."""
    if now.has_dates:
        return replace(now, stores=_stores(then, now) if are_known(then.stores, reach) else now.stores)
    marks = now.marks | (then.marks & _SHARED if now.genres and not now.marks & _SHARED else set())
    return replace(
        now,
        intent=intent_of(marks),
        marks=marks,
        periods=then.periods,
        unread=then.unread,
        stores=_stores(then, now),
    )


def _is_of_several(then: Reading, now: Reading) -> bool:
    """「その日」 where several days were told, 「その店」 where several stores: nobody says which."""
    stores_told = then.intent is Intent.RANK or len(then.stores) > 1
    is_of_a_store = bool(_THAT_STORE.search(now.text)) and not now.stores
    is_asked = now.intent not in {Intent.KNOWLEDGE, Intent.BOARD}
    return is_asked and (bool(_THAT.search(now.unread)) or (is_of_a_store and stores_told))


def is_bare(now: Reading) -> bool:
    """It names no subject of its own: only a date, a place, a store, or a turn of what was asked."""
    if now.has(*_SUBJECTS) and not _is_turn(now):
        return False
    says_something = now.has_dates or now.stores or now.has(*_PLACES, *_SHAPES, *_TURNS)
    return bool(says_something) and (not now.content or bool(_ANAPHORA.search(now.text)))


def _is_part(then: Reading, now: Reading) -> bool:
    """「平日だけ」, 「雨の日は？」 or 「後半は？」 after a figure: of that, and no subject of its own."""
    is_time = words.NO_STRETCH.search(now.left) is not None
    if then.intent not in OF_A_TIME or now.has(*_SUBJECTS) or not (is_time or now.has(Mark.NOT_KEPT)):
        return False
    return not content_of(without(now.left, (words.NOT_KEPT, words.NO_STRETCH)))


def _is_turn(now: Reading) -> bool:
    """「どうして？」「他店はどうしてる？」「マニュアルには？」: a subject, yet of what was asked before."""
    subjects = now.marks & _SUBJECTS
    return not now.content and subjects <= _TURNS


def _is_other_figure(then: Reading, now: Reading) -> bool:
    """「客数では？」 after stores were ranked, or times compared: the same by another figure."""
    says_more = now.has_dates or now.stores or now.content or now.has(*_SHAPES - _ORDERS, *_PLACES)
    is_own = words.OWN_STORE.search(now.text) is not None
    is_figure = now.has(Mark.METRIC) and len(now.text) <= SHORT
    return then.intent in {Intent.RANK, Intent.COMPARE} and is_figure and not says_more and not is_own


def _leans(then: Reading, now: Reading) -> bool:
    """A short question for another figure is about the same store, and the same time: 「客数は？」."""
    leans = bool(FOLLOW_UP.search(now.text)) or (len(now.text) <= SHORT and not now.content)
    return leans and now.intent in FIGURES and then.intent in FIGURES


def _stores(then: Reading, now: Reading) -> tuple[str, ...]:
    """The stores of `now`: those of `then` where it says nothing else."""
    is_own = is_of_own(now.text)
    if now.stores[:1] == (OWN,) and then.stores and not is_own:  # 「新宿と比べて」 is said of the one before
        return tuple(dict.fromkeys((*then.stores, *now.stores[1:])))
    is_of_others = now.has(Mark.WHICH_STORE, Mark.OTHERS) or is_own
    return now.stores or (() if is_of_others else then.stores)


def _joined(then: Reading, now: Reading) -> Reading:
    """`then`, with what `now` says in its place."""
    then = _without_its_own(then, now)
    marks = then.marks - (_PLACES if now.has(*_PLACES) else frozenset())
    turned = now.marks & (_SHAPES | _PLACES | _TURNS | {Mark.NOT_KEPT})
    if now.has(Mark.CONTENT, Mark.REASON):
        marks -= {Mark.COUNT, Mark.RATE, Mark.COMPARE, Mark.WHICH_STORE}
    periods = _periods(then, now)
    marks = (marks | turned | (now.marks & _DERIVED)) - ({Mark.TWO_PERIODS} if len(periods) < 2 else set())  # noqa: PLR2004  two
    if now.has(*_TURNS):
        marks -= {Mark.ONE_PERIOD, Mark.TWO_PERIODS, Mark.COUNT}
    intent = then.intent if not turned - _PLACES else intent_of(marks)
    return replace(
        then, intent=intent, text=now.text, marks=marks, periods=periods,
        unread=now.unread if now.has_dates else then.unread, stores=_stores(then, now),
        topic=then.topic or now.topic, is_japanese=now.is_japanese, rest=now.rest, left=now.left,
    )  # fmt: skip


def _without_its_own(then: Reading, now: Reading) -> Reading:
    """`then` without what it was compared with, or ordered by, where `now` names another: 「前月比は？」
    after 「前年比は？」, 「一番高い店は？」 after 「一番低い店は？」."""
    if now.has(Mark.WHICH_STORE, Mark.WHICH_DAY, *_ORDERS):
        then = replace(then, marks=then.marks - _ORDERS)
    if not now.has(Mark.YEAR_BEFORE, Mark.BEFORE):
        return then
    mains = sorted((one for one in then.periods if not one.is_base), key=lambda one: one.period.first)
    return replace(then, marks=then.marks - _COMPARED, periods=tuple(mains[-1:]))


_COMPARED: Final = frozenset(
    {
        Mark.YEAR_BEFORE,
        Mark.BEFORE,
        Mark.WEEK_BEFORE,
        Mark.DAY_BEFORE,
        Mark.SAME_TIME,
        Mark.THAN,
        Mark.TWO_PERIODS,
    }
)


def _periods(then: Reading, now: Reading) -> tuple[Named, ...]:
    if not now.has_dates:
        return then.periods
    if now.bases and not now.stretches:
        return (*(one for one in then.periods if not one.is_base), *now.periods)
    return now.periods
