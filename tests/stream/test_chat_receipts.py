"""Receipts: what stands in the ledger is told and cited, what does not is taken out and counted."""

from datetime import date

import pytest

from shared.analytics.periods import between
from stream.chat.ledger import FactKind, Ledger, SourceKind
from stream.chat.receipts import NO_SOURCE, Checked, checked
from tests.stream.ledgers import filled

NONE = NO_SOURCE


def told(text: str) -> Checked:
    return checked(text, *filled())


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("売上は{v2}でした。", "売上は412,300円でした。 [1]"),
        ("売上は**{v2}**でした。", "売上は**412,300円**でした。 [1]"),
        ("売上は{v2}円でした。", "売上は412,300円でした。 [1]"),
        ("売上は{v2}=412,300円でした。", "売上は412,300円でした。 [1]"),
        ("売上は¥{v2}でした。", "売上は412,300円でした。 [1]"),
        ("売上は{v2}、客数は{ v3 }人。", "売上は412,300円、客数は1,204人。 [1]"),
        ("{v1}の件数は{v5}件です。 [1]", "2026年11月16日(月)〜11月22日(日)の件数は12件です。 [1]"),
        ("{v10}は{v11}です。\n", "渋谷店は212,300円です。 [2]\n"),
        ("{v5}数を確かめました。", "12件数を確かめました。 [1]"),
        ("売上は{v2}、1位は{v10}です。", "売上は412,300円、1位は渋谷店です。 [1] [2]"),
    ],
)
def test_a_reference_becomes_its_value_with_its_source(said, shown):
    assert told(said) == Checked(shown, told(said).sources, 0)
    assert told(said).sources


@pytest.mark.parametrize("said", ["売上は{v99}です。", "売上は{sales}です。", "売上は{v2x}です。"])
def test_a_reference_that_nobody_gave_is_taken_out(said):
    assert told(said) == Checked(f"売上は{NONE}です。", (), 1)


@pytest.mark.parametrize("braces", ["｛v2}", "{v2｝", "｛v2｝", "v2"])
def test_what_a_person_wrote_like_a_reference_stays_their_text(braces):
    assert told(f"「売上は{braces}」 [3]") == Checked(f"「売上は{braces}」 [3]", (3,), 0)


@pytest.mark.parametrize(
    "said",
    [
        "売上は412,300円です。",
        "売上は４１２，３００円です。",
        "売上は412300円です。",
        "売上は¥412,300です。",
        "売上は41.2万円です。",
        "売上は約41万円です。",
        "売上は約412,000円です。",
        "売上は41万2,300円です。",
        "売上は四十一万二千三百円です。",
        "売上は 412,300 円です。",
        "| 売上 | 412,300 |\n",
        "客数は1,204人です。",
        "客数は1,204名です。",
        "お客様は千二百四人です。",
        "前週比-8.2%です。",
        "前週比▲8.2％です。",
        "前週より8.2%減りました。",
        "前週比マイナス8.2%でした。",
        "前週より8%下がりました。",
        "前週より約1割減りました。",
        "クレームは12件です。",
        "クレームは十二件です。",
        "クレームは計12回です。",
        "1,000人あたり1.23件です。",
        "1,000人あたり1.2件です。",
        "未提出は2日分です。",
        "未提出は2日間です。",
        "最大の違算は-1,250円です。",
        "1,250円の不足です。",
        "期間は2026年11月16日(月)からです。",
        "11/16〜11/22の合計です。",
        "2026-11-16から2026-11-22まで。",
        "11月16日〜22日の合計です。",
        "2026年11月の前半です。",
        "最も売れたのは11月21日(土)です。",
        "最も売れたのは21日です。",
        "令和8年11月21日です。",
        "渋谷店です。",
        "本日渋谷店は休みです。",
        "カフェ青山です。",
        "渋谷店長に伝えてください。",
    ],
)
def test_what_is_a_fact_is_told_and_cited(said):
    part = told(said)
    assert (part.unbacked, NONE in part.text) == (0, False), part.text
    assert part.sources, "it has a source"


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("お釣りを1,000円多く渡しました。", 3),
        ("18:30ごろのことです。", 3),
        ("午後6時半ごろのことです。", 3),
        ("５人のお客様です。", 3),
        ("15分お待たせしました。", 3),
        ("田中さんが対応しました。", 3),
        ("報告者は佐藤です。", 3),
        ("報告者は佐藤美咲です。", 3),
        ("75℃で1分以上加熱します。", 4),
        ("手洗いは30秒を二回行います。", 4),
    ],
)
def test_what_a_text_says_may_be_said_of_it(said, source):
    part = told(said)
    assert (part.unbacked, part.sources) == (0, (source,)), part.text


