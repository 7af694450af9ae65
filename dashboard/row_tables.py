"""The rows behind a figure as tables: store-days, and reports. Pure functions of `rows` statements."""

from collections.abc import Mapping, Sequence

from dashboard import drill, formats, telling
from dashboard.look import Look
from dashboard.tables import Cell, Column, Kind, Table
from shared.analytics.question import WRONG_WORD, Question, Unclear
from shared.analytics.rows import ReportLine, StoreDay
from shared.spend import spend
from shared.words import Behind, Genre, Location, gettext_noop

STORE = Column(gettext_noop("店舗"), Kind.TEXT)
DAY = Column(gettext_noop("営業日"), Kind.DAY)
SPEND = Column(gettext_noop("客単価"), Kind.AMOUNT)
FIGURES = (
    DAY,
    STORE,
    Column(Behind.SALES.label, Kind.YEN),
    Column(Behind.CUSTOMERS.label, Kind.COUNT),
    SPEND,
    Column(Behind.DIFFERENCE.label, Kind.AMOUNT),
    Column(gettext_noop("入力した人"), Kind.TEXT),
)
REPORTS = (
    Column(gettext_noop("タイトル"), Kind.TEXT),
    DAY,
    STORE,
    Column(gettext_noop("ジャンル"), Kind.TEXT),
    Column(gettext_noop("場所"), Kind.TEXT),
    Column(gettext_noop("書いた人"), Kind.TEXT),
    Column(gettext_noop("写真（枚）"), Kind.COUNT),
)


def figures_table(days: Sequence[StoreDay], look: Look) -> Table:
    """A row for each store-day, with a link to its day in the calendar; the sums of all, not of this page."""
    _ = look.texts.gettext
    rows: list[list[Cell]] = [
        [
            day.date,
            day.store_name,
            day.sales,
            day.customers,
            spend(day.sales, day.customers),
            day.difference,
            day.filed_by,
        ]
        for day in days
    ]
    links = {at: drill.day(day.store_id, day.date) for at, day in enumerate(days)}
    return Table(_("営業日ごとの売上"), FIGURES, rows, _sums(days, look), links)


def _sums(days: Sequence[StoreDay], look: Look) -> list[Cell] | None:
    if not days:
        return None
    one, _ = days[0], look.texts.gettext
    told = _("合計（%(days)s日分）") % {"days": f"{one.rows:,}"}
    per_head = spend(one.total_sales, one.total_customers)
    return [told, "", one.total_sales, one.total_customers, per_head, one.total_difference, ""]


def reports_table(lines: Sequence[ReportLine], look: Look) -> Table:
    """A row for each report; where it is read is at c3-app, at `drill.REPORT`."""
    _ = look.texts.gettext
    rows: list[list[Cell]] = [
        [
            line.title,
            line.date,
            line.store_name,
            _(Genre.of(line.genre).label),
            _(Location.of(line.location).label),
            line.author,
            line.pictures,
        ]
        for line in lines
    ]
    links = {at: drill.REPORT.format(line.id) for at, line in enumerate(lines)}
    return Table(_("日報"), REPORTS, rows, None, links)


def figure_told(behind: Behind, days: Sequence[StoreDay], look: Look) -> str:
    """The figure that the rows sum to, as its tile has it. What is filed and sums to nothing is –."""
    _ = look.texts.gettext
    if not days:
        return _("この期間にはありません。")
    one = days[0]
    if behind is Behind.MISSING:
        return _("%(days)s日分") % {"days": f"{one.missing:,}"}
    if behind is Behind.CUSTOMERS:
        return _none(one, look) if one.total_customers is None else formats.guests(one.total_customers, look)
    if behind is Behind.SPEND:
        amount = spend(one.total_sales, one.total_customers)
    else:
        amount = one.total_sales if behind is Behind.SALES else one.total_difference
    return _none(one, look) if amount is None else formats.yen(amount)


def days_told(question: Question, behind: Behind, days: Sequence[StoreDay], look: Look) -> str:
    """How many of the days are filed; of 違算, that they are those with one. 未提出 is told by its figure."""
    _ = look.texts.gettext
    if not days or behind is Behind.MISSING:
        return ""
    if behind is Behind.DIFFERENCE:
        return telling.off_days(days[0].filed, look, is_one_store=question.scope.is_one_store)
    return _("%(filed)s日分・未提出%(missing)s日分") % {
        "filed": f"{days[0].filed:,}",
        "missing": f"{days[0].missing:,}",
    }


def reports_told(question: Question, lines: Sequence[ReportLine], look: Look) -> str:
    """How many reports of which kind there are."""
    _ = look.texts.gettext
    kinds = [_(word.label) for word in (question.genre, question.location) if word]
    count = telling.reports(lines[0].rows if lines else 0, look)
    return "・".join([*kinds, count])


def _none(one: StoreDay, look: Look) -> str:
    return look.texts.gettext("未提出") if one.total_sales is None else "–"


def behind(own: Mapping[str, str]) -> Behind:
    """The figure whose store-days an address asks for: `metric`. Raises `Unclear`."""
    code = own.get("metric", "") or Behind.SALES.value
    if code not in Behind.codes():
        raise Unclear("metric", WRONG_WORD)
    return Behind.of(code)
