"""Which location had how many reports on which day, as a heat map: a pure function of `incidents` rows."""

from collections.abc import Sequence
from typing import Final

from dashboard import drawing, drill, formats, incident_tables, telling
from dashboard.chart import Chart, Figure, Series
from dashboard.drawing import Paper
from dashboard.incident_counts import in_period, of_point
from dashboard.look import Colours, Look
from shared.analytics.question import Question
from shared.analytics.series import Point
from shared.words import Location

MOST_WRITTEN: Final = 35  # columns that have room for a number
HEAT: Final = "chart-2"
FAINTEST: Final = 0.12


def heat_chart(question: Question, points: Sequence[Point], look: Look, colours: Colours) -> Chart:
    """Which location had how many reports on which day (or in which month)."""
    paper = Paper(question, look, colours)
    _ = look.texts.gettext
    shown = in_period(question, points)
    places = (question.location,) if question.location else tuple(Location)
    counts = [[of_point(question, point, location=place) for point in shown] for place in places]
    most = max((count for row in counts for count in row), default=0)
    return Chart(
        name="incidents-heat",
        title=_("日ごと・場所ごとの件数") if question.period.grain == "day" else _("月ごと・場所ごとの件数"),
        finding=incident_tables.heat_finding(question, shown, places, counts, look),
        draw=lambda: _draw(paper, shown, places, counts, most),
        legend=[Series(_("濃いほど多い（最大%(most)s件）") % {"most": most}, HEAT)],
        tell=lambda: incident_tables.heat_table(question, shown, places, counts, look),
    )


def _draw(
    paper: Paper,
    shown: Sequence[Point],
    places: Sequence[Location],
    counts: Sequence[Sequence[int]],
    most: int,
) -> Figure:
    look, colours = paper.look, paper.colours
    labels = [formats.point(point.date, paper.question.period.grain, look) for point in shown]
    return drawing.figure(
        [
            _heat_row(paper, shown, labels, place, row, most)
            for place, row in reversed(list(zip(places, counts, strict=True)))
        ],
        colours,
        barmode="stack",
        bargap=0.06,
        margin={"l": 76, "r": 8, "t": 4, "b": 34},
        xaxis=drawing.naming(colours, labels),
        yaxis=_rows_axis([look.texts.gettext(place.label) for place in reversed(places)], colours),
    )


def _heat_row(
    paper: Paper,
    shown: Sequence[Point],
    labels: Sequence[str],
    place: Location,
    counts: Sequence[int],
    most: int,
) -> Figure:
    """One row of cells: bars of height 1, each in its own colour, stacked on the row below."""
    question, look, colours = paper.question, paper.look, paper.colours
    grounds = [heat(count, most, colours) for count in counts]
    label = look.texts.gettext(place.label)
    is_written = len(shown) <= MOST_WRITTEN
    return {
        "type": "bar",
        "name": label,
        "x": list(range(len(shown))),
        "y": [1] * len(shown),
        "marker": {"color": grounds, "line": {"width": 1, "color": colours["surface"]}},
        "text": [str(count) if count and is_written else "" for count in counts],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"size": 12, "color": [drawing.ink(ground) for ground in grounds]},
        "customdata": [
            drill.reports(drill.at(question, point.date), location=place) if count else ""
            for point, count in zip(shown, counts, strict=True)
        ],
        "hovertext": [
            f"<b>{day}</b><br>{label} {telling.reports(count, look)}"
            for day, count in zip(labels, counts, strict=True)
        ],
        "hoverinfo": "text",
    }


def heat(count: float, most: float, colours: Colours) -> str:
    """The ground of a cell: the sunken colour at 0, then the stronger the nearer to `most`."""
    if not count:
        return colours["sunken"]
    return drawing.shade(colours, HEAT, FAINTEST + (1 - FAINTEST) * count / most)


def _rows_axis(names: Sequence[str], colours: Colours) -> Figure:
    middles = [place + 0.5 for place in range(len(names))]
    return drawing.axis(
        colours, tickvals=middles, ticktext=list(names), range=[0, len(names)], showgrid=False, zeroline=False
    )
