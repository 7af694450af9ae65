"""`{% load reports %}`: reports as they stand in a list, and the figures of their days."""

from datetime import date
from functools import cache, lru_cache
from typing import Final

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from shared.access import Viewer
from shared.stores import DayFigures
from shared.words import Genre, Location, Role
from web.pages.templatetags.c3 import chip, iso, jshort
from web.reports.asked import Asked
from web.reports.days import Card, Day
from web.reports.pictures import Shown

register = template.Library()

NOTHING: Final = SafeString("")
# In Python, because a page has twenty of them: as a template they took three times as long as all the rest.
CARD: Final = """
<article class="report">
  <div class="report-text">
    <div class="row">{genre}{location}</div>
    <h3><a class="report-link" href="/report/view/{id}/">{title}</a></h3>
    <p class="excerpt">{excerpt}</p>
    <p class="meta">{day}{store}<span>{author}</span>{posted}</p>
  </div>
  {cover}
</article>"""
COVER: Final = """<div class="shots">
    <img src="{}" alt="" width="{}" height="{}" loading="lazy" decoding="async">{}
  </div>"""


@register.simple_tag(takes_context=True)
def report_card(context: template.Context, card: Card, show_day: bool = False) -> SafeString:
    """The report; with its store for who reads several, and with its day where no heading tells it."""
    report, viewer = card.report, context["viewer"]
    card_html = CARD.format(
        genre=chip(report.genre, "genre"),
        location=chip(report.location, "location"),
        id=report.id,
        title=card.title,
        excerpt=card.excerpt,
        day=_day(report.date) if show_day else NOTHING,
        store=_span(report.store_name) if _reads_several(viewer) else NOTHING,
        author=escape(report.author),
        posted=_span(_("掲示板に掲載")) if report.is_posted else NOTHING,
        cover=cover(card.cover, len(report.pictures)) if card.cover else NOTHING,
    )
    return SafeString(card_html)  # every part is escaped or our own


@register.simple_tag(takes_context=True)
def day_figures(context: template.Context, day: Day) -> SafeString:
    """A day's figures, or that nobody filed them: for a 店長 with the way to the form. Nothing where there
    were none to file."""
    if not day.figures:
        return NOTHING
    if day.figures.filed:
        return _drawn_figures(day.figures, get_language())
    is_mine = context["viewer"].role == Role.MANAGER
    form_url = f"{reverse('performance')}?date={day.date}" if is_mine else ""
    return _drawn_unfiled(form_url, get_language())


# All of a store read the same few days; `language` is the active one, in which they are drawn.
@lru_cache(maxsize=1000)
def _drawn_figures(figures: DayFigures, language: str | None) -> SafeString:
    return render_to_string("partials/figures.html", {"figures": figures})


@lru_cache(maxsize=1000)
def _drawn_unfiled(form_url: str, language: str | None) -> SafeString:
    return render_to_string("partials/unfiled.html", {"form_url": form_url})


@register.simple_tag
def search_form(asked: Asked) -> SafeString:
    """The form that searches, as it was filled in."""
    draw = _search_form if asked.query else _kept_search_form
    return draw(asked.query, asked.genre, asked.location, asked.sort, get_language())


def _search_form(query: str, genre: str, location: str, sort: str, language: str | None) -> SafeString:
    """Drawn in `language`, the active one."""
    filled = {"query": query, "genre": genre, "location": location, "sort": sort}
    return render_to_string(
        "reports/_search.html", filled | {"genres": list(Genre), "locations": list(Location)}
    )


_kept_search_form = cache(_search_form)  # without words there are few of them


def _reads_several(viewer: Viewer) -> bool:
    return len(viewer.report_stores) > 1


def _day(day: date) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', iso(day), jshort(day))


def cover(picture: Shown, count: int) -> SafeString:
    """The first picture, and how many there are."""
    return format_html(
        COVER,
        picture.thumbnail_url,
        picture.width,
        picture.height,
        _photos(count) if count > 1 else NOTHING,
    )


def _photos(count: int) -> SafeString:
    photos = ngettext("写真%(n)s枚", "写真%(n)s枚", count) % {"n": count}
    return format_html('<span class="shots-count">{}</span>', photos)


def _span(text: str) -> SafeString:
    return format_html("<span>{}</span>", text)
