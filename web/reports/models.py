"""日報 and their pictures."""

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Length

from shared.words import Genre, Location
from web.accounts.models import User
from web.columns import coded, in_words, written_at
from web.stores.models import Store

models.CharField.register_lookup(Length)


class DailyReport(models.Model):
    """One 日報; `date` is a business date; `form_id` makes a form that is sent twice one report.

    `written_at` is when it was written on a phone that had no network; None: when it arrived.
    `version` grows with every change (a trigger sees to it); `edit_id` is the form that wrote this version.
    """

    id = models.BigAutoField(primary_key=True)
    store = models.ForeignKey(Store, models.PROTECT)
    user = models.ForeignKey(User, models.PROTECT)
    date = models.DateField()
    genre = coded(Genre)
    location = coded(Location)
    title = models.CharField(max_length=200)
    content = models.TextField()
    post_to_bbs = models.BooleanField(db_default=False)
    form_id = models.UUIDField(null=True, unique=True, editable=False)
    created_at = written_at()
    updated_at = written_at()
    version = models.IntegerField(db_default=1)
    updated_by = models.ForeignKey(
        User, models.SET_NULL, null=True, db_column="updated_by", related_name="+", db_index=False
    )
    edit_id = models.UUIDField(null=True, editable=False)
    written_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        db_table = "daily_reports"
        constraints = (
            in_words("daily_reports", "genre", Genre),
            in_words("daily_reports", "location", Location),
            models.CheckConstraint(condition=models.Q(title__length__gte=1), name="daily_reports_titled"),
        )
        indexes = (
            models.Index(fields=("store", "-date", "-id"), name="daily_reports_of_store"),
            models.Index(fields=("-date", "-id"), name="daily_reports_of_chain"),
        )

    def __str__(self) -> str:
        return self.title


class ReportImage(models.Model):
    """A re-encoded picture of a report or a post. Without either it is staged: not filed with its form yet.

    `digest` is the SHA-256 of the file as it was uploaded: a form keeps one picture of it. `detached_at` is
    when it lost its report or post (a trigger sees to it): both kinds are swept up, but not alike.
    """

    id = models.UUIDField(primary_key=True, db_default=RandomUUID(), editable=False)
    report = models.ForeignKey(DailyReport, models.CASCADE, null=True)
    post = models.ForeignKey("board.BbsPost", models.CASCADE, null=True, related_name="+")
    uploaded_by = models.ForeignKey(User, models.CASCADE, db_column="uploaded_by")
    form_id = models.UUIDField()
    name = models.CharField(max_length=100, unique=True)
    thumbnail = models.CharField(max_length=100, unique=True)
    width = models.SmallIntegerField()
    height = models.SmallIntegerField()
    position = models.SmallIntegerField(db_default=0)
    digest = models.CharField(max_length=64)
    created_at = written_at()
    detached_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        db_table = "report_images"
        constraints = (
            models.UniqueConstraint(
                fields=("form_id", "uploaded_by", "digest"), name="report_images_once_a_form"
            ),
            models.CheckConstraint(
                condition=models.Q(report__isnull=True) | models.Q(post__isnull=True),
                name="report_images_of_one_text",
            ),
        )
        indexes = (
            models.Index(
                fields=("created_at",),
                condition=models.Q(report__isnull=True, post__isnull=True),
                name="report_images_of_nobody",
            ),
        )

    def __str__(self) -> str:
        return self.name


class PictureOutbox(models.Model):
    """A file that its storage did not take in time, until the worker has delivered it.

    `error` names the kind of the last failure, never what a service said.
    """

    name = models.CharField(max_length=100, primary_key=True)
    data = models.BinaryField()
    created_at = written_at()
    tries = models.IntegerField(db_default=0)
    due_at = written_at()
    error = models.CharField(max_length=100, db_default="")

    class Meta:
        db_table = "picture_outbox"
        indexes = (models.Index(fields=("due_at",), name="picture_outbox_due"),)

    def __str__(self) -> str:
        return self.name


class ReportVersion(models.Model):
    """What a report said before it was changed or deleted: written by triggers, and never changed.

    `report_id` is no foreign key, since the report may be gone: `deleted_at` marks its last version then.
    """

    id = models.BigAutoField(primary_key=True)
    report_id = models.BigIntegerField()
    version = models.IntegerField()
    store = models.ForeignKey(Store, models.PROTECT, db_index=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    date = models.DateField()
    genre = models.CharField(max_length=16)
    location = models.CharField(max_length=16)
    title = models.CharField(max_length=200)
    content = models.TextField()
    post_to_bbs = models.BooleanField()
    edit_id = models.UUIDField(null=True)
    replaced_at = written_at()
    written_by = models.ForeignKey(
        User, models.PROTECT, db_column="written_by", related_name="+", db_index=False
    )
    written_at = models.DateTimeField()
    deleted_by = models.ForeignKey(
        User, models.PROTECT, db_column="deleted_by", related_name="+", null=True, db_index=False
    )
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "report_versions"
        indexes = (models.Index(fields=("report_id",), name="report_versions_of_report"),)

    def __str__(self) -> str:
        return f"{self.report_id} ({self.version})"


class ReportDraft(models.Model):
    """A form that is not filed yet, as it was last typed; its id is the form's, and only its writer sees it.

    `report_id` is the report that the form changes (no foreign key: it may be deleted meanwhile).
    """

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.CASCADE)
    report_id = models.BigIntegerField(null=True)
    fields = models.JSONField()
    updated_at = written_at()

    class Meta:
        db_table = "report_drafts"

    def __str__(self) -> str:
        return str(self.id)
