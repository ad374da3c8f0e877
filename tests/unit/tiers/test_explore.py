"""What is found depends on the seed alone, and one bug does not hide the next."""

from hypothesis import strategies as st

from conformance.compare.differences import Difference
from conformance.exploration.explore import Examination, explore
from conformance.exploration.finding import Finding
from conformance.model import Field, Index, Indexes, Operation, Scene, SceneTestCase, Schema

SCENE = Scene(
    Schema((Field("id", "INT64", primary=True), Field("v", "FLOAT_VECTOR", {"dim": 2}))),
    Indexes((Index("v", "FLAT", "", "L2"),)),
)
CASES = st.integers(0, 10**6).map(lambda number: SceneTestCase(SCENE, (Operation("get", (number,)),)))


def finding(test_case: SceneTestCase, path: str) -> Finding:
    return Finding("live.read/get", Difference("value", path, 1, 2), test_case, {"calls": []}, {"calls": []})


def two_bugs(test_case: SceneTestCase) -> Examination:
    (number,) = test_case.acts[0].args
    paths = [path for path, divisor in (("a", 2), ("b", 3)) if number % divisor == 0 and number > 100]
    return Examination(tuple(finding(test_case, path) for path in paths), ("looked",))


def names(exploration):
    return sorted(exploration.findings)


def test_every_bug_is_found_and_shrunk():
    found = explore(CASES, two_bugs, examples=60, seed_=1)
    assert names(found) == ["live.read/get value a", "live.read/get value b"]
    smallest = {name[-1]: item.test_case.acts[0].args[0] for name, item in found.findings.items()}
    assert smallest["a"] < 1000
    assert smallest["b"] < 1000


def test_the_same_seed_finds_the_same():
    one, other = (explore(CASES, two_bugs, examples=40, seed_=7) for _ in range(2))
    assert one.examples == other.examples
    assert one.findings == other.findings
    assert one.facts == other.facts


def test_what_is_known_is_recorded_and_not_shrunk():
    seen = []

    def examine(test_case):
        seen.append(test_case)
        return two_bugs(test_case)

    known = {"live.read/get value a", "live.read/get value b"}
    found = explore(CASES, examine, examples=40, seed_=1, known=known)
    assert names(found) == sorted(known)
    assert len(seen) == found.examples <= 40


def test_a_check_that_finds_nothing_spends_its_examples():
    found = explore(CASES, lambda test_case: Examination(facts=("looked",)), examples=40, seed_=1)
    assert found.findings == {}
    assert found.examples == found.facts["looked"] == 40


def test_an_error_of_the_suite_is_not_taken_for_a_divergence():
    def broken(test_case):
        raise ZeroDivisionError

    try:
        explore(CASES, broken, examples=5, seed_=1)
    except ZeroDivisionError:
        return
    raise AssertionError("the error was swallowed")
