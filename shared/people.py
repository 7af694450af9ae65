"""The people of the viewer's stores, to read. スタッフ read nobody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shared.access import Viewer
from shared.db import Query
from shared.rights import MARK, MAY_CHANGE, who
from shared.search.keywords import Words
from shared.words import Role

ORDER: Final = [Role.ADMIN.value, Role.AREA.value, Role.MANAGER.value, Role.STAFF.value]


@dataclass(frozen=True, slots=True)
class Only:
    """What narrows a list of people; `is_active` None lists those who work here and those who did."""

    words: Words | None = None
    store_id: int | None = None
    role: str | None = None
    is_active: bool | None = True


@dataclass(frozen=True, slots=True)
class Listed:
    """A person in a list; `total` counts the whole list, `last_login` is None for who was never here."""

    user_id: str
    name: str
    role: str
    store_id: int
    store_name: str
    is_active: bool
    last_login: datetime | None
    may_change: bool
    total: int


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A person as `users.csv` has them."""

    user_id: str
    store_id: int
    role: str
    last_name: str
    first_name: str
    email: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class Person:
    """A person on their own page. `refusal` says why the viewer may change nothing; None: they may.

    `areas` are those of an エリアマネージャー. `password_mark` tells one password from the next.
    """

    user_id: str
    last_name: str
    first_name: str
    email: str
    role: str
    store_id: int
    store_name: str
    areas: list[int]
    area_names: list[str]
    is_active: bool
    last_login: datetime | None
    password_is_temporary: bool
    password_mark: str
    version: int
    updated_at: datetime
    refusal: str | None
    is_self: bool


def sheet(viewer: Viewer) -> Query[SheetRow]:
    """Everybody within reach in the order of the list, as the columns of `users.csv`; nobody for スタッフ."""
    return Query(
        """
        SELECT u.user_id, u.store_id, u.user_type AS role, u.last_name, u.first_name, u.email, u.is_active
        FROM users u WHERE u.store_id = ANY(%(stores)s)
        ORDER BY u.store_id, array_position(%(roles)s::text[], u.user_type::text), u.last_name, u.first_name,
                 u.user_id""",
        SheetRow,
        {"stores": who(viewer)["stores"], "roles": ORDER},
    )


def listed(viewer: Viewer, only: Only, after_login: str | None, limit: int) -> Query[Listed]:
    """The people of the viewer's stores by store, role and name, from behind the login `after_login`."""
    return Query(
        """
        WITH found AS MATERIALIZED (
            SELECT u.user_id, btrim(u.last_name || ' ' || u.first_name) AS name, u.user_type AS role,
                   u.store_id, u.is_active, u.last_login, """
        + MAY_CHANGE
        + """ AS may_change,
                   ROW(u.store_id, array_position(%(roles)s::text[], u.user_type::text),
                       u.last_name, u.first_name, u.user_id) AS place
            FROM users u
            WHERE u.store_id = ANY(%(stores)s)
              AND (%(store)s::int IS NULL OR u.store_id = %(store)s::int)
              AND (%(role)s::text IS NULL OR u.user_type = %(role)s::text)
              AND (%(is_active)s::boolean IS NULL OR u.is_active = %(is_active)s::boolean)
              AND search_fold(u.last_name || u.first_name || ' ' || u.last_name || ' ' || u.first_name
                              || ' ' || u.user_id) LIKE ALL (%(patterns)s::text[])
        )
        SELECT f.user_id, f.name, f.role, f.store_id, s.name AS store_name, f.is_active, f.last_login,
               f.may_change, (SELECT count(*) FROM found)::int AS total
        FROM found f
        JOIN stores s ON s.store_id = f.store_id
        WHERE %(after)s::text IS NULL
           OR f.place > (SELECT a.place FROM found a WHERE a.user_id = %(after)s::text)
        ORDER BY f.place LIMIT %(limit)s""",
        Listed,
        {
            **who(viewer),
            "roles": ORDER,
            "store": only.store_id,
            "role": only.role,
            "is_active": only.is_active,
            "patterns": only.words.patterns if only.words else [],
            "after": after_login,
            "limit": limit,
        },
    )


def find(viewer: Viewer, user_id: str) -> Query[Person]:
    """The person; no row when there is none, when their store is out of reach, and for スタッフ."""
    return known(viewer, [user_id])


def known(viewer: Viewer, user_ids: list[str]) -> Query[Person]:
    """Those of the people whose stores are within reach; nobody for スタッフ."""
    return Query(
        """
        SELECT u.user_id, u.last_name, u.first_name, u.email, u.user_type AS role, u.store_id,
               s.name AS store_name, managed.areas, managed.area_names, u.is_active, u.last_login,
               u.password_is_temporary, """
        + MARK
        + """ AS password_mark, u.version, u.updated_at,
               CASE WHEN NOT """
        + MAY_CHANGE
        + """ THEN 'beyond' END AS refusal, u.user_id = %(user)s AS is_self
        FROM users u
        JOIN stores s ON s.store_id = u.store_id
        CROSS JOIN LATERAL (
            SELECT coalesce(array_agg(a.id ORDER BY a.name), '{}') AS areas,
                   coalesce(array_agg(a.name ORDER BY a.name), '{}') AS area_names
            FROM area_managers m JOIN areas a ON a.id = m.area_id WHERE m.user_id = u.user_id
        ) managed
        WHERE u.user_id = ANY(%(people)s::text[]) AND u.store_id = ANY(%(stores)s)""",
        Person,
        {"people": user_ids, **who(viewer)},
    )
