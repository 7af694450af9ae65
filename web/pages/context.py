"""What every page's frame knows: which theme a browser asked for, and who looks."""

from typing import Final

from django.http import HttpRequest

THEME_COOKIE: Final = "theme"
THEMES: Final = ("system", "light", "dark")


def chosen_theme(request: HttpRequest) -> str:
    """`system`, `light` or `dark`: the cookie that both applications read; else `system`."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return theme if theme in THEMES else "system"


def page(request: HttpRequest) -> dict[str, object]:
    """Context processor: `theme`, and `viewer` (None when signed out)."""
    return {"theme": chosen_theme(request), "viewer": getattr(request, "viewer", None)}
