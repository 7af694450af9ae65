"""Who hears of it when a text names them: everybody who is still here and reads the post.

Who does not is named to the writer, by `UNHEARD`.
"""

from typing import LiteralString

from shared.audience import READ_BY_PERSON

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
UNHEARD: LiteralString = "ARRAY(SELECT name FROM named WHERE NOT hears ORDER BY name, user_id) AS unheard"
