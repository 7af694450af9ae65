"""A snippet shows the part of the text that holds what was asked for, as it was written."""

from datetime import date

import pytest

from shared.search import keywords
from tests.search.some import Chain

LONG = "本日は朝から雨で客足がまばらでした。" * 12
LONGEST = 160


def _snippet(chain: Chain, typed: str, content: str, axis: int | None = None) -> str:
    chain.report("本日", content, axis=axis)
    (row,) = chain.found(typed, axis=axis, since=date(2026, 11, 20))
    assert len(row.snippet) <= LONGEST
    return row.snippet


def test_a_short_text_is_shown_whole(chain):
    assert _snippet(chain, "違算", "違算が出ました。") == "違算が出ました。"


def test_the_part_that_holds_the_words_is_shown(chain):
    snippet = _snippet(chain, "違算", LONG + "夕方に違算が出ました。" + LONG)
    assert "夕方に違算が出ました。" in snippet
    assert snippet.startswith("…")
    assert snippet.endswith("…")


def test_the_part_that_holds_the_most_words_is_shown(chain):
    text = "冷蔵庫の扉を磨いた。" + LONG + "冷蔵庫の温度が下がらない。" + LONG
    assert "冷蔵庫の温度が下がらない" in _snippet(chain, "冷蔵庫 温度", text)


@pytest.mark.parametrize("before", ["㍻㌢㌔" * 120, "ｶﾞｷﾞ" * 200, "ﷺ" * 60, "😀" * 300, "がぎぐ" * 150])
def test_what_grows_or_shrinks_when_it_is_folded_does_not_move_the_place(chain, before):
    snippet = _snippet(chain, "違算", before + "。夕方に違算が出ました。" + before)
    assert "夕方に違算が出ました。" in snippet
    assert keywords.spans(snippet, keywords.parsed("違算"))


def test_a_text_is_shown_as_it_was_written(chain):
    assert "ＰＯＳレジ（２番）が" in _snippet(chain, "pos", LONG + "ＰＯＳレジ（２番）が止まった")


def test_the_other_kana_is_shown(chain):
    assert "くれーむを受けた" in _snippet(chain, "クレーム", LONG + "くれーむを受けた" + LONG)


def test_where_only_the_meaning_fits_the_beginning_is_shown(chain):
    assert _snippet(chain, "", "はじめに。" + LONG, axis=5).startswith("はじめに。本日は")


def test_white_space_is_one_space(chain):
    assert _snippet(chain, "違算", " \n\n　違算\r\n\t が　 出た") == "違算 が 出た"


def test_a_text_of_a_hundred_thousand_characters_has_a_snippet(chain):
    assert "違算あり" in _snippet(chain, "違算", "雨。" * 49_000 + "違算あり" + "雨。" * 49_000)
