"""How a client is put through a check of the runtime tier."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from conformance.clients import Factory, resolve
from conformance.exploration.explore import Exploration
from conformance.exploration.finding import Finding
from conformance.exploration.profile import profile
from conformance.tiers.check import RunConfiguration
from conformance.tiers.runtime.case import Idle, RuntimeTestCase
from conformance.tiers.runtime.check import RuntimeCheck, judge, performed
from conformance.tiers.runtime.driver import RuntimeDriver
from conformance.tiers.runtime.plans.rehearsal import Planned
from conformance.tiers.runtime.promises import answered
from conformance.tiers.tiers import cases
from tests.mutants.planting import Mutant

__all__ = ["explore", "shown"]


def explore(
    client: type,
    check: str,
    profile_: str = "quick",
    seed: int = 0,
    reference: type | None = None,
    only: Callable[[RuntimeTestCase], bool] | None = None,
) -> Exploration:
    """Return what a check shows of a client; ``only`` some of its test cases where the others are of no interest."""
    found, method = _check(check), check.partition("/")[2]

    def plan(driver: RuntimeDriver, method: str, configuration: RunConfiguration) -> Planned:
        planned = found.plan(driver, method, configuration)
        if only is None or isinstance(planned, Idle):
            return planned
        chosen = [test_case for test_case in planned if only(test_case)]
        assert chosen, f"none of the test cases of {check} is of interest"
        return chosen

    with _driver(client, reference) as driver:
        return replace(found, plan=plan).explore(method, driver, RunConfiguration(profile(profile_), seed))


def shown(bug: Mutant) -> Finding:
    """Return the first finding that a planted bug should give; nothing else is examined."""
    with _driver(bug.client) as driver:
        planned = _check(bug.check).planned(driver, bug.method, RunConfiguration(profile("quick"), 0))
        assert not isinstance(planned, Idle), planned.reason
        for test_case in planned:
            for finding in judge(bug.check, test_case, performed(driver, test_case)).findings:
                if bug.shown_by(finding.fingerprint):
                    told = answered(finding, driver)
                    assert isinstance(told, Finding)
                    return told
    msg = f"{bug.check} does not show {bug.name}"
    raise AssertionError(msg)


def _check(name: str) -> RuntimeCheck:
    check = next(case.check for case in cases(["runtime"]) if case.id == name)
    assert isinstance(check, RuntimeCheck)
    return check


@contextmanager
def _driver(client: type, reference: type | None = None) -> Iterator[RuntimeDriver]:
    model = Factory("tests:reference", reference) if reference else resolve("pymilvus:MilvusClient")
    driver = RuntimeDriver(model, Factory("tests:mutant", client))
    try:
        yield driver
    finally:
        driver.close()
