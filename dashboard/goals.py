"""/analysis/goals/: what the stores meant to reach in a month, how far they are, where they will end."""

from html import escape

from nicegui import ui

from dashboard import formats, goal_figures, lists, store_words
from dashboard.asked import Asked
from dashboard.cards import ChartCard
from dashboard.look import Look
from dashboard.page import FiguresPage, declare
from dashboard.stores import put
from dashboard.tiles import Tile, kpi_tiles
from shared.access import Viewer
from shared.analytics.goals import StoreGoal, of_month
from shared.analytics.question import Question
from shared.db import Query
from shared.words import AnalysisPage, PeriodKind


@declare
class Goals(FiguresPage[StoreGoal]):
    """目標."""

    key = AnalysisPage.GOALS
    path = "/analysis/goals/"
    extras = ("page",)
    periods = (PeriodKind.MONTH,)
    compares = False

    def build(self) -> None:
        """Tiles, the chart, and what was meant in words."""
        self.tiles = ui.html("", sanitize=False, tag="ul").classes("tiles")
        self.progress = ChartCard(self)
        self.pager = ui.html("", sanitize=False, tag="nav").classes("pager")
        self.texts = ui.html("", sanitize=False).classes("cards")

    def check(self, asked: Asked) -> None:
        """Raises `Unclear`."""
        store_words.page(asked.own)

    def asks(self, viewer: Viewer, asked: Asked) -> Query[StoreGoal]:
        """The total, and a page of the stores."""
        offset = (store_words.page(asked.own) - 1) * store_words.ROWS
        return of_month(viewer, asked.question, self.today, offset, store_words.ROWS)

    def show(self, asked: Asked, rows: list[StoreGoal]) -> None:
        """Fold the rows into tiles, a chart, and cards."""
        question, look = asked.question, self.look
        self.tiles.content = kpi_tiles(goal_tiles(question, rows, look), look)
        chart = goal_figures.progress_chart(question, rows, look, self.colours)
        put(self.progress, chart, goal_figures.height(rows))
        total, page = next((row.total for row in rows), 0), store_words.page(asked.own)
        self.pager.props["aria-label"] = look.texts.gettext("ページ")
        self.pager.content = lists.pager(page, store_words.ROWS, total, asked, self.path, look)
        self.texts.content = goal_texts(rows, look)


def goal_tiles(question: Question, rows: list[StoreGoal], look: Look) -> list[Tile]:
    """売上 against the target, against the part of it that is due, and where it will end."""
    _ = look.texts.gettext
    total = next(row for row in rows if row.is_total)
    told, forecast = goal_figures.beside_target(total)
    sold = _("未提出") if told is None else formats.short_yen(told, look)
    goal = _("目標なし") if not total.target else formats.short_yen(total.target, look)
    share = goal_figures.reached(total)
    end = "–" if forecast is None else formats.short_yen(forecast, look)
    how = _("未提出の日は、直近8週の同じ曜日の平均で数えます。")
    href = goal_figures.total_link(question)
    leaves_out = goal_figures.leaves_out(total)
    return [
        Tile(
            "yen",
            _("目標のある店舗の売上") if leaves_out else _("売上"),
            sold,
            note=_missing(total, look),
            href=href,
        ),
        Tile(
            "goal",
            _("売上目標"),
            goal,
            href=href,
            goal=_("今日までの目標の%(share)s") % {"share": formats.percent(share)}
            if share is not None
            else "",
            progress=share,
        ),
        Tile(
            "analysis",
            _("目標のある店舗の着地見込み") if leaves_out else _("着地見込み"),
            end,
            note=how,
            href=href,
        ),
    ]


def goal_texts(rows: list[StoreGoal], look: Look) -> str:
    """A card for each store that wrote a goal. What people wrote is escaped."""
    _ = look.texts.gettext
    return "".join(
        f'<section class="card list"><h2>{escape(row.store_name)}</h2>'
        f'<p class="goal-text">{escape(row.goal_text)}</p>{_achieved(row, look)}</section>'
        for row in rows
        if row.goal_text
    )


def _achieved(row: StoreGoal, look: Look) -> str:
    if row.achievement_rate is None:
        return ""
    told = look.texts.gettext("達成度 %(rate)s%%") % {"rate": row.achievement_rate}
    text = f'<p class="goal-text muted">{escape(row.achievement_text)}</p>' if row.achievement_text else ""
    return f"<p><b>{escape(told)}</b></p>{text}"


def _missing(total: StoreGoal, look: Look) -> str:
    missing = goal_figures.unfiled(total)
    return look.texts.gettext("未提出 %(days)s日分") % {"days": f"{missing:,}"} if missing else ""
