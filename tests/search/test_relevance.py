"""The order of what is found, on the labelled set: both halves together are better than either alone.

The bounds stand a little below what was measured (`tests.bench.relevance`), so that a worse order fails.
"""

from collections.abc import Iterator, Mapping
from statistics import mean

import psycopg
import pytest

from stream.embedder import LocalEmbedder
from tests.cast import CAST
from tests.databases import own_database
from tests.house.world import viewer_of
from tests.search.labelled import MODEL, Ranking, fill, ndcg, questions, rankings, texts


@pytest.fixture(scope="module")
def scores(django_db_setup) -> Iterator[Mapping[str, Mapping[str, float]]]:
    """nDCG@10 of each question, by words, by meaning and by both."""
    embedder = LocalEmbedder()
    of_texts = dict(
        zip([t.name for t in texts()], embedder.embed_here([t.embedded for t in texts()]), strict=True)
    )
    asked = [question.text for question in questions()]
    of_questions = dict(zip(asked, embedder.embed_here(asked), strict=True))
    with own_database() as url, psycopg.connect(url, cursor_factory=psycopg.ClientCursor) as connection:
        fill(connection, of_texts)
        ranked = rankings(connection, viewer_of(connection, CAST.admin), of_questions)
        yield {name: _scored(ranking) for name, ranking in ranked.items()}


def test_the_set_is_of_the_local_model():
    assert LocalEmbedder.model == MODEL


def test_words_and_meaning_together_are_better_than_either(scores):
    total = {name: _mean(of, None) for name, of in scores.items()}
    assert total["hybrid"] > total["meaning"] + 0.02
    assert total["hybrid"] > total["words"] + 0.12
    assert total["hybrid"] > 0.74


def test_paraphrases_are_found_that_share_no_word(scores):
    assert _mean(scores["hybrid"], "paraphrase") > _mean(scores["words"], "paraphrase") + 0.25
    assert _mean(scores["hybrid"], "paraphrase") > _mean(scores["meaning"], "paraphrase") - 0.02


def test_what_was_typed_is_found_about_as_well_as_by_words_alone(scores):
    assert _mean(scores["hybrid"], "keyword") > _mean(scores["words"], "keyword") - 0.04
    assert _mean(scores["hybrid"], "keyword") > 0.90


def _scored(ranking: Ranking) -> dict[str, float]:
    return {question.text: ndcg(ranking(question), question.grades) for question in questions()}


def _mean(of: Mapping[str, float], group: str | None) -> float:
    return mean(of[question.text] for question in questions() if group in {None, question.group})
