"""The chat's page: a thread's questions and answers, or where a new one begins."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from shared.access import Viewer
from shared.chat import suggestions, threads
from shared.chat.labels import LABELS
from shared.chat.suggestions import Suggestion
from shared.chat.turns import LONGEST
from shared.dates import now
from shared.db import many, one
from shared.settings import settings
from shared.words import Role
from web.chats import cards
from web.chats.conditions import condition
from web.columns import number_from
from web.viewer import SignedIn

THREADS, TURNS, MOST_TURNS = 30, 20, 2_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page's form begins with: its thread, what is typed, and the page of figures it came from; None
    for that of the thread's last question."""

    thread_id: int | None = None
    message: str = ""
    source: str | None = None
    page: str = ""

    @classmethod
    def of(cls, form: Mapping[str, Any]) -> "Asked":
        """As the form was sent."""
        return cls(
            number_from(str(form.get("thread") or "")),
            str(form.get("message") or ""),
            str(form.get("asked_from") or ""),
            str(form.get("page") or ""),
        )


@never_cache
@require_GET
def chat(request: SignedIn, thread_id: int | None = None) -> HttpResponse:
    """A thread of the viewer's, else 404; without a number a new one, or the one that is being answered.

    `wait` is for browsers without JavaScript: the page refreshes itself until the answer is there. It counts,
    since the same address again would only be scrolled to.
    """
    return shown(request, Asked(thread_id, "", request.GET.get("from"), request.GET.get("page", "")))


def shown(request: SignedIn, asked: Asked, sentence: str = "", status: int = 200) -> HttpResponse:
    """The page; `sentence` says why what was asked was not taken."""
    viewer, today = request.viewer, request.viewer.today(now())
    listed = many(connection, threads.threads(viewer, THREADS))
    thread_id = asked.thread_id or next((one.id for one in listed if one.is_running and not sentence), None)
    most = min(MOST_TURNS, cards.number(request.GET.get("turns"), TURNS))
    found = many(connection, threads.turns(viewer, thread_id, most + 1)) if thread_id else []
    if asked.thread_id and not found:
        if not sentence:
            raise Http404
        thread_id = None
    shown_cards = cards.of(request, found[-most:])
    running = next((card for card in shown_cards if card.is_running), None)
    last = found[-1].asked_from if found else ""
    source = last if asked.source is None else asked.source
    context = {
        "asked": asked,
        "thread_id": thread_id,
        "threads": listed,
        "cards": shown_cards,
        "running": running,
        "waits": cards.number(request.GET["wait"], 1) + 1 if running and "wait" in request.GET else None,
        "earlier": most + TURNS if len(found) > most and most < MOST_TURNS else None,
        "condition": condition(source, asked.page, viewer, today) if source else None,
        "suggestions": [] if thread_id else _suggestions(viewer),
        "scope": _scope(viewer),
        "is_without_key": not settings().openai_api_key.get_secret_value(),
        "sentence": sentence,
        "longest": LONGEST,
        "doing": _doing(),
    }
    return render(request, "ai/chat.html", context, status=status)


def _suggestions(viewer: Viewer) -> list[tuple[SafeString, Suggestion]]:
    """Each as it is shown in the reader's language, and as it is asked."""
    facts = one(connection, suggestions.facts(viewer, viewer.today(now())))
    return [(_label(one), one) for one in suggestions.suggestions(viewer, facts)]


def _doing() -> str:
    """What streams say that they do, by their words in Japanese, as JSON; "" for who reads those."""
    said = {label: _(label) for label in LABELS.values()}
    return json.dumps(said, ensure_ascii=False) if any(said[label] != label for label in said) else ""


def _label(suggestion: Suggestion) -> SafeString:
    """The sentence; what people named in it stands apart, in their own language."""
    named = {name: format_html("<bdi>{}</bdi>", value) for name, value in suggestion.values.items()}
    return SafeString(escape(_(suggestion.sentence)) % named)  # every part is escaped


def _scope(viewer: Viewer) -> str:
    """Whose records answers are made from."""
    if viewer.is_admin:
        return _("全店")
    if viewer.role == Role.AREA:
        stores = len([store for store in viewer.stores if store != viewer.home_store])
        return ngettext("担当の%(stores)s店舗", "担当の%(stores)s店舗", stores) % {"stores": stores}
    return viewer.store_name
