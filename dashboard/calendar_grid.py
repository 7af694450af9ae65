"""A month as a grid of days, Monday first; on a phone a list of them. Pure functions that write HTML."""

from collections.abc import Sequence
from datetime import date
from html import escape

from dashboard import drill, formats, telling
from dashboard.calendar_tables import goal_end, goal_share, is_past, year_change
from dashboard.look import Look
from shared.analytics.calendar import CalendarDay
from shared.analytics.counts import counted
from shared.analytics.question import Question
from shared.dates import holiday
from shared.words import Genre


def month_grid(question: Question, days: Sequence[CalendarDay], look: Look, today: date) -> str:
    """The inside of `<ol class="calendar">`: each day that has begun is one link to it."""
    return "".join(_cell(question, day, look, today) for day in days)


def weekdays(look: Look) -> str:
    """The heads of the columns; each day says its own to who hears the page."""
    return "".join(f"<span>{escape(name)}</span>" for name in formats.WEEKDAYS[look.language])


def month_finding(days: Sequence[CalendarDay], look: Look, today: date) -> str:
    """How many days reached their target, and how many store-days are missing."""
    _ = look.texts.gettext
    aimed = [share for day in days if (share := goal_end(day, today)) is not None]
    missing = sum(day.missing for day in days)
    told = []
    if aimed:
        reached = sum(share >= 1 for share in aimed)
        told.append(_("目標に届いた日は{days}日中{reached}日です。").format(days=len(aimed), reached=reached))
    if missing:
        told.append(_("未提出はのべ{days}日です。").format(days=f"{missing:,}"))
    return telling.sentences(look, *told)


def _cell(question: Question, day: CalendarDay, look: Look, today: date) -> str:
    css = " ".join(_classes(day, today))
    column = f' style="--column:{day.date.weekday() + 1}"' if day.date.day == 1 else ""
    inside = _name(day.date, look) + (_figures(day, look, today) if day.open or day.filed else "")
    inside += _counts(day, look)
    if is_past(day, today):
        href = escape(drill.point(question, day.date))
        current = ' aria-current="date"' if day.date == today else ""
        inside = f'<a id="day-{day.date}" href="{href}"{current}>{inside}</a>'
    else:
        inside = f"<div>{inside}</div>"
    return f'<li class="{css}"{column}>{inside}</li>'


def _classes(day: CalendarDay, today: date) -> list[str]:
    found = ["day"]
    found += ["day-rest"] if formats.is_rest_day(day.date) else []
    found += ["day-today"] if day.date == today else []
    found += ["day-to-come"] if not is_past(day, today) else []
    share = goal_end(day, today)
    return found if share is None else [*found, "day-reached" if share >= 1 else "day-short"]


def _name(when: date, look: Look) -> str:
    name = holiday(when, "ja" if look.is_japanese else "en")
    weekday = formats.WEEKDAYS[look.language][when.weekday()]
    return (
        f'<span class="day-name"><b>{when.day}</b><span class="day-week">({escape(weekday)})</span>'
        + (f'<span class="day-holiday">{escape(name)}</span>' if name else "")
        + "</span>"
    )


def _figures(day: CalendarDay, look: Look, today: date) -> str:
    _ = look.texts.gettext
    lines: list[str] = []
    told: list[str] = []
    if day.sales is not None:
        lines.append(f'<span class="day-sales">{escape(formats.short_yen(day.sales, look))}</span>')
    if day.missing:
        lines.append(f'<span class="day-missing">{escape(_missing(day, look))}</span>')
    share, more = goal_share(day), year_change(day)
    if share is not None:
        told.append(_("目標比 {share}").format(share=formats.percent(share, 0)))
    elif day.goal and not is_past(day, today):
        told.append(_("目標 {amount}").format(amount=formats.short_yen(day.goal, look)))
    if more is not None:
        told.append(_("前年 {change}").format(change=telling.change(more)))
    return "".join(lines) + "".join(f"<span>{escape(line)}</span>" for line in told)


def _missing(day: CalendarDay, look: Look) -> str:
    """未提出, or how many stores have filed: 3/5店舗."""
    if day.open == 1:
        return look.texts.gettext("未提出")
    some = look.texts.gettext("未提出 {missing}/{stores}店舗")
    return some.format(missing=day.missing, stores=day.open)


def _counts(day: CalendarDay, look: Look) -> str:
    """Reports by genre, those there are."""
    told = [(genre, int(counted(day.counts, genre))) for genre in Genre]
    chips = "".join(
        f'<span class="chip chip-{genre.tone}">{escape(look.texts.gettext(genre.label))} {count:,}</span>'
        for genre, count in told
        if count
    )
    return f'<span class="day-counts">{chips}</span>' if chips else ""
