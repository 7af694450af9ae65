"""What a question is worth, part by part, and which parts are looked for in the index."""

import pytest

from shared.search import weights
from shared.search.kana import otherwise
from shared.search.keywords import Frequencies, Statistics

ROWS = 100_000
COMMON = {"お客": 0.5, "客様": 0.5, "会計": 0.02, "待た": 0.02, "違算": 0.001, "合わ": 0.004, "まし": 0.6}
KNOWN = Frequencies(Statistics(ROWS, 200, list(COMMON), list(COMMON.values())))


def _weights(text: str, synonyms: list[list[str]] | None = None) -> dict[str, float]:
    return {term.term: term.weight for term in weights.asked(text, synonyms or [], KNOWN).terms}


def test_what_is_rare_is_worth_more():
    found = _weights("お客様の会計で違算")
    assert found["違算"] > found["会計"] > found["お客"]


def test_hiragana_is_grammar():
    found = _weights("鍵束をなくしました")
    assert found["鍵束"] > found["束を"] > found["なく"] > found["まし"] > 0


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("クレーム", "くれーむ"),
        ("くれーむ", "クレーム"),
        ("違算", None),
        ("レジの", None),
        ("pos", None),
        ("ー", None),
        ("", None),
    ],
)
def test_a_word_of_one_kana_has_its_other(word, other):
    assert otherwise(word) == other


def test_a_synonym_stands_in_for_a_little_less():
    asked = weights.asked("違算が出た", [["違算", "レジ誤差"], ["苦情", "クレーム"]], KNOWN)
    (stand_in,) = asked.stand_ins
    assert (stand_in.instead, stand_in.term) == ("違算", "レジ誤差")
    assert 0 < stand_in.weight < _weights("違算")["違算"]


def test_a_synonym_that_was_typed_too_stands_in_for_nothing():
    assert weights.asked("違算 レジ誤差", [["違算", "レジ誤差"]], KNOWN).stand_ins == []


def test_the_rare_parts_are_looked_for():
    queries = weights.queries(weights.asked("お客様の違算", [], KNOWN), KNOWN, 1.0)
    assert "'違算'" in queries
    assert "'お客'" not in queries


def test_where_all_is_frequent_two_together_are_looked_for():
    common = Frequencies(Statistics(ROWS, 200, ["会計", "待ち"], [0.015, 0.015]))
    asked = weights.asked("会計 待ち", [], common)
    assert weights.queries(asked, common, 1.0).keys() == {"'会計' & '待ち'"}


def test_what_all_texts_hold_is_not_looked_for_at_all():
    assert weights.queries(weights.asked("お客様", [], KNOWN), KNOWN, 1.0) == {}


def test_in_one_store_more_is_worth_reading():
    asked = weights.asked("会計", [], KNOWN)
    assert weights.queries(asked, KNOWN, 1.0) == {}
    assert weights.queries(asked, KNOWN, 0.005).keys() == {"'会計'"}


@pytest.mark.parametrize("text", ["", " ", "。！", "\0", "😀", "\ud800" * 3])
def test_nothing_is_asked_by_signs(text):
    assert weights.asked(text, [["違算", "誤差"]], KNOWN).stand_ins == []
    assert weights.asked(text, [], KNOWN).total > 0


def test_signs_that_are_the_same_in_both_kana_are_looked_for_once():
    assert len(weights.asked("ーーーー", [], KNOWN).parts) == 1


def test_a_long_question_is_cut():
    asked = weights.asked("".join(chr(0x4E00 + at) for at in range(5000)), [], KNOWN)
    assert len(asked.terms) <= weights.MOST_TERMS
