"""What a lock screen shows: every event has its title, and no title has room for what somebody wrote."""

import re

import pytest

from shared.push.words import PushKind, PushTitle
from shared.words import Genre, NoticeKind

ABOUT = [
    *NoticeKind.codes(),
    PushKind.MUST_READ.value,
    PushKind.MISSING.value,
    Genre.CLAIM.value,
    Genre.ACCIDENT.value,
]


@pytest.mark.parametrize("about", ABOUT)
def test_every_event_has_a_title(about):
    assert PushTitle.of(about).label


@pytest.mark.parametrize("title", PushTitle)
def test_no_title_names_an_amount_or_holds_a_gap_to_fill(title):
    assert not re.search(r"[%{}¥円0-9]", title.label)


def test_there_is_no_title_without_an_event():
    assert set(PushTitle.codes()) == set(ABOUT)
