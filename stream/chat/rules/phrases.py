"""What the rules say, in Japanese and in English; figures are filled in as references."""

from dataclasses import dataclass
from typing import Final

from stream.chat.ledger import Status
from stream.chat.rules.reading import Intent


@dataclass(frozen=True, slots=True)
class Phrases:
    """The sentences of one language. `silent` are answers without a tool, `sentences` by tool and fact."""

    silent: dict[Intent, str]
    status: dict[Status, str]
    sentences: dict[str, str]
    of_store: str
    of_period: str
    nothing: str
    nothing_found: str
    nothing_filed: str
    no_goal: str
    ranked: str
    more_rows: str
    found: str
    manual: str
    see_also: str


def phrases(*, is_japanese: bool) -> Phrases:
    """Those of the question's language."""
    return JAPANESE if is_japanese else ENGLISH


JAPANESE: Final = Phrases(
    silent={
        Intent.GREETING: "こんにちは。日報、掲示板、マニュアル、売上などの記録から答えます。"
        "「先週のクレームは何件？」「先月と今月の売上を比べて」「食中毒を防ぐ手順は？」のように聞いてください。",
        Intent.OFF_FIELD: "申し訳ありません。お答えできるのは、日報・掲示板・資料・売上など、C3に記録されたことだけです。",
        Intent.PRIVATE: "申し訳ありません。個人の連絡先や給与など、個人情報にあたることはお答えできません。",
        Intent.ORDERS: "申し訳ありません。その依頼にはお応えできません。見ることができる店舗と期間は、あなたの権限で決まっています。"
        "日報・掲示板・資料・売上について質問してください。",
        Intent.UNCLEAR: "何についての質問か、読み取れませんでした。"
        "「先週のクレームは何件？」「昨日の売上は？」「アレルギー対応の手順は？」のように、知りたいことと期間を書いてください。",
    },
    status={
        Status.EMPTY: "該当する記録はありません。",
        Status.NO_STORE: "お尋ねの店舗は、見ることができる店舗の中に見つかりませんでした。店舗名を確かめてください。",
        Status.NO_PERIOD: "期間を読み取れませんでした。「先週」「11月」「2026-11-01」のように書いてください。",
        Status.FUTURE: "その期間はまだ始まっていないため、記録がありません。",
        Status.NOT_ALLOWED: "その数字は、あなたの権限では見ることができません。",
        Status.WRONG: "質問の条件を読み取れませんでした。言い方を変えて、もう一度お試しください。",
        Status.AWAY: "記録を読めませんでした。少し待って、もう一度お試しください。",
    },
    sentences={
        "sales_of.sales": "{where}売上は**{sales}**でした。",
        "sales_of.customers": "{where}客数は**{customers}**でした。",
        "sales_of.spend": "{where}客単価は**{spend}**でした。",
        "sales_of.also_sales": "売上は{sales}です。",
        "sales_of.also_customers": "客数は{customers}です。",
        "sales_of.also_spend": "客単価は{spend}です。",
        "sales_of.base": "売上は前週同曜日の{base_sales}に対して{change}です。",
        "sales_of.year": "前年同曜日の{year_sales}に対しては{year_change}です。",
        "sales_of.best": "最も売れたのは{best_day}の{best_day_sales}です。",
        "sales_of.missing": "売上が未提出の日が{missing}あります。",
        "claim_statistics.claims": "{where}クレームは**{claims}**でした。",
        "claim_statistics.rate": "客数{customers}に対して、1,000人あたり{rate}です。",
        "claim_statistics.base": "前の期間は{base_claims}でした。",
        "report_statistics.total": "{where}日報は**{total}**でした。",
        "cash_differences.sum": "{where}違算は合計**{sum}**、違算があったのは{off_days}でした。",
        "cash_differences.largest": "最も大きいのは{largest_date}の{largest}です。",
        "cash_differences.missing": "違算が未提出の日が{missing}あります。",
        "goal_status.target": "{where}売上目標は**{target}**、これまでの売上は{sold}です。",
        "goal_status.attainment": "達成率は{attainment}です。",
        "goal_status.forecast": "着地見込みは{forecast}です。",
        "goal_status.achievement": "店舗が記入した達成度は{achievement_rate}です。",
        "goal_status.text": "目標は「{goal_text}」です。",
        "compare_periods.both": "{where}**{a}**、比べる期間（{against}）は{b}でした。",
        "compare_periods.change": "差は{difference}（{change}）です。",
        "search_reports.found": "{where}日報が{found}見つかりました。",
        "search_board.found": "掲示板に{found}見つかりました。",
        "gather_topic.found": "関係する記録が{found}見つかりました。",
    },
    of_store="{store}の",
    of_period="{period}の",
    nothing="該当する記録はありません。",
    nothing_found="該当する記録は見つかりませんでした。",
    nothing_filed="数字は提出されていません（未提出）。",
    no_goal="この月の目標は登録されていません。",
    ranked="{where}順位は次のとおりです。",
    more_rows="続きは表をご覧ください。",
    found="次の記録が見つかりました。",
    manual="「{title}」に次のように書かれています。 [{n}]",
    see_also="ほかに関係する資料：",
)
ENGLISH: Final = Phrases(
    silent={
        Intent.GREETING: "Hello. I answer from what C3 has on record: daily reports, the board, manuals, sales. "
        "Ask for example “How many claims last week?” in Japanese or in simple English.",
        Intent.OFF_FIELD: "Sorry, I can only answer about what is on record in C3: reports, the board, documents, sales.",
        Intent.PRIVATE: "Sorry, I give no personal data such as contacts or wages.",
        Intent.ORDERS: "Sorry, I cannot do that. Which stores you can see follows from your rights.",
        Intent.UNCLEAR: "I could not read what your question is about. Please name what you want to know, and a period.",
    },
    status={
        Status.EMPTY: "There is no such record.",
        Status.NO_STORE: "That store is not among the stores that you can see. Please check its name.",
        Status.NO_PERIOD: "I could not read the period. Please write it like 先週 or a date.",
        Status.FUTURE: "That period has not begun, so there is no record of it.",
        Status.NOT_ALLOWED: "Your rights do not include those figures.",
        Status.WRONG: "I could not read the conditions. Please say it in other words.",
        Status.AWAY: "The records could not be read. Please wait a moment and try again.",
    },
    sentences={
        "sales_of.sales": "{where}sales were **{sales}**. ",
        "sales_of.customers": "{where}customers were **{customers}**. ",
        "sales_of.spend": "{where}spend per customer was **{spend}**. ",
        "sales_of.also_sales": "Sales: {sales}. ",
        "sales_of.also_customers": "Customers: {customers}. ",
        "sales_of.also_spend": "Spend per customer: {spend}. ",
        "sales_of.base": "Sales against the same weekdays a week before ({base_sales}): {change}. ",
        "sales_of.year": "Against a year before ({year_sales}): {year_change}. ",
        "sales_of.best": "The best day was {best_day} with {best_day_sales}. ",
        "sales_of.missing": "Not filed: {missing}. ",
        "claim_statistics.claims": "{where}claims: **{claims}**. ",
        "claim_statistics.rate": "For {customers}, that is {rate} per 1,000 customers. ",
        "claim_statistics.base": "The period before: {base_claims}. ",
        "report_statistics.total": "{where}reports: **{total}**. ",
        "cash_differences.sum": "{where}cash differences: **{sum}** in all, on {off_days}. ",
        "cash_differences.largest": "The largest: {largest} on {largest_date}. ",
        "cash_differences.missing": "Not filed: {missing}. ",
        "goal_status.target": "{where}target: **{target}**, sold so far: {sold}. ",
        "goal_status.attainment": "Attainment: {attainment}. ",
        "goal_status.forecast": "Forecast: {forecast}. ",
        "goal_status.achievement": "Achievement as noted by the store: {achievement_rate}. ",
        "goal_status.text": "The goal: “{goal_text}”. ",
        "compare_periods.both": "{where}**{a}**; the other period ({against}): {b}. ",
        "compare_periods.change": "Difference: {difference} ({change}). ",
        "search_reports.found": "{where}reports found: {found}. ",
        "search_board.found": "Found on the board: {found}. ",
        "gather_topic.found": "Records found: {found}. ",
    },
    of_store="{store}, ",
    of_period="{period}: ",
    nothing="There is no such record.",
    nothing_found="no record was found.",
    nothing_filed="no figures were filed.",
    no_goal="No goal is set for this month.",
    ranked="{where}the ranking:",
    more_rows="The table has the rest.",
    found="These records were found.",
    manual="“{title}” says: [{n}]",
    see_also="Other documents on this:",
)
