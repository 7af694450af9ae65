"""Reports of a period as charts: by location, by genre, and as a trend; `incident_heat` has the heat map.

Pure functions of `incidents` rows. A chart by locations keeps to the question's genre, one by genres to its
location, so that there is always something to compare; the trend and the heat map keep to both.
"""

from collections.abc import Sequence
from typing import Final, TypeVar

from dashboard import drawing, drill, formats, incident_tables, telling
from dashboard.chart import Chart, Figure, Series
from dashboard.drawing import Paper
from dashboard.incident_counts import Tally, compared, in_period, of_others, of_point, tally
from dashboard.look import Colours, Look
from shared.analytics.question import Question
from shared.analytics.series import Point
from shared.words import Genre, Location, Word

W = TypeVar("W", Genre, Location)
COLOURS: Final = {
    Genre.CLAIM: "chart-2",
    Genre.ACCIDENT: "chart-3",
    Genre.PRAISE: "chart-4",
    Genre.REPORT: "chart-1",
    Genre.OTHER: "control",
}
STACKED: Final = tuple(COLOURS)  # from the ground up: what needs an answer first


def location_chart(question: Question, points: Sequence[Point], look: Look, colours: Colours) -> Chart:
    """Reports by location, of the question's genre, beside the base and the other stores' average."""
    paper = Paper(question, look, colours)
    _ = look.texts.gettext
    tallies = [tally(points, question.genre, word) for word in Location]
    shades = ["chart-1"] * len(Location)
    return _chart_of_words("incidents-location", _("場所別の件数"), tuple(Location), tallies, shades, paper)


def genre_chart(question: Question, points: Sequence[Point], look: Look, colours: Colours) -> Chart:
    """Reports by genre, of the question's location, beside the base and the other stores' average."""
    paper = Paper(question, look, colours)
    _ = look.texts.gettext
    tallies = [tally(points, word, question.location) for word in STACKED]
    return _chart_of_words(
        "incidents-genre",
        _("ジャンル別の件数"),
        STACKED,
        tallies,
        list(COLOURS.values()),
        paper,
    )


def trend_chart(question: Question, points: Sequence[Point], look: Look, colours: Colours) -> Chart:
    """Reports by day (or month) and genre, with the base as a line."""
    paper = Paper(question, look, colours)
    _ = look.texts.gettext
    shown, genres = in_period(question, points), _genres(question)
    totals = [of_point(question, point) for point in shown]
    others = [of_others(question, point) for point in shown]
    has_others = any(mean is not None for mean in others)
    return Chart(
        name="incidents-trend",
        title=_("件数の推移"),
        finding=incident_tables.trend_finding(question, points, look),
        draw=lambda: _draw_trend(paper, shown, genres, totals, others),
        legend=[
            *_genre_series(genres, look),
            *([Series(_(question.against.label), "text", "line")] if compared(question) else []),
            *([Series(_("他店平均"), "muted", "solid")] if has_others else []),
        ],
        tell=lambda: incident_tables.trend_table(question, points, genres, look),
    )


def _draw_trend(
    paper: Paper,
    shown: Sequence[Point],
    genres: Sequence[Genre],
    totals: Sequence[int],
    others: Sequence[float | None],
) -> Figure:
    question, look, colours = paper.question, paper.look, paper.colours
    labels = [formats.point(point.date, question.period.grain, look) for point in shown]
    stacks = [_stack(paper, shown, labels, genre) for genre in genres]
    bases = [of_point(question, point, of_base=True) for point in shown] if compared(question) else []
    lines = [_base_line(bases, labels, look, colours)] if compared(question) else []
    means = [_others_line(others, labels, look, colours)] if any(mean is not None for mean in others) else []
    return drawing.figure(
        [*stacks, *lines, *means],
        colours,
        barmode="stack",
        margin={"l": 40, "r": 8, "t": 10, "b": 34},
        xaxis=drawing.naming(colours, labels),
        yaxis=drawing.counting(colours, max([*totals, *bases, *(mean or 0 for mean in others)], default=0)),
    )


def _chart_of_words(
    name: str,
    title: str,
    words: Sequence[W],
    tallies: Sequence[Tally],
    shades: Sequence[str],
    paper: Paper,
) -> Chart:
    question, look = paper.question, paper.look
    has_others = any(one.others_most for one in tallies)
    return Chart(
        name=name,
        title=title,
        finding=incident_tables.words_finding(words, tallies, question, look),
        draw=lambda: _draw_words(words, tallies, shades, paper),
        legend=_word_series(shades, question, look, has_others=has_others),
        tell=lambda: incident_tables.words_table(title, words, tallies, question, look),
    )


