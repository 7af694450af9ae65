"""The reports of a period as tiles: a pure fold of `incidents` rows."""

from collections.abc import Sequence

from dashboard import drill, formats, telling
from dashboard.incident_counts import Tally, compared, tally
from dashboard.look import Look
from dashboard.naming import base_name
from dashboard.tiles import Delta, Tile
from shared.analytics.question import Question
from shared.analytics.series import Point
from shared.words import Genre


def incident_tiles(question: Question, points: Sequence[Point], look: Look) -> list[Tile]:
    """All that the filters leave, and of these the クレーム; each leads to its reports."""
    _ = look.texts.gettext
    asked = tally(points, question.genre, question.location)
    kinds = [_(word.label) for word in (question.genre, question.location) if word]
    tiles = [_tile("report", "・".join([_("日報"), *kinds]), asked, drill.reports(question), question, look)]
    if question.genre is None:
        claims = tally(points, Genre.CLAIM, question.location)
        href = drill.reports(question, Genre.CLAIM)
        tiles.append(_tile("claim", _(Genre.CLAIM.label), claims, href, question, look))
    return tiles


def _tile(name: str, label: str, one: Tally, href: str, question: Question, look: Look) -> Tile:
    note = ""
    if one.others_most:
        note = look.texts.gettext("他店平均 %(mean)s（%(least)s〜%(most)s店舗）") % {
            "mean": f"{one.others:,.1f}",
            "least": one.others_least,
            "most": one.others_most,
        }
    return Tile(
        name,
        label,
        telling.reports(one.count, look),
        note=note,
        delta=_delta(one, question, look) if compared(question) else None,
        href=href,
    )


def _delta(one: Tally, question: Question, look: Look) -> Delta:
    base = f"{base_name(question, look)} {telling.reports(one.base, look)}"
    return Delta(one.change, formats.signed_count(one.compared - one.base, look), base)
