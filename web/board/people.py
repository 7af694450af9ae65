"""Who may be meant by what was typed behind an @."""

from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from shared import mentionable
from shared.db import many
from web.columns import number_from
from web.viewer import SignedIn

MOST = 5  # as many as stand above a phone's keyboard


@require_GET
def people(request: SignedIn) -> HttpResponse:
    """JSON: at most five active people by name or id (`q`); below a `post` only those who read it."""
    typed, post = request.GET.get("q", ""), request.GET.get("post", "")
    post_id = (number_from(post) or 0) if post else None
    found = many(connection, mentionable.people(request.viewer, typed, post_id, MOST))
    return JsonResponse(
        {
            "people": [
                {"user_id": one.user_id, "name": one.name, "store_name": one.store_name} for one in found
            ]
        }
    )
