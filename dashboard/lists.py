"""Lists that the server sorts and pages: their heads as links, the pages before and after. Pure HTML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from dashboard.asked import Asked
from dashboard.html_table import html_table
from dashboard.icons import icon
from dashboard.look import Look
from dashboard.tables import Table

EXPORT = "/analysis/export/"


@dataclass(frozen=True, slots=True)
class Sorted:
    """Which column of a table is sorted by which code, and how it stands now."""

    codes: Mapping[int, str]  # by the column's place
    now: str
    is_ascending: bool


def sorted_table(table: Table, order: Sorted, asked: Asked, path: str, look: Look) -> str:
    """The inside of `<table>`; the head of a column that sorts is a link, which turns round what it sorts."""
    heads = "".join(_head(table, place, order, asked, path, look) for place in range(len(table.columns)))
    before, _head_end, after = html_table(table, look).partition("</thead>")
    return f"{before.partition('<thead>')[0]}<thead><tr>{heads}</tr></thead>{after}"


def pager(page: int, size: int, total: int, asked: Asked, path: str, look: Look) -> str:
    """The pages before and after, and where this one is; empty where one page has all."""
    _ = look.texts.gettext
    last = max(1, -(-total // size))
    if last == 1 and page == 1:
        return ""
    told = _("%(page)s / %(last)sページ（全%(total)s件）") % {
        "page": f"{page:,}",
        "last": f"{last:,}",
        "total": f"{total:,}",
    }
    before = _step(min(page - 1, last), _("前のページ"), "back", asked, path) if page > 1 else ""
    after = _step(page + 1, _("次のページ"), "next", asked, path) if page < last else ""
    return f"{before}<span>{escape(told)}</span>{after}"


def choices(name: str, words: Sequence[tuple[str, str]], now: str, asked: Asked, path: str) -> str:
    """Links that set the own parameter `name` to one of `words` (code, label translated)."""
    return "".join(
        f'<a class="kind" id="{name}-{code}"{_current(is_now=code == now)}'
        f' href="{escape(asked.with_own(page="", **{name: code}).address(path))}">{escape(label)}</a>'
        for code, label in words
    )


def files(name: str, asked: Asked, look: Look) -> str:
    """The whole list as files."""
    _ = look.texts.gettext
    own = {key: value for key, value in asked.own.items() if key != "page"}
    query = f"{asked.question.query}&{urlencode(own)}" if own else asked.question.query
    return "".join(
        f'<a class="tool" href="{EXPORT}{name}.{ending}?{escape(query)}" download>'
        f"{icon('download', 'icon-small')}<span>{label}</span></a>"
        for ending, label in (("csv", "CSV"), ("xlsx", "Excel"))
    )


def _head(table: Table, place: int, order: Sorted, asked: Asked, path: str, look: Look) -> str:
    column = table.columns[place]
    label, code = escape(look.texts.gettext(column.label)), order.codes.get(place, "")
    if not code:
        return f'<th scope="col" class="{column.kind}">{label}</th>'
    turned = "asc" if code == order.now and not order.is_ascending else "desc"
    if code == "name":
        turned = "desc" if code == order.now and order.is_ascending else "asc"
    said = "ascending" if order.is_ascending else "descending"
    sort = f' aria-sort="{said}"' if code == order.now else ""
    href = escape(asked.with_own(sort=code, dir=turned, page="").address(path))
    return f'<th scope="col" class="{column.kind}"{sort}><a id="sort-{code}" href="{href}">{label}</a></th>'


def _step(page: int, label: str, shape: str, asked: Asked, path: str) -> str:
    href = escape(asked.with_own(page=str(page) if page > 1 else "").address(path))
    return (
        f'<a class="step" id="page-{shape}" aria-label="{escape(label)}" href="{href}">'
        f"{icon(shape, 'icon-small')}</a>"
    )


def _current(*, is_now: bool) -> str:
    return ' aria-current="true"' if is_now else ""
