"""Who reads a post, whom an announcement is for, and who may change what is written on the board.

The board is everybody's, but for announcements to an area or to chosen stores: those are read by the people
of these stores and by who manages them, by 本部, and by their writer. An announcement is *for* the people who
work there now, without its writer: they are told of it, and asked for 確認しました when it is 必読 (until
`due_on`).
"""

from typing import LiteralString

# Whether the store `s` is one that the post `p` is addressed to.
_ADDRESSED_STORE: LiteralString = """
    (p.audience = 'all' OR s.area_id = p.area_id
     OR EXISTS (SELECT FROM bbs_post_stores a WHERE a.post_id = p.id AND a.store_id = s.store_id))
"""

# Whether the viewer reads the post `p`. Binds `user` and `stores` (a viewer's).
VISIBLE: LiteralString = (
    """
    (p.audience = 'all' OR p.user_id = %(user)s::varchar
     OR EXISTS (SELECT FROM stores s WHERE s.store_id = ANY(%(stores)s) AND """
    + _ADDRESSED_STORE
    + "))"
)

# Whether the draft `d` is a comment's whose post is gone, or out of the viewer's sight. Binds the same.
LOST_COMMENT: LiteralString = (
    """
    (d.is_comment AND NOT EXISTS (SELECT FROM bbs_comments w WHERE w.form_id = d.id)
     AND NOT EXISTS (SELECT FROM bbs_posts p WHERE p.id = d.post_id AND p.deleted_at IS NULL AND """
    + VISIBLE
    + "))"
)

# Whether the store `s` is one that the person `u` reads: what a viewer's `stores` are, of anybody.
READ_STORE: LiteralString = """
    (s.store_id = u.store_id OR u.user_type = 'admin'
     OR (u.user_type = 'area' AND s.area_id IN (
             SELECT m.area_id FROM area_managers m WHERE m.user_id = u.user_id)))
"""

# Whether the person `u` is still here and reads the post `p`.
READ_BY_PERSON: LiteralString = (
    """
    (u.is_active AND (p.audience = 'all' OR p.user_id = u.user_id
     OR EXISTS (SELECT FROM stores s WHERE """
    + READ_STORE
    + " AND "
    + _ADDRESSED_STORE
    + ")))"
)

# Whether the post `p` is an announcement for the person `u`. Who came after it (to C3; or, of a 必読 to
# stores or an area, to their store, or to the one before where that was addressed too) is asked for what is
# still due. Binds `today`, a business date.
FOR_PERSON: LiteralString = (
    """
    (p.announced_at IS NOT NULL AND p.deleted_at IS NULL AND u.is_active AND u.user_id <> p.user_id
     AND (p.due_on >= %(today)s::date
          OR CASE WHEN p.due_on IS NULL OR p.audience = 'all' THEN u.created_at
                  WHEN EXISTS (SELECT FROM stores s WHERE s.store_id = u.store_before AND """
    + _ADDRESSED_STORE
    + """) THEN coalesce(u.before_since, u.created_at)
                  ELSE coalesce(u.in_store_since, u.created_at) END <= p.announced_at)
     AND EXISTS (SELECT FROM stores s WHERE s.store_id = u.store_id AND """
    + _ADDRESSED_STORE
    + "))"
)

# Whether the viewer may change or delete the post `p`: its writer, the 店長 of its store, 本部. Binds `user`
# and `kept` (`Viewer.kept_stores`).
MAY_CHANGE_POST: LiteralString = "(p.user_id = %(user)s::varchar OR p.store_id = ANY(%(kept)s::int[]))"

# The same of the comment `c`, whose writer is the person `cu`.
MAY_CHANGE_COMMENT: LiteralString = "(c.user_id = %(user)s::varchar OR cu.store_id = ANY(%(kept)s::int[]))"
