"""What an answer says is looked for in what the tools brought; what is not there is taken out, counted."""

from datetime import date

import pytest

from shared.analytics.periods import Period
from shared.words import PeriodKind
from stream.chat.ledger import FactKind, Ledger, SourceKind, period_text, yen_text
from stream.chat.receipts import NO_SOURCE, checked

X = NO_SOURCE
WEEK = Period(PeriodKind.WEEK, date(2026, 11, 16), date(2026, 11, 22))


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    """[1] figures of sales, [2] a report, [3] figures of claims, [4] a manual."""
    noted = Ledger()
    sales = noted.source(SourceKind.FIGURES, "sales", "売上", "/analysis/sales/")
    report = noted.source(
        SourceKind.REPORT,
        "7",
        "グラスの破損",
        "/reports/7/",
        "11月20日、佐藤さんがグラスを3個割った。仕入先の青山店から24本届く。中心温度は75℃で1分以上。",
    )
    claims = noted.source(SourceKind.FIGURES, "claims", "クレーム", "/analysis/incidents/")
    noted.source(
        SourceKind.KNOWLEDGE, "1", "食中毒を防ぐ", "/knowledge/1/", "手洗いは３０秒。冷蔵庫は5度以下。"
    )
    noted.fact(FactKind.YEN, 412_300, yen_text(412_300), sales)  # v1
    noted.fact(FactKind.PEOPLE, 1_234, "1,234人", sales)
    noted.fact(FactKind.PERCENT, -12.5, "-12.5%", sales)
    noted.fact(FactKind.COUNT, 3, "3件", claims)  # v4
    noted.fact(FactKind.RATE, 2.43, "2.43件", claims)
    noted.fact(FactKind.PERIOD, WEEK, period_text(WEEK), sales)
    noted.fact(FactKind.STORE, "渋谷店", "渋谷店", sales)  # v7
    noted.fact(FactKind.PERSON, "山田 太郎", "山田 太郎", report)
    noted.fact(FactKind.DATE, date(2026, 11, 18), "2026年11月18日(水)", sales)
    noted.fact(FactKind.YEN, -1_200, yen_text(-1_200), sales)  # v10
    noted.fact(FactKind.PERCENT, 30, "30%", sales)
    return noted


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("売上は{v1}です。", "売上は412,300円です。 [1]"),
        ("売上は{v1}です。[1]", "売上は412,300円です。 [1]"),
        ("売上は{v1}、クレームは{v4}です。", "売上は412,300円、クレームは3件です。 [1] [3]"),
        ("{v1}円でした。", "412,300円でした。 [1]"),
        ("{v4}件でした。", "3件でした。 [3]"),
        ("{v3}%でした。", "-12.5%でした。 [1]"),
        ("{v2}人来店。", "1,234人来店。 [1]"),
        ("期間は{v6}。", "期間は2026年11月16日(月)〜11月22日(日)。 [1]"),
        ("売上は412,300円です。", "売上は412,300円です。 [1]"),
        ("売上は412300円です。", "売上は412300円です。 [1]"),
        ("売上は４１２，３００円です。", "売上は４１２，３００円です。 [1]"),
        ("売上は41.2万円です。", "売上は41.2万円です。 [1]"),
        ("売上は約41万円です。", "売上は約41万円です。 [1]"),
        ("売上は41万2300円です。", "売上は41万2300円です。 [1]"),
        ("売上は¥412,300です。", "売上は¥412,300です。 [1]"),
        ("客数は1,234人です。", "客数は1,234人です。 [1]"),
        ("客数は1234名です。", "客数は1234名です。 [1]"),
        ("客数は1.2千人です。", "客数は1.2千人です。 [1]"),
        ("12.5%減りました。", "12.5%減りました。 [1]"),
        ("-12.5%です。", "-12.5%です。 [1]"),
        ("−12.5％です。", "−12.5％です。 [1]"),
        ("3割です。", "3割です。 [1]"),
        ("三割です。", "三割です。 [1]"),
        ("クレームは3件です。", "クレームは3件です。 [3]"),
        ("クレームは三件です。", "クレームは三件です。 [3]"),
        ("クレームは３件です。", "クレームは３件です。 [3]"),
        ("率は2.4件です。", "率は2.4件です。 [3]"),
        ("千人あたり2.43件です。", "千人あたり2.43件です。 [3]"),
        ("1,000人あたり2.43件です。", "1,000人あたり2.43件です。 [3]"),
        ("違算は-1,200円です。", "違算は-1,200円です。 [1]"),
        ("違算はマイナス1,200円です。", "違算はマイナス1,200円です。 [1]"),
        ("11月18日が最高です。", "11月18日が最高です。 [1]"),
        ("2026年11月18日(水)が最高です。", "2026年11月18日(水)が最高です。 [1]"),
        ("11/18が最高です。", "11/18が最高です。 [1]"),
        ("2026-11-18が最高です。", "2026-11-18が最高です。 [1]"),
        ("１１月１８日が最高です。", "１１月１８日が最高です。 [1]"),
        ("11月18日（水曜日）です。", "11月18日（水曜日）です。 [1]"),
        ("11月16日から22日です。", "11月16日から22日です。 [1]"),
        ("11月16日〜11月22日です。", "11月16日〜11月22日です。 [1]"),
        ("11月16日(月)〜22日(日)です。", "11月16日(月)〜22日(日)です。 [1]"),
        ("11月の売上です。", "11月の売上です。 [1]"),
        ("2026年です。", "2026年です。 [1]"),
        ("渋谷店の売上です。", "渋谷店の売上です。 [1]"),
        ("山田さんの日報です。", "山田さんの日報です。 [2]"),
        ("山田太郎さんの日報です。", "山田太郎さんの日報です。 [2]"),
        ("佐藤さんがグラスを3個割りました。[2]", "佐藤さんがグラスを3個割りました。 [2]"),
        ("佐藤さんが書きました。", "佐藤さんが書きました。 [2]"),
        ("青山店から24本届きます。", "青山店から24本届きます。 [2]"),
        ("75℃で1分以上です。", "75℃で1分以上です。 [2]"),
        ("30秒洗います。", "30秒洗います。 [4]"),
        ("5度以下です。", "5度以下です。 [4]"),
    ],
)
def test_what_the_tools_brought_is_told_with_its_source(ledger, written, told):
    assert checked(written, ledger).text == told
    assert checked(written, ledger).unbacked == 0


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("売上は412,301円です。", f"売上は{X}です。"),
        ("売上は41.3万円です。", f"売上は{X}です。"),
        ("売上は412万円です。", f"売上は{X}です。"),
        ("売上は412,300人です。", f"売上は{X}です。"),
        ("客数は1,235人です。", f"客数は{X}です。"),
        ("客数は1,234円です。", f"客数は{X}です。"),
        ("12.4%減りました。", f"{X}減りました。"),
        ("13%減りました。", "13%減りました。 [1]"),
        ("4割です。", f"{X}です。"),
        ("四割です。", f"{X}です。"),
        ("2倍になりました。", f"{X}になりました。"),
        ("二倍になりました。", f"{X}になりました。"),
        ("クレームは4件です。", f"クレームは{X}です。"),
        ("クレームは四件です。", f"クレームは{X}です。"),
        ("クレームは４件です。", f"クレームは{X}です。"),
        ("クレームは十二件です。", f"クレームは{X}です。"),
        ("千三百円です。", f"{X}です。"),
        ("違算は+1,200円です。", f"違算は{X}です。"),
        ("▲412,300円です。", f"{X}です。"),
        ("11月16日から23日です。", f"11月16日から{X}です。 [1]"),
        ("五百人です。", f"{X}です。"),
        ("11月19日です。", f"{X}です。"),
        ("11月18日(木)です。", f"{X}です。"),
        ("2025年11月18日です。", f"{X}です。"),
        ("12月の売上です。", f"{X}の売上です。"),
        ("2024年です。", f"{X}です。"),
        ("新宿店の売上です。", f"{X}の売上です。"),
        ("鈴木さんの日報です。", f"{X}さんの日報です。"),
        ("鈴木店長が言いました。", f"{X}店長が言いました。"),
        ("{v99}です。", f"{X}です。"),
        ("80℃で加熱します。", f"{X}で加熱します。"),
        ("999です。", f"{X}です。"),
    ],
)
def test_what_no_tool_brought_is_taken_out(ledger, written, told):
    assert checked(written, ledger).text == told
    assert checked(written, ledger).unbacked == told.count(X)


