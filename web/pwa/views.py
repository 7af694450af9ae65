"""The manifest, the service worker and the offline page: the same for everybody, so that any browser may
keep them; and the photos that another application shares."""

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from shared.words import Language
from web.pwa import build
from web.pwa.manifest import described

FORM: Final = "/report/register/"
PIECE: Final = 64 * 1024


@login_not_required
@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """C3 as an application, in `?language=`."""
    with translation.override(_asked(request)):
        answer = JsonResponse(described(), json_dumps_params={"ensure_ascii": False})
    answer["Content-Type"] = "application/manifest+json"
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


@login_not_required
@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker of this build; asked for anew each time, since it is how a new build is noticed."""
    return HttpResponse(
        build.worker(), content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )


@login_not_required
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """What the worker shows where there is no network and no copy: a shell, which the device fills."""
    language = _asked(request)
    with translation.override(language):
        return render(request, "pwa/offline.html", {"is_shell": True})


@csrf_exempt
@login_not_required
@require_POST
def share(request: HttpRequest) -> HttpResponse:
    """Photos shared to C3 are taken by its worker on the device. Here they arrive where there is none yet:
    nothing of them is kept, since no token says who sent them, and the form asks for them again."""
    while request.read(
        PIECE
    ):  # a browser that is answered in the midst of its sending shows an error instead
        pass
    messages.warning(
        request, _("写真を受け取れませんでした。「アルバムから選ぶ」で、もう一度選んでください。")
    )
    return HttpResponseRedirect(FORM)


def _asked(request: HttpRequest) -> str:
    """The language in the address: a browser asks for these without saying whose they are."""
    asked = request.GET.get("language")
    return next((language.value for language in Language if language == asked), translation.get_language())
