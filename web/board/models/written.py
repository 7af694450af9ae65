"""What stands on the board: posts, whom they are for, what they have got, comments, reactions."""

from typing import Any

from django.db import models

from shared.words import Audience, Genre, Reaction
from web.accounts.models import User
from web.columns import coded, in_words, written_at
from web.reports.models import DailyReport
from web.stores.models import Area, Store


def person(column: str) -> "models.ForeignKey[Any, Any]":
    """Who did something; nobody once they are gone."""
    return models.ForeignKey(
        User, models.SET_NULL, null=True, db_column=column, related_name="+", db_index=False, editable=False
    )


def of_post(**options: Any) -> "models.ForeignKey[Any, Any]":
    """The post that a row hangs on; migration 0003 makes the foreign key, which deletes the row with it."""
    return models.ForeignKey(BbsPost, models.CASCADE, db_constraint=False, related_name="+", **options)


class BbsPost(models.Model):
    """A post; one made from a 日報 names it for as long as the report is there.

    A post that was deleted and has comments stays as a tombstone: without a word, `deleted_at` set. It is an
    announcement from `announced_at` on: for everybody, for an area, for chosen stores; 必読 until `due_on` (a
    date in Japan). `version` grows with every change of what it says; `edit_id` is the form that wrote it.
    """

    id = models.BigAutoField(primary_key=True)
    store = models.ForeignKey(Store, models.PROTECT)
    user = models.ForeignKey(User, models.PROTECT)
    report = models.ForeignKey(DailyReport, models.SET_NULL, null=True, blank=True)
    is_from_report = models.BooleanField(db_default=False, editable=False)
    genre = coded(Genre)
    title = models.CharField(max_length=200)
    content = models.TextField()
    form_id = models.UUIDField(null=True, unique=True, editable=False)
    created_at = written_at()
    updated_at = written_at()
    version = models.IntegerField(db_default=1, editable=False)
    updated_by = person("updated_by")
    edit_id = models.UUIDField(null=True, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)
    deleted_by = person("deleted_by")
    announced_at = models.DateTimeField(null=True, editable=False)
    audience = coded(Audience, db_default=Audience.ALL.value)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "bbs_posts"
        constraints = (
            in_words("bbs_posts", "genre", Genre),
            in_words("bbs_posts", "audience", Audience),
            models.CheckConstraint(
                condition=models.Q(deleted_at__isnull=True) | models.Q(title="", content=""),
                name="bbs_posts_tombstone_says_nothing",
            ),
            models.CheckConstraint(
                condition=models.Q(audience=Audience.AREA.value, area__isnull=False)
                | (~models.Q(audience=Audience.AREA.value) & models.Q(area__isnull=True)),
                name="bbs_posts_area_of_its_audience",
            ),
            models.CheckConstraint(
                condition=models.Q(announced_at__isnull=False)
                | models.Q(audience=Audience.ALL.value, due_on__isnull=True),
                name="bbs_posts_only_announcements_are_addressed",
            ),
        )
        indexes = (
            models.Index(fields=("-created_at", "-id"), name="bbs_posts_newest"),
            models.Index(fields=("store", "-created_at", "-id"), name="bbs_posts_of_store"),
            models.Index(
                fields=("-announced_at", "-id"),
                condition=models.Q(announced_at__isnull=False, deleted_at__isnull=True),
                name="bbs_posts_announced",
            ),
        )

    def __str__(self) -> str:
        return self.title


class BbsPostStore(models.Model):
    """A store that an announcement is addressed to."""

    pk = models.CompositePrimaryKey("post_id", "store_id")
    post = of_post()
    store = models.ForeignKey(Store, models.PROTECT, related_name="+")

    class Meta:
        db_table = "bbs_post_stores"

    def __str__(self) -> str:
        return str(self.pk)


class BbsPostCounts(models.Model):
    """What a post has got so far, beside it so that a tap rewrites no text; triggers keep it.

    Comments without the tombstones, reactions of all kinds; `last_comment_id` never goes back.
    """

    post = models.OneToOneField(
        BbsPost, models.CASCADE, primary_key=True, db_constraint=False, related_name="counts"
    )
    comments = models.IntegerField(db_default=0)
    reactions = models.IntegerField(db_default=0)
    last_comment_id = models.BigIntegerField(db_default=0)

    class Meta:
        db_table = "bbs_post_counts"
        indexes = (models.Index(fields=("-reactions", "-comments", "-post"), name="bbs_post_counts_popular"),)

    def __str__(self) -> str:
        return str(self.post_id)


class BbsComment(models.Model):
    """An answer to a post, or to another answer (`parent`, one level deep: a trigger sees to it).

    At most one of a post is its best answer. One that was deleted and has replies stays as a tombstone.
    """

    id = models.BigAutoField(primary_key=True)
    post = models.ForeignKey(BbsPost, models.CASCADE)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replies")
    user = models.ForeignKey(User, models.PROTECT)
    content = models.TextField()
    is_best_answer = models.BooleanField(db_default=False)
    form_id = models.UUIDField(null=True, unique=True, editable=False)
    created_at = written_at()
    updated_at = written_at()
    version = models.IntegerField(db_default=1, editable=False)
    updated_by = person("updated_by")
    edit_id = models.UUIDField(null=True, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)
    deleted_by = person("deleted_by")

    class Meta:
        db_table = "bbs_comments"
        constraints = (
            models.UniqueConstraint(
                fields=("post",), condition=models.Q(is_best_answer=True), name="bbs_comments_one_best_answer"
            ),
            models.CheckConstraint(
                condition=models.Q(deleted_at__isnull=True) | models.Q(content="", is_best_answer=False),
                name="bbs_comments_tombstone_says_nothing",
            ),
        )
        indexes = (models.Index(fields=("post", "created_at"), name="bbs_comments_of_post"),)

    def __str__(self) -> str:
        return self.content[:40]


class BbsReaction(models.Model):
    """One person's reaction of one kind on a post."""

    id = models.BigAutoField(primary_key=True)
    post = models.ForeignKey(BbsPost, models.CASCADE)
    user = models.ForeignKey(User, models.CASCADE)
    kind = coded(Reaction)
    created_at = written_at()

    class Meta:
        db_table = "bbs_reactions"
        constraints = (
            in_words("bbs_reactions", "kind", Reaction),
            models.UniqueConstraint(fields=("post", "user", "kind"), name="bbs_reactions_one_of_a_kind"),
        )

    def __str__(self) -> str:
        return str(self.kind)


class BbsCommentReaction(models.Model):
    """One person's reaction of one kind on a comment."""

    id = models.BigAutoField(primary_key=True)
    comment = models.ForeignKey(BbsComment, models.CASCADE)
    user = models.ForeignKey(User, models.CASCADE)
    kind = coded(Reaction)
    created_at = written_at()

    class Meta:
        db_table = "bbs_comment_reactions"
        constraints = (
            in_words("bbs_comment_reactions", "kind", Reaction),
            models.UniqueConstraint(
                fields=("comment", "user", "kind"), name="bbs_comment_reactions_one_of_a_kind"
            ),
        )

    def __str__(self) -> str:
        return str(self.kind)
