"""掲示板 in /admin/."""

from django.utils.translation import gettext_lazy as _

from web.admin_tables import Table, listed
from web.board.models import BbsComment, BbsCommentReaction, BbsPost, BbsReaction


@listed(BbsPost, _("投稿"))
class PostTable(Table):
    """Posts, newest first."""

    list_display = ("id", "created_at", "store", "user", "genre", "title", "report")
    list_filter = ("created_at", "genre", "store")
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

    list_display = ("id", "created_at", "post", "user", "content", "is_best_answer")
    list_filter = ("created_at", "is_best_answer")
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
