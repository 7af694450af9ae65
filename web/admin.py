"""/admin/ for 本部: signed in like everywhere else, and not there for anybody else."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _


class HeadOfficeSite(AdminSite):
    """Django's admin without a login page of its own: `ViewerMiddleware` asks for the login before it."""

    site_title = site_header = _("C3 管理")
    index_title = _("本部")

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Where Django sends a signed-in person who is not 本部: there is nothing here."""
        raise Http404
