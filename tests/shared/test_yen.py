"""T4: numbers as they are typed on phones and registers, and what is said of those that are none."""

import pytest

from shared.yen import NotANumber, Refusal, whole_number

READ = {
    "412300": 412_300,
    "0": 0,
    "007": 7,
    "412,300": 412_300,
    "412、300": 412_300,
    "4 1 2 3 0 0": 412_300,
    "　412300　": 412_300,
    "\t412300\r\n": 412_300,
    "１２３，４５６": 123_456,
    "４１２３００円": 412_300,
    "¥412,300": 412_300,
    "￥412,300": 412_300,
    "412,300円": 412_300,
    "156名": 156,
    "１５６人": 156,
    "156 人": 156,
    "12万3456円": 123_456,
    "１２万３４５６円": 123_456,
    "12万": 120_000,
    "12万6": 120_006,
    "41.2万": 412_000,
    "４１．２万円": 412_000,
    "¥41.2万": 412_000,
    "0.5万": 5_000,
    "41.2345万": 412_345,
    "▲1,200": -1_200,
    "△1200": -1_200,
    "-1200": -1_200,
    "−1200": -1_200,
    "－１２００": -1_200,
    "(1,200)": -1_200,
    "（1,200円）": -1_200,
    "(¥1,200)": -1_200,
    "-¥1,200": -1_200,
    "¥-1,200": -1_200,
    "▲1万2000円": -12_000,
    "+¥120": 120,
    "-0": 0,
    "①②": 12,
}
REFUSED = {
    "": Refusal.NOT_A_NUMBER,
    "　 ": Refusal.NOT_A_NUMBER,
    "たくさん": Refusal.NOT_A_NUMBER,
    "abc": Refusal.NOT_A_NUMBER,
    "円": Refusal.NOT_A_NUMBER,
    "-": Refusal.NOT_A_NUMBER,
    "()": Refusal.NOT_A_NUMBER,
    "(1200": Refusal.NOT_A_NUMBER,
    "1200)": Refusal.NOT_A_NUMBER,
    "(-1200)": Refusal.NOT_A_NUMBER,
    "--1200": Refusal.NOT_A_NUMBER,
    "12円34": Refusal.NOT_A_NUMBER,
    "12-34": Refusal.NOT_A_NUMBER,
    "100/2": Refusal.NOT_A_NUMBER,
    "٣": Refusal.NOT_A_NUMBER,
    "a\0b": Refusal.NOT_A_NUMBER,
    "9" * 41: Refusal.NOT_A_NUMBER,
    "9" * 10_000: Refusal.NOT_A_NUMBER,
    "一二三": Refusal.KANJI,
    "三万": Refusal.KANJI,
    "3千": Refusal.KANJI,
    "ー1200": Refusal.LONG_VOWEL,
    "ー": Refusal.LONG_VOWEL,
    "1e12": Refusal.EXPONENT,
    "1.5E+6": Refusal.EXPONENT,
    "412.5": Refusal.FRACTION,
    "412.000": Refusal.FRACTION,
    "41.23456万": Refusal.FRACTION,
    "41.2万300": Refusal.UNCLEAR_MAN,
    "12万34567": Refusal.UNCLEAR_MAN,
    "1万2万": Refusal.UNCLEAR_MAN,
    "万": Refusal.NOT_A_NUMBER,
}


@pytest.mark.parametrize(("text", "number"), READ.items())
def test_a_number_is_read_however_it_is_typed(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize(("text", "reason"), REFUSED.items(), ids=lambda value: str(value)[:20])
def test_what_is_no_number_is_refused_with_what_to_do(text, reason):
    with pytest.raises(NotANumber) as refused:
        whole_number(text)
    assert refused.value.reason is reason
    assert refused.value.reason.label.endswith("。")


def test_the_examples_of_the_sentences_are_numbers_themselves():
    assert [whole_number(example) for example in ("412300", "12万3456", "41.2万", "123")] == [
        412_300,
        123_456,
        412_000,
        123,
    ]
