"""What each tool is doing, in words for the person who waits."""

from typing import Final

from shared.words import gettext_noop

LABELS: Final = {
    "search_reports": gettext_noop("日報を読んでいます…"),
    "search_board": gettext_noop("掲示板を読んでいます…"),
    "search_knowledge": gettext_noop("資料を読んでいます…"),
    "report_statistics": gettext_noop("日報を数えています…"),
    "claim_statistics": gettext_noop("クレームを数えています…"),
    "sales_of": gettext_noop("売上を確認しています…"),
    "cash_differences": gettext_noop("違算を確認しています…"),
    "goal_status": gettext_noop("目標を確認しています…"),
    "compare_periods": gettext_noop("2つの期間を比べています…"),
    "gather_topic": gettext_noop("記録を集めています…"),
    "rank_stores": gettext_noop("店舗を比べています…"),
}
