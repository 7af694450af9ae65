"""What stands around the figures of a page: frame, menu, head, and what it says when something ends."""

import json
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from nicegui import ui
from nicegui.events import GenericEventArguments

from dashboard import header
from dashboard.addresses import login_url, web_url
from dashboard.assets import SCRIPT
from dashboard.browser import FOLLOWED, PICKED, SENT
from dashboard.frame import frame
from dashboard.icons import icon
from dashboard.keys import keys_dialog
from dashboard.views_menu import ViewsMenu
from shared.words import AnalysisPage

if TYPE_CHECKING:
    from dashboard.page import FiguresPage


class Shell:
    """The elements around a page's body. They are made once, and shown anew with each answer."""

    def __init__(self, page: "FiguresPage[Any]") -> None:
        self.look, self.page = page.look, page
        self.login = login_url(page.request, page.asked.address(page.path))
        _ = self.look.texts.gettext
        frame(page.request, page.viewer, self.look, page.title, page.surroundings.items)
        ui.add_head_html(
            f"<script>history.replaceState(null, '', {_json(page.asked.address(page.path))})</script>"
        )
        ui.add_body_html(f'<script src="{SCRIPT}"></script>')
        self.whole = ui.element("div").classes("whole")
        self.whole.on("click", self._followed, js_handler=FOLLOWED)
        self.whole.on("change", self._changed, js_handler=PICKED)
        self.whole.on("submit", self._changed, js_handler=SENT)
        with self.whole:
            self._build_head()
            self.notice = _html("p", "notice").props("role=alert")
            self.notice.set_visibility(False)
            self.body = ui.element("div").classes("fade")
        keys_dialog(self.look)

    def show(self, page: "FiguresPage[Any]") -> None:
        """Show which stores, when, compared with what."""
        place = header.Place(page.path, page.periods, page.compares, page.filters)
        self.menu.content = _menu(page)
        self.choices.content = header.choices(page.asked, place, page.surroundings, page.today, self.look)
        self.tools.content = self._tools(page)
        self.notice.set_visibility(False)

    def wait(self, *, is_waiting: bool) -> None:
        """Dim what is shown while an answer is on its way."""
        self.body.props["aria-busy"] = "true" if is_waiting else "false"

    def tell(self, sentence: str) -> None:
        """Say something above the figures, which stay."""
        self.notice.content = escape(sentence)
        self.notice.set_visibility(True)

    def restore(self, page: "FiguresPage[Any]") -> None:
        """Put the pickers back to what is shown."""
        question = page.question
        values = {"scope": str(question.scope), "cmp": question.against.value}
        values |= {"genre": question.genre or "", "location": question.location or ""}
        values |= {"from": f"{question.period.first}", "to": f"{question.period.last}"}
        ui.run_javascript(
            f"for (const [id, value] of Object.entries({_json(values)})) {{"
            " const field = document.getElementById(id); if (field) field.value = value; }"
        )

    def keep_old(self, page: "FiguresPage[Any]") -> None:
        """The database is away: say so, and keep what is shown."""
        sentence = self.look.texts.gettext(
            "データベースに接続できません。少し待ってもう一度お試しください。表示は{time}の数字です。"
        )
        self.tell(sentence.format(time=f"{page.shown_at:%H:%M}"))
        self.restore(page)

    def leave_for(self, address: str) -> None:
        """Load an address anew: the server answers it in full."""
        ui.run_javascript(f"location.assign({_json(address)})")

    def end(self) -> None:
        """The login has ended: nothing stays on the page, and it leads to the login."""
        _ = self.look.texts.gettext
        self.whole.clear()
        with self.whole, ui.element("section").classes("card over").props("role=alert"):
            _html("h1", text=_("ログインが終わりました"))
            _html("p", text=_("続けるには、もう一度ログインしてください。"))
            _html("a", "btn", _("ログインする")).props["href"] = self.login
            ui.run_javascript(f"setTimeout(() => location.assign({_json(self.login)}), 3000)")

    def _build_head(self) -> None:
        _ = self.look.texts.gettext
        with ui.element("div").classes("head"):
            _html("h1", text=self.page.title)
            with ui.element("div").classes("head-tools"):
                self.tools = _html("div", "tools")
                if self.page.in_menu:
                    self._build_views()
        self.menu = _html("nav", "pages")
        self.menu.props["aria-label"] = _("分析のページ")
        self.choices = _html("div", "choices")

    def _build_views(self) -> None:
        page = self.page
        ViewsMenu(
            self.look,
            page.seat,
            page.key,
            page.viewer,
            page.surroundings.views,
            page.relative,
            self.end,
        )

    def _tools(self, page: "FiguresPage[Any]") -> str:
        _ = self.look.texts.gettext
        address = escape(page.asked.address(page.path))
        time = escape(_("{time}時点").format(time=f"{page.shown_at:%H:%M}"))
        copy, copied = escape(_("リンクをコピー")), escape(_("コピーしました"))
        ask = escape(_("この画面について聞く"))
        return (
            f'<span class="muted as-of">{time}</span>'
            f'<span id="copied" role="status" class="muted"></span>'
            f'<button type="button" class="tool" id="copy" data-copy="{address}"'
            f' data-said="{copied}">'
            f"{icon('link', 'icon-small')}<span>{copy}</span></button>"
            f'<a class="tool" id="ask" href="{escape(_chat(page))}">'
            f"{icon('ai', 'icon-small')}<span>{ask}</span></a>"
        )

    async def _followed(self, event: GenericEventArguments) -> None:
        await self.page.came(str(event.args))

    async def _changed(self, event: GenericEventArguments) -> None:
        if isinstance(event.args, dict):
            await self.page.change(**{str(name): str(value) for name, value in event.args.items()})


def _chat(page: "FiguresPage[Any]") -> str:
    """The chat, which is asked about what is shown."""
    asked = urlencode({"page": page.key.value, "from": page.question.query})
    return web_url(page.request, f"/ai/chat/?{asked}")


def _menu(page: "FiguresPage[Any]") -> str:
    from dashboard.page import PAGES  # noqa: PLC0415  the pages stand on this

    shown = [
        key for key in AnalysisPage if key in PAGES and (page.viewer.is_managing or PAGES[key].for_staff)
    ]
    return "".join(_menu_link(page, key, PAGES[key].path) for key in shown)


def _menu_link(page: "FiguresPage[Any]", key: AnalysisPage, path: str) -> str:
    current = ' aria-current="page"' if key is page.key and page.in_menu else ""
    href = f"{path}?{page.question.query}"
    label = escape(page.look.texts.gettext(key.label))
    return f'<a href="{escape(href)}" data-key="{header.KEYS[key]}"{current}>{label}</a>'


def _html(tag: str, css: str = "", text: str = "") -> ui.html:
    """An element of ours; its content is escaped by who writes it."""
    return ui.html(escape(text), sanitize=False, tag=tag).classes(css)


def _json(value: object) -> str:
    """`value` for a script in a page: nothing in it ends the script."""
    return json.dumps(value).replace("<", "\\u003c")
