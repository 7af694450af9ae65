"""C3 as a browser offers it to the home screen."""

from typing import Any, Final

from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shared.theme import LIGHT

PHOTOS: Final = "photos"


def described() -> dict[str, Any]:
    """The manifest, in the language that is active."""
    return {
        "id": "/",
        "lang": get_language(),
        "dir": "ltr",
        "name": _("C3 お店の日報"),
        "short_name": _("C3日報"),
        "description": _("日報、掲示板、売上をお店のみんなで。電波のない場所でも書けます。"),
        "start_url": "/?source=pwa",
        "scope": "/",
        "display": "standalone",
        "background_color": LIGHT["bg"],
        "theme_color": LIGHT["surface"],
        "categories": ["business", "productivity"],
        "icons": [
            _picture("icons/icon-192.png", "192x192", purpose="any"),
            _picture("icons/icon-512.png", "512x512", purpose="any"),
            _picture("icons/maskable-512.png", "512x512", purpose="maskable"),
        ],
        "screenshots": [
            _screen("narrow-home", "780x1688", _("今日することが、ひと目で")),
            _screen("narrow-form", "780x1688", _("日報を書く")),
            _screen("narrow-board", "780x1688", _("掲示板")),
            _screen("wide-list", "1280x800", _("日報")),
            _screen("wide-board", "1280x800", _("掲示板")),
        ],
        "shortcuts": [
            _shortcut(_("日報を書く"), "/report/register/"),
            _shortcut(_("売上・客数"), "/report/performance/"),
            _shortcut(_("掲示板"), "/bbs/list/"),
            _shortcut(_("AIに聞く"), "/ai/chat/"),
        ],
        "share_target": {
            "action": "/share/",
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {"files": [{"name": PHOTOS, "accept": ["image/*"]}]},
        },
    }


def _picture(name: str, sizes: str, **more: str) -> dict[str, str]:
    return {"src": static(name), "sizes": sizes, "type": "image/png", **more}


def _screen(name: str, sizes: str, label: str) -> dict[str, str]:
    """One of the pictures that tests/e2e/screens.py makes."""
    return _picture(f"screens/{name}.png", sizes, form_factor=name.partition("-")[0], label=label)


def _shortcut(name: str, url: str) -> dict[str, Any]:
    return {"name": name, "url": url, "icons": [_picture("icons/icon-192.png", "192x192")]}