@pytest.mark.parametrize(
    "wrong",
    [
        "412,301円",
        "412,300人",
        "42万円",
        "40万円",
        "5万円",
        "1,204円",
        "1,205人",
        "千二百五人",
        "13件",
        "十三件",
        "１３件",
        "9.1%",
        "3割",
        "2倍",
        "1.5件",
        "99,999",
        "3日分",
        "3日間",
        "16時間",
        "20分",
        "80℃",
        "五千円",
        "3千円",
        "1億円",
        "2026年11月23日",
        "11月22日(月)",
        "11/23",
        "2025年",
        "12月",
        "17:45",
        "23日",
        "梅田店",
        "東渋谷店",
        "カフェ赤坂",
        "山田さん",
        "山田 太郎さん",
        "鈴木店長",
    ],
)
def test_what_has_no_source_is_taken_out_and_counted(wrong):
    part = told(f"それは{wrong}です。")
    assert part.unbacked == 1, part.text
    assert part.text.startswith(f"それは{NONE}")
    assert part.sources == ()


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("前週より8.2%増えました。", f"前週より{NONE}増えました。"),
        ("前週比+8.2%です。", f"前週比{NONE}です。"),
        ("1,250円多い日です。", f"{NONE}多い日です。"),
        ("売上は-412,300円です。", f"売上は{NONE}です。"),
    ],
)
def test_a_change_in_the_other_direction_is_another_figure(said, shown):
    assert told(said) == Checked(shown, (), 1)


@pytest.mark.parametrize(
    "said",
    [
        "先週は前年同曜日より少なめでした。",
        "1. まず手を洗います。\n",
        "2) 次に確かめます。\n",
        "- (3) 記録します。\n",
        "1つ目と2番目に多い理由は天気です。",
        "第2位でした。",
        "一人ひとりに声をかけます。",
        "もう一度確かめてください。",
        "他店や各店、全店の工夫です。",
        "お客様と皆さんのおかげです。",
        "同様に、店長に相談してください。",
        "数件、数十人ほどです。",
        "C3の記録です。",
        "1人あたりの額です。",
        "十分に加熱してください。",
        "来店や開店の前に、本店へ。",
        "今日は11月28日(土)です。",
    ],
)
def test_words_that_say_no_figure_need_no_source(said):
    assert told(said) == Checked(said, (), 0)


