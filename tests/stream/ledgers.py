"""A ledger as tools leave it: a week's sales, a ranking of stores, a report and a manual that were read."""

from datetime import date

from shared.analytics.periods import between
from stream.chat.ledger import FactKind, Ledger, SourceKind, day_text, period_text, yen_text
from stream.chat.pairs import Pairs
from stream.chat.receipts import Known

TODAY = date(2026, 11, 28)
REPORT = """2026年11月22日(日)
渋谷店
佐藤 美咲
お釣りを間違えた
18時30分ごろ、5名のお客様のお会計で、お釣りを1,000円多く渡した。15分お待たせした。田中さんが対応した。"""
MANUAL = "加熱は75℃で1分以上。冷蔵庫は10℃以下。手洗いは30秒、2回。"


def filled() -> tuple[Ledger, Known]:
    """Sources: [1] figures of the week, [2] the ranking, [3] a report, [4] a manual."""
    ledger, pairs = Ledger(), Pairs()
    week = ledger.source(SourceKind.FIGURES, "all", "売上", "/analysis/sales/?period=week")
    ranking = ledger.source(SourceKind.FIGURES, "all", "店舗比較", "/analysis/stores/?period=week")
    ledger.source(SourceKind.REPORT, "7", "11/22 渋谷店 お釣りを間違えた", "/report/view/7/", REPORT)
    ledger.source(SourceKind.KNOWLEDGE, "9", "食中毒を防ぐ", "/knowledge/2/#s1", MANUAL)
    period = between(date(2026, 11, 16), date(2026, 11, 22))
    ledger.fact(FactKind.PERIOD, period, period_text(period), week)  # v1
    ledger.fact(FactKind.YEN, 412_300, yen_text(412_300), week)  # v2
    ledger.fact(FactKind.PEOPLE, 1_204, "1,204人", week)  # v3
    ledger.fact(FactKind.PERCENT, -8.2, "-8.2%", week)  # v4
    ledger.fact(FactKind.COUNT, 12, "12件", week)  # v5
    ledger.fact(FactKind.RATE, 1.23, "1.23件", week)  # v6
    ledger.fact(FactKind.COUNT, 2, "2日分", week)  # v7
    ledger.fact(FactKind.DATE, date(2026, 11, 21), day_text(date(2026, 11, 21)), week)  # v8
    ledger.fact(FactKind.YEN, -1_250, yen_text(-1_250), week)  # v9
    for name, value in (("渋谷店", 212_300), ("新宿店", 120_000), ("カフェ青山", 80_000)):  # v10 to v15
        store = ledger.fact(FactKind.STORE, name, name, ranking)
        pairs.add([{"store": store, "value": ledger.fact(FactKind.YEN, value, yen_text(value), ranking)}])
    return ledger, Known(
        TODAY, stores=["渋谷店", "新宿店", "梅田店", "カフェ青山", "カフェ赤坂"], pairs=pairs
    )
