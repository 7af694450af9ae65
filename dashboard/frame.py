"""What every page stands in: the header and the navigation of c3-app, its colours, its language."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from copy import copy
from html import escape

from nicegui import ui
from starlette.requests import Request

from dashboard.addresses import HOME, web_url
from dashboard.assets import STYLE
from dashboard.icons import LOGO, icon
from dashboard.look import Look, colour_rules
from dashboard.seat import Ended, Seat
from shared.access import Viewer
from shared.db import aone
from shared.language import COOKIE, choose
from shared.pool import AWAY
from shared.words import Language

ICON = LOGO
MANY = 100
YEAR = 365 * 24 * 3600
SWITCHED = "(e) => { if (e.target.closest('.tongue')) emit(); }"


def frame(request: Request, viewer: Viewer, look: Look, title: str, told: int) -> None:
    """Dress the page that is being built: to be called first. `told` is what is 未読 on the board."""
    client = ui.context.client
    client.page = copy(client.page)  # each reader's page has their own language and theme
    client.page.language, client.page.dark = look.language, look.dark
    client.title = f"{title} | C3"
    client.page_container.props("id=main")
    ui.add_head_html(f'<style>{colour_rules(look.dark)}</style><link rel="stylesheet" href="{STYLE}">')
    with client.layout:
        top = ui.html(_header(request, viewer, look), sanitize=False, tag="header").classes("top")
        top.move(target_index=0).on("click", _switch(request, look), js_handler=SWITCHED)
        menu = (
            ui.html(_tabs(request, look, told), sanitize=False, tag="nav")
            .classes("tabs")
            .move(target_index=1)
        )
        menu.props["aria-label"] = look.texts.gettext("メインメニュー")


def _header(request: Request, viewer: Viewer, look: Look) -> str:
    _ = look.texts.gettext
    name = f"{viewer.name} さん" if look.is_japanese else viewer.name
    other, skip, home = _other(look), escape(_("本文へ移動")), escape(_("C3 ホーム"))
    return (
        f'<div class="top-who"><a class="skip" href="#main">{skip}</a>'
        f'<a class="brand" href="{escape(web_url(request, "/"))}" aria-label="{home}">'
        f"{LOGO}</a>"
        f'<p class="who"><span class="who-store">{escape(viewer.store_name)}</span>'
        f'<span class="who-name">{escape(name)}</span></p></div>'
        f'<button type="button" class="tongue" lang="{other}">'
        f"<span>{icon('language')}{other.label}</span></button>"
    )


def _other(look: Look) -> Language:
    return Language.EN if look.is_japanese else Language.JA


def _switch(request: Request, look: Look) -> Callable[[], Awaitable[None]]:
    """Change the language: the choice is kept with the reader, and in the cookie that c3-app reads too."""
    other, seat = _other(look), Seat.of(request)
    keep = f"{COOKIE}={other}; path=/; max-age={YEAR}; samesite=lax"

    async def switch() -> None:
        with suppress(Ended, *AWAY):  # the page that is loaded anew says so
            async with seat.asking(for_staff=True) as (connection, viewer):
                await aone(connection, choose(viewer, other))
        ui.run_javascript(f"document.cookie = '{keep}'; location.reload()")

    return switch


def _tabs(request: Request, look: Look, told: int) -> str:
    _ = look.texts.gettext
    tabs = (
        ("report", _("日報"), web_url(request, "/report/list/"), ""),
        ("board", _("掲示板"), web_url(request, "/bbs/list/"), ""),
        ("home", _("ホーム"), web_url(request, "/"), " tab-home"),
        ("ai", "AI", web_url(request, "/ai/chat/"), ""),
        ("analysis", _("分析"), HOME, " tab-wide"),
        ("more", look.texts.pgettext("navigation", "その他"), web_url(request, "/accounts/profile/"), ""),
    )
    return "".join(
        f'<a class="tab{css}" href="{escape(href)}"{" aria-current=page" if href == HOME else ""}>'
        f'<span class="tab-face">{icon(name)}</span>{escape(label)}'
        f"{_badge(look, told) if name == 'board' else ''}</a>"
        for name, label, href, css in tabs
    )


def _badge(look: Look, told: int) -> str:
    """How much is 未読, as c3-app tells it; nothing at zero."""
    if not told:
        return ""
    sentence = look.texts.ngettext("未読%(n)s件", "未読%(n)s件", told) % {"n": told}
    if told >= MANY:
        sentence = look.texts.gettext("未読99件以上")
    number = str(told) if told < MANY else f"{MANY - 1}+"
    return (
        f'<span class="badge"><span aria-hidden="true">{number}</span>'
        f'<span class="visually-hidden">{escape(sentence)}</span></span>'
    )