@pytest.mark.parametrize(
    "said",
    [
        "渋谷店は212,300円、新宿店は120,000円です。",
        "新宿店より渋谷店の212,300円が上です。",
        "212,300円の渋谷店が1位です。",
        "120,000円だった新宿店は2位です。",
        "渋谷店と新宿店はそれぞれ212,300円と120,000円です。",
        "| 渋谷店 | 212,300円 |\n| 新宿店 | 120,000円 |\n",
        "| | 渋谷店 | 新宿店 |\n|---|---|---|\n| 売上 | 212,300円 | 120,000円 |\n",
        "合計は412,300円で、渋谷店が一番です。",
    ],
)
def test_a_rows_figure_may_be_said_of_its_row(said):
    assert told(said).unbacked == 0, told(said).text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("新宿店は212,300円です。", f"新宿店は{NONE}です。 [2]"),
        ("渋谷店は{v13}です。", f"渋谷店は{NONE}です。 [2]"),
        (
            "| 渋谷店 | 120,000円 |\n| 新宿店 | 212,300円 |\n",
            f"| 渋谷店 | {NONE} |\n| 新宿店 | {NONE} |\n\n[2]\n",
        ),
    ],
)
def test_a_rows_figure_may_not_be_said_of_another_row(said, shown):
    assert told(said).text == shown
    assert told(said).unbacked == shown.count(NONE)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("大事です [2]。", "大事です [2]。"),
        ("大事です。[1,3]", "大事です。 [1] [3]"),
        ("大事です。【3】", "大事です。 [3]"),
        ("大事です。［3］", "大事です。 [3]"),
        ("大事です。【3†source】", "大事です。 [3]"),
        ("大事です。[99]", "大事です。"),
        ("大事です。[3][99][0]", "大事です。 [3]"),
        ("大事です。[3](/report/view/8/)", "大事です。 [3]"),
    ],
)
def test_only_sources_that_there_are_can_be_cited(said, shown):
    part = told(said)
    assert part.text == shown
    assert part.sources == tuple(n for n in (1, 2, 3) if f"[{n}]" in shown)


def test_a_source_that_is_named_is_not_added_once_more():
    assert told("渋谷店のことです。 [3]").text == "渋谷店のことです。 [3]"
    assert told("11月22日の渋谷店、1,000円多く渡しました。").sources == (3,)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("[こちら](https://evil.example/a?b=1)です", "こちらです"),
        ("[こちら](javascript:alert(1))です", "こちらです"),
        ("![画像](https://evil.example/x.png)です", "画像です"),
        ("https://evil.example/xを見て", "を見て"),
        ("<https://evil.example/x>です", "です"),
        ("javascript:alert(1)です", "です"),
        ("data:text/html;base64,QUJDです", "です"),
        ("<b>太字</b>です", "太字です"),
        ("<script>alert('あ')</script>です", "alert('あ')です"),
        ("<img src=x onerror=alert(8)>です", "です"),
        ("<img src=x onerror='", "img src=x onerror='"),
        ("<!-- 秘密 -->です", "です"),
        ("<<<指示>>>です", "指示です"),
        ("```python\nprint\n```\n", "print\n"),
        ("あ\x00い\u202eう\ud800え", "あいうえ"),
        ("a < b のとき", "a < b のとき"),
    ],
)
def test_markup_and_links_do_not_come_through(said, shown):
    assert told(said).text == shown


def test_a_figure_is_not_hidden_by_growing_together_with_a_reference():
    part = told("売上は9{v2}です。")
    assert part.unbacked == 1
    assert "9412,300" not in part.text


def test_what_is_taken_out_side_by_side_is_marked_once_and_counted_each():
    part = told("電話は03-1234-5678です。")
    assert part.text == f"電話は{NONE}です。"
    assert part.unbacked == 3


def test_a_stretch_of_which_nothing_was_found_may_be_named_but_no_figure_said_of_it():
    ledger, known = filled()
    known.periods.append(between(date(2027, 1, 1), date(2027, 1, 31)))
    assert checked("2027年1月の記録はまだありません。", ledger, known).unbacked == 0
    assert checked("2027年1月は412,300円です。", ledger, known).unbacked == 1


def test_a_period_does_not_stand_behind_the_days_within_it():
    assert told("11月18日が最も良い日でした。").unbacked == 1


def test_a_person_among_the_facts_is_known():
    ledger = Ledger()
    source = ledger.source(SourceKind.FIGURES, "1", "表", "/analysis/")
    ledger.fact(FactKind.PERSON, "伊藤 誠", "伊藤 誠", source)
    assert checked("伊藤誠さんです。", ledger) == Checked("伊藤誠さんです。 [1]", (1,), 0)


def test_without_a_ledger_nothing_is_a_fact():
    assert checked("売上は412,300円です。", Ledger()) == Checked(f"売上は{NONE}です。", (), 1)
