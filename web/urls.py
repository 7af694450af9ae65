"""Every address of c3-app."""

from django.contrib import admin
from django.urls import include, path, register_converter

from web import health, home
from web.exports import views as exports
from web.ids import IdConverter
from web.reports import views as reports
from web.stores import goals, performance

register_converter(IdConverter, "id")

handler404 = "web.faults.not_found"
handler500 = "web.faults.server_error"

urlpatterns = [
    path("", home.home, name="home"),
    path("health/", home.health, name="health"),
    path("health/ready/", health.ready, name="ready"),
    path("metrics", health.measured, name="metrics"),
    path("", include("web.pages.urls")),
    path("", include("web.pwa.urls")),
    path("accounts/", include("web.accounts.urls")),
    path("report/performance/", performance.performance, name="performance"),
    path("stores/goal/update/", goals.update, name="goal_update"),
    path("stores/", include("web.stores.urls")),
    path("report/", include("web.reports.urls")),
    path("pictures/<str:token>/", reports.picture, name="picture"),
    path("bbs/", include("web.board.urls")),
    path("knowledge/", include("web.knowledge.urls")),
    path("ai/chat/", include("web.chats.page_urls")),
    path("ai/api/chat/", include("web.chats.urls")),
    path("analysis/", home.analysis, name="analysis"),
    path("analysis/<path:page>", home.analysis, name="analysis_page"),
    path("export/", exports.export, name="export"),
    path("search/", include("web.search.urls")),
    path("audit/", include("web.audit.urls")),
    path("import/", include("web.imports.urls")),
    path("sending/", include("web.sending.urls")),
    path("help/", include("web.help.urls")),
    path("push/", include("web.notify.urls")),
    path("admin/", admin.site.urls),
]
