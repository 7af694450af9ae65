"""One business date: its neighbours, and its reports with their photos. Pure functions that write HTML.

What people wrote is escaped; photos are shown from signed addresses of c3-app.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import escape

from dashboard import drill, formats
from dashboard.header import NOWHERE
from dashboard.icons import icon
from dashboard.look import Look
from shared.analytics.day import DayReport, StoreOnDay
from shared.analytics.periods import NEWEST, OLDEST
from shared.analytics.question import Question
from shared.dates import JAPAN, holiday
from shared.rows import PictureRow
from shared.words import Genre, Location

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reader:
    """How the day is shown to its reader: `web` makes an address of c3-app, `picture` that of a picture.

    A page that does not show pictures leads to them.
    """

    look: Look
    web: Callable[[str], str]
    picture: Callable[[str], str]
    shows_pictures: bool


def day_head(question: Question, when: date, today: date, look: Look) -> str:
    """The date, the days before and after, and the way back to the month."""
    _ = look.texts.gettext
    name = holiday(when, "ja" if look.is_japanese else "en")
    told = escape(formats.full_day(when, look)) + (
        f'<small class="holiday">{escape(name)}</small>' if name else ""
    )
    before = _step("before", question, when - DAY, _("前の日"), is_open=when > OLDEST)
    after = _step("after", question, when + DAY, _("次の日"), is_open=when < min(today, NEWEST))
    month = escape(f"{drill.CALENDAR}?{question.query}")
    back = escape(_("{month}のカレンダー").format(month=formats.month(when, look)))
    return (
        f'<div class="day-steps">{before}<h2 id="day-title" tabindex="-1">{told}</h2>{after}</div>'
        f'<a class="tool" id="to-month" href="{month}">{icon("missing", "icon-small")}<span>{back}</span></a>'
    )


def reports(stores: Sequence[StoreOnDay], reader: Reader) -> str:
    """The reports on this page of them, store by store."""
    return "".join(_store(store, reader, is_one=len(stores) == 1) for store in stores if store.reports)


def _step(which: str, question: Question, when: date, label: str, *, is_open: bool) -> str:
    shape = icon("back" if which == "before" else "next", "icon-small")
    href = f' href="{escape(drill.point(question, when))}"' if is_open else NOWHERE
    return f'<a class="step" id="day-{which}" aria-label="{escape(label)}"{href}>{shape}</a>'


def _store(store: StoreOnDay, reader: Reader, *, is_one: bool) -> str:
    title, heading = ("", "h3") if is_one else (f"<h3>{escape(store.store_name)}</h3>", "h4")
    listed = "".join(_report(report, reader, heading) for report in store.reports)
    return f'{title}<ul class="day-reports">{listed}</ul>'


def _report(report: DayReport, reader: Reader, heading: str) -> str:
    _ = reader.look.texts.gettext
    genre, location = Genre.of(report["genre"]), Location.of(report["location"])
    href = escape(reader.web(f"/report/view/{report['id']}/"))
    at = datetime.fromisoformat(report["written_at"]).astimezone(JAPAN)
    photos = "".join(
        _photo(picture, number, reader) for number, picture in enumerate(report["pictures"], start=1)
    )
    return (
        f'<li class="card report" id="report-{report["id"]}"><p class="report-tags">'
        f'<span class="chip chip-{genre.tone}">{escape(_(genre.label))}</span>'
        f'<span class="chip chip-neutral">{escape(_(location.label))}</span></p>'
        f'<{heading}><a href="{href}">{escape(report["title"])}</a></{heading}>'
        f'<p class="report-text">{escape(report["content"])}</p>'
        + (f'<ul class="photos">{photos}</ul>' if photos else "")
        + f'<p class="muted">{escape(report["author"])}　{at:%H:%M}</p></li>'
    )


def _photo(picture: PictureRow, number: int, reader: Reader) -> str:
    full, small = (escape(reader.picture(picture[size])) for size in ("name", "thumbnail"))
    label = escape(reader.look.texts.gettext("写真 {n}").format(n=number))
    shown = (
        f'<img src="{small}" alt="{label}" loading="lazy" width="{picture["width"]}"'
        f' height="{picture["height"]}">'
    )
    return f'<li><a href="{full}">{shown if reader.shows_pictures else label}</a></li>'
