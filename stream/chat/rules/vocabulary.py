"""The words for figures, kinds of reports, places and stores. They are read in `spellings.folded` texts."""

import re
from collections.abc import Mapping
from typing import Final

from shared.words import Genre, Location, Metric
from stream.chat.rules.marks import Mark


def pattern(*words: str) -> re.Pattern[str]:
    """One pattern for any of the words, each of them a pattern; kana are no letters to their `\\b`."""
    return re.compile("|".join(words), re.ASCII)


GUEST: Final = r"(?<!接)お?客(?:さん|様|さま|さん達)?"
OFF_BY: Final = (
    r"(?:レジ|現金|お?金額?|釣り?銭?|お釣り|つり銭|売上金|小口|金庫)[^。?]{0,8}?"
    r"(?:合わな|合って(?:い)?な|あわな|合いませ|あいませ|ずれ|ズレ|足りな|足りて|不足|過不足|差異|誤差|"
    r"マイナス|プラス|狂っ)"
)
FITS: Final = r"(?:レジ|現金)[^。?、]{0,4}?(?:合って(?:い)?(?:た|る|ま)|合いました|ぴったり|ピッタリ)"

# What is matched is taken out of the text before the next one is looked for: 売上目標 is no 売上.
FIGURES: Final[Mapping[Mark, re.Pattern[str]]] = {
    Mark.SPEND: pattern(
        "客単価", "客単", "単価(?!表)",
        "(?:一|1|ひと)人(?:あたり|当たり|当り|頭)の?(?:売上|額|金額|いくら|単価|平均)",
        r"\bspend(?:ing)? per \w+", r"\baverage (?:spend|check|bill)",
    ),
    Mark.DIFFERENCE: pattern(
        "(?:(?:レジ締め|現金|釣り銭|お釣り|金庫|小口)の)?違算金?額?",
        "(?:レジ金?|現金|金銭)の?(?:差異?|誤差|差額|過不足|違い|ズレ|ずれ)(?!た|て|る)",
        "過不足", OFF_BY, FITS,
        r"\bcash (?:differences?|discrepanc\w+|shortages?)",
        r"\b(?:till|register) (?:is |was )?(?:off|short)",
    ),
    Mark.GOAL: pattern(
        "(?:月間|月次|売上)?の?(?:目標|予算|ノルマ|ゴール(?!デン))(?:額|金額|値)?(?:の?達成(?:率|度|状況)?)?",
        "達成(?:率|度|状況|でき|し|見込|する)",
        "未達", "(?:いくら|どこまで|どのくらい|どれくらい)[^。?]{0,3}(?:い|行)き(?:そう|ます)",
        "(?<![数率みム]の)(?<![数率みム])(?:売上)?の?(?:予測|予想)(?=[はをっがで値額、? ]|$)",
        "着地(?:見込み?|予想|予測)?", "(?:売上)?見込み?", "進捗(?:率|状況)?", "予実", r"\bgoals?\b",
        r"\btargets?\b", r"\bforecasts?\b",
        r"\bbudgets?\b", "(?:届|とど)[きくか](?:そう|ますか|かな|ない)?",
    ),
    Mark.CLAIM: pattern(
        "クレーム", "苦情", "お?叱り", "おしかり", "怒られ", "怒ら(?:せ|れ)", "(?:ご|お)?指摘", "文句",
        "ご?不満", "クレ(?=何|件|の|は|あっ|$)",
        r"\bclaims?\b", r"\bcomplain\w*",
    ),
    Mark.PRAISE: pattern(
        "賞賛", "称賛", "お?褒め(?:の言葉|られ)?", "お?ほめ(?:の(?:言葉|ことば)|られ)?",
        "感謝(?:の(?:言葉|声))?", "喜ばれ", "喜んで", "(?:嬉し|うれし)い(?:声|話|こと|出来事)", "うれしい声",
        "お礼", r"\bprais\w*", r"\bcompliments?\b", "良い声|よい声|いい声|高評価",
    ),
    Mark.ACCIDENT: pattern(
        "事故", "けが人?", "ケガ人?", "怪我人?", "やけど", "ヤケド", "火傷", "転倒", "転ん",
        "ヒヤリ(?:ハット)?",
        "ひやり", "労災",
        r"\baccidents?\b", r"\binjur\w+", r"\bincidents?\b",
    ),
    Mark.CUSTOMERS: pattern(
        "客数", "来客数?", "客足", "(?<=[のは日週月])入り(?=[はどが、?]|$)", "客入り",
        "来店(?:者数?|客|数|人数|した人)", "入客数?", "集客", "入店数",
        rf"{GUEST}(?:の|は|が|って)?(?:数|人数|何人|何名|入り)",
        rf"{GUEST}[^。?]{{0,8}}(?:来た(?!ら|と)|来て|来まし|来店し|入っ|入り|減っ|減り|増え|少な|多)",
        "何人[^。?]{0,6}(?:来|入)", "何名様?(?:来|くらい|ぐらい|でし)", "組数",
        r"\b(?:customers?|guests?|visitors?|footfall)\b",
    ),
    Mark.SALES: pattern(
        "売上", "売り(?=[はをがもと、 ?]|いくら|どう|$)", "日商", "月商", "年商",
        "売れ(?!残|筋)(?:た|て|行き|まし|ゆき|る|ない|なか)",
        "売っ(?:た|て)", "儲か", "もうか", "稼[いぎげ]",
        "業績", "実績", "数字(?=[はがどっ]|$|見|教)", "いくら(?:だっ|でし|いっ|行っ|くらい|ぐらい)",
        r"\b(?:sales|revenue|turnover|takings)\b",
    ),
    Mark.MISSING: pattern(
        "未提出", "未入力", "(?:提出|入力|登録|報告)(?:(?:さ|し)?(?:れ)?て)?い?(?:ない|ません|なかった)",
        "(?:出|入れ)(?:し|され)?てい?(?:ない|ません)",
        "(?:入力|提出|出し|入れ)(?:漏れ|もれ|忘れ|わすれ)", r"\bnot filed\b", r"\bmissing\b",
    ),
    Mark.NOTE: pattern("報告(?=だけ|のみ|ジャンル|の日報)", "ジャンル[がはの「]{0,2}報告"),
}  # fmt: skip

