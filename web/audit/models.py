"""The audit log: who did what, and when."""

from django.db import models

from shared.words import AuditAction, AuditSubject
from web.columns import coded, in_words, written_at


class AuditEvent(models.Model):
    """One thing that one person did; triggers refuse to change or delete it, whoever asks.

    `actor` is a login id, `subject_id` what the subject is known by (a login id, a date, a month): no foreign
    keys, since an event outlives both. `actor` is None when it was done in the database itself. `detail`
    names the columns, each with its old and new value; a password is named without either.
    """

    id = models.BigAutoField(primary_key=True)
    at = written_at()
    actor = models.CharField(max_length=20, null=True)  # noqa: DJ001  nobody is not a person with an empty name
    action = coded(AuditAction)
    subject = coded(AuditSubject)
    subject_id = models.CharField(max_length=40, db_default="")
    store_id = models.IntegerField(null=True)
    detail = models.JSONField(db_default=models.Value({}, models.JSONField()))

    class Meta:
        db_table = "audit_events"
        constraints = (
            in_words("audit_events", "action", AuditAction),
            in_words("audit_events", "subject", AuditSubject),
        )
        indexes = (
            models.Index(fields=("-at", "-id"), name="audit_events_newest"),
            models.Index(fields=("actor", "-at", "-id"), name="audit_events_of_actor"),
            models.Index(fields=("action", "-at", "-id"), name="audit_events_of_action"),
            models.Index(fields=("store_id", "-at", "-id"), name="audit_events_of_store"),
            models.Index(
                fields=("subject_id",),
                condition=models.Q(subject__in=["person", "area_manager"]),
                name="audit_events_of_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.at} {self.actor} {self.action} {self.subject} {self.subject_id}"
