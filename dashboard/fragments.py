"""Pieces of the page as HTML: pure functions of rows. Everything that is not ours is escaped."""

from collections.abc import Sequence
from datetime import date
from html import escape

from dashboard import formats
from dashboard.figures import MISSING, SALES, STACKS
from dashboard.icons import icon
from dashboard.look import Look
from dashboard.summary import Summary, is_missing
from shared.analytics import StoreDay
from shared.stores import Store


def tiles(month: Summary, look: Look, sells: bool) -> str:
    """The key figures as a definition list. A month without figures is 未提出, never ¥0."""
    _ = look.texts.gettext
    none = _("未提出") if sells else _("なし")
    sales = none if month.sales is None else formats.short_yen(month.sales, look)
    customers = none if month.customers is None else formats.guests(month.customers, look)
    spend = none if month.spend is None else formats.yen(month.spend)
    filed = [_("{days}日分").format(days=month.filed)] if month.filed else []
    missing = [_("未提出 {days}日").format(days=month.missing)] if month.missing else []
    return "".join(
        (
            _tile("yen", _("売上合計"), sales, "・".join(filed + missing)),
            _tile("people", _("客数"), customers),
            _tile("user", _("客単価"), spend),
            _tile("report", _("日報"), _("{count}件").format(count=f"{month.reports:,}")),
            _tile("claim", _("クレーム"), _("{count}件").format(count=f"{month.claims:,}")),
        )
    )


def _tile(name: str, label: str, value: str, note: str = "") -> str:
    below = f'<dd class="tile-note">{escape(note)}</dd>' if note else ""
    return (
        f'<div class="tile tile-{name}"><dt>{icon(name, "icon-small")}{escape(label)}</dt>'
        f'<dd class="tile-value">{escape(value)}</dd>{below}</div>'
    )


def finding(month: Summary, look: Look) -> str:
    """What the chart shows, in one sentence."""
    _ = look.texts.gettext
    if month.best is None or not month.best.sales_amount:
        return _("この月の売上はまだありません。")
    return _("売上が最も多い日は{day}の{amount}です。").format(
        day=formats.day(month.best.date, look), amount=formats.yen(month.best.sales_amount)
    )


def legend(month: Summary, look: Look) -> str:
    """The names of what is drawn, beside their colours."""
    shown = (SALES, *((MISSING,) if month.missing else ()), *STACKS)
    return "".join(
        f'<li><span class="swatch swatch-{series.name}" style="--swatch: var(--c-{series.colour})"></span>'
        f"{escape(look.texts.gettext(series.label))}</li>"
        for series in shown
    )


def table(days: Sequence[StoreDay], today: date, look: Look, sells: bool) -> str:
    """The rows of the chart as a table, newest first: its accessible form."""
    _ = look.texts.gettext
    heads = (_("日付"), _("売上"), _("客数"), _("客単価"), _("日報"), _("クレーム"), _("事故"), _("賞賛"))
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    shown = [day for day in reversed(days) if day.date <= today]
    body = "".join(_row(day, look, sells and is_missing(day, today)) for day in shown)
    return f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"


def _row(day: StoreDay, look: Look, missing: bool) -> str:
    figures = (
        f'<td colspan="3" class="missing">{escape(look.texts.gettext(MISSING.label))}</td>'
        if missing
        else _money(day, look)
    )
    counts = "".join(f"<td>{count}</td>" for count in (day.reports, day.claims, day.accidents, day.praises))
    return f'<tr><th scope="row">{escape(formats.day(day.date, look))}</th>{figures}{counts}</tr>'


def _money(day: StoreDay, look: Look) -> str:
    if day.sales_amount is None:
        return "<td>–</td>" * 3
    customers = day.customer_count or 0
    spend = formats.yen(day.sales_amount // customers) if customers else "–"
    return (
        f"<td>{formats.yen(day.sales_amount)}</td><td>{formats.guests(customers, look)}</td><td>{spend}</td>"
    )


def options(stores: Sequence[Store], store_id: int) -> str:
    """The choices of the store picker, in groups by area where there is more than one."""
    areas = list(dict.fromkeys(store.area or "" for store in stores))
    if len(areas) < 2:  # noqa: PLR2004
        return "".join(_option(store, store_id) for store in stores)
    return "".join(
        _group(area, [_option(store, store_id) for store in stores if (store.area or "") == area])
        for area in areas
    )


def _group(area: str, choices: Sequence[str]) -> str:
    return f'<optgroup label="{escape(area)}">{"".join(choices)}</optgroup>' if area else "".join(choices)


def _option(store: Store, store_id: int) -> str:
    selected = " selected" if store.store_id == store_id else ""
    return f'<option value="{store.store_id}"{selected}>{escape(store.name)}</option>'
