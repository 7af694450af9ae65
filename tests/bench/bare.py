"""The least that a Django page can be: one session look-up, one query, no template."""

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from web.reports.models import DailyReport

ROWS = 20
COLUMNS = ("id", "date", "genre", "location", "title", "content", "user__last_name", "user__first_name")


@login_not_required
def newest(request: HttpRequest) -> JsonResponse:
    """The newest reports of the signed-in person's store, as they come from the database."""
    mine = DailyReport.objects.filter(store__user=request.session[SESSION_KEY])
    return JsonResponse({"reports": list(mine.order_by("-date", "-id").values(*COLUMNS)[:ROWS])})


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """Whether it is up."""
    return HttpResponse("ok")


urlpatterns = [path("bare/", newest), path("health/", health)]
