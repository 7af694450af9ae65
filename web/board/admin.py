"""掲示板 in /admin/."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from web.admin_tables import Table, listed
from web.board.models import (
    BbsComment,
    BbsCommentReaction,
    BbsDraft,
    BbsNotice,
    BbsPost,
    BbsPostCounts,
    BbsReaction,
    BbsVersion,
)


@listed(BbsPost, _("投稿"))
class PostTable(Table):
    """Posts, newest first; one without a title is a tombstone."""

    list_display = (
        "id",
        "created_at",
        "store",
        "user",
        "genre",
        "title",
        "report",
        "audience",
        "due_on",
        "deleted_at",
    )
    list_filter = (
        "created_at",
        "genre",
        ("announced_at", admin.EmptyFieldListFilter),
        ("deleted_at", admin.EmptyFieldListFilter),
        "store",
    )
    search_fields = ("title", "user__user_id", "user__last_name")
    ordering = ("-created_at", "-id")
    sortable_by = ()

    @staticmethod
    def page(post: BbsPost) -> tuple[str, dict[str, object]]:
        """Where the post is read."""
        return "bbs_detail", {"post_id": post.pk}


@listed(BbsComment, _("コメント"))
class CommentTable(Table):
    """Answers, newest first."""

    list_display = ("id", "created_at", "post", "user", "content", "is_best_answer", "deleted_at")
    list_filter = ("created_at", "is_best_answer", ("deleted_at", admin.EmptyFieldListFilter))
    search_fields = ("content", "user__user_id", "user__last_name")
    ordering = ("-id",)
    sortable_by = ()

    @staticmethod
    def page(comment: BbsComment) -> tuple[str, dict[str, object]]:
        """Where the comment is read."""
        return "bbs_detail", {"post_id": comment.post_id}


@listed(BbsReaction, _("投稿へのリアクション"), user=_("した人"))
class ReactionTable(Table):
    """Who found which post useful."""

    list_display = ("id", "post", "user", "kind", "created_at")
    list_filter = ("kind", "created_at")
    search_fields = ("user__user_id", "user__last_name")
    ordering = ("-id",)
    sortable_by = ()


@listed(BbsCommentReaction, _("コメントへのリアクション"), user=_("した人"))
class CommentReactionTable(ReactionTable):
    """Who found which answer useful."""

    list_display = ("id", "comment", "user", "kind", "created_at")


@listed(BbsPostCounts, _("投稿ごとの数"))
class CountsTable(Table):
    """What each post has got so far, as its triggers keep it; the most liked first."""

    list_display = ("post", "reactions", "comments", "last_comment_id")
    search_fields = ("post__title",)
    ordering = ("-reactions", "-comments", "-post")
    sortable_by = ()

    @staticmethod
    def page(counts: BbsPostCounts) -> tuple[str, dict[str, object]]:
        """Where the post is read."""
        return "bbs_detail", {"post_id": counts.post_id}


@listed(BbsVersion, _("投稿とコメントの前の版"), user=_("投稿した人"), kind=_("投稿かコメントか"))
class BoardVersionTable(Table):
    """What posts and comments said before they were changed or deleted."""

    list_display = ("source_id", "kind", "version", "user", "title", "written_by", "written_at", "deleted_at")
    list_filter = ("kind", ("deleted_at", admin.EmptyFieldListFilter))
    search_fields = ("title",)
    ordering = ("-id",)
    sortable_by = ()

    @staticmethod
    def page(version: BbsVersion) -> tuple[str, dict[str, object]]:
        """Where the post is read, for as long as it is there."""
        return "bbs_detail", {"post_id": version.post_id}


@listed(BbsNotice, _("掲示板の未読"), user=_("知らせる人"))
class NoticeTable(Table):
    """Who is told of which comment or mention, and whether they are done with it."""

    list_display = ("id", "created_at", "user", "kind", "post", "comment", "done_at")
    list_filter = ("kind", ("done_at", admin.EmptyFieldListFilter), "created_at")
    search_fields = ("user__user_id", "user__last_name")
    ordering = ("-id",)
    sortable_by = ()

    @staticmethod
    def page(notice: BbsNotice) -> tuple[str, dict[str, object]]:
        """Where the post is read."""
        return "bbs_detail", {"post_id": notice.post_id}


@listed(BbsDraft, _("掲示板の下書き"))
class BoardDraftTable(Table):
    """That there are drafts, not what is in them: they are their writer's."""

    list_display = ("id", "user", "is_comment", "post_id", "updated_at")
    list_filter = ("is_comment",)
    search_fields = ("user__user_id", "user__last_name")
    ordering = ("-updated_at",)
    hidden = ("fields",)