@pytest.mark.parametrize(
    "written",
    [
        "先週の売上は前の週より増えました。",
        "昨日、今日、先月、昨年同月。",
        "他店の工夫です。",
        "各店の店長に聞いてください。",
        "お客様が待ちました。",
        "皆さんで確認してください。",
        "1. 手を洗います\n2. 拭きます\n",
        "一人で確認しました。",
        "一番多いです。",
        "24時間営業です。",
        "記録は見つかりませんでした。",
        "店舗の一覧です。",
        "全店舗で確認します。",
        "第一に、手洗いです。",
        "担当者さんに渡します。",
        "もう一度お試しください。",
        "十分に加熱します。",
        "開店前に確認します。",
        "",
        "\n\n",
    ],
)
def test_words_that_are_no_figures_and_no_names_stay(ledger, written):
    assert (checked(written, ledger).text, checked(written, ledger).unbacked) == (written, 0)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("[ここ](https://evil.example/?a=1)です。", "ここです。"),
        ("![絵](https://evil.example/a.png)です。", "絵です。"),
        ("[x](javascript:alert(1))です。", "xです。"),
        ("<script>alert()</script>です。", "alert()です。"),
        ("<img src=x onerror=alert()>です。", "です。"),
        ("https://evil.example/ を見て。", " を見て。"),
        ("出典です。[99]", "出典です。"),
        ("出典です。 [2] [99]", "出典です。 [2]"),
        ("<https://evil.example/>です。", "です。"),
        ("[a]: https://evil.example/\n", "[a]: \n"),
        ("&lt;b&gt;です。", "&lt;b&gt;です。"),
    ],
)
def test_links_pictures_tags_and_citations_of_nothing_are_gone(ledger, written, told):
    assert checked(written, ledger).text == told


def test_a_source_that_the_block_has_cited_is_not_cited_again(ledger):
    assert checked("売上は{v1}です。", ledger, before={1}).text == "売上は412,300円です。"
    assert checked("売上は{v1}、{v4}です。", ledger, before={1}).text == "売上は412,300円、3件です。 [3]"


def test_a_source_that_the_sentence_cites_itself_is_the_one(ledger):
    assert checked("グラス3個です。[2]", ledger).sources == (2,)


def test_a_table_has_its_sources_below_it(ledger):
    table = "| 日 | 売上 |\n|---|---|\n| 11/18 | {v1} |\n\n"
    assert checked(table, ledger).text == ("| 日 | 売上 |\n|---|---|\n| 11/18 | 412,300円 |\n\n[1]\n\n")


def test_an_empty_ledger_backs_nothing():
    assert checked("売上は1円、渋谷店、1月1日。", Ledger()).unbacked == 3


def test_what_a_text_says_does_not_back_another_number_in_it(ledger):
    assert checked("2個割れました。", ledger).unbacked == 1
