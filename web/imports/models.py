"""Imports by the page of 本部."""

from django.db import models

from shared.words import ImportState
from web.accounts.models import User
from web.columns import coded, in_words, written_at


class Import(models.Model):
    """Files that 本部 has uploaded: checked, then confirmed and imported, each by a process of its own.

    `files` are their names, sizes and SHA-256. `heartbeat_at` is moved by the process; when it is old, the
    process is gone. `outcome` is that of `web.imports.outcome`; `password` is a hash for new people, kept no
    longer than it is needed. `failure` is a msgid.
    """

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.PROTECT)
    state = coded(ImportState)
    files = models.JSONField()
    password = models.CharField(max_length=128, blank=True, db_default="")
    step = models.CharField(max_length=100, blank=True, db_default="")
    file = models.CharField(max_length=40, blank=True, db_default="")
    done = models.BigIntegerField(db_default=0)
    total = models.BigIntegerField(db_default=0)
    outcome = models.JSONField(null=True)
    failure = models.TextField(blank=True, db_default="")
    created_at = written_at()
    heartbeat_at = written_at()

    class Meta:
        db_table = "imports"
        constraints = (in_words("imports", "state", ImportState),)
        indexes = (models.Index(fields=("-created_at", "-id"), name="imports_newest"),)

    def __str__(self) -> str:
        return str(self.id)
