"""The audit log in /admin/, and two tables of others that are logs too: failed logins, and Django's own."""

from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from web.accounts.models import User
from web.admin_tables import Acting, Private, Table, listed
from web.audit.models import AuditEvent


@listed(AuditEvent, _("操作の記録"))
class EventTable(Table):
    """Who did what, newest first, as the codes have it; /audit/ tells it in sentences."""

    list_display = ("at", "actor", "action", "subject", "subject_id", "store_id", "detail")
    list_filter = ("at", "action", "subject")
    search_fields = ("actor", "subject_id")
    ordering = ("-at", "-id")
    sortable_by = ()


@listed(
    AccessAttempt,
    _("ログインの失敗"),
    username=_("ログインID"),
    ip_address=_("アドレス"),
    user_agent=_("ブラウザー"),
    attempt_time=_("日時"),
    path_info=_("ページ"),
    http_accept=_("受け取れる形式"),
    failures_since_start=_("続けて失敗した回数"),
)
class FailureTable(Acting, Private):
    """Who is locked out, or soon will be; to delete a row lets that person try again at once.

    What was typed is hidden: people type passwords into the wrong field.
    """

    list_display = ("attempt_time", "person", "ip_address", "failures_since_start", "is_locked")
    ordering = ("-attempt_time",)
    actions = ()
    hidden = ("username", "get_data", "post_data", "user_agent", "http_accept", "path_info")

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """A lock may be lifted."""
        return True

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """With the login that was tried, where there is one of that name."""
        people = User.objects.filter(user_id=OuterRef("username")).values("user_id")
        known: QuerySet[Any] = super().get_queryset(request).annotate(login=Subquery(people))
        return known

    @admin.display(description=_("ログインID"))
    def person(self, attempt: Any) -> str | None:
        """The login; nothing for a text that is none."""
        return str(attempt.login) if attempt.login else None

    @admin.display(description=_("ログインできない"), boolean=True)
    def is_locked(self, attempt: Any) -> bool:
        """True from the last failure that is allowed."""
        return bool(attempt.failures_since_start >= settings.AXES_FAILURE_LIMIT)


@listed(
    LogEntry,
    _("管理画面での変更"),
    action_time=_("日時"),
    user=_("した人"),
    content_type=_("表"),
    object_id=_("行"),
    object_repr=_("行の名前"),
    action_flag=_("したこと"),
    change_message=_("くわしく"),
)
class AdminLogTable(Table):
    """What was changed in /admin/ itself."""

    list_display = ("action_time", "user", "content_type", "object_repr", "action_flag")
    ordering = ("-action_time",)