PLACES: Final[Mapping[Mark, re.Pattern[str]]] = {
    Mark.KITCHEN: pattern("キッチン", "厨房", "調理場", "きっちん", "裏(?=の|で|は)", r"\bkitchen\b"),
    Mark.HALL: pattern("ホール", "客席", "フロア", "ほーる", r"\b(?:hall|dining(?: room)?|floor)\b"),
    Mark.CASHIER: pattern("レジ(?!締|差|誤差|打|袋)", "会計", r"\b(?:cashier|register|till)\b"),
    Mark.TOILET: pattern("トイレ", "お?手洗い(?!の?(?:手順|方法|時間|は何|を|と))", "化粧室", "といれ",
    r"\b(?:toilets?|restrooms?)\b" ),
}  # fmt: skip
HURT: Final = pattern("けが", "ケガ", "怪我", "やけど", "ヤケド", "火傷", "転倒")

# With a date and nothing else it is what was sold: 「今月いくら？」.
AMOUNT: Final = pattern("いくら(?!か)", "なんぼ", "累計", "トータル")
HOW: Final = re.compile(
    r"(?=.*(?:どう|どんな|調子))[\sのはって、]*(?:調子[\sはもがって]*)?(?:どう|どんな(?:感じ|調子|もん))?"
    r"(?:だった|でした|です|なの|なん?|かな)?[かね]?[\s。?!]*"
)

METRICS: Final[Mapping[Mark, Metric]] = {
    Mark.SALES: Metric.SALES,
    Mark.CUSTOMERS: Metric.CUSTOMERS,
    Mark.SPEND: Metric.SPEND,
    Mark.DIFFERENCE: Metric.DIFFERENCE,
    Mark.CLAIM: Metric.CLAIMS,
}
GENRES: Final[Mapping[Mark, Genre]] = {
    Mark.CLAIM: Genre.CLAIM,
    Mark.PRAISE: Genre.PRAISE,
    Mark.ACCIDENT: Genre.ACCIDENT,
    Mark.NOTE: Genre.REPORT,
}
LOCATIONS: Final[Mapping[Mark, Location]] = {
    Mark.KITCHEN: Location.KITCHEN,
    Mark.HALL: Location.HALL,
    Mark.CASHIER: Location.CASHIER,
    Mark.TOILET: Location.TOILET,
}

