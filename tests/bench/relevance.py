"""`python -m tests.bench.relevance`: how well a search ranks the labelled set, by words, by meaning, by both.

nDCG@10 and recall@10 on 180 questions over 430 texts (`tests.search.labelled`), with the local embedder. The
exit code is 1 when both together are not better than either in total, or on paraphrases not by .10 better
than words. `C3_BENCH_EMBEDDINGS` names a file that keeps the vectors for the next run.
"""

import os
import pickle
import sys
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import psycopg

from shared.embedded import server
from stream.embedder import LocalEmbedder
from tests.bench.search import _migrate
from tests.bench.telling import verdict
from tests.bench.unhurried import unhurried
from tests.search.labelled import Ranking, fill, ndcg, questions, rankings, recall, texts

LEAST_GAIN = 0.10
SPLITS = ("tune", "final", "both")
GROUPS = ("keyword", "paraphrase")


def main() -> int:
    """Measure and print; 1 when a bound is missed."""
    of_texts, of_questions = vectors()
    with TemporaryDirectory(prefix="c3-bench-relevance-") as name, server(Path(name) / "postgres") as url:
        own = _migrated(url)
        with unhurried(own, cursor_factory=psycopg.ClientCursor) as connection:
            from tests.house.world import viewer_of  # noqa: PLC0415  Django's settings come first

            fill(connection, of_texts)
            viewer = viewer_of(connection, "hq-admin")
            return _told(rankings(connection, viewer, of_questions))


def vectors() -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Those of the texts by name, and of the questions by their text."""
    kept = Path(os.environ.get("C3_BENCH_EMBEDDINGS", "/nonexistent"))
    wanted = {text.name: text.embedded for text in texts()} | {q.text: q.text for q in questions()}
    found: dict[str, list[float]] = pickle.loads(kept.read_bytes()) if kept.exists() else {}  # noqa: S301  our own
    if found.keys() != wanted.keys():
        found = dict(zip(wanted, LocalEmbedder().embed_here(list(wanted.values())), strict=True))
        if kept.parent.exists():
            kept.write_bytes(pickle.dumps(found))
    return {text.name: found[text.name] for text in texts()}, {q.text: found[q.text] for q in questions()}


def _told(ranked: dict[str, Ranking]) -> int:
    found = {
        name: {question.text: list(ranking(question)) for question in questions()}
        for name, ranking in ranked.items()
    }
    print(("{:<10}{:<8}{:<14}" + "{:>10}" * 2).format("", "split", "group", "nDCG@10", "recall@10"))
    total: dict[tuple[str, str, str], float] = {}
    for split in SPLITS:
        for group in (*GROUPS, "all"):
            asked = [q for q in questions() if split in {q.split, "both"} and group in {q.group, "all"}]
            for name, answers in found.items():
                score = mean(ndcg(answers[q.text], q.grades) for q in asked)
                got = mean(recall(answers[q.text], q.grades) for q in asked)
                print(f"{name:<10}{split:<8}{group:<14}{score:>10.3f}{got:>10.3f}")
                total[name, split, group] = score
    return _verdict(total)


def _verdict(total: dict[tuple[str, str, str], float]) -> int:
    missed = [
        f"{split}: both together {total['hybrid', split, 'all']:.3f}, {name} {total[name, split, 'all']:.3f}"
        for split in SPLITS
        for name in ("words", "meaning")
        if total["hybrid", split, "all"] <= total[name, split, "all"]
    ]
    for split in SPLITS:
        gain = total["hybrid", split, "paraphrase"] - total["words", split, "paraphrase"]
        print(f"{split}: on paraphrases {gain:+.3f} over words alone (bound {LEAST_GAIN:+})")
        missed += [f"{split}: {gain:+.3f} over words on paraphrases"] if gain < LEAST_GAIN else []
    return verdict(missed)


def _migrated(url: str) -> str:
    """The URL of a database with the cast."""
    own = urlsplit(url)._replace(path="/relevance").geturl()
    with unhurried(url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE relevance")
    _migrate(own)
    from django.db import connection as django_side  # noqa: PLC0415

    from tests.cast import make_cast  # noqa: PLC0415

    make_cast()
    django_side.close()
    return own


if __name__ == "__main__":
    sys.exit(main())
