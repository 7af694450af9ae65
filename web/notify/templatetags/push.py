"""`{% load push %}`: whether there are push messages, and what every page tells `js/push.js`."""

from hashlib import sha256

from django import template
from django.conf import settings as django_settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shared.settings import settings

register = template.Library()


@register.simple_tag
def push_is_on() -> bool:
    """Whether C3 has keys."""
    return settings().push_is_on


@register.simple_tag(takes_context=True)
def push(context: template.Context) -> SafeString:
    """The key for `pushManager.subscribe`, and a mark by which a script notices that this is another login.

    Empty for who is not signed in, and where C3 has no keys.
    """
    if not context.get("viewer") or not settings().push_is_on:
        return SafeString("")
    login = context["request"].COOKIES.get(django_settings.SESSION_COOKIE_NAME, "")
    mark = sha256(f"push {login}".encode()).hexdigest()[:16]
    return format_html('<meta name="push" content="{}" data-login="{}">', settings().vapid_public_key, mark)
