"""Adding and changing people. Each statement carries the rules of `shared.rights`, and answers with the one
that stood in its way. It runs in a transaction that began with `shared.access.settling`.

Nobody is ever deleted: what they wrote names them.
"""

from dataclasses import asdict, dataclass
from typing import LiteralString

from shared.access import Viewer
from shared.db import Query
from shared.rights import IS_CLOSED, IS_LAST_ADMIN, MARK, MAY_CHANGE, MAY_NOT_BECOME, who


@dataclass(frozen=True, slots=True)
class Details:
    """What is typed about a person; `areas` count for an エリアマネージャー only."""

    last_name: str
    first_name: str
    email: str
    role: str
    store_id: int
    areas: list[int]


@dataclass(frozen=True, slots=True)
class Added:
    """`user_id` is the new person's. None: `refusal` says why, or `taken`, a login that is the same but for
    the case of its letters."""

    user_id: str | None
    refusal: str | None
    taken: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a person was changed. If not: `refusal` says why, or somebody else's change came first."""

    user_id: str
    refusal: str | None
    is_saved: bool


def add(viewer: Viewer, user_id: str, details: Details, password: str) -> Query[Added]:
    """A new person with a temporary `password` (its hash); no row when the store is out of reach."""
    return Query(
        """
        WITH taken AS (
            SELECT u.user_id FROM users u WHERE lower(u.user_id) = lower(%(person)s::text)
            ORDER BY u.user_id <> %(person)s::text LIMIT 1
        ), wanted AS (
            SELECT s.store_id, coalesce("""
        + MAY_NOT_BECOME
        + ", CASE WHEN "
        + IS_CLOSED
        + """ THEN 'closed_store' END) AS refusal
            FROM stores s WHERE s.store_id = %(store)s AND s.store_id = ANY(%(stores)s)
        ), added AS (
            INSERT INTO users (user_id, store_id, user_type, last_name, first_name, email, password,
                               password_is_temporary)
            SELECT %(person)s::varchar, wanted.store_id, %(role)s::varchar, %(last_name)s::varchar,
                   %(first_name)s::varchar, %(email)s::varchar, %(password)s::varchar, true
            FROM wanted WHERE wanted.refusal IS NULL AND NOT EXISTS (SELECT FROM taken)
            RETURNING user_id
        ), given AS (
            INSERT INTO area_managers (user_id, area_id)
            SELECT added.user_id, a.id FROM added, areas a
            WHERE a.id = ANY(%(areas)s::bigint[]) AND 'area' = %(role)s::varchar
        )
        SELECT added.user_id, wanted.refusal, taken.user_id AS taken
        FROM wanted LEFT JOIN added ON true LEFT JOIN taken ON true""",
        Added,
        {"person": user_id, "password": password, **_typed(details), **who(viewer)},
    )


def change(viewer: Viewer, user_id: str, details: Details, opened: int | None) -> Query[Outcome]:
    """Change a person over the version that was `opened`; no row when they are out of reach.

    Not saved, without a refusal: somebody has changed them in between, or nothing differs.
    """
    return Query(
        _target(
            """
            CASE WHEN u.user_id = %(user)s AND u.user_type <> %(role)s::text THEN 'own_role'
                 WHEN 'admin' <> %(role)s::text AND """
            + IS_LAST_ADMIN
            + """ THEN 'last_admin'
                 WHEN %(everybody)s::boolean AND u.store_id <> %(store)s::int AND """
            + IS_CLOSED
            + """ THEN 'closed_store'
                 ELSE """
            + MAY_NOT_BECOME
            + " END"
        )
        + """, managed AS (
            SELECT coalesce(array_agg(a.id ORDER BY a.id), '{}') AS areas
            FROM areas a WHERE a.id = ANY(%(areas)s::bigint[]) AND 'area' = %(role)s::text
        ), saved AS (
            UPDATE users u
            SET last_name = %(last_name)s, first_name = %(first_name)s, email = %(email)s,
                user_type = %(role)s, store_id = %(store)s, version = u.version + 1,
                updated_at = clock_timestamp()
            FROM target, managed
            WHERE u.user_id = target.user_id AND target.refusal IS NULL AND u.version = %(opened)s::int
              AND ((u.last_name, u.first_name, u.email, u.user_type, u.store_id) IS DISTINCT FROM
                   (%(last_name)s::text, %(first_name)s::text, %(email)s::text, %(role)s::text,
                    %(store)s::int)
                   OR managed.areas <> ARRAY(SELECT m.area_id FROM area_managers m
                                             WHERE m.user_id = u.user_id ORDER BY m.area_id))
            RETURNING u.user_id, managed.areas
        ), dropped AS (
            DELETE FROM area_managers m USING saved
            WHERE m.user_id = saved.user_id AND NOT m.area_id = ANY(saved.areas)
        ), given AS (
            INSERT INTO area_managers (user_id, area_id)
            SELECT saved.user_id, unnest(saved.areas) FROM saved ON CONFLICT DO NOTHING
        )"""
        + _OUTCOME,
        Outcome,
        {"person": user_id, "opened": opened, **_typed(details), **who(viewer)},
    )


def set_access(viewer: Viewer, user_id: str, is_active: bool) -> Query[Outcome]:
    """Retire a person, which ends their sessions, or bring them back; no row when they are out of reach."""
    return Query(
        _target(
            """
            CASE WHEN u.user_id = %(user)s THEN 'own_access'
                 WHEN NOT %(is_active)s::boolean AND """
            + IS_LAST_ADMIN
            + " THEN 'last_admin' END"
        )
        + """, saved AS (
            UPDATE users u SET is_active = %(is_active)s FROM target
            WHERE u.user_id = target.user_id AND target.refusal IS NULL
            RETURNING u.user_id
        )"""
        + _OUTCOME,
        Outcome,
        {"person": user_id, "is_active": is_active, **who(viewer)},
    )


def reset_password(viewer: Viewer, user_id: str, password: str, mark: str) -> Query[Outcome]:
    """Set a temporary `password` (its hash) in place of the one of this mark, which ends all sessions.

    No row when the person is out of reach; not saved, without a refusal, when their password is another one.
    """
    return Query(
        _target(
            """
            CASE WHEN u.user_id = %(user)s THEN 'own_password' WHEN NOT u.is_active THEN 'retired' END"""
        )
        + """, saved AS (
            UPDATE users u SET password = %(password)s, password_is_temporary = true
            FROM target
            WHERE u.user_id = target.user_id AND target.refusal IS NULL AND """
        + MARK
        + """ = %(mark)s
            RETURNING u.user_id
        )"""
        + _OUTCOME,
        Outcome,
        {"person": user_id, "password": password, "mark": mark, **who(viewer)},
    )


def _typed(details: Details) -> dict[str, object]:
    typed = asdict(details)
    return {**typed, "store": typed.pop("store_id")}


def _target(refusal: LiteralString) -> LiteralString:
    """The person within reach, and the rule that stands in the way: that of reach, then `refusal`'s."""
    return (
        """
        WITH target AS (
            SELECT u.user_id, CASE WHEN NOT """
        + MAY_CHANGE
        + " THEN 'beyond' ELSE "
        + refusal
        + """ END AS refusal
            FROM users u WHERE u.user_id = %(person)s AND u.store_id = ANY(%(stores)s) FOR UPDATE
        )"""
    )


_OUTCOME: LiteralString = """
    SELECT target.user_id, target.refusal, EXISTS (SELECT FROM saved) AS is_saved FROM target"""
