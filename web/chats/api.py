"""/ai/api/chat/: the chat for programs, and for the page's script: JSON in, JSON out.

An answer is told by c3-app-stream; here a question is asked, and what became of it is looked up.
"""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shared.chat import threads, turns
from shared.chat.threads import Turn
from shared.chat.turns import Refusal, Started
from shared.dates import now
from shared.db import first, many
from shared.words import RatingReason, TurnState
from web.chats import cards
from web.chats.answering import answer
from web.chats.asking import GONE, STATUS, QuestionForm, begin
from web.chats.conditions import asked_from
from web.chats.threads import cleared
from web.columns import number_from
from web.json_api import Refused, fields_of, json_api
from web.streaming import stream_url
from web.viewer import SignedIn

TURNS, THREADS = 100, 100
RATINGS: dict[Any, int | None] = {1: 1, -1: -1, None: None, "1": 1, "-1": -1, "": None}


@json_api
@require_POST
def stream(request: SignedIn) -> HttpResponse:
    """Begin a turn: 202 with the address of its stream, which is good for ten minutes."""
    return _accepted(request, _begun(request))


@json_api
@require_POST
def chat(request: SignedIn) -> HttpResponse:
    """Ask and wait for the answer. One that takes longer (or finds too many waiting) is 202 as above: the
    turn goes on, and its state tells the answer."""
    started = _begun(request)
    found = answer(request.viewer, started.turn_id)
    if found is None:
        return _accepted(request, started)
    if found.state == TurnState.FAILED:
        return JsonResponse(_told(request, found), status=HTTPStatus.SERVICE_UNAVAILABLE)
    return JsonResponse(_told(request, found))


@json_api
@require_GET
def turn(request: SignedIn, turn_id: UUID) -> HttpResponse:
    """How a turn stands; while it is not finished, with a new ticket for its stream."""
    return JsonResponse(_told(request, _found(request, turn_id)))


@json_api
@require_GET
def history(request: SignedIn) -> HttpResponse:
    """The last turns of a thread, the oldest first; without `thread_id` those of all, and the threads."""
    thread_id = _thread(request.GET.get("thread_id"))
    found = many(connection, threads.turns(request.viewer, thread_id, TURNS))
    if thread_id and not found:
        raise Http404
    listed = [] if thread_id else many(connection, threads.threads(request.viewer, THREADS))
    return JsonResponse(
        {
            "threads": [
                {"thread_id": one.id, "title": one.title, "asked_at": one.asked_at} for one in listed
            ],
            "turns": [_told(request, one) for one in found],
        }
    )


@json_api
@require_POST
def clear(request: SignedIn) -> HttpResponse:
    """Delete a thread, or without `thread_id` all of the viewer's."""
    thread_id = _thread(fields_of(request).get("thread_id"))
    gone = cleared(request.viewer, thread_id)
    if thread_id and not gone:
        raise Http404
    return JsonResponse({"threads": gone})


@json_api
@require_POST
def stop(request: SignedIn, turn_id: UUID) -> HttpResponse:
    """Ask for the end of a turn; `state` is how it stood."""
    found = first(connection, turns.stop(request.viewer, turn_id))
    if found is None:
        raise Http404
    return JsonResponse({"turn_id": str(found.turn_id), "state": found.state})


@json_api
@require_POST
def rating(request: SignedIn, turn_id: UUID) -> HttpResponse:
    """Keep what the asker thinks of an answer: `rating` 1, -1 or null, and a `reason`."""
    given = fields_of(request)
    rated, reason = given.get("rating"), given.get("reason") or None
    is_rating = not isinstance(rated, bool | float | list | dict) and rated in RATINGS
    if not is_rating or reason not in [None, *RatingReason.codes()]:
        raise Refused(
            HTTPStatus.UNPROCESSABLE_ENTITY, _("評価は 1、-1、null のどれか、理由は決まった言葉です。")
        )
    if first(connection, turns.rate(request.viewer, turn_id, RATINGS[rated], reason)) is None:
        _found(request, turn_id)
        raise Refused(HTTPStatus.CONFLICT, _("回答が終わってから評価できます。"))
    return JsonResponse({"turn_id": str(turn_id), "rating": RATINGS[rated], "reason": reason})


def _begun(request: SignedIn) -> Started:
    """The turn that was asked for. Raises `Refused`, and `Http404` for what is no thread of theirs."""
    given, viewer = fields_of(request), request.viewer
    message, source = given.get("message", ""), given.get("asked_from") or ""
    if not isinstance(message, str) or not isinstance(source, str):
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, _("質問を入力してください。"))
    form = QuestionForm({"message": message})
    if not form.is_valid():
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, str(form.errors["message"][0]))
    source = asked_from(source, viewer, viewer.today(now()))
    started = begin(viewer, _thread(given.get("thread_id")), form.cleaned_data["message"], source)
    if started is None:
        raise Refused(HTTPStatus.NOT_FOUND, str(GONE))
    if started.turn_id is None:
        word = Refusal.of(started.refusal or Refusal.BUSY.value)
        raise Refused(STATUS[word], _(word.label))
    return started


def _accepted(request: SignedIn, started: Started) -> HttpResponse:
    assert started.turn_id is not None  # noqa: S101  `_begun` gives no other
    return JsonResponse(
        {
            "stream_url": stream_url(request, started.turn_id),
            "turn_id": str(started.turn_id),
            "thread_id": started.thread_id,
        },
        status=HTTPStatus.ACCEPTED,
    )


def _told(request: SignedIn, turn: Turn) -> dict[str, Any]:
    """A turn as programs read it. `error` is why there is no answer, `response` what was told until then."""
    card = cards.Card(turn, "", [])
    told = {
        "turn_id": str(turn.turn_id),
        "thread_id": turn.thread_id,
        "state": turn.state,
        "question": turn.question,
        "response": turn.answer or "",
        "citations": turn.citations,
        "artifacts": turn.artifacts,
        "rating": turn.rating,
        "reason": turn.rating_reason,
        "asked_at": turn.created_at,
    }
    told |= {"error": card.failure} if card.failure else {}
    return told | ({"stream_url": stream_url(request, turn.turn_id)} if card.is_running else {})


def _found(request: SignedIn, turn_id: UUID) -> Turn:
    found = first(connection, threads.turn(request.viewer, turn_id))
    if found is None:
        raise Http404
    return found


def _thread(named: object) -> int | None:
    """The thread that is named, if any is. Raises `Http404` for what is none's number."""
    if named is None or named == "":
        return None
    number = number_from(str(named)) if isinstance(named, int | str) and not isinstance(named, bool) else None
    if not number:
        raise Http404
    return number
