"""Telling people that a post mentions them: those who are still here and read it, once, never its writer.

Who does not hear of it is named to the writer.
"""

from typing import LiteralString

from shared.audience import READ_STORE

# The people whom the post `{post}` mentions, and whether they hear of it; then they are told. The stores that
# it is addressed to are its column `store_ids` here: what a statement writes itself it cannot read yet.
TELL: LiteralString = (
    """
    named AS (
        SELECT p.id AS post_id, u.user_id, btrim(u.last_name || ' ' || u.first_name) AS name,
               u.is_active AND (p.audience = 'all' OR p.user_id = u.user_id OR EXISTS (
                   SELECT FROM stores s WHERE """
    + READ_STORE
    + """ AND (s.area_id = p.area_id OR s.store_id = ANY(p.store_ids)))) AS hears
        FROM {post} p JOIN users u ON u.user_id = ANY(%(mentions)s::varchar[])
        WHERE u.user_id <> %(user)s::varchar
    ), told AS (
        INSERT INTO bbs_notices (user_id, kind, post_id)
        SELECT user_id, 'mention', post_id FROM named WHERE hears
        ON CONFLICT DO NOTHING
    )"""
)
UNHEARD: LiteralString = "ARRAY(SELECT name FROM named WHERE NOT hears ORDER BY name, user_id) AS unheard"
