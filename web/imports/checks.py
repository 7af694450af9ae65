"""What a row cannot tell by itself: doubles, names of what is not there, and rules between rows.

Each check is a statement that selects (line, column, value, other) of what is wrong; `{name}` in it are the
checked rows of that file.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import LiteralString

from psycopg import sql

from shared.words import gettext_noop
from web.imports.statements import differs, doubles, typed, unknown
from web.imports.tables import BY_NAME

DOUBLE = gettext_noop("%(other)s行目と重なっています(%(value)s)。どちらかを消してください。")
NOT_THERE: Mapping[str, str] = {
    "stores": gettext_noop("店舗「%(value)s」はありません。stores.csvに足すか、番号を直してください。"),
    "users": gettext_noop("ログインID「%(value)s」の人はいません。users.csvに足すか、IDを直してください。"),
    "reports": gettext_noop(
        "日報「%(value)s」はありません。reports.csvに足すか、番号を直すか、空にしてください。"
    ),
    "bbs_posts": gettext_noop("投稿「%(value)s」はありません。bbs_posts.csvに足すか、番号を直してください。"),
    "bbs_comments": gettext_noop(
        "コメント「%(value)s」はありません。bbs_comments.csvに足すか、番号を直してください。"
    ),
}
NAME_IN_FILE = gettext_noop(
    "店名「%(value)s」は%(other)s行目にもあります。店名は1つずつ違うものにしてください。"
)
NAME_TAKEN = gettext_noop("店名「%(value)s」は店舗%(other)sが使っています。")
OPENED_AGAIN_HERE = gettext_noop(
    "店舗%(value)sは、C3の中で%(other)sに営業を再開しています。取り込みでは開店日を上書きしません。"
    "この行の開店日を同じ日に変えてください。"
)
SELLS_NOTHING = gettext_noop("店舗%(value)sは本部です。売上や目標は店舗のものだけを取り込めます。")
REPORT_WRITTEN_HERE = gettext_noop(
    "日報%(value)sはC3の中で書かれたか、直されたか、削除されています。取り込みでは上書きしません。"
    "この行を消してください。"
)
REPORT_OF_OTHERS = gettext_noop(
    "番号%(value)sの日報は、C3の中では別の日報です(店舗、書いた人、書いた日時のどれかが違います)。"
    "取り込みでは上書きしません。"
    "この行の番号と、bbs_posts.csvの同じ番号を、使われていない番号に変えてください。"
)
POST_WRITTEN_HERE = gettext_noop(
    "投稿%(value)sはC3の中で書かれたか、直されたか、削除されています。取り込みでは上書きしません。"
    "この行を消してください。"
)
POST_OF_OTHERS = gettext_noop(
    "番号%(value)sの投稿は、C3の中では別の投稿です(店舗、書いた人、書いた日時のどれかが違います)。"
    "取り込みでは上書きしません。"
    "この行の番号と、bbs_comments.csvとbbs_reactions.csvの同じ番号を、使われていない番号に変えてください。"
)
COMMENT_CHANGED_HERE = gettext_noop(
    "コメント%(value)sはC3の中で書かれたか、直されたか、削除されています。取り込みでは上書きしません。"
    "この行を消してください。"
)
COMMENT_OF_OTHERS = gettext_noop(
    "コメント%(value)sは別の投稿か別の人のものです。コメントの番号を確かめてください。"
)
FIGURES_WRITTEN_HERE = gettext_noop(
    "店舗%(other)sの%(value)sの売上は、C3の中で入力されたか、直されています。取り込みでは上書きしません。"
    "この行を消してください。"
)
GOAL_WRITTEN_HERE = gettext_noop(
    "店舗%(other)sの%(value)sの目標は、C3の中で入力されたか、直されています。取り込みでは上書きしません。"
    "この行を消してください。"
)
TWO_BEST = gettext_noop("投稿%(value)sのベストアンサーが2つになります。1つの投稿に1つまでです。")
LOGIN_TAKEN = gettext_noop(
    "ログインID「%(value)s」は「%(other)s」と大文字と小文字しか違いません。別のIDにするか、「%(other)s」と書いてください。"
)
PERSON_CHANGED_HERE = gettext_noop(
    "「%(value)s」の人はC3の中で登録されたか、変えられています。取り込みでは上書きしません。この行を消してください。"
)
LAST_ADMIN = gettext_noop(
    "使える本部の人がいなくなります。ログインできる本部の人を、少なくとも1人は残してください。"
)


@dataclass(frozen=True, slots=True)
class Check:
    """A rule: the files that must be there for it, what its statement finds, and the sentence for it."""

    file: str
    reason: str
    statement: sql.Composable
    refers: str = ""


def checks(here: Mapping[str, Sequence[str]], broken: AbstractSet[str]) -> Iterator[Check]:
    """The checks for these files, each with the columns that it has; doubles first.

    What names a row of a `broken` file is not looked at, since it may yet come: asked for each check anew.
    """
    files = [BY_NAME[name] for name in here]
    yield from (Check(file.name, DOUBLE, doubles(file)) for file in files)
    for file in files:
        for column in file.columns:
            if column.refers and column.refers not in broken:
                found = unknown(file, column, column.refers in here)
                yield Check(file.name, NOT_THERE[column.refers], found)
    for name, reason, statement in RULES:
        if name in here:
            yield Check(name, reason, sql.SQL(statement).format(**_rows_of(here, name)))
    if "bbs_reactions" in here:
        yield from _targets(here, broken)


def _targets(here: Mapping[str, Sequence[str]], broken: AbstractSet[str]) -> Iterator[Check]:
    """A reaction names a post or a comment."""
    for target, name in (("post", "bbs_posts"), ("comment", "bbs_comments")):
        if name not in broken:
            coming = COMING if name in here else NOT_COMING
            named = BY_NAME[name]
            yield Check(
                "bbs_reactions",
                NOT_THERE[name],
                sql.SQL(coming).format(
                    reactions=typed(BY_NAME["bbs_reactions"]),
                    target=sql.Literal(target),
                    table=sql.Identifier(name),
                    named=typed(named),
                    key=sql.Identifier(named.key[0]),
                ),
            )


def _rows_of(here: Mapping[str, Sequence[str]], name: str) -> dict[str, sql.Composable]:
    """What a rule speaks of: `{rows}` of its own file, `{stores}` as they will be.

    Where a row `s` meets its earlier self `t`: `{differs}`, and `{ours}` (`Target.ours`).
    """
    stores = STORES_TO_COME if "stores" in here else STORES_THAT_ARE
    target = BY_NAME[name].targets[0]
    return {
        "rows": typed(BY_NAME[name]),
        "differs": differs(target, here[name]),
        "ours": sql.SQL(target.ours),
        "stores": sql.SQL(stores).format(typed(BY_NAME["stores"])),
    }


STORES_THAT_ARE: LiteralString = "(SELECT store_id, kind FROM stores)"
STORES_TO_COME: LiteralString = """(
    SELECT store_id, coalesce(f.kind, t.kind,
                              CASE WHEN store_id = 1 AND f.name = '本部' THEN 'hq' ELSE 'store' END) AS kind
    FROM {} f FULL JOIN stores t USING (store_id))"""
COMING: LiteralString = """
    SELECT s.line, 'target_id' AS column, s.target_id::text, NULL FROM {reactions} s
    WHERE s.target = {target} AND NOT EXISTS (SELECT FROM {table} t WHERE t.id = s.target_id)
      AND NOT EXISTS (SELECT FROM {named} f WHERE f.{key} = s.target_id)"""
NOT_COMING: LiteralString = """
    SELECT s.line, 'target_id' AS column, s.target_id::text, NULL FROM {reactions} s
    WHERE s.target = {target} AND NOT EXISTS (SELECT FROM {table} t WHERE t.id = s.target_id)"""
OF_HEAD_OFFICE: LiteralString = """
    SELECT s.line, 'store_id' AS column, s.store_id::text, NULL
    FROM {rows} s JOIN {stores} t USING (store_id) WHERE t.kind = 'hq'"""
# Another system counts its reports and posts from 1, as C3 does: the same number is not yet the same text.
IS_SAME: LiteralString = "(t.store_id, t.user_id, t.created_at) = (s.store_id, s.user_id, s.created_at)"
WRITTEN_REPORTS: LiteralString = """
    SELECT s.line, 'report_id' AS column, s.report_id::text, NULL
    FROM {rows} s JOIN daily_reports t ON t.id = s.report_id WHERE {ours}"""
WRITTEN_POSTS: LiteralString = """
    SELECT s.line, 'post_id' AS column, s.post_id::text, NULL
    FROM {rows} s JOIN bbs_posts t ON t.id = s.post_id WHERE {ours}"""
# Of what was deleted without a trace on its page, its versions are left; the first tells when it was written.
DELETED_REPORTS: LiteralString = """
    SELECT s.line, 'report_id' AS column, s.report_id::text, NULL
    FROM {rows} s JOIN report_versions v ON v.report_id = s.report_id AND v.deleted_at IS NOT NULL
    WHERE NOT EXISTS (SELECT FROM daily_reports t WHERE t.id = s.report_id)"""
WAS_SAME_REPORT: LiteralString = """(
    (v.store_id, v.user_id) = (s.store_id, s.user_id) AND NOT EXISTS (
        SELECT FROM report_versions f
        WHERE f.report_id = s.report_id AND f.version = 1 AND f.written_at <> s.created_at))"""
DELETED_POSTS: LiteralString = """
    SELECT s.line, 'post_id' AS column, s.post_id::text, NULL
    FROM {rows} s JOIN bbs_versions v ON v.source_id = s.post_id
    WHERE v.kind = 'post' AND v.deleted_at IS NOT NULL
      AND NOT EXISTS (SELECT FROM bbs_posts t WHERE t.id = s.post_id)"""
WAS_SAME_POST: LiteralString = """(
    v.user_id = s.user_id AND NOT EXISTS (
        SELECT FROM bbs_versions f WHERE f.kind = 'post' AND f.source_id = s.post_id
        AND f.version = 1 AND f.written_at <> s.created_at))"""
DELETED_COMMENTS: LiteralString = """
    SELECT s.line, 'comment_id' AS column, s.comment_id::text, NULL FROM {rows} s
    WHERE NOT EXISTS (SELECT FROM bbs_comments t WHERE t.id = s.comment_id)
      AND EXISTS (SELECT FROM bbs_versions v
                  WHERE v.kind = 'comment' AND v.source_id = s.comment_id AND v.deleted_at IS NOT NULL)"""

RULES: tuple[tuple[str, str, LiteralString], ...] = (
    (
        "stores",
        NAME_IN_FILE,
        """SELECT line, 'name' AS column, name, first::text
           FROM (SELECT line, name, min(line) OVER (PARTITION BY name) AS first FROM {rows} s) named
           WHERE line > first""",
    ),
    (
        "stores",
        NAME_TAKEN,
        """SELECT s.line, 'name' AS column, s.name, t.store_id::text
           FROM {rows} s JOIN stores t ON t.name = s.name AND t.store_id <> s.store_id""",
    ),
    (
        "stores",
        OPENED_AGAIN_HERE,
        """SELECT s.line, 'opened_on' AS column, s.store_id::text, t.opened_on::text
           FROM {rows} s JOIN stores t USING (store_id)
           WHERE s.opened_on IS DISTINCT FROM t.opened_on AND EXISTS (
               SELECT FROM audit_events e
               WHERE e.subject = 'store' AND e.subject_id = t.store_id::text AND e.action = 'changed'
                 AND e.detail ?& '{{opened_on,closed_on}}' AND e.detail->'closed_on'->>1 IS NULL)""",
    ),
    ("performances", SELLS_NOTHING, OF_HEAD_OFFICE),
    (
        "performances",
        FIGURES_WRITTEN_HERE,
        """SELECT s.line, 'date' AS column, s.date::text, s.store_id::text
           FROM {rows} s JOIN store_daily_performances t USING (store_id, date) WHERE {ours} AND {differs}""",
    ),
    ("goals", SELLS_NOTHING, OF_HEAD_OFFICE),
    (
        "goals",
        GOAL_WRITTEN_HERE,
        """SELECT s.line, 'month' AS column, s.year || '-' || s.month, s.store_id::text
           FROM {rows} s JOIN monthly_goals t USING (store_id, year, month) WHERE {ours} AND {differs}""",
    ),
    ("reports", REPORT_WRITTEN_HERE, WRITTEN_REPORTS + " AND {differs} AND " + IS_SAME),
    ("reports", REPORT_OF_OTHERS, WRITTEN_REPORTS + " AND NOT " + IS_SAME),
    ("reports", REPORT_WRITTEN_HERE, DELETED_REPORTS + " AND " + WAS_SAME_REPORT),
    ("reports", REPORT_OF_OTHERS, DELETED_REPORTS + " AND NOT " + WAS_SAME_REPORT),
    ("bbs_posts", POST_WRITTEN_HERE, WRITTEN_POSTS + " AND {differs} AND " + IS_SAME),
    ("bbs_posts", POST_OF_OTHERS, WRITTEN_POSTS + " AND NOT " + IS_SAME),
    ("bbs_posts", POST_WRITTEN_HERE, DELETED_POSTS + " AND " + WAS_SAME_POST),
    ("bbs_posts", POST_OF_OTHERS, DELETED_POSTS + " AND NOT " + WAS_SAME_POST),
    (
        "bbs_comments",
        COMMENT_CHANGED_HERE,
        """SELECT s.line, 'comment_id' AS column, s.comment_id::text, NULL
           FROM {rows} s JOIN bbs_comments t ON t.id = s.comment_id
           WHERE (t.form_id IS NOT NULL OR t.edit_id IS NOT NULL OR t.deleted_at IS NOT NULL)
             AND (t.post_id, t.user_id) = (s.post_id, s.user_id) AND t.content <> s.content""",
    ),
    ("bbs_comments", COMMENT_CHANGED_HERE, DELETED_COMMENTS),
    (
        "bbs_comments",
        COMMENT_OF_OTHERS,
        """SELECT s.line, 'comment_id' AS column, s.comment_id::text, NULL
           FROM {rows} s JOIN bbs_comments t ON t.id = s.comment_id
           WHERE (t.post_id, t.user_id) <> (s.post_id, s.user_id)""",
    ),
    (
        "bbs_comments",
        TWO_BEST,
        """SELECT line, 'is_best_answer' AS column, post_id::text, NULL FROM (
               SELECT line, post_id,
                      row_number() OVER (PARTITION BY post_id ORDER BY line NULLS FIRST) AS number
               FROM (SELECT line, post_id FROM {rows} s WHERE is_best_answer
                     UNION ALL
                     SELECT NULL, t.post_id FROM bbs_comments t WHERE t.is_best_answer
                     AND NOT EXISTS (SELECT FROM {rows} s WHERE s.comment_id = t.id)) AS best) AS numbered
           WHERE number > 1 AND line IS NOT NULL""",
    ),
    (
        "users",
        LOGIN_TAKEN,
        """SELECT s.line, 'user_id' AS column, s.user_id, min(o.user_id)
           FROM {rows} s
           JOIN (SELECT user_id, 0 AS line FROM users UNION ALL SELECT user_id, line FROM {rows} f) o
               ON lower(o.user_id) = lower(s.user_id) AND o.user_id <> s.user_id AND o.line < s.line
           WHERE NOT EXISTS (SELECT FROM users t WHERE t.user_id = s.user_id)
           GROUP BY s.line, s.user_id""",
    ),
    (
        "users",
        PERSON_CHANGED_HERE,
        """SELECT s.line, 'user_id' AS column, s.user_id, NULL
           FROM {rows} s JOIN users t USING (user_id) WHERE {ours} AND {differs}""",
    ),
    (
        "users",
        LAST_ADMIN,
        """SELECT s.line, CASE WHEN s.role <> 'admin' THEN 'role' ELSE 'is_active' END AS column,
                  s.user_id, NULL
           FROM {rows} s JOIN users t USING (user_id)
           WHERE t.user_type = 'admin' AND t.is_active AND left(t.password, 1) <> '!'
             AND (s.role <> 'admin' OR NOT s.is_active)
             AND NOT EXISTS (
                 SELECT FROM users o LEFT JOIN {rows} f USING (user_id)
                 WHERE coalesce(f.role, o.user_type) = 'admin' AND coalesce(f.is_active, o.is_active)
                   AND left(o.password, 1) <> '!')""",
    ),
)
