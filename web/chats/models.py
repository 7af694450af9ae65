"""The AI chat's threads, their lines, and the turns: a question on its way to its answer."""

from django.db import models
from django.db.models import Q

from shared.words import ChatRole, RatingReason, TurnFault, TurnState
from web.accounts.models import User
from web.columns import coded, in_words, written_at

UNFINISHED = Q(state__in=[TurnState.WAITING.value, TurnState.RUNNING.value])


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


class AiTurn(models.Model):
    """A question and what became of it. A process of c3-app-stream holds it by a lease, fenced by `attempt`.

    `asked_from` is the question of the managers' page it was asked from, as an address writes it; `again_of`
    the turn of its thread whose question it asks once more (the first, where that was itself one). `cost` is
    in millionths of a US dollar; `unbacked` counts the figures and names without a source that were taken out
    of the answer; `rating` is 1 or -1.
    """

    id = models.UUIDField(primary_key=True)
    thread = models.ForeignKey(AiChatThread, models.CASCADE, null=True)  # None: its person has deleted it
    user = models.ForeignKey(User, models.CASCADE)
    state = coded(TurnState, db_default=TurnState.WAITING.value)
    asked_from = models.CharField(max_length=300, blank=True, db_default="")
    again_of = models.UUIDField(null=True)
    attempt = models.SmallIntegerField(db_default=0)
    leased_until = models.DateTimeField(null=True)
    stop_asked = models.BooleanField(db_default=False)
    fault = coded(TurnFault, null=True)
    model = models.CharField(max_length=80, blank=True, db_default="")
    input_tokens = models.IntegerField(db_default=0)
    output_tokens = models.IntegerField(db_default=0)
    cost = models.BigIntegerField(db_default=0)
    unbacked = models.IntegerField(db_default=0)
    citations = models.JSONField(db_default=[])
    artifacts = models.JSONField(db_default=[])
    rating = models.SmallIntegerField(null=True)
    rating_reason = coded(RatingReason, null=True)
    created_at = written_at()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ai_turns"
        constraints = (
            in_words("ai_turns", "state", TurnState),
            in_words("ai_turns", "fault", TurnFault),
            in_words("ai_turns", "rating_reason", RatingReason),
            models.CheckConstraint(
                condition=Q(rating__gte=-1, rating__lte=1) & ~Q(rating=0), name="ai_turns_rating_is_a_thumb"
            ),
            models.UniqueConstraint(fields=("user",), condition=UNFINISHED, name="ai_turns_one_of_a_person"),
        )
        indexes = (
            models.Index(fields=("thread",), name="ai_turns_of_thread"),
            models.Index(fields=("created_at",), condition=UNFINISHED, name="ai_turns_unfinished"),
            models.Index(fields=("created_at",), name="ai_turns_by_day"),
            models.Index(fields=("user", "created_at"), name="ai_turns_of_user"),
        )

    def __str__(self) -> str:
        return str(self.pk)


class AiTurnEvent(models.Model):
    """What the stream of a turn tells, in order: any process can tell it again from any number on."""

    pk = models.CompositePrimaryKey("turn_id", "number")
    turn = models.ForeignKey(AiTurn, models.CASCADE, db_index=False)
    number = models.IntegerField()
    data = models.JSONField()

    class Meta:
        db_table = "ai_turn_events"

    def __str__(self) -> str:
        return f"{self.turn_id} {self.number}"
