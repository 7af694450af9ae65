"""Adding a person, changing one, retiring one and bringing one back, and setting a new password."""

from dataclasses import dataclass, replace
from http import HTTPStatus

from axes.utils import reset as forget_failures
from django.contrib import messages
from django.db import connection, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from shared import people, staffing
from shared.access import settling
from shared.db import Query, Row, first, one
from shared.people import Person
from shared.rights import Refusal, may_add
from web.accounts.staff_forms import NewPersonForm, PersonForm, details_of, initial_of, offered
from web.accounts.temporary import Login, hashed, new_password, shown_once
from web.columns import LARGEST_INTEGER, number_from
from web.faults import survives_old_token
from web.sheet import stale_sentence
from web.viewer import SignedIn

REFUSED = 422


@dataclass(frozen=True, slots=True)
class Sheet:
    """A person's page: `trouble` says what was not done, `opened` is the version that the form stands on."""

    person: Person
    form: PersonForm
    opened: str
    trouble: str = ""
    is_conflict: bool = False


@survives_old_token
@require_http_methods(["GET", "POST"])
def sign_up(request: SignedIn) -> HttpResponse:
    """Add a person: the answer shows their first password, once. 404 for who adds nobody."""
    if not may_add(request.viewer):
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = NewPersonForm(sent, offered=offered(request.viewer))
    if sent is not None and _is_ready(request, form):
        answer = _add(request, form)
        if answer:
            return answer
    return render(request, "accounts/signup.html", {"form": form}, status=200 if sent is None else REFUSED)


@survives_old_token
@require_http_methods(["GET", "POST"])
def edit(request: SignedIn, user_id: str) -> HttpResponse:
    """A person's page, to change them; 404 out of reach, 422 where the viewer may only know them."""
    person = _found(request, user_id)
    if person.refusal:
        return _closed(request, person, _sentence(person.refusal))
    if request.method == "GET":
        return _shown(request, _sheet(request, person))
    form = PersonForm(request.POST, offered=offered(request.viewer), person=person)
    sheet = Sheet(person, form, request.POST.get("version", ""))
    return _save(request, sheet) if _is_ready(request, form) else _shown(request, sheet)


@require_POST
def retire(request: SignedIn, user_id: str) -> HttpResponse:
    """End a person's access, at once and in both applications; what they wrote stays."""
    return _set_access(request, user_id, is_active=False)


@require_POST
def restore(request: SignedIn, user_id: str) -> HttpResponse:
    """Let a retired person sign in again, with the password they had."""
    return _set_access(request, user_id, is_active=True)


@require_POST
@sensitive_variables("password")
def reset_password(request: SignedIn, user_id: str) -> HttpResponse:
    """Set a temporary password: the answer shows it, once. A form that is sent twice sets one."""
    person = _found(request, user_id)
    if person.refusal or person.is_self:
        return _refused(request, user_id, person.refusal or Refusal.OWN_PASSWORD)
    password = new_password()
    mark = request.POST.get("mark", "").replace("\0", "")
    outcome = _settled(request, staffing.reset_password(request.viewer, user_id, hashed(password), mark))
    if outcome.refusal:
        return _refused(request, user_id, outcome.refusal)
    if not outcome.is_saved:
        trouble = _(
            "パスワードは、この画面を開いたあとに変わっています。一度表示したパスワードは、もう表示できません。"
            "わからなくなったときは、もう一度「パスワードを再発行する」を押してください。"
        )
        sheet = replace(_sheet(request, _found(request, user_id)), trouble=trouble)
        return _shown(request, sheet, HTTPStatus.CONFLICT)
    forget_failures(username=user_id)
    name = f"{person.last_name} {person.first_name}".strip()
    return shown_once(request, [Login(user_id, name, password)], _("新しいパスワードを発行しました"))


@sensitive_variables("password")
def _add(request: SignedIn, form: NewPersonForm) -> HttpResponse | None:
    """Write the person; None when somebody has this login, or a rule stands in the way: the form says so."""
    login, details, password = form.cleaned_data["user_id"], form.details, new_password()
    added = _settled(request, staffing.add(request.viewer, login, details, hashed(password)))
    if added.user_id:
        name = f"{details.last_name} {details.first_name}".strip()
        return shown_once(request, [Login(login, name, password)], _("スタッフを追加しました"))
    if added.refusal:
        form.add_error(None, _sentence(added.refusal))
    elif added.taken == login:
        form.add_error("user_id", _("このログインIDの人はもう登録されています。別のIDにしてください。"))
    else:
        sentence = _("大文字と小文字だけが違うログインID「%s」があります。別のIDにしてください。")
        form.add_error("user_id", sentence % added.taken)
    return None


