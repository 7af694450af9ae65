"""The plan of faults is the same for the same seed, and leaves none out."""

from collections import Counter
from itertools import chain, islice

from tests.faulted.plan import MOMENTS, NOT_BOTH, Fault, Kind, Plan, Step

MANY = 1_000


def steps(seed: int, many: int = MANY) -> list[Step]:
    return list(islice(chain.from_iterable(Plan(seed).rounds()), many))


def test_the_same_seed_gives_the_same_plan_and_another_another():
    assert steps(9) == steps(9)
    assert steps(9) != steps(10)


def test_what_has_happened_does_not_depend_on_how_long_one_goes_on():
    assert steps(9, 40) == steps(9)[:40]


def test_every_fault_is_the_main_one_of_its_share_even_of_few():
    assert min(Counter(step.fault for step in steps(9)).values()) >= MANY // len(Fault)
    assert {step.fault for step in steps(3, len(Fault))} == set(Fault)


def test_every_fault_comes_at_each_of_its_moments_shortly_and_for_good():
    seen = {(one.fault, one.moment, one.lasts is None) for step in steps(9) for one in step.happenings}
    for fault, moments in MOMENTS.items():
        for moment in moments:
            assert {(fault, moment, True), (fault, moment, False)} <= seen


def test_many_have_two_faults_and_none_has_two_that_exclude_each_other():
    pairs = [{one.fault for one in step.happenings} for step in steps(9)]
    assert sum(len(pair) == 2 for pair in pairs) > MANY / 5
    assert all(pair != excluded for pair in pairs for excluded in NOT_BOTH)


def test_most_are_reports_with_up_to_three_photos_and_every_kind_is_there():
    kinds = Counter(step.kind for step in steps(9))
    assert set(kinds) == set(Kind)
    assert kinds[Kind.REPORT] > 0.65 * MANY
    assert {step.photos for step in steps(9) if step.kind is Kind.REPORT} == {0, 1, 2, 3}


def test_a_step_tells_what_happens_in_it():
    said = [step.said for step in steps(9, 50)]
    assert all(str(step.fault) in words for step, words in zip(steps(9, 50), said, strict=True))
