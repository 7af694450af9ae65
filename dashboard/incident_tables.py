"""What the charts of reports say in words and as tables."""

from collections.abc import Sequence

from dashboard import drill, formats, telling
from dashboard.incident_counts import Tally, compared, in_period, of_point, tally
from dashboard.look import Look
from dashboard.tables import Cell, Column, Kind, Table
from shared.analytics.question import Question
from shared.analytics.series import Point
from shared.words import Genre, Location, Word, gettext_noop

SUM = gettext_noop("合計")
COUNT = Column(gettext_noop("件数"), Kind.COUNT)
CHANGE = Column(gettext_noop("増減"), Kind.CHANGE)
OTHERS = Column(gettext_noop("他店平均"), Kind.MEAN)


def words_table(
    title: str,
    words: Sequence[Genre] | Sequence[Location],
    tallies: Sequence[Tally],
    question: Question,
    look: Look,
) -> Table:
    """A row for each word; each leads to its reports."""
    has_base, has_others = compared(question), any(one.others_most for one in tallies)
    columns = [Column(_heading(words), Kind.TEXT), COUNT]
    columns += [Column(question.against.label, Kind.COUNT), CHANGE] if has_base else []
    columns += [OTHERS] if has_others else []

    def cells(name: str, one: Tally) -> list[Cell]:
        base: list[Cell] = [one.base, one.change] if has_base else []
        return [name, one.count, *base, *([round(one.others, 1)] if has_others else [])]

    names = [look.texts.gettext(word.label) for word in words]
    rows = [cells(name, one) for name, one in zip(names, tallies, strict=True)]
    total = cells(look.texts.gettext(SUM), _together(tallies))
    links = {at: _link(question, word) for at, word in enumerate(words)}
    return Table(title, columns, rows, total, links)


def trend_table(question: Question, points: Sequence[Point], genres: Sequence[Genre], look: Look) -> Table:
    """A row for each point of the period; the total has the whole base, as the tiles have."""
    _ = look.texts.gettext
    shown = in_period(question, points)
    grain = Kind.DAY if question.period.grain == "day" else Kind.MONTH
    has_base, is_split = compared(question), len(genres) > 1
    columns = [Column(DATE[grain], grain), COUNT]
    columns += [Column(genre.label, Kind.COUNT) for genre in genres if is_split]
    columns += [Column(question.against.label, Kind.COUNT)] if has_base else []
    has_others = any(point.others_most for point in points)
    columns += [OTHERS] if has_others else []

    def cells(name: Cell, some: Sequence[Point]) -> list[Cell]:
        split: list[Cell] = [tally(some, genre, question.location).count for genre in genres if is_split]
        one = tally(some, question.genre, question.location)
        base: list[Cell] = [one.base] if has_base else []
        return [name, one.count, *split, *base, *([round(one.others, 1)] if has_others else [])]

    links = {at: drill.reports(drill.at(question, point.date)) for at, point in enumerate(shown)}
    rows = [cells(point.date, [point]) for point in shown]
    return Table(_("件数の推移"), columns, rows, cells(_(SUM), points), links)


def heat_table(
    question: Question,
    shown: Sequence[Point],
    places: Sequence[Location],
    counts: Sequence[Sequence[int]],
    look: Look,
) -> Table:
    """A row for each point, a column for each location."""
    _ = look.texts.gettext
    grain = Kind.DAY if question.period.grain == "day" else Kind.MONTH
    columns = [Column(DATE[grain], grain), *(Column(place.label, Kind.COUNT) for place in places), COUNT]
    rows: list[list[Cell]] = [
        [point.date, *cells, sum(cells)]
        for point, cells in zip(shown, zip(*counts, strict=True), strict=True)
    ]
    sums = [sum(row) for row in counts]
    links = {at: drill.reports(drill.at(question, point.date)) for at, point in enumerate(shown)}
    return Table(_("場所ごとの件数"), columns, rows, [_(SUM), *sums, sum(sums)], links)


DATE = {Kind.DAY: gettext_noop("営業日"), Kind.MONTH: gettext_noop("年月")}


def words_finding(
    words: Sequence[Genre] | Sequence[Location],
    tallies: Sequence[Tally],
    question: Question,
    look: Look,
) -> str:
    """Which has most, and how the whole stands to its base."""
    _ = look.texts.gettext
    together = _together(tallies)
    if not together.count:
        return _("この期間の日報はまだありません。")
    most, word = max(zip((one.count for one in tallies), words, strict=True), key=lambda pair: pair[0])
    sentence = _("全部で%(all)s。最も多いのは%(word)sの%(most)s（%(share)s）です。") % {
        "all": telling.reports(together.count, look),
        "word": _(word.label),
        "most": telling.reports(most, look),
        "share": f"{most / together.count:.0%}",
    }
    return telling.sentences(look, sentence, beside(together, question, look))


def beside(one: Tally, question: Question, look: Look) -> str:
    """How a tally stands to its base, which is named with its value; empty without one."""
    if not compared(question):
        return ""
    _ = look.texts.gettext
    if one.change is None:
        return _("%(base)sは0件でした。") % {"base": _(question.against.label)}
    return _("%(base)sの%(count)sに比べて%(change)sです。") % {
        "base": _(question.against.label),
        "count": telling.reports(one.base, look),
        "change": telling.change(one.change),
    }


def trend_finding(question: Question, points: Sequence[Point], look: Look) -> str:
    """The day, or the month, with most, and how the period stands to its whole base."""
    _ = look.texts.gettext
    shown = in_period(question, points)
    totals = [of_point(question, point) for point in shown]
    if not any(totals):
        return _("この期間の日報はまだありません。")
    most, point = max(zip(totals, shown, strict=True), key=lambda pair: pair[0])
    sentence = _("最も多いのは%(when)sの%(most)sです。") % {
        "when": _when(question, point, look),
        "most": telling.reports(most, look),
    }
    asked = tally(points, question.genre, question.location)
    return telling.sentences(look, sentence, beside(asked, question, look))


def heat_finding(
    question: Question,
    shown: Sequence[Point],
    places: Sequence[Location],
    counts: Sequence[Sequence[int]],
    look: Look,
) -> str:
    """The cell with most."""
    _ = look.texts.gettext
    cells = [
        (count, point, place)
        for place, row in zip(places, counts, strict=True)
        for count, point in zip(row, shown, strict=True)
    ]
    most, point, place = max(cells, key=lambda cell: cell[0], default=(0, None, None))
    if not most or point is None or place is None:
        return _("この期間の日報はまだありません。")
    return _("最も多いのは%(when)sの%(word)sで、%(most)sです。") % {
        "when": _when(question, point, look),
        "word": _(place.label),
        "most": telling.reports(most, look),
    }


def _when(question: Question, point: Point, look: Look) -> str:
    write = formats.day if question.period.grain == "day" else formats.month
    return write(point.date, look)


def _heading(words: Sequence[Genre] | Sequence[Location]) -> str:
    return gettext_noop("ジャンル") if isinstance(words[0], Genre) else gettext_noop("場所")


def _link(question: Question, word: Word) -> str:
    if isinstance(word, Genre):
        return drill.reports(question, genre=word)
    return drill.reports(question, location=Location.of(word))


def _together(tallies: Sequence[Tally]) -> Tally:
    return Tally(
        count=sum(one.count for one in tallies),
        compared=sum(one.compared for one in tallies),
        base=sum(one.base for one in tallies),
        others=sum(one.others for one in tallies),
        others_least=min((one.others_least for one in tallies), default=0),
        others_most=max((one.others_most for one in tallies), default=0),
    )
