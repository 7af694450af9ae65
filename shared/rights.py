"""Who may change whom: the one place of these rules, for every statement on people.

本部 changes everybody; a 店長 the スタッフ of the own store, who stay スタッフ there. Nobody changes the own
role, retires themselves or resets the own password here. The last active 本部 user stays one.
"""

from typing import LiteralString

from shared.access import Viewer
from shared.words import Role, Word, gettext_noop


class Refusal(Word):
    """Why a person who is within reach was not changed: a sentence that says what to do."""

    BEYOND = (
        "beyond",
        gettext_noop("この人の登録を変えられるのは本部です。変えたいときは本部に伝えてください。"),
    )
    ONLY_STAFF = (
        "only_staff",
        gettext_noop("店長が登録できるのはスタッフだけです。ほかの役割は本部に頼んでください。"),
    )
    ONLY_OWN_STORE = (
        "only_own_store",
        gettext_noop("店長が登録できるのは自分の店舗の人だけです。店舗を移すときは本部に頼んでください。"),
    )
    OWN_ROLE = (
        "own_role",
        gettext_noop("自分の役割は自分では変えられません。本部のほかの人に頼んでください。"),
    )
    OWN_ACCESS = (
        "own_access",
        gettext_noop("自分を退職にすることはできません。本部のほかの人に頼んでください。"),
    )
    OWN_PASSWORD = (
        "own_password",
        gettext_noop("自分のパスワードは、「その他」の「パスワードを変更する」から変えてください。"),
    )
    LAST_ADMIN = (
        "last_admin",
        gettext_noop("この人は本部の最後の1人です。先にほかの人を本部にしてください。"),
    )
    CLOSED_STORE = "closed_store", gettext_noop("閉店した店舗です。営業中の店舗を選んでください。")
    RETIRED = "retired", gettext_noop("この人は退職しています。先に「復職」にしてください。")


def may_add(viewer: Viewer) -> bool:
    """True for those who add and change people at all: 店長 and 本部."""
    return viewer.is_admin or bool(_own_stores(viewer))


def _own_stores(viewer: Viewer) -> list[int]:
    """The stores whose スタッフ the viewer changes without being 本部."""
    return [store for store in viewer.stores if viewer.role == Role.MANAGER and store == viewer.home_store]


def who(viewer: Viewer) -> dict[str, object]:
    """What the rules ask of the viewer; スタッフ reach nobody."""
    return {
        "user": viewer.user_id,
        "stores": viewer.stores if viewer.is_managing else [],
        "everybody": viewer.is_admin,
        "own": _own_stores(viewer),
    }


# Who the viewer may change: `u` as they are.
MAY_CHANGE: LiteralString = """
    (%(everybody)s::boolean OR (u.user_type = 'staff' AND u.store_id = ANY(%(own)s::int[])))"""

# What the viewer may make of them: the role and the store that were typed.
MAY_NOT_BECOME: LiteralString = """
    CASE WHEN %(everybody)s::boolean THEN NULL
         WHEN 'staff' <> %(role)s::text THEN 'only_staff'
         WHEN NOT %(store)s::int = ANY(%(own)s::int[]) THEN 'only_own_store' END"""

# Nobody comes to a store that is closed.
IS_CLOSED: LiteralString = """
    EXISTS (SELECT FROM stores c WHERE c.store_id = %(store)s::int
                                   AND c.closed_on < (now() AT TIME ZONE 'Asia/Tokyo')::date)"""

IS_LAST_ADMIN: LiteralString = """
    (u.is_active AND u.user_type = 'admin' AND NOT EXISTS (
         SELECT FROM users o WHERE o.user_type = 'admin' AND o.is_active AND o.user_id <> u.user_id))"""

# Tells one password from the next; nothing can be tried against it, since the salt stays in the database.
MARK: LiteralString = "left(encode(sha256(convert_to(u.password, 'UTF8')), 'hex'), 16)"
