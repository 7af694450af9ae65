"""A text in a CSV cell is never a formula."""

import pytest

from shared.csv_cells import neutralised

FORMULAS = [
    "=1+1",
    '=HYPERLINK("http://evil.example","押す")',
    "+81-3-1234-5678",
    "-1+1",
    "- 箇条書き",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝１＋１",
    "＋1",
    "－1",
    "−1",
    "＠SUM",
    " =1+1",
    "　=1+1",
    "\ufeff=1",
]
TEXTS = [
    "",
    " ",
    "お客様を長くお待たせした",
    "1=1",
    "a@b.jp",
    "ー（長音）",
    "'=1",
    '"=1"',
    "・箇条書き",
    "2026/11/23",
    "100円",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_program_could_calculate_gets_an_apostrophe_and_is_otherwise_kept(text):
    assert neutralised(text) == "'" + text


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_just_a_text_stays_as_it_was_written(text):
    assert neutralised(text) == text