def _draw_words(words: Sequence[W], tallies: Sequence[Tally], shades: Sequence[str], paper: Paper) -> Figure:
    question, look, colours = paper.question, paper.look, paper.colours
    _ = look.texts.gettext
    labels = [_(word.label) for word in words]
    own = _bars(labels, [one.count for one in tallies], [colours[shade] for shade in shades], look, _("件数"))
    own["customdata"] = [drill.reports(question, *_asked(word)) for word in words]
    beside: list[Figure] = []
    if compared(question):
        counts = [one.base for one in tallies]
        beside.append(_bars(labels, counts, colours["control"], look, _(question.against.label), hatch=True))
    if any(one.others_most for one in tallies):
        means = [one.others for one in tallies]
        beside.append(_marks(labels, means, colours, _("他店平均")))
    return drawing.figure(
        [*reversed(beside), own],
        colours,
        barmode="group",
        margin={"l": 84, "r": 16, "t": 4, "b": 30},
        yaxis=drawing.axis(colours, type="category", categoryarray=labels[::-1], showgrid=False),
        xaxis=drawing.counting(colours, _most(tallies, compared(question))),
    )


def _asked(word: Word) -> tuple[Genre | None, Location | None]:
    return (word if isinstance(word, Genre) else None, word if isinstance(word, Location) else None)


def _most(tallies: Sequence[Tally], with_base: bool) -> float:
    return max((max(one.count, one.base if with_base else 0, one.others) for one in tallies), default=0)


def _bars(
    labels: Sequence[str],
    counts: Sequence[float],
    colour: str | list[str],
    look: Look,
    name: str,
    *,
    hatch: bool = False,
) -> Figure:
    pattern = {"pattern": {"shape": "/", "size": 5, "solidity": 0.4, "fillmode": "overlay"}} if hatch else {}
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": list(labels),
        "x": list(counts),
        "marker": {"color": colour, **pattern},
        "hovertext": [
            f"<b>{label}</b><br>{name} {telling.reports(count, look)}"
            for label, count in zip(labels, counts, strict=True)
        ],
        "hoverinfo": "text",
    }


def _marks(labels: Sequence[str], means: Sequence[float], colours: Colours, name: str) -> Figure:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "y": list(labels),
        "x": list(means),
        "marker": {
            "symbol": "diamond",
            "size": 10,
            "color": colours["text"],
            "line": {"width": 2, "color": colours["surface"]},
        },
        "hovertext": [
            f"<b>{label}</b><br>{name} {mean:,.1f}" for label, mean in zip(labels, means, strict=True)
        ],
        "hoverinfo": "text",
    }


def _stack(paper: Paper, shown: Sequence[Point], labels: Sequence[str], genre: Genre) -> Figure:
    question, look, colours = paper.question, paper.look, paper.colours
    counts = [of_point(question, point, genre=genre) for point in shown]
    label = look.texts.gettext(genre.label)
    return {
        "type": "bar",
        "name": label,
        "x": list(range(len(shown))),
        "y": counts,
        "marker": {"color": colours[COLOURS[genre]]},
        "customdata": [drill.reports(drill.at(question, point.date), genre) for point in shown],
        "hovertext": [
            f"<b>{day}</b><br>{label} {telling.reports(count, look)}"
            for day, count in zip(labels, counts, strict=True)
        ],
        "hoverinfo": "text",
    }


def _base_line(bases: Sequence[int], labels: Sequence[str], look: Look, colours: Colours) -> Figure:
    name = look.texts.gettext("比較")
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": list(range(len(bases))),
        "y": list(bases),
        "line": {"color": colours["text"], "width": 2, "dash": "dot", "shape": "hvh"},
        "hovertext": [
            f"<b>{day}</b><br>{name} {telling.reports(count, look)}"
            for day, count in zip(labels, bases, strict=True)
        ],
        "hoverinfo": "text",
    }


def _others_line(
    means: Sequence[float | None], labels: Sequence[str], look: Look, colours: Colours
) -> Figure:
    name = look.texts.gettext("他店平均")
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": list(range(len(means))),
        "y": list(means),
        "line": {"color": colours["muted"], "width": 2},
        "hovertext": [
            "" if mean is None else f"<b>{day}</b><br>{name} {mean:,.1f}"
            for day, mean in zip(labels, means, strict=True)
        ],
        "hoverinfo": "text",
    }


def _genres(question: Question) -> tuple[Genre, ...]:
    return (question.genre,) if question.genre else STACKED


def _genre_series(genres: Sequence[Genre], look: Look) -> list[Series]:
    return [Series(look.texts.gettext(genre.label), COLOURS[genre]) for genre in genres]


def _word_series(shades: Sequence[str], question: Question, look: Look, *, has_others: bool) -> list[Series]:
    _ = look.texts.gettext
    own = [Series(_("件数"), shades[0])] if len(set(shades)) == 1 else []
    base = [Series(_(question.against.label), "control")] if compared(question) else []
    others = [Series(_("他店平均"), "text")] if has_others else []
    return [*own, *base, *others]
