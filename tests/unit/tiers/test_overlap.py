import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from conformance.exploration.explore import Exploration
from conformance.exploration.overlap import both, each, taking_turns
from conformance.tiers.check import Case
from conformance.tiers.tiers import cases
from conformance.tiers.wire.asleep import Asleep

WAITING, PROMPT = "optimize", "insert"


def test_trials_of_a_waiting_method_are_under_way_together_and_come_back_in_turn():
    meeting = threading.Barrier(3, timeout=10)

    def work(number: int) -> int:
        meeting.wait()
        return number * 10

    assert list(each(work, [3, 1, 2], WAITING)) == [30, 10, 20]


def test_both_are_under_way_together():
    meeting = threading.Barrier(2, timeout=10)
    assert both(meeting.wait, lambda: meeting.wait() + 10, WAITING)[1] >= 10


def test_other_methods_take_their_turn():
    order: list[str] = []
    steps = each(lambda name: order.append(name) or name, (name for name in "ab"), PROMPT)
    assert next(steps) == "a"
    assert order == ["a"]
    assert both(lambda: order.append("c"), lambda: order.append("d"), PROMPT) == (None, None)
    assert order == ["a", "c", "d"]


@pytest.mark.parametrize("method", [WAITING, PROMPT])
def test_what_work_raises_is_raised(method):
    def fail(_number: int) -> int:
        raise ValueError("no client")

    with pytest.raises(ValueError, match="no client"):
        list(each(fail, [1, 2], method))
    with pytest.raises(ValueError, match="no client"):
        both(lambda: fail(1), lambda: 2, method)


CASES = cases(["wire"], [PROMPT, WAITING])


def test_cases_that_sleep_are_explored_together_once_whoever_is_asked_for_first():
    sleeping = [case for case in CASES if case.method == WAITING]
    meeting, explored = threading.Barrier(len(sleeping), timeout=10), []

    def explore(case: Case) -> Exploration:
        if case in sleeping:
            meeting.wait()
        explored.append(case)
        return Exploration(examples=CASES.index(case))

    asleep = Asleep(CASES)
    found = [asleep.result(case, explore).examples for case in reversed(CASES)]
    assert found == list(reversed(range(len(CASES))))
    assert sorted(explored, key=CASES.index) == CASES


def test_what_the_run_has_no_case_of_is_explored_when_asked_for():
    (case,) = cases(["wire"], [WAITING])[:1]
    assert Asleep().result(case, lambda _: Exploration(examples=3)).examples == 3


def test_what_exploring_a_sleeping_case_raises_is_raised_to_who_asks_for_it():
    def fail(case: Case) -> Exploration:
        raise ValueError(case.id)

    asleep = Asleep(CASES)
    for case in CASES:
        with pytest.raises(ValueError, match=case.id):
            asleep.result(case, fail)


def test_work_takes_turns_at_places_and_any_of_them_is_free_again_whatever_came_of_it():
    meeting, taken = threading.Barrier(2, timeout=10), []

    def work(place: str, number: int) -> str:
        meeting.wait()
        taken.append(place)
        if number:
            raise ValueError(number)
        return place

    somewhere = taking_turns(work, ["left", "right"])
    for number in (0, 1):
        with ThreadPoolExecutor(2) as pool:
            both_at_work = [pool.submit(somewhere, number) for _ in range(2)]
        assert [one.exception() is None for one in both_at_work] == [not number] * 2
    assert sorted(taken) == ["left", "left", "right", "right"]
