"""What a page says is the person's word for what became of the press; read too kindly, all would be well."""

from typing import Any

import pytest

from tests.faulted.ledger import Entry, Told
from tests.faulted.person import Person
from tests.faulted.plan import Kind, Step

STEP = Step(1, Kind.POST, 1, is_hasty=False, is_large=False, happenings=())
SAYS = {"isWaiting": False, "isTyped": True, "isWrong": "", "said": "", "isHeld": True, "unsent": 0}


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ({"unsent": 1}, Told.KEPT),
        ({"unsent": 1, "isHeld": False}, Told.UNSURE),  # another tab's: this form has heard no press
        ({}, Told.UNSURE),
        ({"said": "送れませんでした", "isHeld": False}, Told.OPEN),
        ({"said": "送っています…"}, Told.UNSURE),
        ({"isWaiting": True, "said": "電波がありません"}, Told.KEPT),
    ],
)
def test_the_form_in_the_hand(says: dict[str, Any], told: Told):
    person = Person(None, lambda: None)  # type: ignore[arg-type]  # it looks at no page
    assert person._told_here(Entry(STEP, "第1号"), SAYS | says)[0] is told
