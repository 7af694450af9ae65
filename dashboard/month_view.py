"""The elements of the overview: it knows how to show a month, and nothing about where it comes from."""

import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from html import escape

from nicegui import ui
from nicegui.events import GenericEventArguments
from starlette.requests import Request

from dashboard import formats, fragments
from dashboard.addresses import HOME, login_url
from dashboard.choice import Choice
from dashboard.figures import month_figure
from dashboard.icons import icon
from dashboard.look import Look, colours_of
from dashboard.summary import summarise
from shared.analytics import StoreDay
from shared.dates import now
from shared.stores import Store
from shared.words import StoreKind

IS_DARK = "matchMedia('(prefers-color-scheme: dark)').matches"
LISTEN = """
addEventListener('popstate', () => emitEvent('address', location.search));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', (e) => emitEvent('scheme', e.matches));
"""
PICKED = "(e) => emit(e.target.value)"
FOLLOWED = """(e) => {
  if (e.ctrlKey || e.metaKey || e.shiftKey) return;
  e.preventDefault();
  if (e.currentTarget.search) emit(e.currentTarget.search);
}"""

Go = Callable[[str], Awaitable[None]]


class MonthView:
    """Choices, key figures, chart and table of one store's month; `go` is called with the query asked for."""

    def __init__(self, request: Request, look: Look, stores: Sequence[Store], today: date, go: Go) -> None:
        self.look, self.stores, self.today, self.go = look, stores, today, go
        self.login = login_url(request)
        self.dark = bool(look.dark)
        self.plot: ui.plotly | None = None
        self.choice: Choice
        self.days: Sequence[StoreDay] = ()
        ui.add_body_html(f"<script>{LISTEN}</script>")
        ui.on("scheme", self._scheme_changed)
        self.body = ui.element("div").classes("fade")
        with self.body:
            self._build()

    def show(self, choice: Choice, days: Sequence[StoreDay]) -> None:
        """Show a month's rows."""
        self.choice, self.days, self.shown_at = choice, days, now()
        look, sells = self.look, self._sells()
        month = summarise(days, self.today if sells else date.min)
        self.picker.content = fragments.options(self.stores, choice.store_id)
        self.month_now.content = escape(formats.month(choice.month, look))
        self._link(self.before, choice.before, is_open=True)
        self._link(self.after, choice.after, is_open=choice.after.month <= self.today)
        self.tiles.content = fragments.tiles(month, look, sells)
        self.finding.content = escape(fragments.finding(month, look))
        self.legend.content = fragments.legend(month, look)
        self.table.content = fragments.table(days, self.today, look, sells)
        self.notice.set_visibility(False)
        self._redraw()

    async def draw(self) -> None:
        """Bring the chart in; it is large, so everything else is on the page before it."""
        if self.look.dark is None:
            self.dark = bool(await ui.run_javascript(IS_DARK, timeout=10))
        self.waiting.delete()
        with self.frame_of_plot:
            self.plot = ui.plotly(self._figure()).classes("plot").props("role=img")
        self._redraw()

    def wait(self, is_waiting: bool) -> None:
        """Dim what is shown while an answer is on its way."""
        self.figures.props["aria-busy"] = "true" if is_waiting else "false"

    def keep_old(self) -> None:
        """The database is away: say so, and keep what is shown."""
        _ = self.look.texts.gettext
        sentence = _(
            "データベースに接続できません。少し待ってもう一度お試しください。表示は{time}の数字です。"
        )
        self.notice.content = escape(sentence.format(time=f"{self.shown_at:%H:%M}"))
        self.notice.set_visibility(True)
        ui.run_javascript(f"getHtmlElement({self.picker.id}).value = {self.choice.store_id}")

    def leave_for(self, query: str) -> None:
        """Load an address anew: the server answers it in full."""
        ui.run_javascript(f"location.assign({json.dumps(HOME + query)})")

    def end(self) -> None:
        """The login has ended: nothing stays on the page, and it leads to the login."""
        _ = self.look.texts.gettext
        self.body.clear()
        self.plot = None
        with self.body, ui.element("section").classes("card over").props("role=alert"):
            ui.html(escape(_("ログインが終わりました")), sanitize=False, tag="h1")
            ui.html(escape(_("続けるには、もう一度ログインしてください。")), sanitize=False, tag="p")
            link = ui.html(escape(_("ログインする")), sanitize=False, tag="a").classes("btn")
            link.props["href"] = self.login
            ui.run_javascript(f"setTimeout(() => location.assign({json.dumps(self.login)}), 3000)")

    def _build(self) -> None:
        _ = self.look.texts.gettext
        ui.html(escape(_("売上と日報")), sanitize=False, tag="h1")
        with ui.element("div").classes("choices"):
            self._build_choices()
        self.notice = ui.html("", sanitize=False, tag="p").classes("notice").props("role=alert")
        self.figures = ui.element("div").classes("fade")
        with self.figures:
            self.tiles = ui.html("", sanitize=False, tag="dl").classes("tiles")
            with ui.element("figure").classes("card chart"):
                ui.html(escape(_("日ごとの売上と日報の件数")), sanitize=False, tag="h2")
                self.finding = ui.html("", sanitize=False, tag="p").props("role=status")
                self.frame_of_plot = ui.element("div")
                with self.frame_of_plot:
                    self.waiting = ui.element("div").classes("plot plot-waiting")
                self.legend = ui.html("", sanitize=False, tag="ul").classes("legend")
                self._build_table()

    def _build_choices(self) -> None:
        _ = self.look.texts.gettext
        with ui.element("label").classes("field"):
            ui.html(escape(_("店舗")), sanitize=False, tag="span").classes("label")
            self.picker = ui.html("", sanitize=False, tag="select").classes("picker")
            self.picker.on("change", self._picked, js_handler=PICKED)
        with ui.element("nav").classes("months") as months:
            months.props["aria-label"] = _("月")
            self.before = ui.html("", sanitize=False, tag="a").classes("step")
            self.month_now = ui.html("", sanitize=False, tag="span").classes("month-now")
            self.after = ui.html("", sanitize=False, tag="a").classes("step")
            for link in (self.before, self.after):
                link.on("click", self._followed, js_handler=FOLLOWED)

    def _build_table(self) -> None:
        _ = self.look.texts.gettext
        with ui.element("details").classes("fold"):
            ui.html(escape(_("表で見る")), sanitize=False, tag="summary")
            with ui.element("div").classes("scroll").props("tabindex=0 role=region") as scroll:
                scroll.props["aria-label"] = _("日ごとの表")
                self.table = ui.html("", sanitize=False, tag="table").classes("rows")

    def _link(self, link: ui.html, choice: Choice, *, is_open: bool) -> None:
        """A step to another month; it keeps its name, and its focus, when it leads nowhere."""
        name = f"<span>{escape(formats.short_month(choice.month, self.look))}</span>"
        is_back = link is self.before
        link.content = icon("back", "icon-small") + name if is_back else name + icon("next", "icon-small")
        link.props(remove="href")
        if is_open:
            link.props["href"] = choice.address

    def _sells(self) -> bool:
        kinds = {store.store_id: store.kind for store in self.stores}
        return kinds.get(self.choice.store_id) != StoreKind.HQ

    def _figure(self) -> dict[str, object]:
        colours = colours_of(self.dark)
        return month_figure(self.days, self.choice.month, self.today, self.look, colours)

    def _redraw(self) -> None:
        if self.plot:
            self.plot.props["aria-label"] = self.finding.content
            self.plot.update_figure(self._figure())

    async def _picked(self, event: GenericEventArguments) -> None:
        await self.go(Choice(int(event.args), self.choice.month).query)

    async def _followed(self, event: GenericEventArguments) -> None:
        await self.go(str(event.args))

    def _scheme_changed(self, event: GenericEventArguments) -> None:
        if self.look.dark is None:
            self.dark = bool(event.args)
            self._redraw()
