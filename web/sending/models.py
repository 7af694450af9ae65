"""What phones have sent under a key."""

from django.db import models

from web.accounts.models import User
from web.columns import written_at


class SentForm(models.Model):
    """Something that was made once under a key of its sender's, and where it is read.

    `digest` is the SHA-256 of what was sent; `written_at` is when it was written, where a clock could tell.
    """

    key = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    digest = models.CharField(max_length=64)
    url = models.CharField(max_length=200, db_default="")
    made_at = written_at()
    written_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sent_forms"
        indexes = (models.Index(fields=("user", "made_at"), name="sent_forms_of_person"),)

    def __str__(self) -> str:
        return str(self.key)
