"""The reckoning can fail: each way to lose, double or change something is told from all that is well."""

import pytest

from tests.faulted.ledger import GOOD, Entry, Found, Row, Told, Unsent, Verdict, verdict
from tests.faulted.plan import Kind, Step

STEP = Step(1, Kind.REPORT, 2, is_hasty=False, is_large=False, happenings=())
SAID = {"title": "第1号", "date": "2026-11-28"}
WHOLE = Row(SAID, (11, 12))
SHOWN = Unsent("第1号", "日付が先の日です", 2, SAID)


def entry(told: Told) -> Entry:
    return Entry(STEP, "第1号", SAID, (11, 12), told, presses=int(told is not Told.NOTHING))


@pytest.mark.parametrize(
    ("told", "found", "wanted"),
    [
        (Told.KEPT, Found([WHOLE]), Verdict.SENT),
        (Told.UNSURE, Found([WHOLE]), Verdict.SENT),
        (Told.OPEN, Found([WHOLE]), Verdict.SENT),
        (Told.KEPT, Found([], [SHOWN]), Verdict.WAITING),
        (Told.UNSURE, Found(drafts=1), Verdict.DRAFT),
        (Told.OPEN, Found(), Verdict.FORM),
        (Told.NOTHING, Found(), Verdict.NEVER),
        (Told.NOTHING, Found(drafts=1), Verdict.NEVER),
    ],
)
def test_what_is_well(told, found, wanted):
    assert verdict(entry(told), found) is wanted
    assert wanted in GOOD


@pytest.mark.parametrize(
    ("told", "found", "wanted"),
    [
        (Told.KEPT, Found(), Verdict.LOST),
        (Told.KEPT, Found(drafts=1), Verdict.LOST),
        (Told.UNSURE, Found(), Verdict.LOST),
        (Told.KEPT, Found([WHOLE, WHOLE]), Verdict.DOUBLED),
        (Told.KEPT, Found([], [SHOWN, SHOWN]), Verdict.DOUBLED),
        (Told.KEPT, Found([WHOLE, WHOLE], [SHOWN]), Verdict.DOUBLED),
        (Told.KEPT, Found([WHOLE], [SHOWN]), Verdict.LINGERS),
        (Told.KEPT, Found([Row(SAID, (12, 11))]), Verdict.CHANGED),
        (Told.KEPT, Found([Row(SAID, (11,))]), Verdict.CHANGED),
        (Told.KEPT, Found([Row(SAID | {"date": "2026-11-27"}, (11, 12))]), Verdict.CHANGED),
        (Told.KEPT, Found([], [Unsent("第1号", "日付が先の日です", 1, SAID)]), Verdict.CHANGED),
        (Told.KEPT, Found([], [Unsent("第1号", "日付が先の日です", 2, {"title": ""})]), Verdict.CHANGED),
        (Told.KEPT, Found([], [Unsent("第1号", "", 2, SAID)]), Verdict.SILENT),
        (Told.NOTHING, Found([WHOLE]), Verdict.GHOST),
    ],
)
def test_what_is_not(told, found, wanted):
    assert verdict(entry(told), found) is wanted
    assert wanted not in GOOD


@pytest.mark.parametrize(("sales", "wanted"), [("400001", Verdict.GHOST), ("400361", Verdict.NEVER)])
def test_figures_of_a_day_are_a_ghost_only_where_they_are_those_that_were_typed(sales, wanted):
    step = Step(1, Kind.FIGURES, 0, is_hasty=False, is_large=False, happenings=())
    typed = Entry(step, "第1号", {"date": "2026-11-28", "sales_amount": "400001"})
    assert verdict(typed, Found([Row({"date": "2026-11-28", "sales_amount": sales}, ())])) is wanted
