"""A question is asked: the page's form, which works without JavaScript too."""

from uuid import UUID, uuid4

from django import forms
from django.db import connection, transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_POST

from shared.access import Viewer
from shared.chat import threads, turns
from shared.chat.turns import LONGEST, Refusal, Started
from shared.dates import now
from shared.db import first
from shared.telemetry.context import TURN
from web.chats import cards, pages
from web.chats.conditions import asked_from
from web.faults import is_ready, survives_old_token
from web.fields import TextField
from web.reports.views import is_partial
from web.viewer import SignedIn

STATUS = {Refusal.BUSY: 409, Refusal.PERSON: 429, Refusal.CHAIN: 429}
OUT_OF_REACH = gettext_noop(
    "この質問についていた条件（店舗など）は、今は見られません。条件も書いて、新しく質問してください。"
)
GONE = gettext_lazy("この会話は削除されています。そのまま送ると、新しい会話で質問できます。")


class QuestionForm(forms.Form):
    """What is asked, in which thread (none: a new one), and from which page of figures; which turn asked it
    before, and the number that its page has given the new one."""

    message = TextField(
        max_length=LONGEST,
        error_messages={
            "required": gettext_lazy("質問を入力してください。"),
            "max_length": gettext_lazy("質問は%(limit_value)d文字までです（今は%(show_value)d文字）。"),
        },
    )
    thread = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    asked_from = forms.CharField(required=False)
    page = forms.CharField(required=False)
    again_of = forms.UUIDField(required=False)
    turn = forms.UUIDField(required=False)


@survives_old_token
@require_POST
def ask(request: SignedIn) -> HttpResponse:
    """Begin a turn and show its thread; the page's script is given the turn alone. What was not taken stands
    in the form again, with a sentence that says what to do."""
    given = request.POST.copy()
    given["message"] = request.POST.get("suggested", "") or request.POST.get("message", "")
    form = QuestionForm(given)
    if not is_ready(request, form):
        return _refused(request, form, _sentence(form), 422)
    asked, viewer = form.cleaned_data, request.viewer
    if asked["turn"] and (begun := first(connection, threads.turn(viewer, asked["turn"]))):
        return _shown(request, begun.turn_id)  # the answer that told of it was lost on the way
    source = asked_from(asked["asked_from"], viewer, viewer.today(now()))
    if asked["asked_from"] and not source:
        return _refused(request, form, _(OUT_OF_REACH), 422)
    started = begin(viewer, asked["thread"], asked["message"], source, asked["again_of"], asked["turn"])
    if started is None:
        form.data["thread"] = ""  # type: ignore[index]
        return _refused(request, form, str(GONE), 404)
    if started.turn_id is None:
        word = Refusal.of(started.refusal or Refusal.BUSY.value)
        return _refused(request, form, _(word.label), STATUS[word])
    return _shown(request, started.turn_id)


def begin(
    viewer: Viewer,
    thread_id: int | None,
    message: str,
    source: str,
    again_of: UUID | None = None,
    new_id: UUID | None = None,
) -> Started | None:
    """The turn that was begun, or why none was; None when there is no such thread of the viewer's."""
    with transaction.atomic():
        started = first(
            connection, turns.start(viewer, new_id or uuid4(), thread_id, message, source, again_of)
        )
        if started is None or started.turn_id is None:
            transaction.set_rollback(True)  # a new thread may stand there empty
        else:
            TURN.set(str(started.turn_id))  # c3-app-stream logs under the same number
    return started


def _shown(request: SignedIn, turn_id: UUID) -> HttpResponse:
    """The turn: alone for the page's script, else in its thread."""
    card = cards.one(request, turn_id)
    if not is_partial(request):
        return redirect(cards.place(card.turn))
    return render(request, "ai/_turn.html", {"card": card})


def _sentence(form: QuestionForm) -> str:
    return str(next((error for errors in form.errors.values() for error in errors), ""))


def _refused(request: SignedIn, form: QuestionForm, sentence: str, status: int) -> HttpResponse:
    if is_partial(request):
        return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    return pages.shown(request, pages.Asked.of(form.data), sentence, status)
