"""`{% load search %}`: the form that searches everything, a text that was found, a report that is similar."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from django import template
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shared.board import Writing
from shared.search.similar import Similar
from shared.words import Genre, Location, TextKind
from web.pages.templatetags.c3 import chip, icon, iso, jdate
from web.search.asked import KINDS, Asked
from web.search.rows import Row

register = template.Library()

NOTHING: Final = SafeString("")
ICONS: Final = {
    TextKind.REPORT: "report",
    TextKind.POST: "board",
    TextKind.COMMENT: "comment",
    TextKind.KNOWLEDGE: "book",
}
# In Python, because a page has up to a hundred of them, as with the cards of reports.
ROW: Final = """
<article class="report">
  <div class="report-text">
    <div class="row">{kind}{genre}{location}{meaning}</div>
    <h3><a class="report-link" href="{address}">{title}</a></h3>
    <p class="excerpt">{snippet}</p>
    <p class="meta">{day}{store}{author}{document}</p>
  </div>
</article>"""
SIMILAR: Final = """
<article class="report">
  <div class="report-text">
    <div class="row">{genre}{location}</div>
    <h3><a class="report-link" href="/report/view/{id}/">{title}</a></h3>
    <p class="meta">{day}{store}{author}</p>
  </div>
</article>"""


@register.simple_tag
def everything_form(asked: Asked, stores: Sequence[Writing]) -> SafeString:
    """The form that searches everything, as it was filled in."""
    filled: dict[str, object] = {
        "query": asked.query,
        "kind": asked.kind,
        "genre": asked.genre,
        "location": asked.location,
        "store": asked.store and asked.store.store_id,
        "since": iso(asked.since),
        "until": iso(asked.until),
        "narrowed": asked.narrowed,
    }
    if asked.query or filled["since"] or filled["until"]:
        return _form(filled, stores)
    return _kept_form(tuple(filled.items()), tuple(stores), get_language())


@register.simple_tag
def found_row(row: Row) -> SafeString:
    """The text, with its kind and whence it comes; when only its meaning is near, it says so."""
    found = row.found
    row_html = ROW.format(
        kind=_kind(found.kind),
        genre=chip(found.genre, "genre") if found.genre else NOTHING,
        location=chip(found.location, "location") if found.location else NOTHING,
        meaning=NOTHING if found.by_words else _meaning(),
        address=escape(row.address),
        title=row.title,
        snippet=row.snippet,
        day=_day(found.date),
        store=_span(found.store_name),
        author=_span(found.author),
        document=_span(found.document if found.document != found.title else None),
    )
    return SafeString(row_html)  # every part is escaped or our own


@register.simple_tag
def similar_report(report: Similar) -> SafeString:
    """A report that says much the same as the one on the page."""
    row_html = SIMILAR.format(
        genre=chip(report.genre, "genre"),
        location=chip(report.location, "location"),
        id=report.id,
        title=escape(report.title),
        day=_day(report.date),
        store=_span(report.store_name),
        author=_span(report.author),
    )
    return SafeString(row_html)  # every part is escaped or our own


def _form(filled: dict[str, object], stores: Sequence[Writing]) -> SafeString:
    kinds = [(code, label) for code, (_codes, label) in KINDS.items()]
    words = {"genres": list(Genre), "locations": list(Location), "kinds": kinds}
    return render_to_string("search/_form.html", filled | words | {"stores": stores})


@lru_cache(maxsize=200)
def _kept_form(
    filled: tuple[tuple[str, object], ...], stores: tuple[Writing, ...], language: str | None
) -> SafeString:
    """Without words and days there are few of them; `language` is the active one, in which it is drawn."""
    return _form(dict(filled), stores)


def _kind(code: str) -> SafeString:
    word = TextKind.of(code)
    return format_html(
        '<span class="chip tone-neutral">{}{}</span>', icon(ICONS[word], "icon-small"), _(word.label)
    )


def _meaning() -> SafeString:
    return format_html('<span class="chip chip-plain">{}</span>', _("意味が近いもの"))


def _day(day: object) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', iso(day), jdate(day)) if day else NOTHING


def _span(text: str | None) -> SafeString:
    return format_html("<span>{}</span>", text) if text else NOTHING
