"""The words by which a question is read, each concept in one place; texts are folded first (`folded`)."""

import re
import unicodedata
from typing import Final

from shared.words import Genre, Location, Metric


def folded(text: str) -> str:
    """NFKC, in small letters, katakana words for what people write in hiragana as they are."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def _words(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words))


OFF_BY: Final = (
    r"(?:レジ|現金|お?金|釣り?銭?|お釣り|つり銭|売上金).{0,8}"
    r"(?:合わな|合って(?:い)?な|あわな|合いま|ずれ|ズレ|足りな|違っ|違う|不足|過不足)"
)
METRICS: Final[dict[Metric, re.Pattern[str]]] = {
    Metric.SPEND: _words("客単価", "客単", "単価", "(?:一|1|ひと)人(?:あたり|当たり|当り)の?(?:売|額|金額|単価)"),
    Metric.DIFFERENCE: _words("違算", "レジ差", "差異", "レジ誤差", "過不足", "cash difference", OFF_BY),
    Metric.CLAIMS: _words("クレーム", "くれーむ", "苦情", "お?叱り", "ご指摘", "文句", "claim", "complaint"),
    Metric.CUSTOMERS: _words(
        "客数", "来客", "来店(?:者|客|数)", "入客", "集客", "お?客(?:さん|様|さま)?(?:の|は|が)?(?:数|人数|何人|何名)",
        "お?客(?:さん|様|さま)?[^。]{0,6}(?:来た|来て|来まし|入っ|減っ|増え|多|少な)", "何人(?:来|くらい来|ぐらい来)",
        "何名(?:様)?(?:来|くらい)", "customers?", "guests?",
    ),
    Metric.SALES: _words(
        "売上", "売り上げ", "売上げ", "売り上", "うりあげ", "ウリアゲ", "日商", "月商", "年商", "いくら売", "売れ(?:た|て|行き|まし|ゆき)",
        "儲か", "もうか", "sales", "revenue", "turnover",
    ),
    Metric.REPORTS: _words(r"日報(?:の|は)?(?:件数|数|提出数|何件|いくつ|何本)", "日報.{0,6}(?:何件|件数|いくつ)", "number of reports"),
}  # fmt: skip
GENRES: Final[dict[Genre, re.Pattern[str]]] = {
    Genre.CLAIM: METRICS[Metric.CLAIMS],
    Genre.PRAISE: _words("賞賛", "称賛", "お?褒め", "お?ほめ", "ほめられ", "褒められ", "感謝の", "喜ばれ", "喜んで", "嬉しい声", "praise", "compliment"),
    Genre.ACCIDENT: _words("事故", "けが", "ケガ", "怪我", "やけど", "火傷", "転倒", "転ん", "ヒヤリ", "ひやり", "accident", "injur"),
    Genre.REPORT: _words("ジャンル.{0,3}報告", "報告(?:の|だけ|は)(?:日報|件数|何件)"),
}  # fmt: skip
LOCATIONS: Final[dict[Location, re.Pattern[str]]] = {
    Location.KITCHEN: _words("キッチン", "厨房", "調理場", "きっちん", "kitchen"),
    Location.HALL: _words("ホール", "客席", "フロア", "ほーる", "hall", "dining"),
    Location.CASHIER: _words("レジ(?!差|誤差)", "会計", "cashier", "register"),
    Location.TOILET: _words("トイレ", "お手洗い", "化粧室", "といれ", "toilet", "restroom"),
}
HOW_TO: Final = _words(
    "手順", "やり方", "やりかた", "方法", "マニュアル", "ルール", "規程", "規定", "規則", "決まり", "仕方", "しかた", "手引", "faq",
    "よくある質問", "どう(?:すれ|した|やっ|対応|す(?:る|べ)|答え|扱)", "何て書い", "何と書い", "なんて書い", "資料", "ガイド", "基準", "注意点",
    "気を付け", "気をつけ", "防ぐ", "防ぎ", "防止", "予防", "対応(?:は|の|を|方)", "していい", "してもいい", "してよい", "してはいけ",
    "つけ方", "使い方", "作り方", "洗い方", "保管", "how (?:to|do|should)", "procedure", "manual",
)  # fmt: skip
BOARD: Final = _words(
    "掲示板", "他店", "他の店", "ほかの店", "よその店", "別の店", "他店舗", "みんな", "皆さん", "工夫", "アイデア", "アイディア", "ベストアンサー", "投稿",
    "事例", "コツ", "うまくいっ", "成功", "改善(?:例|策|した)", "スレ", "書き込み", "bbs", "board", "other (?:stores|shops)",
)  # fmt: skip
OTHER_STORES: Final = _words(
    "他店", "他の店", "ほかの店", "よその店", "別の店", "他店舗", "other (?:stores|shops)"
)
IDEAS: Final = _words(
    "工夫", "アイデア", "アイディア", "コツ", "事例", "うまくいっ", "成功", "改善", "減っ", "対策", "ideas?"
)
COUNT: Final = _words(
    "何件", "件数", "いくつ", "何回", "多い", "多かっ", "少な", "増え", "減っ", "推移", "割合", "内訳", "傾向", "発生率", "率", "数は", "の数", "あった\\?",
    "ありました", "ある\\?", "集計", "統計", "how many", "count", "number of",
)  # fmt: skip
RATE: Final = _words("率", "(?:1000|1,000|千)人", "客数(?:に対|あたり|当たり)", "あたり何件", "rate")
CONTENT: Final = _words(
    "内容", "中身", "詳し", "くわし", "どんな", "具体", "何が(?:あ|起)", "何て", "見せ", "一覧", "読み", "教えて", "どういう", "何を言", "なにが", "what",
    "detail", "show",
)  # fmt: skip
COMPARE: Final = _words(
    "比べ", "比較", "くらべ", "対比", "違い", "違う", "差は", "前年比", "昨対", "前月比", "前週比", "前日比", "伸び", "より(?:も|は)?", "増減", "vs",
    "増えた\\?", "減った\\?", "上がった", "下がった", "compare", "than",
)  # fmt: skip
THAN: Final = re.compile(r"^\s*(?:より|に比べ|と比べ|と比較|に対し|との差|比)")
LAST_YEAR: Final = _words("前年", "昨年", "去年", "昨対", "一年前", "1年前", "last year", "year on year")
BEFORE: Final = _words("前月比", "前週比", "前日比", "前の(?:週|月|日|期間)", "前回", "前期")
RANKING: Final = _words(
    "ランキング", "順位", "ランク", "一番", "いちばん", "ワースト", "トップ", "ベスト(?!アンサー)", "(?:多|少な|良|よ|悪|高|低)い(?:お?店|店舗)", "どの(?:お?店|店舗)",
    "どこの(?:お?店|店舗)", "店舗?別", "店ごと", "店舗ごと", "各店", "店舗を比べ", "店の比較", "要注意の店", "ranking", "best store", "which store",
)  # fmt: skip
GOAL: Final = _words(
    "目標", "予算", "ノルマ", "達成", "着地", "見込", "進捗", "ゴール", "goal", "target", "forecast", "budget"
)
BY_DAY: Final = _words(
    "日別", "日ごと", "毎日", "日毎", "推移", "日々", "一日ずつ", "by day", "daily", "グラフ"
)
BY_WEEK: Final = _words("週別", "週ごと", "週毎", "weekly")
BY_LOCATION: Final = _words(
    "場所別", "場所ごと", "どこで", "どの場所", "場所は", "場所の", "by location", "where"
)
BY_GENRE: Final = _words("ジャンル別", "ジャンルごと", "種類", "内訳", "by genre", "ジャンル")
BY_STORE: Final = _words("店舗?別", "店ごと", "店舗ごと", "各店", "by store")
MISSING: Final = _words(
    "未提出",
    "提出(?:して|されて)い?な",
    "出していない",
    "出てない",
    "出ていない",
    "入力漏れ",
    "未入力",
    "missing",
)
REASON: Final = _words("理由", "なぜ", "なんで", "原因", "どうして", "why", "reason")
EVERYTHING: Final = _words(
    "について(?:まとめ|全部|何でも|なんでも|知り)",
    "に関する(?:情報|こと|記録)",
    "情報を?(?:集め|まとめ)",
    "まとめて",
    "全部教え",
    "everything",
    "about",
)
REPORTS: Final = _words("日報", "報告", "出来事", "できごと", "記録", "reports?")
HANDOVER: Final = _words("引継", "引き継", "ひきつぎ", "申し送り", "申送", "伝達", "handover")
OWN_STORE: Final = _words(
    "当店",
    "うちの(?:お?店|店舗)",
    "自店",
    "自分の(?:お?店|店舗)",
    "この店",
    "うちは",
    "うち(?=の)",
    "our store",
    "my store",
)
ALL_STORES: Final = _words(
    "全店",
    "全社",
    "全体",
    "チェーン全",
    "全部の(?:お?店|店舗)",
    "すべての(?:お?店|店舗)",
    "全店舗",
    "all stores",
    "whole chain",
)
STORE: Final = re.compile(r"([一-龥々ァ-ヶーぁ-んa-z0-9・]{1,12}?(?:店|支店|本店|号店))")
NO_STORE: Final = re.compile(
    r"(?:他|全|各|当|自|この|その|別の|どの|どこの|よその|ほかの|うちの|お|多い|少ない|良い|よい|悪い|高い|低い|開|閉|来|出|入|支|本|商|飲食|売|一番|店)店$|^(?:他|全|各|当|自|開|閉|来|出|入)店|店長"
)  # fmt: skip
NUMBERED_STORE: Final = re.compile(r"(?:store|店舗?|shop)\s*(?:no\.?|番号|#)?\s*\d+", re.IGNORECASE)

OFF_FIELD: Final = _words(
    "天気", "気温", "降水", "台風", "株価", "株式", "為替", "円安", "ニュース", "プログラム(?:を|し)", "コードを", "python", "javascript", "翻訳", "英訳", "占い",
    "運勢", "首相", "総理", "大統領", "選挙", "政治", "宗教", "歌詞", "小説", "ポエム", "俳句", "恋愛", "彼女", "彼氏", "ゲーム", "映画", "ドラマ", "サッカー",
    "野球", "宝くじ", "馬券", "競馬", "パチンコ", "病気を治", "診断して", "法律相談", "weather", "stock price", "write (?:a|me)", "joke", "冗談", "ジョーク",
    "面白い話", "電車", "乗換", "ホテル", "旅行", "履歴書", "メールを書", "作文", "宿題", "計算して", "円周率", "世界一", "人口",
)  # fmt: skip
PRIVATE: Final = _words(
    "電話番号", "住所", "給料", "時給", "給与", "年収", "個人情報", "パスワード", "password", "暗証", "クレジットカード番号", "生年月日", "誕生日", "マイナンバー",
    "連絡先", "line ?id", "メールアドレス", "phone number", "salary", "シフト",
)  # fmt: skip
ORDERS: Final = _words(
    "(?:ルール|指示|命令|制限|制約|権限|設定)を?.{0,6}(?:無視|忘れ|解除|外し|上書き|変更)", "システム(?:プロンプト|メッセージ|の指示)", "プロンプト", "ignore .{0,20}(?:rule|instruction)",
    "you are now", "あなたは今から", "管理者(?:モード|として|になっ)", "本部(?:の人|として|になっ)(?:ふり|答え|回答|振る)", "なりすま", "開発者モード", "jailbreak", "脱獄",
    "sql", "データベースの中身", "ツールの一覧",
)  # fmt: skip
GREETING: Final = re.compile(
    r"^(?:こん(?:にち|ばん)[はわ]|おはよう(?:ございます)?|お疲れ(?:様|さま)?(?:です|でした)?|ありがとう(?:ございま(?:す|した))?|はじめまして|よろしく(?:お願いします)?|"
    r"やあ|どうも|hi|hello|thanks?(?: you)?|ok|了解(?:です)?|はい|いいえ|テスト|test|ヘルプ|help|使い方|何(?:が|を)?(?:できる|聞ける)(?:の|んですか)?)[!！。.?？ ]*$"
)  # fmt: skip
FOLLOW_UP: Final = re.compile(
    r"^(?:じゃあ?|では|それで?は?|それなら|そしたら|あと|ちなみに|で、|その|同じ|and |what about|how about)"
)
LEAN: Final = re.compile(r"(?:は|なら|だと|では|だけだと|だけ|の方は|のほうは)?[?？。!！ ]*$")

# What is asked around a topic, and is no part of it.
POLITE: Final = re.compile(
    r"(?:を|が|は|って|で|に|も)?(?:教えて|おしえて|見せて|みせて|知りたい|調べて|探して|検索して|ください|下さい|くれ(?:る|ます|ませんか)?|お願い(?:します)?|もらえ(?:る|ます)か?|ほしい|欲しい|"
    r"ありますか|ある|あった|ありました|でしたか|ですか|でしょうか|ますか|かな|だっけ|なの|何(?:ですか)?|どう(?:ですか)?|どんな(?:の|もの)?)+(?:か|です|ね|よ)?[?？。!！ 、]*$"
)  # fmt: skip
TAIL: Final = re.compile(r"(?:は|が|を|って|とは|の|も|について|に関して|に関する)?[?？。!！ 、]*$")
HEAD: Final = re.compile(
    r"^(?:えーと|あの|すみません|すいません|ねえ|ちょっと|じゃあ|では|あと|ちなみに|他店(?:舗)?(?:で|の|では)?|他の(?:お?店|店舗)(?:で|の|では)?|ほかの(?:お?店|店舗)(?:で|の|では)?|"
    r"掲示板(?:で|の|に|から)?|日報(?:で|の|に|から)?|マニュアル(?:で|の|に|から)?|みんな(?:は|の|が)?|皆さん(?:は|の|が)?|[のはがでに、 ])+"
)  # fmt: skip
