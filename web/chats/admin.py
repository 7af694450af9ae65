"""The AI chat in /admin/: that it is used, and by whom; never what a person has asked or was told."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from web.admin_tables import Private, listed
from web.chats.models import AiChatHistory, AiChatThread


@listed(AiChatThread, _("会話"), user=_("人"))
class ThreadTable(Private):
    """Threads, newest first, with the number of their lines."""

    list_display = ("id", "user", "lines", "created_at")
    list_filter = ("created_at",)
    search_fields = ("user__user_id", "user__last_name")
    ordering = ("-id",)
    sortable_by = ()
    hidden = ("title",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """Counted for the rows that are shown, not for the table."""
        lines = AiChatHistory.objects.filter(thread=OuterRef("pk")).order_by().values("thread")
        counted: QuerySet[Any] = (
            super().get_queryset(request).annotate(found=Subquery(lines.annotate(n=Count("*")).values("n")))
        )
        return counted

    @admin.display(description=_("行数"))
    def lines(self, thread: Any) -> int:
        """Questions and answers."""
        return thread.found or 0


@listed(AiChatHistory, _("質問と回答"))
class LineTable(Private):
    """Lines, newest first, without their words."""

    list_display = ("id", "thread_number", "role", "created_at")
    list_filter = ("role", "created_at")
    ordering = ("-id",)
    sortable_by = ()
    hidden = ("content",)

    @admin.display(description=_("会話の番号"))
    def thread_number(self, line: AiChatHistory) -> int:
        """The thread's number: its title is what somebody asked."""
        return line.thread_id
