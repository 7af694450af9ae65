"""Push messages: the devices of people, what they want to be told, and what is to be told."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from shared.push.devices import LONGEST_ENDPOINT
from shared.push.words import PushKind, PushState
from web.accounts.models import User
from web.columns import coded, in_words, written_at


class PushSubscription(models.Model):
    """A person's browser that may be told something, while its login is there (a trigger sees to it).

    `session_digest` is the SHA-256 of the login's key, `last_ok` when a push service took a message last.
    """

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    session_digest = models.CharField(max_length=64)
    endpoint = models.CharField(max_length=LONGEST_ENDPOINT)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    agent = models.CharField(max_length=40, blank=True, db_default="")
    made_at = written_at()
    last_ok = models.DateTimeField(null=True, editable=False)

    class Meta:
        db_table = "push_subscriptions"
        constraints = (models.UniqueConstraint(fields=("endpoint",), name="push_subscriptions_one_a_device"),)
        indexes = (models.Index(fields=("session_digest",), name="push_subscriptions_of_login"),)

    def __str__(self) -> str:
        return self.agent


class PushPreference(models.Model):
    """What a person has turned off, and between which times of the day (in Japan) they are told nothing."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    muted = ArrayField(models.CharField(max_length=16), db_default=[])
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)
    updated_at = written_at()

    class Meta:
        db_table = "push_preferences"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(muted__contained_by=PushKind.codes()), name="push_preferences_known_kinds"
            ),
            models.CheckConstraint(
                condition=models.Q(quiet_from__isnull=True, quiet_to__isnull=True)
                | models.Q(quiet_from__isnull=False, quiet_to__isnull=False),
                name="push_preferences_both_times",
            ),
        )

    def __str__(self) -> str:
        return str(self.user_id)


class PushMessage(models.Model):
    """Something to tell a person on all their devices; triggers write it in the transaction of the event.

    `key` makes one message of one event and person; `source_id` is the notice, post, report or store that it
    is about, `date` the business date of a missing 日報. A worker that takes it moves `due_at`: a lease.
    `delivered` are the devices that have it, `error` the kind of the last failure, never what a service said.
    """

    id = models.BigAutoField(primary_key=True)
    kind = coded(PushKind)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=120)
    address = models.CharField(max_length=200)
    source_id = models.BigIntegerField()
    date = models.DateField(null=True)
    created_at = written_at()
    due_at = written_at()
    attempts = models.SmallIntegerField(db_default=0)
    state = coded(PushState, db_default=PushState.WAITING.value)
    delivered = ArrayField(models.BigIntegerField(), db_default=[])
    error = models.CharField(max_length=100, db_default="")
    settled_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        db_table = "push_messages"
        constraints = (
            in_words("push_messages", "kind", PushKind),
            in_words("push_messages", "state", PushState),
            models.UniqueConstraint(fields=("key",), name="push_messages_once"),
        )
        indexes = (
            models.Index(
                fields=("due_at",),
                condition=models.Q(state=PushState.WAITING.value),
                name="push_messages_due",
            ),
            models.Index(fields=("created_at",), name="push_messages_by_age"),
        )

    def __str__(self) -> str:
        return str(self.kind)
