"""Who hears of it when a text names them: everybody who is still here and reads the post, but its writer.

Who does not is named to the writer, by `UNHEARD`.
"""

from typing import LiteralString

from shared.audience import READ_BY_PERSON, READ_STORE

# The people whom a text on a post mentions, and whether they hear of it, for a CTE `named`; the post's id
# comes behind it. Binds `mentions` and `user`, the writer.
NAMED: LiteralString = (
    """
        SELECT u.user_id, btrim(u.last_name || ' ' || u.first_name) AS name, """
    + READ_BY_PERSON
    + """ AS hears
        FROM bbs_posts p JOIN users u ON u.user_id = ANY(%(mentions)s::varchar[])
        WHERE u.user_id <> %(user)s::varchar AND p.id = """
)

# The same of a post that is being written, `{post}`, without its id behind it; then those who hear are told,
# once. The stores that it is addressed to are its column `store_ids` here: what a statement writes itself it
# cannot read yet.
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
