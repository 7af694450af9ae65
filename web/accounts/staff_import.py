"""Many people at once: a file is tried, what it would change is shown, one press applies all or nothing."""

from dataclasses import asdict
from http import HTTPStatus
from typing import Final

from django.contrib import messages
from django.core import signing
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from shared import audit, people, stores
from shared.access import Viewer
from shared.db import many, one
from shared.people import SheetRow
from shared.rights import may_add
from web.accounts.plan import ADDED, RETIRED, Plan, Step, run
from web.accounts.sheet import COLUMNS, MOST_ROWS, Mistake, Wanted, rows_of, written
from web.accounts.temporary import Login, hashed, new_password, shown_once
from web.faults import survives_old_token
from web.viewer import SignedIn

SALT: Final = "staff-import"
MAX_AGE: Final = 3600  # seconds from the trial to the press that applies it
LARGEST: Final = 1024 * 1024
SHOWN: Final = 100  # mistakes
REFUSED = 422


@survives_old_token
@require_http_methods(["GET", "POST"])
def staff_import(request: SignedIn) -> HttpResponse:
    """The page of the file; 404 for who adds nobody. `plan` applies what was shown, `file` tries a file."""
    if not may_add(request.viewer):
        raise Http404
    if request.method == "GET":
        return _page(request)
    if getattr(request, "is_stale", False):
        return _page(request, _("この画面は古くなっていました。もう一度押してください。"))
    if "plan" in request.POST:
        return _apply(request)
    return _try(request)


@require_GET
def template(request: SignedIn) -> HttpResponse:
    """An empty file with the names of the columns."""
    return _file(request, [], "staff-template.csv")


@require_GET
def current(request: SignedIn) -> HttpResponse:
    """The people within reach, as a file that can be changed and sent back."""
    answer = _file(request, many(connection, people.sheet(request.viewer)), "staff.csv")
    one(connection, audit.exported_people(request.viewer))
    return answer


def _try(request: SignedIn) -> HttpResponse:
    """What the file would change, or everything that is wrong in it."""
    file = request.FILES.get("file")
    if file is None:
        return _page(request, _("CSVファイルを選んでください。"))
    if (file.size or 0) > LARGEST:
        return _page(request, _("ファイルが大きすぎます。1MBまでのCSVに分けてください。"))
    rows, mistakes = rows_of(file.read(), _stores(request.viewer))
    if mistakes:
        return _wrong(request, mistakes)
    return _planned(request, rows, run(request.viewer, rows, {}))


@sensitive_variables("passwords")
def _apply(request: SignedIn) -> HttpResponse:
    """Apply what was shown, if it would still be just that; the first passwords are in the answer."""
    try:
        user_id, sent, shown = signing.loads(request.POST["plan"], salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return _page(
            request, _("時間がたったため、はじめからやり直してください。ファイルをもう一度選んでください。")
        )
    if user_id != request.viewer.user_id:
        raise Http404
    rows = [Wanted(**row) for row in sent]
    passwords = {login: new_password() for login, kinds, _changes in shown if kinds == [ADDED]}
    hashes = {login: hashed(password) for login, password in passwords.items()}
    done = run(request.viewer, rows, hashes, expected=shown)
    if done.mistakes or done.fingerprint != shown:
        return _planned(request, rows, done, is_other=True)
    return _done(request, done, passwords)


def _done(request: SignedIn, done: Plan, passwords: dict[str, str]) -> HttpResponse:
    """The passwords of the new people, or back to the list."""
    told = ngettext("%(n)d人を反映しました。", "%(n)d人を反映しました。", len(done.steps)) % {
        "n": len(done.steps)
    }
    logins = [
        Login(step.user_id, step.name, passwords[step.user_id])
        for step in done.steps
        if step.user_id in passwords
    ]
    if not logins:
        messages.success(request, told)
        return redirect("staff_list")
    return shown_once(request, logins, told)


def _planned(request: SignedIn, rows: list[Wanted], plan: Plan, *, is_other: bool = False) -> HttpResponse:
    """What would change, to be applied or left; `is_other`: it is no longer what was shown before."""
    if plan.mistakes:
        return _wrong(request, plan.mistakes)
    carried = (request.viewer.user_id, [asdict(row) for row in rows], plan.fingerprint)
    context = {
        "steps": [_told(step) for step in plan.steps],
        "added": sum(ADDED in step.kinds for step in plan.steps),
        "retired": sum(RETIRED in step.kinds for step in plan.steps),
        "changed": sum(ADDED not in step.kinds and step.kinds != [RETIRED] for step in plan.steps),
        "unchanged": plan.unchanged,
        "is_other": is_other,
        "plan": signing.dumps(carried, salt=SALT, compress=True) if plan.steps else "",
    }
    status = HTTPStatus.CONFLICT if is_other else HTTPStatus.OK
    return render(request, "accounts/import_plan.html", context, status=status)


def _told(step: Step) -> dict[str, object]:
    """A step in the words of its page."""
    return {
        "user_id": step.user_id,
        "name": step.name,
        "kinds": step.kinds,
        "changes": [(_(COLUMNS[name]), name, before, after) for name, before, after in step.changes],
    }


def _wrong(request: SignedIn, mistakes: list[Mistake]) -> HttpResponse:
    context = {"mistakes": mistakes[:SHOWN], "more": max(0, len(mistakes) - SHOWN), "total": len(mistakes)}
    return _page(request, "", context)


def _page(request: SignedIn, trouble: str = "", context: dict[str, object] | None = None) -> HttpResponse:
    status = REFUSED if trouble or context else 200
    everything = {"trouble": trouble, "most": MOST_ROWS, "columns": COLUMNS, **(context or {})}
    return render(request, "accounts/import.html", everything, status=status)


def _stores(viewer: Viewer) -> dict[str, int]:
    """The numbers of the stores within reach, by their number and by their name."""
    places = many(connection, stores.places(viewer))
    return {place.name: place.store_id for place in places} | {
        str(place.store_id): place.store_id for place in places
    }


def _file(request: SignedIn, rows: list[SheetRow], name: str) -> HttpResponse:
    """A CSV to download. Raises Http404 for who adds nobody."""
    if not may_add(request.viewer):
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(written(rows), content_type="text/csv; charset=utf-8", headers=headers)