def _save(request: SignedIn, sheet: Sheet) -> HttpResponse:
    """Save what was typed, unless a rule stands in the way or somebody else was first."""
    user_id, typed = sheet.person.user_id, sheet.form.details
    opened = number_from(sheet.opened, LARGEST_INTEGER)
    outcome = _settled(request, staffing.change(request.viewer, user_id, typed, opened))
    if outcome.refusal:
        sheet.form.add_error(None, _sentence(outcome.refusal))
        return _shown(request, sheet)
    if not outcome.is_saved:
        person = _found(request, user_id)
        if details_of(person) != typed:
            return _shown(request, Sheet(person, sheet.form, str(person.version), is_conflict=True))
    messages.success(request, _("保存しました。"))
    return redirect(_address(user_id))


def _set_access(request: SignedIn, user_id: str, *, is_active: bool) -> HttpResponse:
    outcome = _settled(request, staffing.set_access(request.viewer, user_id, is_active))
    if outcome.refusal:
        return _refused(request, user_id, outcome.refusal)
    told = _("復職にしました。前と同じパスワードでログインできます。") if is_active else _("退職にしました。")
    messages.success(request, told)
    return redirect(_address(user_id))


def _settled(request: SignedIn, statement: Query[Row]) -> Row:
    """Run a statement while nobody else changes people. Raises Http404 where it finds nobody in reach."""
    with transaction.atomic():
        one(connection, settling(request.viewer))
        outcome = first(connection, statement)
    if outcome is None:
        raise Http404
    return outcome


def _found(request: SignedIn, user_id: str) -> Person:
    """The person; raises Http404 when there is none within reach."""
    person = first(connection, people.find(request.viewer, user_id))
    if person is None:
        raise Http404
    return person


def _is_ready(request: SignedIn, form: PersonForm) -> bool:
    """True for a form that is right, and was opened a short while ago."""
    if getattr(request, "is_stale", False):
        form.add_error(None, stale_sentence(_("保存する")))
    return form.is_valid()


def _sheet(request: SignedIn, person: Person) -> Sheet:
    form = PersonForm(initial=initial_of(person), offered=offered(request.viewer), person=person)
    return Sheet(person, form, str(person.version))


def _refused(request: SignedIn, user_id: str, refusal: str) -> HttpResponse:
    """The person's page, with the sentence of the rule that stood in the way."""
    person = _found(request, user_id)
    if person.refusal:
        return _closed(request, person, _sentence(refusal))
    return _shown(request, replace(_sheet(request, person), trouble=_sentence(refusal)), REFUSED)


def _shown(request: SignedIn, sheet: Sheet, status: int = 0) -> HttpResponse:
    is_refused = sheet.form.is_bound and not sheet.is_conflict
    status = status or (HTTPStatus.CONFLICT if sheet.is_conflict else REFUSED if is_refused else 200)
    context = {
        "sheet": sheet,
        "person": sheet.person,
        "form": sheet.form,
        "typed": _told(sheet) if sheet.is_conflict else None,
    }
    return render(request, "accounts/person.html", context, status=status)


def _closed(request: SignedIn, person: Person, sentence: str) -> HttpResponse:
    """Who may not be changed by the viewer is shown, with a sentence about who may."""
    context = {"person": person, "trouble": sentence}
    return render(request, "accounts/person_closed.html", context, status=REFUSED)


def _told(sheet: Sheet) -> dict[str, object]:
    """What was typed, in the words in which the page tells the other one's."""
    details, sent = sheet.form.details, sheet.form.offered
    places = {place.store_id: place.name for place in sent.places}
    return {
        "name": f"{details.last_name} {details.first_name}".strip(),
        "email": details.email,
        "role": details.role,
        "store_name": places.get(details.store_id, sheet.person.store_name),
        "area_names": [area.name for area in sent.areas if area.id in details.areas],
    }


def _sentence(refusal: str) -> str:
    return _(Refusal.of(refusal).label)


def _address(user_id: str) -> str:
    return reverse("staff_edit", args=[user_id])
