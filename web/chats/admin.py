"""The AI chat in /admin/: that it is used, and by whom; never what a person has asked or was told."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from web.admin_tables import Private, listed
from web.chats.models import AiChatHistory, AiChatThread, AiTurn


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


class Thumb(admin.SimpleListFilter):
    """By rating: its two values are known, and need not be looked for in the table."""

    title = _("評価")
    parameter_name = "rating"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, Any]]:
        """The thumbs."""
        return [("1", _("役に立った")), ("-1", _("役に立たなかった"))]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        """The answers that were rated so."""
        return queryset.filter(rating=self.value()) if self.value() in {"1", "-1"} else queryset


@listed(
    AiTurn,
    _("質問の処理"),
    user=_("人"),
    state=_("状態"),
    asked_from=_("分析の画面の条件"),
    again_of=_("どの質問をもう一度したか"),
    attempt=_("試した回数"),
    leased_until=_("処理の期限"),
    stop_asked=_("停止の依頼"),
    fault=_("失敗の理由"),
    input_tokens=_("入力トークン"),
    output_tokens=_("出力トークン"),
    cost=_("費用（100万分の1米ドル）"),
    unbacked=_("出典がなく、のぞいた数"),
    citations=_("参照"),
    artifacts=_("表"),
    rating=_("評価"),
    rating_reason=_("評価の理由"),
    finished_at=_("終わった日時"),
)
class TurnTable(Private):
    """Turns, newest first: how they ended, what they cost and how they were rated, without their words."""

    list_display = (
        "short_id",
        "user",
        "state",
        "fault",
        "model",
        "input_tokens",
        "output_tokens",
        "dollars",
        "unbacked",
        "rating",
        "rating_reason",
        "created_at",
        "seconds",
    )
    list_filter = ("state", "fault", Thumb, "rating_reason", "created_at")
    search_fields = ("user__user_id", "user__last_name")
    ordering = ("-created_at", "-id")
    sortable_by = ()
    hidden = ("citations", "artifacts", "asked_from")

    @admin.display(description=_("番号"))
    def short_id(self, turn: AiTurn) -> str:
        """The first characters of its number."""
        return str(turn.pk)[:8]

    @admin.display(description=_("費用（米ドル）"))
    def dollars(self, turn: AiTurn) -> str:
        """What the AI service takes for it."""
        return f"${turn.cost / 1_000_000:.4f}"

    @admin.display(description=_("秒"))
    def seconds(self, turn: AiTurn) -> str:
        """From the question to the end."""
        return f"{(turn.finished_at - turn.created_at).total_seconds():.1f}" if turn.finished_at else "–"
