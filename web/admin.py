"""/admin/ for 本部: signed in like everywhere else, and not there for anybody else."""

from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils.translation import gettext_lazy as _

APPS = {
    "accounts": _("スタッフとログイン"),
    "stores": _("店舗・売上・目標"),
    "analysis": _("分析"),
    "reports": _("日報"),
    "board": _("掲示板"),
    "chats": _("AIチャット"),
    "knowledge": _("資料と検索"),
    "audit": _("操作の記録"),
    "axes": _("ログインの失敗"),
    "admin": _("管理画面"),
}


class HeadOfficeSite(AdminSite):
    """Django's admin without a login page of its own: `ViewerMiddleware` asks for the login before it."""

    site_title = site_header = _("C3 管理")
    index_title = _("すべての表")
    empty_value_display = "—"

    def has_permission(self, request: HttpRequest) -> bool:
        """Asked by every page of the admin: it is there for 本部 only. Raises Http404 for everybody else."""
        if not super().has_permission(request):
            raise Http404
        return True

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is no second login page."""
        raise Http404

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """A password is changed on C3's own page, which ends the other sessions and is audited."""
        self.has_permission(request)
        return HttpResponseRedirect(reverse("password"))

    password_change_done = password_change

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The groups in the order of `APPS`, then any others."""
        order = list(APPS)
        found: list[Any] = super().get_app_list(request, app_label)
        return sorted(found, key=lambda app: (*order, app["app_label"]).index(app["app_label"]))

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Name the groups of tables, once all applications are there."""
        for label, name in APPS.items():
            if apps.is_installed(label) or label in apps.app_configs:
                apps.get_app_config(label).verbose_name = name
        return super().get_urls()
