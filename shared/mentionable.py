"""Whom a person may mean when they type @: everybody who works in the chain and reads what is written."""

from dataclasses import dataclass

from shared.access import Viewer
from shared.audience import READ_BY_PERSON, VISIBLE
from shared.db import Query
from shared.search.keywords import parsed


@dataclass(frozen=True, slots=True)
class Mentionable:
    """A person, and where they work."""

    user_id: str
    name: str
    store_name: str


def people(viewer: Viewer, typed_name: str, post_id: int | None, limit: int) -> Query[Mentionable]:
    """At most `limit` active people whose name or id holds what was typed, those of the own store first.

    Below the post `post_id` only those who read it, and nobody when the viewer does not.
    """
    return Query(
        """
        SELECT u.user_id, btrim(u.last_name || ' ' || u.first_name) AS name, s.name AS store_name
        FROM users u JOIN stores s ON s.store_id = u.store_id
        WHERE u.is_active AND u.user_id <> %(user)s::varchar
          AND search_fold(u.last_name || u.first_name || ' ' || u.last_name || ' ' || u.first_name
                          || ' ' || u.user_id) LIKE ALL (%(patterns)s::text[])
          AND (%(post)s::bigint IS NULL OR EXISTS (
                  SELECT FROM bbs_posts p WHERE p.id = %(post)s::bigint AND """
        + VISIBLE
        + " AND "
        + READ_BY_PERSON
        + """))
        ORDER BY u.store_id = %(home)s DESC, u.last_name, u.first_name, u.user_id LIMIT %(limit)s""",
        Mentionable,
        {
            "user": viewer.user_id,
            "stores": viewer.stores,
            "home": viewer.home_store,
            "patterns": parsed(typed_name).patterns,
            "post": post_id,
            "limit": limit,
        },
    )
