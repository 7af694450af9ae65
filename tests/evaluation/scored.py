"""All questions asked and judged: the table, the bounds, and the failing questions."""

from collections.abc import Iterable, Sequence

import psycopg

from tests.evaluation import chain
from tests.evaluation.asked import Question
from tests.evaluation.chain import Key
from tests.evaluation.oracle import Oracle
from tests.evaluation.running import NewModel, turns_of
from tests.evaluation.scoring import BOUNDS, OF_SEEN, Judge, Verdict


async def score(url: str, questions: Sequence[Question], new_model: NewModel | None = None) -> list[Verdict]:
    """Write the chain into a database with the cast, ask the questions, and judge the answers."""
    return await asked_and_judged(url, chain.write(url), questions, new_model)


async def asked_and_judged(
    url: str, keys: dict[str, Key], questions: Sequence[Question], new_model: NewModel | None = None
) -> list[Verdict]:
    """As `score`, in a database with the chain, whose own texts are at `keys`."""
    turns = await turns_of(url, questions, new_model)
    with psycopg.connect(url, autocommit=True) as connection:
        judge = Judge(Oracle(connection), keys)
        return [judge.verdict(turn) for turn in turns]


def share(verdicts: Iterable[Verdict], measure: str) -> tuple[int, int]:
    """How many pass the measure, of how many to which it applies."""
    found = [verdict.passed[measure] for verdict in verdicts if measure in verdict.passed]
    return sum(found), len(found)


def missed(verdicts: Sequence[Verdict]) -> list[str]:
    """The measures whose bounds are missed."""
    seen = [verdict for verdict in verdicts if not verdict.turn.question.is_unseen]
    shares = {measure: share(seen if measure in OF_SEEN else verdicts, measure) for measure in BOUNDS}
    return [measure for measure, (passed, of) in shares.items() if of and passed / of < BOUNDS[measure]]


def is_within(verdicts: Sequence[Verdict]) -> bool:
    """No bound is missed, and every turn ended well."""
    return not missed(verdicts) and all(verdict.turn.state == "done" for verdict in verdicts)


def table(verdicts: Sequence[Verdict]) -> str:
    """The measures, for all questions and for those that the rules were not written from."""
    kinds = {
        "all": verdicts,
        "seen": [verdict for verdict in verdicts if not verdict.turn.question.is_unseen],
        "unseen": [verdict for verdict in verdicts if verdict.turn.question.is_unseen],
    }
    lines = [f"{'':<12}{'bound':>8}" + "".join(f"{name:>18}" for name in kinds)]
    for measure in BOUNDS:
        cells = [_cell(*share(some, measure)) for some in kinds.values()]
        lines.append(f"{measure:<12}{BOUNDS[measure]:>8.0%}" + "".join(f"{cell:>18}" for cell in cells))
    groups: dict[str, list[bool]] = {}
    for verdict in verdicts:
        if verdict.turn.question.group:
            groups.setdefault(verdict.turn.question.group, []).append(all(verdict.passed.values()))
    lines.append(
        f"paraphrases all right: {sum(all(some) for some in groups.values())} of {len(groups)} groups"
    )
    return "\n".join([*lines, f"missed: {', '.join(missed(verdicts)) or 'none'}"])


def failures(verdicts: Iterable[Verdict], *, with_answers: bool) -> str:
    """The questions that fail; of unseen ones the number alone."""
    lines = []
    for verdict in verdicts:
        question = verdict.turn.question
        if not verdict.reasons:
            continue
        if question.is_unseen:
            wrong = [name for name, is_right in verdict.passed.items() if not is_right]
            lines.append(f"{question.id} (unseen): {', '.join(wrong)}")
            continue
        lines.append(f"{question.id} [{question.who}] {question.ask}")
        lines += [f"    {reason}" for reason in verdict.reasons]
        if with_answers:
            lines.append("    answer: " + verdict.turn.answer.replace("\n", "\n      "))
            lines += [f"    call: {call.name} {call.args} {call.span}" for call in verdict.turn.calls]
    return "\n".join(lines)


def _cell(passed: int, of: int) -> str:
    return f"{passed}/{of} {passed / of:.1%}" if of else "-"
