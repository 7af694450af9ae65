"""What the rules say in Japanese."""

from typing import Final

from shared.words import Genre, Location, Metric
from stream.chat.ledger import Status
from stream.chat.rules.intents import Intent
from stream.chat.rules.phrases import Phrases

_EXAMPLES: Final = "「先週のクレームは何件？」「昨日の売上は？」「アレルギー対応の手順は？」"

JAPANESE: Final = Phrases(
    silent={
        Intent.GREETING: "お疲れさまです。日報、掲示板、資料、売上などの記録から答えます。"
        f"{_EXAMPLES}のように聞いてください。",
        Intent.OFF_FIELD: "申し訳ありません。"
        "お答えできるのは、日報・掲示板・資料・売上など、記録されたことだけです。",
        Intent.PRIVATE: "申し訳ありません。連絡先や給与などの個人情報は、お答えできません。"
        "店長か本部にご確認ください。",
        Intent.ORDERS: "申し訳ありません。そのご依頼にはお応えできません。"
        "見ることができる店舗と数字は、あなたの権限で決まっていて、質問では変えられません。",
        Intent.NOT_KEPT: "申し訳ありません。その分け方の数字は記録にありません。"
        "記録にあるのは、店舗と営業日ごとの売上・客数・違算と、日報の件数です。"
        "「先週の売上は？」「今月の客数は？」のように聞いてください。",
        Intent.UNCLEAR: "何についてのご質問か、読み取れませんでした。"
        f"{_EXAMPLES}のように、知りたいことと期間を書いてください。",
        Intent.WHICH: "どの日、どの店舗のことか、読み取れませんでした。"
        "「11/14の日報」「渋谷店のクレーム」のように、何日か（どの店舗か）を書いてください。",
    },
    status={
        Status.EMPTY: "該当する記録はありません。",
        Status.CLOSED: "{where}記録はありません（営業していない期間です）。",
        Status.UNCOUNTED: "{where}提出はありますが、この数字の記録はありません"
        "（違算は、レジを数えた日だけです）。",
        Status.NO_STORE: "お尋ねの店舗（または条件）は、見ることができる範囲に見つかりませんでした。"
        "名前を確かめてください。",
        Status.NO_PERIOD: "期間を読み取れませんでした。"
        "「先週」「先月」「昨日」のように、二年までの期間を書いてください。",
        Status.ONE_MONTH: "目標は月ごとのものです。「今月の目標は？」のように、月をひとつ書いてください。",
        Status.FUTURE: "その期間はまだ始まっていないため、記録がありません。",
        Status.NOT_ALLOWED: "申し訳ありません。店舗の順位は、エリアマネージャーと本部が見られます。",
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
        "sales_of.change": "売上は{base_period}の{base_sales}に比べて{change}です。",
        "sales_of.year_change": "前年同曜日の{year_sales}に比べて{year_change}です。",
        "sales_of.best_day": "売上が最も多いのは{best_day}の{best_day_sales}です。",
        "sales_of.missing": "売上が未提出の日が{missing}あります（未提出の日は合計に入っていません）。",
        "sales_of.missing_first": "{where}売上が未提出の日は**{missing}**です。",
        "sales_of.filed": "提出されているのは{filed}です。",
        "claim_statistics.claims": "{where}{place}クレームは**{claims}**でした。",
        "claim_statistics.rate": "客数{customers}に対して、千人あたり{rate}です。",
        "claim_statistics.same_claims": "そろっている{through}までは{same_claims}です。",
        "claim_statistics.missing": "客数が未提出の日が{missing}あり、率は高めに出ています。",
        "claim_statistics.base_claims": "{base_period}は{base_claims}でした。",
        "report_statistics.total": "{where}{place}{genre}日報は**{total}**でした。",
        "cash_differences.sum": "{where}違算は合計**{sum}**、違算があったのは{off_days}でした。",
        "cash_differences.largest": "最も大きいのは{largest_date}の{largest}です。",
        "cash_differences.missing": "違算が未提出の日が{missing}あります。",
        "goal_status.target": "{where}売上目標は**{target}**です。",
        "goal_status.sold": "これまでの売上は{sold}です。",
        "goal_status.attainment": "達成率は**{attainment}**です。",
        "goal_status.forecast": "着地見込みは**{forecast}**です。",
        "goal_status.achievement_rate": "店舗が記入した達成度は{achievement_rate}です。",
        "compare_periods.both": "{where}{metric}は**{a}**、{against}は{b}でした。",
        "compare_periods.a": "{where}{metric}は**{a}**でした。",
        "compare_periods.a_unfiled": "{where}{metric}は未提出です。",
        "compare_periods.a_none": "{where}{metric}の記録はありません。",
        "compare_periods.b": "比べる期間（{against}）は{b}でした。",
        "compare_periods.b_unfiled": "比べる期間（{against}）は未提出です。",
        "compare_periods.b_none": "比べる期間（{against}）の記録はありません。",
        "compare_periods.same": "そろっている日で比べると、{a_period}は{a_same}、{b_period}は{b_same}です。",
        "compare_periods.difference": "差は{difference}です。",
        "compare_periods.change": "割合では{change}です。",
        "search_reports.newest": "{where}日報を、新しい順に{found}読みました。",
        "search_reports.found": "{where}関係の深い日報を{found}読みました。",
        "search_reports.reasons": "理由は、記録だけでは決められません。"
        "手がかりとして、{where}日報を{found}読みました。",
        "search_board.found": "掲示板で、関係の深い投稿を{found}読みました。",
        "gather_topic.found": "関係の深い記録を{found}読みました。",
    },
    labels={"target": "目標", "sold": "売上", "attainment": "達成率", "sales": "売上", "customers": "客数"},
    places={
        Location.KITCHEN: "キッチンの",
        Location.HALL: "ホールの",
        Location.CASHIER: "レジの",
        Location.TOILET: "トイレの",
        Location.OTHER: "その他の場所の",
    },
    genres={
        Genre.CLAIM: "クレームの",
        Genre.PRAISE: "賞賛の",
        Genre.ACCIDENT: "事故の",
        Genre.REPORT: "報告の",
        Genre.OTHER: "その他の",
    },
    metrics={metric: metric.label for metric in Metric},
    empty={
        "search_reports": "{where}該当する日報は見つかりませんでした。",
        "search_board": "掲示板に、該当する投稿は見つかりませんでした。",
        "search_knowledge": "資料（マニュアルなど）に、該当する内容は見つかりませんでした。",
        "gather_topic": "{where}該当する記録は見つかりませんでした。",
        "sales_of": "{where}売上は、まだ提出されていません（未提出）。",
        "cash_differences": "{where}違算は、まだ提出されていません（未提出）。",
        "compare_periods": "{where}{metric}は、どちらの期間も未提出です。",
        "rank_stores": "{where}順位を出せる数字が、まだありません（未提出）。",
        "goal_status": "{where}目標は登録されていません。",
    },
    of_store="{store}の",
    of_all="見ることができる全店の",
    of_period="{period}の",
    no_goal="{where}売上目標は登録されていません。",
    ranked="{where}{metric}の多い順です。",
    ranked_least="{where}{metric}の少ない順です。",
    more_rows="続きは表をご覧ください。",
    more_figures="一度にお答えできるのは2つまでです。ほかは、分けて聞いてください。",
    more_stores="一度にお答えできる店舗には限りがあります。ほかの店舗は、分けて聞いてください。",
    unfinished="この期間はまだ終わっていないため、途中の数字です。",
    none_missing="{where}売上が未提出の日はありません。",
    newest="{where}日報です。",
    nearest="次の記録がありました。",
    manual="「{title}」に、次のように書かれています。 [{n}]",
    see_also="ほかに関係する資料：",
    between_labels="、",
    quote="「{text}」",
)
