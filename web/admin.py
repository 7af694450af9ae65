"""/admin/ for 本部: signed in like everywhere else, and not there for anybody else."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _


class HeadOfficeSite(AdminSite):
    """Django's admin without a login page of its own: `ViewerMiddleware` asks for the login before it."""

    site_title = site_header = _("C3 管理")
    index_title = _("本部")

    def has_permission(self, request: HttpRequest) -> bool:
        """Asked by every page of the admin: it is there for 本部 only. Raises Http404 for everybody else."""
        if not super().has_permission(request):
            raise Http404
        return True

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is no second login page."""
        raise Http404
