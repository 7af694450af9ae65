"""`{% load board %}`: reactions and counts as a post's page shows them."""

from django import template

from shared.open_post import OpenPost, Pulse
from shared.tally import Tally
from shared.words import Reaction
from web.board import detail

register = template.Library()


@register.filter
def kinds(tally: Tally) -> list[tuple[str, int, bool]]:
    """Each kind of reaction: its code, how many there are, and whether the viewer's is among them."""
    return [(kind, tally[kind], kind in tally["mine"]) for kind in Reaction.codes()]  # type: ignore[literal-required]


@register.filter
def known(pulse: OpenPost | Pulse) -> str:
    """What the page knows of the counts, for its next question."""
    return detail.known(pulse)
