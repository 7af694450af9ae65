"""The labelled set is what it says: enough questions, half of them paraphrases, a third never tuned on."""

import re
from collections import Counter
from itertools import combinations

import pytest

from shared.search.keywords import fold
from shared.words import TextKind
from tests.search.labelled import questions, texts

RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff々〆]+|[\u30a1-\u30faー]+|[a-z0-9]+")
BY_NAME = {text.name: text for text in texts()}


def test_the_texts_differ_and_are_of_every_kind():
    assert len(texts()) == len(BY_NAME) >= 400
    assert {text.kind for text in texts()} == set(TextKind.codes())
    assert all(text.content.strip() and bool(text.title) == (text.kind != "comment") for text in texts())
    titles = Counter(text.title for text in texts() if text.title)
    assert max(titles.values()) == 1
    parts = {text.name: _every(fold(text.content), 3) for text in texts()}
    for one, other in combinations(parts.values(), 2):
        assert len(one & other) <= 0.4 * min(len(one), len(other))


def test_there_are_enough_questions_and_half_are_paraphrases():
    groups = Counter(question.group for question in questions())
    assert len(questions()) >= 150
    assert groups["paraphrase"] == groups["keyword"] == len(questions()) / 2


@pytest.mark.parametrize("group", ["keyword", "paraphrase"])
def test_every_third_question_is_kept_for_the_final_figure(group):
    splits = [question.split for question in questions() if question.group == group]
    assert splits == ["final" if number % 3 == 0 else "tune" for number in range(1, len(splits) + 1)]


def test_every_question_has_an_answer():
    for question in questions():
        assert 1 <= len(question.grades) <= 4
        assert set(question.grades.values()) <= {1, 2}
        assert 2 in question.grades.values()
        assert question.grades.keys() <= BY_NAME.keys()


def test_a_paraphrase_shares_no_keyword_with_its_answers():
    for question in (question for question in questions() if question.group == "paraphrase"):
        asked = _bigrams(question.text)
        for name in question.grades:
            assert not asked & _bigrams(f"{BY_NAME[name].title}\n{BY_NAME[name].content}"), question.text


def _bigrams(text: str) -> set[str]:
    return {pair for run in RUN.findall(fold(text)) for pair in _every(run, 2)}


def _every(text: str, length: int) -> set[str]:
    return {text[at : at + length] for at in range(len(text) - length + 1)}
