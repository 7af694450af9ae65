"""Reactions as a row carries them: how many of each kind, and which are the viewer's own."""

from typing import LiteralString, TypedDict


class Tally(TypedDict):
    """How many of each kind of `shared.words.Reaction`; `mine` are the codes of the viewer's own."""

    naruhodo: int
    iine: int
    mine: list[str]


_TALLY: LiteralString = """
    (SELECT json_build_object(
         'naruhodo', count(*) FILTER (WHERE x.kind = 'naruhodo'),
         'iine', count(*) FILTER (WHERE x.kind = 'iine'),
         'mine', coalesce(json_agg(x.kind ORDER BY x.kind DESC) FILTER (WHERE x.user_id = %(user)s::varchar),
                          '[]'::json))
     FROM {reactions})
"""

# The `Tally` of the post `p`, and of the comment `c`. Binds `user`.
TALLY_OF_POST: LiteralString = _TALLY.replace("{reactions}", "bbs_reactions x WHERE x.post_id = p.id")
TALLY_OF_COMMENT: LiteralString = _TALLY.replace(
    "{reactions}", "bbs_comment_reactions x WHERE x.comment_id = c.id"
)
