"""An answer that comes in pieces is cut into sentences, items and tables: nothing lost, doubled, torn."""

import random
import time

import pytest

from stream.chat.sentences import LONGEST, Cutter

SECONDS = 5.0


def cut(*pieces: str) -> list[str]:
    cutter = Cutter()
    units = [unit for piece in pieces for unit in cutter.feed(piece)]
    return [unit.text for unit in [*units, *cutter.rest()]]


ANSWER = """先週の売上は{v1}です [1]。前の週より2.5%増えました！「明日。また」と書かれています。[2][3]

- クレームは3件 [1]
- 客数は1,234人

| 日付 | 売上 |
|---|---|
| 11/22 | 412,300円 |
| 11/23 | {v12} |

表のとおりです。2026年11月22日(日)が最高でした。
"""


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("一つ。二つ。", ["一つ。", "二つ。"]),
        ("- 衛生 › 7. 訴えがあったとき。次", ["- 衛生 › 7. 訴えがあったとき。", "次"]),
        ("12. 売上を見る。次", ["12. 売上を見る。", "次"]),
        ("It was 1,234. Next", ["It was 1,234.", " Next"]),
        ("一つ！二つ？三つ", ["一つ！", "二つ？", "三つ"]),
        ("売上は{v1}です。[1]次。", ["売上は{v1}です。[1]", "次。"]),
        ("売上です。 [1] [2]次。", ["売上です。 [1] [2]", "次。"]),
        ("「あ。い」と言う。う。", ["「あ。い」と言う。", "う。"]),
        ("3.5%でした。12.3万円です。", ["3.5%でした。", "12.3万円です。"]),
        ("**強い。**次。", ["**強い。**", "次。"]),
        ("a\n\nb", ["a\n\n", "b"]),
        ("- a\n- b\n\nc", ["- a\n", "- b\n\n", "c"]),
        ("| a | b |\n|---|---|\n| 1。 | 2 |\n\n次。", ["| a | b |\n|---|---|\n| 1。 | 2 |\n\n", "次。"]),
        ("```\na。b\n```\n次。", ["```\na。b\n```\n", "次。"]),
        ("", []),
        ("\n\n", ["\n\n"]),
        ("「閉じない。あ", ["「閉じない。あ"]),
        ("| 表だけ", ["| 表だけ"]),
        ("```\n閉じない", ["```\n閉じない"]),
        ("本当!?はい。", ["本当!?", "はい。"]),
    ],
)
def test_it_is_cut_where_a_sentence_or_a_block_ends(text, units):
    assert cut(text) == units


@pytest.mark.parametrize("seed", range(40))
def test_how_it_was_cut_before_makes_no_difference(seed):
    dice = random.Random(seed)
    places = sorted(dice.sample(range(1, len(ANSWER)), dice.randint(1, len(ANSWER) - 1)))
    pieces = [ANSWER[start:end] for start, end in zip([0, *places], [*places, None], strict=True)]
    assert cut(*pieces) == cut(ANSWER)


def test_sign_by_sign_nothing_is_lost():
    assert "".join(cut(*ANSWER)) == ANSWER


@pytest.mark.parametrize("whole", ["{v1}", "{v12}", "2.5%", "1,234人", "11月22日(日)", "412,300円", "[2][3]"])
def test_no_cut_is_inside_a_figure_a_reference_or_a_date(whole):
    assert sum(whole in unit for unit in cut(*ANSWER)) == 1


def test_a_block_ends_where_a_blank_line_stands_and_at_the_end():
    cutter = Cutter()
    units = [*cutter.feed("a。\n\nb。c"), *cutter.rest()]
    assert [(unit.text, unit.ends_block) for unit in units] == [
        ("a。\n\n", True),
        ("b。", False),
        ("c", True),
    ]


def test_a_sentence_is_given_as_soon_as_something_follows_it():
    cutter = Cutter()
    assert not list(cutter.feed("売上です。"))
    assert [unit.text for unit in cutter.feed("次")] == ["売上です。"]


def test_a_text_without_an_end_is_cut_but_not_in_a_number():
    text = "あ" * (LONGEST - 2) + "1,234,567円" + "い" * 50 + "、う"
    units = cut(text)
    assert len(units) > 1
    assert any("1,234,567円" in unit for unit in units)


def test_a_quotation_that_is_never_closed_does_not_hold_everything_back():
    text = "「" + "あ。" * 2000
    assert len(cut(*text)) > 1


def test_a_hundred_thousand_signs_take_no_time():
    text = "あ" * 100_000
    began = time.monotonic()
    assert "".join(cut(*(text[at : at + 10] for at in range(0, len(text), 10)))) == text
    assert time.monotonic() - began < SECONDS
