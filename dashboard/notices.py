"""Pages without data: what is not there, what is away. They stand alone, with no script and no socket."""

from html import escape

from fastapi import FastAPI
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, Response

from dashboard.addresses import HOME, web_url
from dashboard.asked import told
from dashboard.look import colour_rules, look_of
from shared.analytics.question import Unclear

PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - C3</title>
<style>{colours}
body {{ margin: 0; min-height: 100dvh; display: grid; grid-template-columns: minmax(0, 1fr);
  place-items: center; background: var(--c-bg);
  color: var(--c-text); font: 1rem/1.7 system-ui, "Noto Sans JP", "Noto Sans CJK JP", sans-serif; }}
main {{ box-sizing: border-box; max-width: min(33rem, 100%); padding: 2rem min(1.5rem, 6%);
  overflow-wrap: anywhere; }}
h1 {{ font-size: 1.5rem; line-height: 1.5; margin: 0 0 .5rem; word-break: auto-phrase; }}
p {{ margin: 0 0 1.5rem; }}
a {{ display: inline-block; padding: .75rem 1.5rem; border-radius: .75rem; background: var(--c-primary);
  color: var(--c-on-primary); font-weight: 700; text-decoration: none; }}
a:focus-visible {{ outline: 4px solid #000; outline-offset: 2px; box-shadow: 0 0 0 2px #ffd43d; }}
</style>
<main><h1>{title}</h1><p>{sentence}</p><a href="{href}">{link}</a></main>
</html>
"""


def not_found(asked: HTTPConnection) -> HTMLResponse:
    """404: it is not there, or it is out of reach; the page does not tell which."""
    _ = look_of(asked).texts.gettext
    return _page(
        asked,
        404,
        _("ページが見つかりません"),
        _("アドレスが違うか、見ることができないページです。"),
        (web_url(asked, "/"), _("ホームへ戻る")),
    )


def no_store(asked: HTTPConnection, *, is_admin: bool) -> HTMLResponse:
    """The reader has no store that sells, and asked for none: there are no figures yet, and what is to do."""
    _ = look_of(asked).texts.gettext
    if is_admin:
        sentence = _("店舗がまだありません。店舗を追加して、毎日の売上が入力されると、ここに表示されます。")
        link = (web_url(asked, "/stores/register/"), _("店舗の追加"))
    else:
        sentence = _(
            "担当の店舗がまだありません。店舗かエリアの担当を決めてもらうよう、本部に伝えてください。"
        )
        link = (web_url(asked, "/"), _("ホームへ戻る"))
    return _page(asked, 200, _("見られる数字がまだありません"), sentence, link)


def unclear(asked: HTTPConnection, error: Unclear) -> HTMLResponse:
    """400: the address cannot be understood; the sentence says which part of it, and how it is written."""
    look = look_of(asked)
    return _page(
        asked,
        400,
        look.texts.gettext("アドレスを読み取れませんでした"),
        f"{error.field}: {told(error, look)}",
        (HOME, look.texts.gettext("分析のはじめへ")),
    )


def too_many(asked: HTTPConnection) -> HTMLResponse:
    """413: more rows than one file of figures may have; where they are to be had instead."""
    _ = look_of(asked).texts.gettext
    return _page(
        asked,
        413,
        _("行が多すぎます"),
        _("一度に10万行までです。期間か店舗を分けるか、書き出しのページをお使いください。"),
        (web_url(asked, "/export/"), _("書き出しのページへ")),
    )


def ticket_is_none(asked: HTTPConnection, page: str) -> HTMLResponse:
    """403: a ticket that has been used, is too old, or another browser's; `page` asks for a new one."""
    _ = look_of(asked).texts.gettext
    return _page(
        asked,
        403,
        _("もう一度開いてください"),
        _("分析の画面へ移るための確認が、期限切れか、使用済みです。"),
        (page, _("もう一度開く")),
    )


def away(asked: HTTPConnection) -> HTMLResponse:
    """503: the database is away; the browser is asked to come back in ten seconds."""
    return away_from(asked, _same(asked))


def away_from(asked: HTTPConnection, page: str) -> HTMLResponse:
    """As `away`, where it is `page` that is to be opened again."""
    _ = look_of(asked).texts.gettext
    return _page(
        asked,
        503,
        _("ただいま接続できません"),
        _("データベースに接続できません。少し待ってから、もう一度開いてください。"),
        (page, _("もう一度開く")),
    )


def failed(asked: HTTPConnection) -> HTMLResponse:
    """500: our mistake; the log has it, the page does not."""
    _ = look_of(asked).texts.gettext
    return _page(
        asked,
        500,
        _("表示できませんでした"),
        _("申し訳ありません。C3の不具合です。少し待ってから、もう一度開いてください。"),
        (_same(asked), _("もう一度開く")),
    )


def instead_of_nicegui(pages: FastAPI) -> None:
    """Answer with these pages where NiceGUI has its own, which are English and quote the exception."""

    @pages.exception_handler(404)
    async def missing(request: Request, error: Exception) -> Response:
        return not_found(request)

    @pages.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> Response:
        return failed(request)


def _same(asked: HTTPConnection) -> str:
    """The address that was asked for."""
    return f"{asked.url.path}?{asked.url.query}" if asked.url.query else asked.url.path


def _page(
    asked: HTTPConnection, status: int, title: str, sentence: str, link: tuple[str, str]
) -> HTMLResponse:
    look = look_of(asked)
    page = PAGE.format(
        language="ja" if look.is_japanese else "en",
        colours=colour_rules(look.dark),
        title=escape(title),
        sentence=escape(sentence),
        href=escape(link[0]),
        link=escape(link[1]),
    )
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": "10"} if status == 503 else {})  # noqa: PLR2004  of HTTP
    return HTMLResponse(page, status, headers)
