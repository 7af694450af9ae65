"""掲示板: posts, comments, reactions."""

from django.db import models

from shared.words import Genre, Reaction
from web.accounts.models import User
from web.columns import coded, in_words, written_at
from web.reports.models import DailyReport
from web.stores.models import Store


class BbsPost(models.Model):
    """A post; one made from a 日報 names it."""

    id = models.BigAutoField(primary_key=True)
    store = models.ForeignKey(Store, models.PROTECT)
    user = models.ForeignKey(User, models.PROTECT)
    report = models.ForeignKey(DailyReport, models.SET_NULL, null=True, blank=True)
    genre = coded(Genre)
    title = models.CharField(max_length=200)
    content = models.TextField()
    form_id = models.UUIDField(null=True, unique=True, editable=False)
    created_at = written_at()
    updated_at = written_at()

    class Meta:
        db_table = "bbs_posts"
        constraints = (in_words("bbs_posts", "genre", Genre),)
        indexes = (models.Index(fields=("-created_at", "-id"), name="bbs_posts_newest"),)

    def __str__(self) -> str:
        return self.title


class BbsComment(models.Model):
    """An answer to a post; at most one of a post is its best answer."""

    id = models.BigAutoField(primary_key=True)
    post = models.ForeignKey(BbsPost, models.CASCADE)
    user = models.ForeignKey(User, models.PROTECT)
    content = models.TextField()
    is_best_answer = models.BooleanField(db_default=False)
    created_at = written_at()
    updated_at = written_at()

    class Meta:
        db_table = "bbs_comments"
        constraints = (
            models.UniqueConstraint(
                fields=("post",), condition=models.Q(is_best_answer=True), name="bbs_comments_one_best_answer"
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
