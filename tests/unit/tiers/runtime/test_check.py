"""A suspicion counts only if it shows again, alone, every time; what one test case shows is looked for together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from conformance.compare.differences import Difference
from conformance.exploration.explore import Examination
from conformance.exploration.finding import Finding, Shared
from conformance.model import Operation
from conformance.tiers.runtime import check as module
from conformance.tiers.runtime.case import RuntimeTestCase
from conformance.tiers.runtime.driver import Performance
from conformance.tiers.runtime.promises import NEVER

TEST_CASE, OTHER = (RuntimeTestCase(Operation(name), "heartbeat") for name in ("list_users", "list_roles"))


def finding(path: str, test_case: RuntimeTestCase) -> Finding:
    return Finding("runtime.loop/list_users", Difference("blocked", path, 1, 2), test_case, {}, {})


def sifted(*shown: list[Finding], driver: TwinsDriver, known: tuple[str, ...] = ()) -> list[str]:
    """Return the paths that are left of what each test case showed."""
    examinations = [Examination(tuple(findings), ()) for findings in shown]
    kept = module._sifted(examinations, known, driver)
    return sorted(item.difference.path for item in kept.values())


class TwinsDriver:
    """Tells what a test case shows each time that it is performed, by the paths of the differences."""

    def __init__(self, **shown: list[str]) -> None:
        self.shown = {name: iter(paths) for name, paths in shown.items()}
        self.performed: list[str] = []
        self.alike: set[tuple[str, str]] = set()

    def perform(self, test_case: RuntimeTestCase) -> Iterator[str]:
        self.performed.append(test_case.act.method)
        return iter(next(self.shown[test_case.act.method]).split())


JUDGE = module.judge


@pytest.fixture(autouse=True)
def _paths_are_differences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        module,
        "judge",
        lambda _check, test_case, paths: Examination(tuple(finding(p, test_case) for p in paths), ()),
    )


def test_what_shows_every_time_is_kept_and_one_performance_serves_all_of_its_trial() -> None:
    driver = TwinsDriver(list_users=["call close", "close call"], list_roles=["wait", "wait"])
    shown = [finding("call", TEST_CASE), finding("close", TEST_CASE)], [finding("wait", OTHER)]
    assert sifted(*shown, driver=driver) == ["call", "close", "wait"]
    assert driver.performed == ["list_users"] * 2 + ["list_roles"] * 2


def test_what_shows_now_and_then_is_dropped() -> None:
    shown = [finding("call", TEST_CASE), finding("close", TEST_CASE)]
    assert sifted(shown, driver=TwinsDriver(list_users=["call close", "close"])) == ["close"]


def test_what_one_trial_does_not_show_again_another_may() -> None:
    driver = TwinsDriver(list_users=[""], list_roles=["call", "call"])
    assert sifted([finding("call", TEST_CASE)], [finding("call", OTHER)], driver=driver) == ["call"]
    assert driver.performed == ["list_users"] + ["list_roles"] * 2


def test_what_is_decided_for_all_methods_shows_alone_with_the_first_one() -> None:
    path = "timeout(RpcError)"
    driver = TwinsDriver(list_users=[path, path], list_roles=["wait", "wait"])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module.deadline, "whichever", lambda where: where == path)
        assert sifted([finding(path, TEST_CASE)], driver=driver) == [path]
        assert sifted([finding(path, OTHER)], driver=driver) == [path]
        assert driver.performed == ["list_users"] * 2
        assert sifted([finding("wait", OTHER)], driver=driver) == ["wait"]
        assert driver.performed == ["list_users"] * 2 + ["list_roles"] * 2


def test_nothing_is_performed_for_what_is_lost_or_known() -> None:
    known, lost = finding("call", TEST_CASE), finding("wait", OTHER)
    driver = TwinsDriver(list_roles=[""])
    assert sifted([known], [lost], driver=driver, known=(known.fingerprint,)) == ["call"]
    assert driver.performed == ["list_roles"]


def test_what_is_confirmed_is_not_looked_for_again() -> None:
    driver = TwinsDriver(list_users=["call", "call"])
    assert sifted([finding("call", TEST_CASE)], [finding("call", OTHER)], driver=driver) == ["call"]
    assert driver.performed == ["list_users"] * 2


def in_common(defect: Finding, driver: TwinsDriver) -> list[Finding | Shared]:
    """Return what becomes of a defect that both clients showed."""
    return [*module._in_common([Examination((), (), shared=(Shared(defect, "owed"),))], driver)]


def test_what_only_the_candidate_breaks_when_it_is_alone_is_a_finding() -> None:
    driver = TwinsDriver(list_users=["call"] * 3)
    defect = finding("call", TEST_CASE)
    assert in_common(defect, driver) == [defect]
    assert driver.performed == ["list_users"] * 3  # again, and confirmed as every suspicion is


def test_what_no_client_breaks_again_is_dropped() -> None:
    assert in_common(finding("call", TEST_CASE), TwinsDriver(list_users=[""])) == []


def test_a_reference_that_never_ended_is_asked_again_alone() -> None:
    late = RuntimeTestCase(Operation("list_users"), "deadline")
    never = Finding("runtime.timeout/list_users", Difference("late", "Search", NEVER, "hung"), late, {}, {})
    driver = TwinsDriver(list_users=[""])
    assert in_common(never, driver) == []
    assert driver.performed == ["list_users"]
    ended = replace(never, difference=replace(never.difference, reference="hung"))
    assert in_common(ended, driver) == [Shared(ended, "owed")]
    assert driver.performed == ["list_users"]


@pytest.mark.parametrize(
    ("ended", "by_chance", "told"),
    [
        ("returned", False, ["ending"]),
        ("returned", True, []),
        ("ValueError", True, ["ending"]),  # none of the endings that chance decides between
        ("hung", True, ["late"]),
    ],
)
def test_of_an_ending_that_chance_decides_only_the_choice_is_not_compared(
    ended: str, by_chance: bool, told: list[str]
) -> None:
    words = {"timeout": 1.0, "margin": 1.0, "rpc": "Flush"}
    seen = {**words, "ended": ended, "seconds": 1.0, "reached": True, "connected": True}
    shown = JUDGE(
        "runtime.timeout/flush",
        RuntimeTestCase(Operation("flush"), "deadline", words, by_chance=by_chance),
        Performance(seen, {**seen, "ended": "MilvusException"}, ()),
    )
    assert [item.difference.kind for item in shown.findings] == told
    assert (module.CHANCE in shown.facts) is by_chance
