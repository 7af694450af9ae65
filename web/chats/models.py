"""The AI chat's threads and their lines."""

from django.db import models

from shared.words import ChatRole
from web.accounts.models import User
from web.columns import coded, in_words, written_at


class AiChatThread(models.Model):
    """One conversation of one person."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, models.CASCADE)
    title = models.CharField(max_length=200, blank=True, db_default="")
    created_at = written_at()

    class Meta:
        db_table = "ai_chat_threads"
        indexes = (models.Index(fields=("user", "-id"), name="ai_chat_threads_of_user"),)

    def __str__(self) -> str:
        return self.title


class AiChatHistory(models.Model):
    """A question or an answer; the two lines of a turn share `turn_id`."""

    id = models.BigAutoField(primary_key=True)
    thread = models.ForeignKey(AiChatThread, models.CASCADE)
    turn_id = models.UUIDField()
    role = coded(ChatRole)
    content = models.TextField()
    created_at = written_at()

    class Meta:
        db_table = "ai_chat_history"
        constraints = (
            in_words("ai_chat_history", "role", ChatRole),
            models.UniqueConstraint(fields=("turn_id", "role"), name="ai_chat_history_one_line_of_a_turn"),
        )

    def __str__(self) -> str:
        return self.content[:40]
