"""The keys of the pages of figures, told in a dialog, where they can be switched off too."""

from functools import cache
from html import escape

from nicegui import ui

from dashboard.header import KEYS
from dashboard.look import Look


def keys_dialog(look: Look) -> None:
    """The button at the page's end, and the dialog that it (and `?`) opens."""
    ui.html(_dialog(look), sanitize=False).classes("keys-place")


@cache
def _dialog(look: Look) -> str:
    _ = look.texts.gettext
    rows = [("[", _("前の期間")), ("]", _("次の期間"))]
    rows += [(f"g {letter}", look.texts.gettext(key.label)) for key, letter in KEYS.items()]
    rows += [("?", _("この一覧"))]
    listed = "".join(f"<div><dt>{_caps(keys)}</dt><dd>{escape(what)}</dd></div>" for keys, what in rows)
    title, switch, close = (
        escape(_("キーボード操作")),
        escape(_("キーボード操作を使わない")),
        escape(_("閉じる")),
    )
    return (
        f'<button type="button" class="tool" data-keys>{title}</button>'
        f'<dialog id="keys" class="dialog" aria-labelledby="keys-title">'
        f'<h2 id="keys-title">{title}</h2><dl class="keys">{listed}</dl>'
        f'<label class="check"><input type="checkbox" id="keys-off"> {switch}</label>'
        f'<form method="dialog"><button class="btn">{close}</button></form></dialog>'
    )


def _caps(keys: str) -> str:
    return "".join(f"<kbd>{escape(key)}</kbd>" for key in keys.split())
