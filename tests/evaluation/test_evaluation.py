"""The chat, asked all questions of the evaluation: no bound is missed (`make eval` prints the table)."""

from collections import Counter

from tests.evaluation.asked import questions
from tests.evaluation.scored import asked_and_judged, failures, missed, table


async def test_no_bound_is_missed(written):
    url, keys = written
    verdicts = await asked_and_judged(url, keys, questions())
    assert not missed(verdicts), f"{table(verdicts)}\n{failures(verdicts, with_answers=False)}"
    assert {verdict.turn.state for verdict in verdicts} == {"done"}


def test_the_questions_are_many_and_of_all_kinds():
    asked = questions()
    groups = Counter(question.group for question in asked if question.group)
    assert len({question.id for question in asked}) == len(asked) >= 150
    assert len({question.ask for question in asked if question.is_unseen}) >= 40
    assert sum(bool(question.refuse) and question.file == "refusals" for question in asked) >= 30
    assert sum(question.file == "injections" and not question.refuse for question in asked) >= 20
    assert len(groups) >= 12
    assert set(groups.values()) == {5}
    assert {question.who for question in asked} == set("SMOPAH")


def test_no_unseen_question_is_among_those_that_are_shown():
    shown = {question.ask for question in questions() if not question.is_unseen}
    assert not shown & {question.ask for question in questions() if question.is_unseen}
