"""What is searched for: the question without its dates, stores and manners; and its words of content."""

import re
from typing import Final

from stream.chat.rules import vocabulary_of_asking as asking
from stream.chat.rules.marks import Mark

_QUOTED: Final = re.compile(r"[「『“\"]([^」』”\"]{2,80})[」』”\"]")
_ASIDE: Final = (Mark.BOARD, Mark.OTHERS, Mark.REPORTS, Mark.GATHER)
_RUN: Final = re.compile(
    r"\d+(?:分|円|名|度|枚|秒|号機)(?!以)|"
    r"[一-龥々〆ヵヶァ-ヴー]+(?:[ぁ-ん](?<![がをはにでともへや])|[とかわさら][しりせれえ])?(?=[一-龥々])[一-龥々]+|"
    r"[一-龥々〆ァ-ヴー]{2,}|[a-z][a-z0-9]{2,}|"
    r"(?<![ぁ-ん])[ぁ-ん]{4,}|(?<![一-龥])[一-龥](?=[のがはをにで、 ?]|$)"
)
NEUTRAL: Final = re.compile(
    r"^(?:において|おいて|における|おける|らす|だけだ?|なるこ|っていう|って|いっていう|気|気にな|曜日|"
    r"どうなった?|まわり|[ぁ-ん]{1,6}(?:よね|っけ|かな|かも|[たる]の?か)|いけそう|らい|わけ|最新|おすすめ|なった?|"
    r"あたり|"
    r"無視|良かっ?|悪かっ?|多かっ?|少なか?|高かっ?|低かっ?|好調|不調|場所|"
    r"総|純|税[込抜別]|全(?:店|体)平均|[年月週]間|[年月週日]次|"
    r"ついて|どうし(?:てる)?|大きい?|小さい?|ところ|(?:という|みたいな|そういう|こういう)|話|話題|声|事|"
    r"物|所|先|対して|人い|受け|起き|お?店|履歴|ペース|マイナス|プラス|何円|事項|項目|全員|自体|店長|"
    r"スタッフ|店員|テンチョ|状況|結果|調子|合計|平均|全部|金額|最近|現在|現時点|時点|自分|合算|累計|"
    r"トータル|分析|グラフ|状態|様子|感じ|場合|以上|以下|以外|前回|今回|直近|過去|期間|データ|必要|問題|至急|"
    r"一番|全体|会社|弊社|店舗|本当|実際|昨今|当日|本日|以降|以前|情報|"
    r"関係|関連|件|日|店|分|時|人|回|円|今|方|前|後|中|内|別|表|教え?|見て?|知り?|出て?|言っ?|思っ?|"
    r"聞い?て?|調べ?|来て?|来た|行っ|入っ|入れ|上が|下が|多い?|少な?|高い?|低い?|良い?|悪い?|新し?い?|"
    r"古い?|早く|急い?で?|何|誰|他|皆|者|方々|と比べ|比べ?|"
    r"違い?|差|増え|減っ?|売|買|書い?て?|起き|起こ|数|率|結構|毎日|毎週|毎月|普通|通常|ちなみに|について|"
    r"ください|でしょうか|でしょう|ありますか|ましたか|ですか|ましょう|したい|だろうか|みたい|かしら|"
    r"どうです|どれくらい|どのくらい|どれぐらい|どうだった|どうでした|いました|ありました|"
    r"なかった|[ぁ-ん]{0,6}だけど|(?:まだ)?ゼロ(?:継続中?)?|(?:じゃ|では)?なくて|(?:ここ|これ|いま|今)まで|"
    r"結局|正直|全体的|順調|成績|クリア|アップ|ダウン|パーセント|better|worse|busier|figures|"
    r"the|and|for|was|were|what|how|did|our|are|there|any|many|much|about|please|tell|show|give|does|have|"
    r"has|same|with|from|that|this|which|who|why|when|where|do|is|of|in|on|at|me|us|we|you|can|get|got|"
    r"total|overall|whole|entire|gross|net|all|detail|details|far|going|came|come|stores?|shops?|business|moment|(?:day|week|month|year)s?)$"
)
GUEST: Final = re.compile(r"(?<![一-龥])(?:お客(?:さん|様|さま)?|客(?:さん|様|さま))")
_WHAT: Final = "何(?:時|人|名|曜日?|月)(?:頃|ごろ|くらい|ぐらい)?(?:から|まで|に)?"
_PARTICLES: Final = re.compile(r"^[はがのをにへともや、。 ]+|[はがのをにへともや、。 ]+$")


def quoted(rest: str) -> str:
    """What stands in quotation marks: the title of a document, the words of a report."""
    match = _QUOTED.search(rest)
    return match[1].strip() if match else ""


def topic_of(rest: str) -> str:
    """What is asked about, in the question's own words."""
    text = _QUOTED.sub(r"\1", rest)
    for mark in _ASIDE:
        text = asking.TEXTS[mark].sub(" ", text)
    text = re.sub("|".join((r"何件", "件数", "内容(?:も|は|を)?", "について(?:の)?")), " ", text)
    before = ""
    while before != text:
        before = text
        text = asking.HEAD.sub("", asking.FOLLOW_UP.sub("", text))
        text = asking.TAIL.sub("", asking.MANNERS.sub("", text)).strip(" 、。?!・「」")
    return " ".join(text.split())


def content_of(left: str) -> str:
    """The words of content in what was not noticed otherwise, between blanks; empty where there are none."""
    left = re.sub("に関(?:する|して)|について(?:の)?|" + _WHAT, " ", left)
    text = GUEST.sub(" ", asking.MANNERS.sub(" ", _QUOTED.sub(r" \1 ", left)))
    runs = (_PARTICLES.sub("", run) for run in _RUN.findall(text))
    return " ".join(run for run in runs if run and not NEUTRAL.match(run))
