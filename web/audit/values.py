"""The columns that events name, and their values, as a page shows them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shared.audit import Value
from shared.words import StoreKind
from web.pages.templatetags.c3 import guests, jdate, signed_yen, words_label, yen

LABELS: Final = {
    "user_id": gettext_lazy("ログインID"),
    "store_id": gettext_lazy("店舗"),
    "user_type": gettext_lazy("役割"),
    "last_name": gettext_lazy("姓"),
    "first_name": gettext_lazy("名"),
    "email": gettext_lazy("メールアドレス"),
    "is_active": gettext_lazy("利用"),
    "password": gettext_lazy("パスワード"),
    "area_id": gettext_lazy("エリア"),
    "name": gettext_lazy("名前"),
    "entered": gettext_lazy("加えた店舗"),
    "gone": gettext_lazy("外した店舗"),
    "prefecture": gettext_lazy("都道府県"),
    "address": gettext_lazy("住所"),
    "kind": gettext_lazy("種類"),
    "opened_on": gettext_lazy("開店日"),
    "closed_on": gettext_lazy("閉店日"),
    "changeover_hour": gettext_lazy("日付の切り替え時刻"),
    "date": gettext_lazy("日付"),
    "year": gettext_lazy("年"),
    "month": gettext_lazy("月"),
    "goal_text": gettext_lazy("目標"),
    "sales_target": gettext_lazy("売上目標"),
    "achievement_rate": gettext_lazy("達成度"),
    "achievement_text": gettext_lazy("達成の様子"),
    "sales_amount": gettext_lazy("売上"),
    "customer_count": gettext_lazy("客数"),
    "cash_difference": gettext_lazy("違算"),
    "terms": gettext_lazy("言葉"),
    "title": gettext_lazy("タイトル"),
    "file_name": gettext_lazy("ファイル"),
    "version": gettext_lazy("版"),
}
TABLES: Final = {
    "stores": gettext_lazy("店舗"),
    "users": gettext_lazy("スタッフ"),
    "areas": gettext_lazy("エリア"),
    "performances": gettext_lazy("売上"),
    "reports": gettext_lazy("日報"),
    "bbs_posts": gettext_lazy("掲示板"),
    "bbs_comments": gettext_lazy("コメント"),
    "bbs_reactions": gettext_lazy("リアクション"),
    "goals": gettext_lazy("目標"),
    "store_daily_performances": gettext_lazy("売上"),
    "daily_reports": gettext_lazy("日報"),
    "monthly_goals": gettext_lazy("目標"),
}
MEMBERS: Final = frozenset({"entered", "gone"})  # columns that hold store numbers
SHOWN: Final[dict[str, Callable[[str], str]]] = {
    "user_type": lambda code: words_label(code, "role"),
    "kind": lambda code: words_label(code, "store_kind" if code in StoreKind.codes() else "knowledge_kind"),
    "is_active": lambda active: _("利用中") if active == "True" else _("停止中"),
    "opened_on": jdate,
    "closed_on": jdate,
    "date": jdate,
    "changeover_hour": "{}:00".format,
    "achievement_rate": "{}%".format,
    "sales_target": yen,
    "sales_amount": yen,
    "customer_count": guests,
    "cash_difference": signed_yen,
}


def column_label(column: str) -> str:
    """Its label in the reader's language, also of a table that an import counts; else its name."""
    return str(LABELS.get(column) or TABLES.get(column) or column)


def column_order(column: str) -> int:
    """Where it stands among the others: as `LABELS` has them, tables behind, unknown ones last."""
    known = (*LABELS, *TABLES)
    return known.index(column) if column in known else len(known)


def told(column: str, value: Value, stores: Mapping[int, str], areas: Mapping[int, str]) -> str | None:
    """The value as a page shows it; None for none. A password is never shown."""
    if column == "password":
        return _("変更")
    if value is None or value == "":
        return None
    if column in {"store_id", "area_id"} and isinstance(value, int):
        return (stores if column == "store_id" else areas).get(value, str(value))
    if isinstance(value, list):
        return names_of(numbers_in(value), stores) if column in MEMBERS else _("、").join(map(str, value))
    if column in TABLES and isinstance(value, int):
        return ngettext("%(rows)s件", "%(rows)s件", value) % {"rows": f"{value:,}"}
    return SHOWN.get(column, str)(str(value))


def numbers_in(value: Value) -> list[int]:
    """The numbers of stores that a value lists; none for any other value."""
    return [number for number in value if isinstance(number, int)] if isinstance(value, list) else []


def names_of(numbers: Sequence[int], stores: Mapping[int, str]) -> str:
    """The first store's name, and how many more."""
    if not numbers:
        return ""
    name = stores.get(numbers[0], str(numbers[0]))
    if len(numbers) == 1:
        return name
    return _("%(store)sほか%(more)s店") % {"store": name, "more": len(numbers) - 1}
