"""People and their sessions in /admin/. People are changed on pages that know who may change whom."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection, models, transaction
from django.db.models import F, Func, QuerySet, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared import audit
from shared.access import acting
from shared.db import one
from web.accounts.models import EntryTicket, Session, User
from web.admin_tables import Private, Table, listed

admin.site.unregister(Group)  # the roles are `user_type`


@listed(User, gettext_lazy("スタッフ"), store=gettext_lazy("所属店舗"))
class UserTable(Table):
    """People by store and role."""

    list_display = ("user_id", "last_name", "first_name", "user_type", "store", "is_active", "last_login")
    list_filter = ("user_type", "is_active", "store")
    search_fields = ("user_id", "last_name", "first_name", "email")
    ordering = ("store", "user_id")
    hidden = ("password",)

    @staticmethod
    def page(user: User) -> tuple[str, dict[str, object]]:
        """Where the person is changed."""
        return "staff_edit", {"user_id": user.user_id}


class Digest(Func):
    """SHA-256 of a text, in hexadecimal: names a session without its key."""

    template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
    output_field = models.TextField()


@listed(
    Session,
    gettext_lazy("ログイン中の端末"),
    user=gettext_lazy("人"),
    opened_by=gettext_lazy("どのログインから"),
)
class SessionTable(Private):
    """Who is signed in, and the way to end it. The key, with which one would be that person, is nowhere."""

    list_display = ("user", "expire_date", "ending")
    search_fields = ("user__user_id", "user__last_name", "user__first_name")
    ordering = ("-expire_date",)
    hidden = ("session_data",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """Those that hold, each with the digest of its key."""
        rows: QuerySet[Any] = super().get_queryset(request)
        named: QuerySet[Any] = rows.annotate(digest=Digest(F("session_key")))
        return named.filter(expire_date__gt=timezone.now())

    @admin.display(description=gettext_lazy("ログアウトさせる"))
    def ending(self, session: Any) -> str:
        """The way to the question."""
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:end_session", args=[session.digest]), _("ログアウトさせる")
        )

    def get_urls(self) -> list[URLPattern]:
        """The question, beside Django's own addresses."""
        end = self.admin_site.admin_view(self.end)
        return [path("end/<str:digest>/", end, name="end_session"), *super().get_urls()]

    def end(self, request: Any, digest: str) -> HttpResponse:
        """Asks (GET), and ends the session (POST)."""
        sessions: QuerySet[Any] = self.get_queryset(request)
        found = sessions.filter(digest=Value(digest.replace("\0", ""))).first()
        if found is None:
            raise Http404
        if request.method == "POST":
            with transaction.atomic():
                one(connection, acting(request.viewer))
                Session.objects.filter(session_key=found.session_key).delete()
                one(connection, audit.signed_out(found.user_id, request.viewer.user_id))
            self.message_user(request, _("ログアウトさせました。"))
            return redirect("admin:accounts_session_changelist")
        context = {**self.admin_site.each_context(request), "title": _("ログアウトさせる"), "session": found}
        return render(request, "admin/end_session.html", context)


@listed(
    EntryTicket,
    gettext_lazy("分析の画面へ移る途中の人"),
    session=gettext_lazy("どのログインから"),
    expires_at=gettext_lazy("いつまで使えるか"),
)
class EntryTicketTable(Private):
    """Who is on the way to c3-app-stream on another host; mostly nobody."""

    list_display = ("expires_at",)
    ordering = ("expires_at",)
    hidden = ("state",)
