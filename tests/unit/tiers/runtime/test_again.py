"""What is known and did not show, as on a busy machine, is looked for again, alone."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from conformance.compare.differences import Difference
from conformance.exploration.explore import Examination
from conformance.exploration.finding import Finding, Shared
from conformance.model import Operation
from conformance.tiers.runtime import again
from conformance.tiers.runtime.case import RuntimeTestCase

CHECK = "runtime.timeout/load_collection"
LATE, UNFINISHED = "GetLoadingProgress late, timeout: float", "GetLoadingProgress unfinished, timeout: float"
WHICH = f"{CHECK} ending timeout (RpcError, MilvusException)"
PLANNED = tuple(
    RuntimeTestCase(Operation("load_collection"), "deadline", {"timeout": 0.5}, trigger=trigger)
    for trigger in (LATE, UNFINISHED)
)


def finding(name: str) -> Finding:
    about = again.parts(name)
    return Finding(about.check, Difference(about.kind, about.path, 1, 2), None, {}, {}, trigger=about.trigger)


def showing(*names: str) -> Examination:
    return Examination(tuple(map(finding, names)))


HIDDEN = f"{CHECK} error-message timeout [{UNFINISHED}]"
NOTHING = showing()


class Tries:
    """Shows examinations in turn, the last one for ever."""

    def __init__(self, *shown: Examination) -> None:
        self.shown, self.performed = list(shown), []  # type: tuple[list[Examination], list[str]]
        self.driver: Any = SimpleNamespace(sought=0)

    def examine(self, test_case: RuntimeTestCase) -> Examination:
        self.performed.append(test_case.trigger)
        return self.shown.pop(0) if len(self.shown) > 1 else self.shown[0]

    def found(self, *examinations: Examination, known: tuple[str, ...] = (HIDDEN,), **words: Any) -> Any:
        planned = words.get("planned", PLANNED)
        return again.looked_for(self.driver, CHECK, planned, examinations, known, self.examine)


def test_what_is_known_and_hid_is_told_of_the_test_case_that_shows_it_alone() -> None:
    tries = Tries(NOTHING, NOTHING, showing(HIDDEN))
    assert tries.found(NOTHING, NOTHING) == [NOTHING, showing(HIDDEN)]
    assert tries.performed == [UNFINISHED] * 3
    assert tries.driver.sought == 0


def test_nothing_is_lost_of_what_a_test_case_showed_before() -> None:
    new, other = f"{CHECK} late GetLoadingProgress [{UNFINISHED}]", f"{CHECK} early x [{UNFINISHED}]"
    tries = Tries(showing(other), showing(HIDDEN))
    found = tries.found(NOTHING, showing(new), known=(HIDDEN, other))
    assert [item.fingerprint for item in found[1].findings] == [HIDDEN, other, new]


def test_what_showed_while_something_else_was_looked_for_is_not_looked_for() -> None:
    other = f"{CHECK} late x [{UNFINISHED}]"
    tries = Tries(showing(HIDDEN, other))
    assert tries.found(NOTHING, NOTHING, known=(HIDDEN, other)) == [NOTHING, showing(HIDDEN, other)]
    assert tries.performed == [UNFINISHED]


def test_what_showed_is_not_looked_for() -> None:
    tries = Tries(NOTHING)
    shared = Examination(shared=(Shared(finding(HIDDEN), "owed"),))
    for shown in (showing(HIDDEN), shared):
        assert tries.found(NOTHING, shown) == [NOTHING, shown]
    assert tries.performed == []


def test_which_exception_ends_a_timeout_any_of_them_may_show() -> None:
    tries = Tries(NOTHING, NOTHING, NOTHING, showing(WHICH))
    assert tries.found(NOTHING, NOTHING, known=(WHICH,)) == [NOTHING, showing(WHICH)]
    assert tries.performed == [LATE] * 3 + [UNFINISHED]


def test_a_client_that_is_mended_is_soon_believed() -> None:
    tries = Tries(NOTHING)
    for _ in range(10):
        assert tries.found(NOTHING, NOTHING) == [NOTHING, NOTHING]
    assert len(tries.performed) == again.VAIN * again.TRIES


def test_nothing_is_looked_for_that_is_not_of_a_test_case_or_that_chance_decides() -> None:
    tries = Tries(showing(HIDDEN))
    other = "runtime.timeout/load_partitions error-message timeout [" + UNFINISHED + "]"
    assert (
        tries.found(NOTHING, NOTHING, known=(other, f"{CHECK} late x", f"{CHECK} late x [y]"))
        == [NOTHING] * 2
    )
    chance = RuntimeTestCase(
        Operation("load_collection"), "deadline", {"timeout": 0.5}, by_chance=True, trigger=UNFINISHED
    )
    assert tries.found(NOTHING, known=(HIDDEN, WHICH), planned=(chance,)) == [NOTHING]
    assert tries.performed == []
