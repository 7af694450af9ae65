"""掲示板: what stands on it, and who has seen it, is told of it, or is writing for it.

What hangs on a post or a comment goes with it, by the foreign keys of migration 0003.
"""

from web.board.models.told import (
    BbsConfirmation,
    BbsDraft,
    BbsNotice,
    BbsRead,
    BbsReminder,
    BbsVersion,
)
from web.board.models.written import (
    BbsComment,
    BbsCommentReaction,
    BbsPost,
    BbsPostCounts,
    BbsPostStore,
    BbsReaction,
)

__all__ = [
    "BbsComment",
    "BbsCommentReaction",
    "BbsConfirmation",
    "BbsDraft",
    "BbsNotice",
    "BbsPost",
    "BbsPostCounts",
    "BbsPostStore",
    "BbsReaction",
    "BbsRead",
    "BbsReminder",
    "BbsVersion",
]