OWN_STORE: Final = pattern(
    "(?:私|わたし|僕|ぼく|俺|うちら)(?:たち|達|ら)?の?(?:お店|店舗?)(?![長員内])", "当店",
    "(?:うち|ウチ|自分)の(?:お?店(?![長員内])|店舗|とこ)", "自店",
    "(?<!ど)この(?:お店|店|店舗)", "うちって", "ウチ", "うち(?=[のはがも、 ])",
    r"\b(?:our|my|this) (?:store|shop)\b",
)  # fmt: skip
ALL_STORES: Final = pattern(
    "全店舗?(?!の?平均|[とに](?:比|くらべ))", "全社", "全体(?!の?平均|[とに](?:比|くらべ))",
    "チェーン(?:全体|全部)?", "(?:全部|すべて|全て)の(?:お?店|店舗)", r"\ball (?:the )?(?:stores|shops)\b",
    r"\bwhole chain\b",
)  # fmt: skip
# A store that is named, be it in reach or not: 「渋谷店」「店7」「7号店」「埼玉エリア」.
NAMED_STORE: Final = re.compile(
    r"(?P<number>(?:store|shop)(?:_?id)?\s*(?:no\.?|#|=|:)?\s*\d+|店舗?(?:番号)?\s*\d+|\d+\s*(?:号店|番店|"
    r"番の店舗?))"
    r"|"
    r"(?P<name>(?:(?<![ぁ-ん一-龥ァ-ヶー])[ぁ-ん]{2,7})?[一-龥々〆ヶケァ-ヴーa-z0-9・]+[ぁ-ん]{0,2}(?:本店|"
    r"支店|"
    r"店(?!長|員|舗|内|頭|名|外|休|番|先|主|側|締))"
    r"|(?<![ぁ-ん一-龥ァ-ヶー])[ぁ-ん]{2,8}店(?!長|員|舗|内))"
    r"|(?P<area>[一-龥々ァ-ヴーa-z0-9]{1,10}(?:エリア|地区)(?!マネ|長|別|ごと|全体))"
)
NO_STORE: Final = re.compile(
    r"^(?:[お他全各当自両同本支別開閉来出入商売新旧何数一二三]|百貨|飲食|小売|専門|チェーン|競合|近隣|周辺|"
    r"既存|直営|加盟|路面|量販|販売|代理|人気|有名|問題|好調|不調|優良|要注意|対象|該当|全国|ワースト|ベスト|トップ)店$"
    r"|^(?:[上下]位|ワースト|ベスト|トップ)[0-9]*店$"
    r"|[いたのなるにでをはがもとへ]店$|^担当(?:エリア|地区)$"
)
WORRYING: Final = pattern("要注意", "心配", "問題", "不調", "やばい", "ヤバ", "ひどい")
PLACE_NAMES: Final = pattern(
    "札幌|仙台|盛岡|秋田|山形|福島|郡山|水戸|宇都宮|前橋|高崎|大宮|浦和|川口|川越|所沢|越谷|千葉|船橋|柏|"
    "松戸|市川|津田沼|幕張",
    "東京|渋谷|新宿|池袋|上野|秋葉原|品川|銀座|有楽町|新橋|浅草|錦糸町|北千住|赤羽|中野|吉祥寺|立川|"
    "八王子|町田|恵比寿|目黒|五反田|六本木|赤坂|表参道|原宿|下北沢|三軒茶屋|二子玉川|自由が丘|蒲田|大井町|"
    "お台場|豊洲|神田|御茶ノ水|飯田橋|高田馬場|巣鴨|練馬|荻窪|国分寺|調布",
    "横浜|川崎|武蔵小杉|藤沢|鎌倉|横須賀|相模原|海老名|厚木|新潟|長野|松本|甲府|静岡|浜松|沼津|名古屋|"
    "栄(?=の)|金山|豊橋|岐阜|四日市|金沢|富山|福井",
    "大阪|梅田|難波|なんば|天王寺|心斎橋|京橋|堺|京都|河原町|神戸|三宮|姫路|西宮|奈良|和歌山|大津|岡山|"
    "倉敷|広島|福山|山口|松江|鳥取|高松|松山|徳島|高知",
    "福岡|博多|天神|小倉|久留米|佐賀|長崎|熊本|大分|宮崎|鹿児島|沖縄|那覇",
)  # fmt: skip
# What figures are not kept by. With a figure it is said so, rather than that the figure of all is told.
NOT_KEPT: Final = pattern(
    "ランチ", "ディナー", "モーニング", "朝(?![礼会])", "[昼夜](?:[のはにも]|って|だけ|から|まで|間|帯|営業)",
    "午[前後]", "夕方", "深夜", "時間(?:帯|別|ごと)",
    "[0-9]{1,2}時(?:[のはに台]|から|まで|以降|前|[過す]ぎ|頃|ごろ)", "平日", "休日", "祝日",
    "(?:日|時間|(?<!全)店舗?)(?:平均|あたり|当たり|当り)",
    "平均の?(?=売上|日商|月商|客数|来客|来店|入客|クレーム|苦情)",
    "(?:売上|日商|月商|客数)の?平均(?!と?比)", r"\baverage\b(?! (?:spend|check|bill))",
    r"\bper (?:day|hour)\b", r"\b(?:morning|afternoon|evening|night|breakfast|weekday|drink|food)s?\b",
    "雨の日", "晴れの日", "商品(?:別|ごと)?", "メニュー(?:別|ごと)?", "品目", "単品", "ドリンク", "ビール",
    "デザート", "テイクアウト", "デリバリー", "出前", "現金払い", "キャッシュレス",
    "(?:客数|客単価|クレーム)の?(?:予想|予測)",
    "(?:キッチン|厨房|ホール|客席|トイレ)の?(?=売上|客数|客単価)",
    "男性", "女性", "年代", "年齢", "(?:新規|常連|リピート)", "スタッフ(?:別|ごと)", "人(?:別|ごと)",
    "lunch", "dinner",
)  # fmt: skip
# What is said without a part of it: of stores or kinds no figure is kept so.
EXCEPT: Final = pattern(
    "(?<!取り)を?除[いくけ]", "を?のぞ[いく]", "以外", "を抜[いく]",
    "(?:(?<![ァ-ヶーぁ-ん手])|(?<= は))抜き(?=[でのに、。? ]|$)",
    "(?<=[店 ])なし(?=で|の)", r"\bexcept\b", r"\bexcluding\b",
    r"\bwithout\b", r"\bother than\b", r"\bapart from\b",
)  # fmt: skip
# Times that are no stretch of dates here, or not the same one in every chain, or dates that are written in no
# way that is read (11.1, 20261101, R8.10); in what is left of a question.
NO_STRETCH: Final = pattern(
    "[春夏秋冬](?:休み?|場|季|物)?(?![一-龥])", "お?盆(?:休み?)?(?![一-龥])", "正月", "元[日旦]", "大晦日",
    "年末年始", "ゴールデンウィーク", "シルバーウィーク", r"連休(?!\s*\()", "クリスマス", "バレンタイン",
    "ハロウィン", "[上中下]旬", "[前後]半", "月[初末](?!まで)", "月はじめ",
    "第?[0-9一二三四五]週目?", r"\bgw",
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b", r"\b(?:weekends?|christmas|holidays?)\b",
    r"\b(?:ago|since|spring|summer|autumn|winter)\b", r"\b[0-9]+(?:st|nd|rd|th)\b",
    r"(?<![0-9.])[0-9]{1,2}\.[0-9]{1,2}(?![0-9.%円人名件個点度倍歳])", r"(?<![0-9,])20[0-9]{6}(?![0-9,円])",
    r"(?:\br|令和)[0-9]{1,2}(?:[./年-][0-9]{1,2}(?:[./月-][0-9]{1,2})?)?",
    r"\b20[0-9]{2}\b(?! ?(?:[円人件個名枚]|yen))",
    r"\b(?:jan|feb|apr|jun|jul|aug|sept?|oct|nov|dec)\b",
    r"(?<!same )(?<!previous )(?<!prior )(?<!of the )\b(?:weeks?|months?|years?)\b",
    r"\b(?:[0-9]+|few|several|last|past|next|every|other) (?:[a-z]+ )?days?\b",
)  # fmt: skip
IN_ENGLISH: Final = r"\b(?:at|in|of|for|from) (?:the |our |my )?"
NO_FIGURE: Final = pattern(
    "原価率?",
    "人件費(?:率)?",
    "粗利",
    "利益率?",
    "経費",
    "家賃",
    "廃棄(?:率|額|ロス額)",
    "回転率",
    "予約(?:数|件数)",
    "シフト",
    "出勤(?:者|人数)",
    "労働時間",
    r"\bprofits?\b",
    r"\bpayroll\b",
)
