"""The chat as JSON, under /ai/api/chat/: for clients without our page, and for who waits for a whole answer."""

import json
import time
from threading import BoundedSemaphore
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from shared.chat import threads, turns
from shared.chat.threads import Turn
from shared.chat.turns import Refusal
from shared.dates import now
from shared.db import first, many, one
from shared.words import RatingReason, TurnFault, TurnState
from web.chats import cards
from web.chats.asking import GONE, STATUS, QuestionForm, begin, sentence
from web.chats.conditions import asked_from
from web.columns import LARGEST_ID
from web.viewer import SignedIn

SECONDS: Final = 25.0  # that who asked waits for a whole answer; it is finished in the thread all the same
MOST_TURNS: Final = 50
WAITING: Final = BoundedSemaphore(4)  # of a process's eight threads: the others serve everybody else
RATINGS: Final = {1: 1, -1: -1, 0: None}


class NotAsked(Exception):
    """No turn was begun; `answer` says why."""

    def __init__(self, answer: JsonResponse) -> None:
        super().__init__(answer.status_code)
        self.answer = answer


@require_POST
def stream(request: SignedIn) -> JsonResponse:
    """Begin a turn: 202, and where its answer is told."""
    try:
        turn = _begun(request)
    except NotAsked as refused:
        return refused.answer
    return JsonResponse(_place(request, turn), status=202)


@require_POST
def ask(request: SignedIn) -> JsonResponse:
    """Begin a turn and wait for its whole answer; 202 and its place for one that takes longer."""
    try:
        turn = _begun(request)
    except NotAsked as refused:
        return refused.answer
    turn = _waited_for(request, turn)
    if turn.state in cards.UNFINISHED:
        return JsonResponse(_place(request, turn), status=202)
    if turn.state == TurnState.FAILED:
        fault = next((word for word in TurnFault if word == turn.fault), TurnFault.INTERRUPTED)
        return JsonResponse({"error": _(fault.label), **_of(turn)}, status=503)
    return JsonResponse({"response": turn.answer or "", **_of(turn)})


@never_cache
@require_GET
def history(request: SignedIn) -> JsonResponse:
    """The viewer's last questions and answers, the oldest first; of one thread with `?thread_id=`."""
    text = request.GET.get("thread_id", "")
    thread_id = _number(text) if text else None
    if text and thread_id is None:
        return _refused(str(GONE), 404)
    found = many(connection, threads.turns(request.viewer, thread_id, MOST_TURNS))
    if thread_id is not None and not found:
        return _refused(str(GONE), 404)
    return JsonResponse({"history": [line for turn in found for line in _lines(turn)]})


@require_POST
def clear(request: SignedIn) -> JsonResponse:
    """Delete one of the viewer's threads (`thread_id`), or all of them."""
    given = _given(request)
    if given is None:
        return _refused(_("JSONの形が正しくありません。"), 400)
    number = given.get("thread_id")
    thread_id = None if number in {None, ""} else _number(number)
    if thread_id is None and number not in {None, ""}:
        return _refused(str(GONE), 404)
    cleared = one(connection, threads.clear(request.viewer, thread_id))
    if thread_id is not None and not cleared.threads:
        return _refused(str(GONE), 404)
    return JsonResponse({"threads": cleared.threads})


@never_cache
@require_GET
def turn(request: SignedIn, turn_id: UUID) -> JsonResponse:
    """How a turn stands; with a new ticket while it is told."""
    found = first(connection, threads.turn(request.viewer, turn_id))
    if found is None:
        return _refused(_("この質問は削除されています。"), 404)
    place = _place(request, found) if found.state in cards.UNFINISHED else {}
    return JsonResponse({"response": found.answer or "", **_of(found), **place})


@require_POST
def stop(request: SignedIn, turn_id: UUID) -> JsonResponse:
    """Ask for its end; what was told until then is kept."""
    found = first(connection, turns.stop(request.viewer, turn_id))
    if found is None:
        return _refused(_("この質問は削除されています。"), 404)
    return JsonResponse({"turn_id": str(turn_id)}, status=202)


