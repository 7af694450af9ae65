"""保存した表示: the menu in a page's header that opens, saves, chooses and removes saved views."""

from collections.abc import Callable, Sequence
from html import escape

from nicegui import ui
from nicegui.events import GenericEventArguments

from dashboard.addresses import HOME
from dashboard.look import Look
from dashboard.seat import Ended, Seat
from shared import views
from shared.access import Viewer
from shared.db import Query, afirst, amany, aone
from shared.pool import AWAY
from shared.views import NAME_LENGTH, QUERY_LENGTH, Hindrance, SavedView, Written
from shared.words import AnalysisPage, Role

LARGEST_ID = 2**63
ROLES = (Role.MANAGER, Role.AREA, Role.ADMIN)

SENT = """(e) => {
  e.preventDefault();
  const form = new FormData(e.target);
  emit({name: form.get('name') ?? '', role: form.get('role') ?? '', first: form.has('first')});
}"""
OPENED = "(e) => e.target.open && emit()"
PRESSED = """(e) => {
  const button = e.target.closest('button[data-view]');
  if (button) emit({id: Number(button.dataset.view), act: button.dataset.act});
}"""


def address(view: SavedView) -> str:
    """Where a view opens: its page, asked its query."""
    path = HOME if view.page == AnalysisPage.OVERVIEW else f"{HOME}{view.page}/"
    return f"{path}?{view.query}"


def items(listed: Sequence[SavedView], viewer: Viewer, look: Look) -> str:
    """The list as HTML; a sentence where there is none."""
    if not listed:
        nothing = look.texts.gettext("保存した表示はまだありません。")
        return f'<li class="muted">{escape(nothing)}</li>'
    return "".join(_item(view, viewer, look) for view in listed)


def _item(view: SavedView, viewer: Viewer, look: Look) -> str:
    _ = look.texts.gettext
    whose = "" if view.role is None else _("{role}の全員").format(role=_(Role.of(view.role).label))
    about = "・".join(part for part in (_(AnalysisPage.of(view.page).label), whose) if part)
    named = f"<span>{escape(view.name)}</span><small>{escape(about)}</small>"
    link = f'<a href="{escape(address(view))}">{named}</a>'
    if view.role is not None and not viewer.is_admin:
        return f"<li>{link}</li>"
    return f"<li>{link}{_choose(view, look)}{_remove(view, look)}</li>"


def _choose(view: SavedView, look: Look) -> str:
    _ = look.texts.gettext
    name = escape(_("「{name}」でこのページを開く").format(name=view.name))
    standard = escape(_("標準"))
    return (
        f'<button type="button" class="views-act" data-view="{view.id}" data-act="{_other(view)}"'
        f' aria-pressed="{str(view.is_default).lower()}" aria-label="{name}" title="{name}">'
        f"{standard}</button>"
    )


def _other(view: SavedView) -> str:
    return "undo" if view.is_default else "choose"


def _remove(view: SavedView, look: Look) -> str:
    _ = look.texts.gettext
    name, remove = escape(_("「{name}」を削除").format(name=view.name)), escape(_("削除"))
    return (
        f'<button type="button" class="views-act" data-view="{view.id}" data-act="remove"'
        f' aria-label="{name}">{remove}</button>'
    )


def form(viewer: Viewer, look: Look) -> str:
    """The fields of a new view; 本部 choose whose it is."""
    _ = look.texts.gettext
    name, default = _("今の表示に名前をつけて保存"), _("このページを開いたとき最初に表示する")
    save = escape(_("保存する"))
    return (
        f'<label>{escape(name)}<input type="text" name="name" required maxlength="{NAME_LENGTH}"'
        f' autocomplete="off"></label>{_whose(look) if viewer.is_admin else ""}'
        f'<label class="views-check"><input type="checkbox" name="first">{escape(default)}</label>'
        f'<button type="submit" class="btn">{save}</button>'
    )


def _whose(look: Look) -> str:
    _ = look.texts.gettext
    everybody, own, whose = _("{role}の全員"), escape(_("自分だけ")), escape(_("だれの表示"))
    options = "".join(
        f'<option value="{role.value}">{escape(everybody.format(role=_(role.label)))}</option>'
        for role in ROLES
    )
    own = f'<option value="">{own}</option>'
    return f'<label>{whose}<select name="role">{own}{options}</select></label>'


class Panel:
    """What the menu opens: the list, what is said of the last change, the fields of a new view."""

    def __init__(self, viewer: Viewer, look: Look) -> None:
        with ui.element("div").classes("views-panel"):
            ui.html(escape(look.texts.gettext("保存した表示")), sanitize=False, tag="h2")
            self.list = ui.html("", sanitize=False, tag="ul").classes("views-list")
            self.note = ui.html("", sanitize=False, tag="p").classes("views-note").props("role=status")
            self.form = ui.html(form(viewer, look), sanitize=False, tag="form").classes("views-form")


