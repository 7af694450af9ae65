"""`{% load markup %}`: what people wrote on the board or in documents, as safe HTML or without its signs."""

from collections.abc import Mapping, Sequence

from django import template
from django.utils.safestring import SafeString

from shared import markup as light
from shared.chat.citations import Citation

register = template.Library()


@register.filter
def markup(text: str, names: Mapping[str, str] | None = None) -> SafeString:
    """The text with its bold, lists and links; `names` are those of the people it mentions, by id."""
    return SafeString(light.rendered(text, names))


@register.filter
def document(text: str) -> SafeString:
    """A section of a document, with its tables and lists."""
    return SafeString(light.document(text))


@register.filter
def answer(text: str, citations: Sequence[Citation]) -> SafeString:
    """An answer of the chat, with its tables and receipts."""
    return SafeString(light.chat(text, citations))


@register.filter
def titled(citation: Citation) -> str:
    """What a citation is called; a template escapes it."""
    return light.titled(citation)


@register.filter
def plain(text: str) -> str:
    """The text without the signs of its bold and links; a template escapes it."""
    return light.plain(text)