@require_POST
def rating(request: SignedIn, turn_id: UUID) -> JsonResponse:
    """Keep an opinion: `rating` 1, -1 or 0 (taken back), and a `reason` with -1."""
    given = _given(request) or {}
    value, reason = given.get("rating"), given.get("reason") or ""
    if not isinstance(value, int) or value not in RATINGS or reason not in {"", *RatingReason.codes()}:
        return _refused(_("rating は 1、-1、0 のどれかにしてください。"), 422)
    found = first(connection, turns.rate(request.viewer, turn_id, RATINGS[value], reason or None))
    if found is None:
        return _refused(_("この質問は削除されています。"), 404)
    return JsonResponse({"turn_id": str(turn_id), "rating": value})


def _begun(request: SignedIn) -> Turn:
    """The turn of what is asked. Raises `NotAsked`."""
    given = _given(request)
    if given is None:
        raise NotAsked(_refused(_("JSONの形が正しくありません。"), 400))
    form = QuestionForm({"message": given.get("message", ""), "thread": given.get("thread_id")})
    if not form.is_valid():
        raise NotAsked(_refused(sentence(form), 404 if "thread" in form.errors else 422))
    viewer = request.viewer
    source = asked_from(str(given.get("asked_from") or ""), viewer, viewer.today(now()))
    started = begin(viewer, form.cleaned_data["thread"], form.cleaned_data["message"], source)
    if started is None:
        raise NotAsked(_refused(str(GONE), 404))
    if started.turn_id is None:
        word = Refusal.of(started.refusal or Refusal.BUSY.value)
        raise NotAsked(_refused(_(word.label), STATUS[word]))
    return one(connection, threads.turn(viewer, started.turn_id))


def _waited_for(request: SignedIn, turn: Turn) -> Turn:
    """The turn at its end, or as it stands after `SECONDS`; a look at it takes a millisecond."""
    if not WAITING.acquire(blocking=False):
        return turn
    try:
        until, pause = time.monotonic() + SECONDS, 0.05
        while turn.state in cards.UNFINISHED and time.monotonic() < until:
            time.sleep(pause)
            pause = min(pause * 1.3, 0.5)
            turn = one(connection, threads.turn(request.viewer, turn.turn_id))
    finally:
        WAITING.release()
    return turn


def _place(request: SignedIn, turn: Turn) -> dict[str, object]:
    return {
        "stream_url": cards.stream_of(request, turn),
        "turn_id": str(turn.turn_id),
        "thread_id": turn.thread_id,
    }


def _of(turn: Turn) -> dict[str, object]:
    return {
        "citations": turn.citations,
        "state": turn.state,
        "turn_id": str(turn.turn_id),
        "thread_id": turn.thread_id,
    }


def _lines(turn: Turn) -> list[dict[str, object]]:
    """A question and, where there is one, its answer."""
    asked: dict[str, object] = {
        "role": "user",
        "content": turn.question,
        "turn_id": str(turn.turn_id),
        "thread_id": turn.thread_id,
        "created_at": turn.created_at.isoformat(),
    }
    if turn.answer is None:
        return [asked]
    answer = {"role": "assistant", "content": turn.answer, "citations": turn.citations, "state": turn.state}
    return [asked, asked | answer]


def _given(request: HttpRequest) -> dict[str, Any] | None:
    """The object of the body; an empty body is an empty one. None for what is none."""
    try:
        given = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        return None
    return given if isinstance(given, dict) else None


def _number(value: object) -> int | None:
    """The id that an address or a body names; None for what can be none."""
    text = str(value)
    is_number = text.isascii() and text.isdecimal() and len(text) < len(str(LARGEST_ID))
    return int(text) if is_number else None


def _refused(words: str, status: int) -> JsonResponse:
    return JsonResponse({"error": words}, status=status)
