"""エリア: added, renamed and, when nothing is in them, deleted by 本部."""

from http import HTTPStatus

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shared import chain, stores
from shared.chain import Hindrance
from shared.db import many
from web.columns import number_from
from web.faults import is_ready, pressed_anew, survives_old_token
from web.stores.chain import settled
from web.stores.chain_forms import AreaForm
from web.viewer import SignedIn

REFUSED = 422


@survives_old_token
@require_http_methods(["GET", "POST"])
def areas(request: SignedIn) -> HttpResponse:
    """All areas with a form each; `action` says what a form does. 404 but for 本部."""
    if not request.viewer.is_admin:
        raise Http404
    if request.method == "GET":
        return _shown(request, AreaForm())
    if request.POST.get("action") == "delete":
        return pressed_anew(request) or _delete(request)
    return _write(request)


def _write(request: SignedIn) -> HttpResponse:
    """Add an area, or rename the one that `area` names."""
    form, area_id = AreaForm(request.POST), _number(request)
    if not is_ready(request, form):
        return _shown(request, form, area_id, REFUSED)
    name = form.cleaned_data["name"]
    was = request.POST.get("was", "").replace("\0", "")
    written = settled(
        request,
        chain.rename_area(request.viewer, area_id, name, was)
        if area_id
        else chain.add_area(request.viewer, name),
    )
    if written.hindrance:
        form.add_error("name", _(Hindrance.of(written.hindrance).label))
        return _shown(request, form, area_id, REFUSED)
    if written.id is None and was != name:
        form.add_error(
            "name", _("ほかの人が先に名前を変えています。今の名前を確かめて、もう一度保存してください。")
        )
        return _shown(request, form, area_id, HTTPStatus.CONFLICT)
    messages.success(request, _("エリア「%(name)s」を保存しました。") % {"name": name})
    return redirect("areas")


def _delete(request: SignedIn) -> HttpResponse:
    written = settled(request, chain.delete_area(request.viewer, _number(request)))
    if written.hindrance:
        trouble = _(Hindrance.of(written.hindrance).label)
        return _shown(request, AreaForm(), status=REFUSED, trouble=trouble)
    messages.success(request, _("エリアを削除しました。"))
    return redirect("areas")


def _shown(
    request: SignedIn, form: AreaForm, area_id: int = 0, status: int = 200, trouble: str = ""
) -> HttpResponse:
    """The page; `form` is that of the area `area_id`, or of a new one (0)."""
    context = {
        "areas": many(connection, stores.areas(request.viewer)),
        "form": form,
        "changing": area_id,
        "trouble": trouble,
    }
    return render(request, "stores/areas.html", context, status=status)


def _number(request: SignedIn) -> int:
    """The area that a form is about; 0 for a new one. Raises Http404 for what is no number."""
    number = number_from(request.POST.get("area", "") or "0")
    if number is None:
        raise Http404
    return number
