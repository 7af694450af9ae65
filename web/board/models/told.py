"""Who has seen what stands on the board, who is told of it, what is half written, what was said before."""

from django.db import models

from shared.words import NoticeKind, TextKind
from web.accounts.models import User
from web.board.models.written import BbsComment, of_post, person
from web.columns import coded, in_words, written_at


class BbsRead(models.Model):
    """A person has opened a post; `comment_id` is the newest comment that was there then (0: none)."""

    pk = models.CompositePrimaryKey("user_id", "post_id")
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    post = of_post()
    comment_id = models.BigIntegerField(db_default=0)
    seen_at = written_at()

    class Meta:
        db_table = "bbs_reads"

    def __str__(self) -> str:
        return str(self.pk)


class BbsConfirmation(models.Model):
    """確認しました: a person has read this version of a 必読."""

    pk = models.CompositePrimaryKey("post_id", "user_id")
    post = of_post()
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    version = models.IntegerField()
    confirmed_at = written_at()

    class Meta:
        db_table = "bbs_confirmations"

    def __str__(self) -> str:
        return str(self.pk)


class BbsReminder(models.Model):
    """A person was reminded of a 必読, `times` times, last at `reminded_at` by `reminded_by`."""

    pk = models.CompositePrimaryKey("post_id", "user_id")
    post = of_post()
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    times = models.SmallIntegerField(db_default=1)
    reminded_at = written_at()
    reminded_by = person("reminded_by")

    class Meta:
        db_table = "bbs_reminders"

    def __str__(self) -> str:
        return str(self.pk)


class BbsNotice(models.Model):
    """A person is told of a comment (or of a post that mentions them) until it is finished (`done_at`)."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    kind = coded(NoticeKind)
    post = of_post()
    comment = models.ForeignKey(BbsComment, models.CASCADE, null=True, db_constraint=False, related_name="+")
    created_at = written_at()
    done_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        db_table = "bbs_notices"
        constraints = (
            in_words("bbs_notices", "kind", NoticeKind),
            models.UniqueConstraint(
                fields=("user", "post", "comment"), nulls_distinct=False, name="bbs_notices_once"
            ),
        )
        indexes = (
            models.Index(
                fields=("user", "-id"), condition=models.Q(done_at__isnull=True), name="bbs_notices_open"
            ),
        )

    def __str__(self) -> str:
        return str(self.kind)


class BbsDraft(models.Model):
    """A form of the board as it was last typed; its id is the form's, and only its writer sees it.

    It will be a post (`post_id` is then the one that it changes), or a comment on `post_id`, of which a
    person has one. No foreign key: the post may be deleted meanwhile.
    """

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    is_comment = models.BooleanField()
    post_id = models.BigIntegerField(null=True)
    fields = models.JSONField()
    updated_at = written_at()

    class Meta:
        db_table = "bbs_drafts"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(is_comment=False) | models.Q(post_id__isnull=False),
                name="bbs_drafts_comment_on_a_post",
            ),
            models.UniqueConstraint(
                fields=("user", "post_id"),
                condition=models.Q(is_comment=True),
                name="bbs_drafts_one_comment",
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class BbsVersion(models.Model):
    """What a post or a comment said before it was changed or deleted: written by triggers, never changed.

    `source_id` is its id, and `post_id` its post's; no foreign keys, since both may be gone.
    """

    id = models.BigAutoField(primary_key=True)
    kind = coded(TextKind)
    source_id = models.BigIntegerField()
    post_id = models.BigIntegerField()
    version = models.IntegerField()
    user = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    genre = models.CharField(max_length=16, blank=True, db_default="")
    title = models.CharField(max_length=200, blank=True, db_default="")
    content = models.TextField()
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
        db_table = "bbs_versions"
        constraints = (in_words("bbs_versions", "kind", TextKind),)
        indexes = (models.Index(fields=("kind", "source_id"), name="bbs_versions_of_text"),)

    def __str__(self) -> str:
        return f"{self.source_id} ({self.version})"