class ViewsMenu:
    """The menu of one open page. `shown()` gives the query of what is shown now, counted from today and
    without `?`; `ended` is called when the login is over."""

    def __init__(
        self,
        look: Look,
        seat: Seat,
        page: AnalysisPage,
        viewer: Viewer,
        listed: Sequence[SavedView],
        shown: Callable[[], str],
        ended: Callable[[], None],
    ) -> None:
        self.look, self.seat, self.page, self.shown, self.ended = look, seat, page, shown, ended
        self.viewer, self.listed = viewer, listed
        self.panel: Panel | None = None  # once it has been opened
        self.menu = ui.element("details").classes("views").on("toggle", self._opened, js_handler=OPENED)
        self.menu.set_visibility(viewer.is_managing)
        with self.menu:
            ui.html(escape(look.texts.gettext("保存した表示")), sanitize=False, tag="summary")

    def show(self, viewer: Viewer, listed: Sequence[SavedView]) -> None:
        """Show these views; スタッフ have no menu."""
        self.viewer, self.listed = viewer, listed
        self.menu.set_visibility(viewer.is_managing)
        if self.panel:
            self.panel.list.content = items(listed, viewer, self.look)

    def _opened(self) -> None:
        if not self.panel and self.viewer.is_managing:
            with self.menu:
                self.panel = Panel(self.viewer, self.look)
            self.panel.list.on("click", self._pressed, js_handler=PRESSED)
            self.panel.form.on("submit", self._sent, js_handler=SENT)
            self.show(self.viewer, self.listed)

    async def _sent(self, event: GenericEventArguments) -> None:
        name, role = _typed(event.args)
        await self._keep(name, role, is_default=bool(event.args.get("first")))

    async def _keep(self, name: str, role: Role | None, *, is_default: bool) -> None:
        _ = self.look.texts.gettext
        query = views.for_role(self.shown(), role) if role else self.shown()
        if not name or len(query) > QUERY_LENGTH:
            self._say(_("名前を入力してください。") if not name else _("この表示は長すぎて保存できません。"))
            return
        await self._write(
            lambda viewer: views.save(viewer, self.page, name, query, role, is_default=is_default),
            _("「{name}」を保存しました。").format(name=name),
        )

    async def _pressed(self, event: GenericEventArguments) -> None:
        _ = self.look.texts.gettext
        number, act = _number(event.args), event.args["act"]
        if act == "remove":
            await self._write(lambda viewer: views.remove(viewer, number), _("削除しました。"))
            return
        is_default = act == "choose"
        done = _("このページは次からこの表示で開きます。") if is_default else _("標準の表示をやめました。")
        await self._write(lambda viewer: views.choose(viewer, number, is_default=is_default), done)

    async def _write(self, statement: Callable[[Viewer], Query[Written]], done: str) -> None:
        """Write in one transaction, and list what is there then."""
        _ = self.look.texts.gettext
        try:
            async with self.seat.asking() as (connection, viewer), connection.transaction():
                await aone(connection, views.settling())
                written = await afirst(connection, statement(viewer))
                listed = await amany(connection, views.readable(viewer))
        except Ended:
            self.ended()
            return
        except AWAY:
            self._say(_("データベースに接続できません。少し待ってから、もう一度押してください。"))
            return
        self.show(viewer, listed)
        self._say(self._outcome(written, done))
        if self.panel and written and written.id:
            ui.run_javascript(f"getHtmlElement({self.panel.form.id}).reset()")

    def _outcome(self, written: Written | None, done: str) -> str:
        _ = self.look.texts.gettext
        if written is None:
            return _("この表示はもうないか、変えることができません。")
        return _(Hindrance.of(written.hindrance).label) if written.hindrance else done

    def _say(self, sentence: str) -> None:
        if self.panel:
            self.panel.note.content = escape(sentence)


def _typed(sent: dict[str, object]) -> tuple[str, Role | None]:
    """The name, without spaces around it and cut to its length, and whose the view is."""
    name = " ".join(str(sent.get("name", "")).replace("\0", "").split())[:NAME_LENGTH]
    role = str(sent.get("role", ""))
    return name, Role.of(role) if role in Role.codes() else None


def _number(sent: dict[str, object]) -> int:
    """The view that a button is about; 0, which is none, for what no button of ours sends."""
    number = sent.get("id")
    return number if isinstance(number, int) and 0 < number < LARGEST_ID else 0
