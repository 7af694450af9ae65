"""The eight files of an import: their columns, and the tables that these become. The SQL is made from this.

Expressions speak of a checked row as `s`, with its cells as typed values under the file's own names (NULL for
an empty cell), of the person who imports as `{by}` (NULL: nobody known) and of the password's hash for new
people as `{password}`.
"""

from collections.abc import Mapping
from typing import LiteralString

from shared.words import Genre, Location, Reaction, Role, StoreKind
from web.imports.kinds import (
    IDS,
    INTEGER,
    STORE_IDS,
    day,
    email,
    flag,
    login,
    moment,
    number,
    one_of,
    past_day,
    short,
    text,
    word,
)
from web.imports.shapes import Column, File, Target

MOST_YEN = 10**12
# The head office is store 1, when it is named so and nothing else is said.
KIND: LiteralString = "CASE WHEN s.store_id = 1 AND s.name = '本部' THEN 'hq' ELSE 'store' END"


def _same(*names: LiteralString) -> dict[LiteralString, LiteralString]:
    return {name: "s." + name for name in names}


STORE = Column("store_id", number(*STORE_IDS), refers="stores")
USER = Column("user_id", login(), refers="users")
CREATED = Column("created_at", moment())

STORES = File(
    "stores",
    (
        Column("store_id", number(*STORE_IDS)),
        Column("name", short(60)),
        Column("prefecture", short(20), needed=False),
        Column("address", short(200), needed=False),
        Column("opened_on", day(), needed=False),
        Column("kind", word(StoreKind), needed=False, optional=True),
        Column("area", short(60), needed=False, optional=True),
        Column("changeover_hour", number(0, 23), needed=False, optional=True),
    ),
    ("store_id",),
    (
        Target(
            "stores",
            ("store_id",),
            {
                **_same("store_id", "name", "opened_on"),
                "prefecture": "coalesce(s.prefecture, '')",
                "address": "coalesce(s.address, '')",
                "kind": "coalesce(s.kind, " + KIND + ")",
                "area_id": "(SELECT a.id FROM areas a WHERE a.name = s.area)",
                "changeover_hour": "coalesce(s.changeover_hour, 5)",
            },
            {"kind": "kind", "area_id": "area", "changeover_hour": "changeover_hour"},
            counted="store_id",
        ),
    ),
)
USERS = File(
    "users",
    (
        Column("user_id", login()),
        STORE,
        Column("role", word(Role)),
        Column("last_name", short(40)),
        Column("first_name", short(40), needed=False),
        Column("email", email(), needed=False),
        Column("is_active", flag()),
    ),
    ("user_id",),
    (
        Target(
            "users",
            ("user_id",),
            {
                **_same("user_id", "store_id", "last_name", "is_active"),
                "user_type": "s.role",
                "first_name": "coalesce(s.first_name, '')",
                "email": "coalesce(s.email, '')",
            },
            at_first={"password": "{password}", "password_is_temporary": "left({password}, 1) <> '!'"},
            ours="""EXISTS (SELECT FROM audit_events e WHERE e.subject = 'person' AND e.subject_id = t.user_id
                                AND (e.action IN ('changed', 'retired', 'restored')
                                     OR e.action = 'added' AND e.actor IS NOT NULL))""",
        ),
    ),
)
PERFORMANCES = File(
    "performances",
    (
        STORE,
        Column("date", past_day()),
        Column("sales_amount", number(0, 10**12)),
        Column("customer_count", number(0, INTEGER)),
        Column("cash_difference", number(-INTEGER, INTEGER), needed=False),
        Column("registered_by", login(), needed=False, refers="users"),
        CREATED,
    ),
    ("store_id", "date"),
    (
        Target(
            "store_daily_performances",
            ("store_id", "date"),
            _same("store_id", "date", "sales_amount", "customer_count", "cash_difference"),
            at_first={**_same("registered_by", "created_at"), "updated_at": "s.created_at"},
            at_change=_same("registered_by"),
            ours="""EXISTS (SELECT FROM audit_events e WHERE e.subject = 'figures' AND e.store_id = t.store_id
                                AND e.subject_id = to_char(t.date, 'YYYY-MM-DD'))""",
        ),
    ),
)
REPORTS = File(
    "reports",
    (
        Column("report_id", number(*IDS)),
        STORE,
        USER,
        Column("date", past_day()),
        Column("genre", word(Genre)),
        Column("location", word(Location)),
        Column("title", short(200)),
        Column("content", text()),
        Column("post_to_bbs", flag()),
        CREATED,
    ),
    ("report_id",),
    (
        Target(
            "daily_reports",
            ("id",),
            {
                "id": "s.report_id",
                **_same("store_id", "user_id", "date", "genre", "location", "title", "content"),
                **_same("post_to_bbs", "created_at"),
            },
            at_first={"updated_at": "s.created_at"},
            at_change={"updated_by": "{by}"},
            counted="id",
            ours="(t.form_id IS NOT NULL OR t.edit_id IS NOT NULL)",
        ),
    ),
)
POSTS = File(
    "bbs_posts",
    (
        Column("post_id", number(*IDS)),
        STORE,
        USER,
        Column("report_id", number(*IDS), needed=False, refers="reports"),
        Column("genre", word(Genre)),
        Column("title", short(200)),
        Column("content", text()),
        CREATED,
    ),
    ("post_id",),
    (
        Target(
            "bbs_posts",
            ("id",),
            {
                "id": "s.post_id",
                **_same("store_id", "user_id", "report_id", "genre", "title", "content", "created_at"),
            },
            at_first={"updated_at": "s.created_at"},
            at_change={"updated_at": "statement_timestamp()", "updated_by": "{by}"},
            counted="id",
            # a post follows its report, and a report that is shared here gets its post here
            ours="""(t.form_id IS NOT NULL OR t.edit_id IS NOT NULL OR t.deleted_at IS NOT NULL OR EXISTS (
                         SELECT FROM daily_reports r WHERE r.id = t.report_id
                         AND (r.form_id IS NOT NULL OR r.edit_id IS NOT NULL)))""",
        ),
    ),
)
COMMENTS = File(
    "bbs_comments",
    (
        Column("comment_id", number(*IDS)),
        Column("post_id", number(*IDS), refers="bbs_posts"),
        USER,
        Column("content", text()),
        Column("is_best_answer", flag()),
        CREATED,
    ),
    ("comment_id",),
    (
        Target(
            "bbs_comments",
            ("id",),
            {"id": "s.comment_id", **_same("post_id", "user_id", "content", "is_best_answer", "created_at")},
            at_first={"updated_at": "s.created_at"},
            at_change={"updated_at": "statement_timestamp()", "updated_by": "{by}"},
            counted="id",
        ),
    ),
    leaves="(NOT s.is_best_answer)",
)
REACTIONS = File(
    "bbs_reactions",
    (
        Column("target", one_of("post", "comment")),
        Column("target_id", number(*IDS)),
        USER,
        Column("kind", word(Reaction)),
        CREATED,
    ),
    ("target", "target_id", "user_id", "kind"),
    (
        Target(
            "bbs_reactions",
            ("post_id", "user_id", "kind"),
            {"post_id": "s.target_id", **_same("user_id", "kind", "created_at")},
            where="s.target = 'post'",
        ),
        Target(
            "bbs_comment_reactions",
            ("comment_id", "user_id", "kind"),
            {"comment_id": "s.target_id", **_same("user_id", "kind", "created_at")},
            where="s.target = 'comment'",
        ),
    ),
)
GOALS = File(
    "goals",
    (
        STORE,
        Column("year", number(2000, 2100)),
        Column("month", number(1, 12)),
        Column("goal_text", text()),
        Column("achievement_rate", number(0, 100), needed=False),
        Column("achievement_text", text(), needed=False),
        Column("sales_target", number(1, MOST_YEN), needed=False, optional=True),
    ),
    ("store_id", "year", "month"),
    (
        Target(
            "monthly_goals",
            ("store_id", "year", "month"),
            {
                **_same("store_id", "year", "month", "goal_text", "achievement_rate", "sales_target"),
                "achievement_text": "coalesce(s.achievement_text, '')",
            },
            {"sales_target": "sales_target"},
            at_first={"updated_by": "{by}"},
            at_change={"updated_by": "{by}"},
            ours="""EXISTS (SELECT FROM audit_events e WHERE e.subject = 'goal' AND e.store_id = t.store_id
                                AND e.subject_id = t.year || '-' || t.month)""",
        ),
    ),
    waits=True,
)

# Which figures, goals and people were written or changed in C3, the audit log says: each change there is an
# event with the row's id, and an import is one event without any. Whom nobody has added came by
# `createsuperuser`, and waits for what the first users.csv says of them.

# In the order in which rows may name each other. Those that a person may be saving at the same moment under a
# natural key (a day's figures, a month's goal) come last: whoever saves the same one waits for the end. Goals
# come after stores and figures, by which the database spreads a sales target over the store's open days.
FILES: tuple[File, ...] = (STORES, USERS, REPORTS, POSTS, COMMENTS, REACTIONS, PERFORMANCES, GOALS)
BY_NAME: Mapping[str, File] = {file.name: file for file in FILES}
