"""`{% load pwa %}`: what the head of every page says to a browser that may install C3."""

from django import template

from shared.theme import DARK, LIGHT

register = template.Library()


@register.inclusion_tag("pwa/_head.html", takes_context=True)
def pwa_head(context: template.Context) -> dict[str, object]:
    """The manifest, the colour of the bar above the page, the icons."""
    colours = {"light": LIGHT["surface"], "dark": DARK["surface"]}
    return {"colours": colours, "chosen": colours.get(str(context.get("theme", "")))}
