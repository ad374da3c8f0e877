"""What the checks of the wire tier have in common: planned test cases on a pair of scripted servers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice

from hypothesis.strategies import SearchStrategy

from conformance.catalogue import method_of, sleep
from conformance.clients import Factory
from conformance.clients.endurance import TIMEOUTS
from conformance.exploration import overlap
from conformance.exploration.confirm import CONFIRMATIONS, confirm
from conformance.exploration.explore import HUNG, Examination, Exploration, left_out
from conformance.exploration.finding import Finding, parts
from conformance.exploration.profile import Profile
from conformance.exploration.sampling import each
from conformance.strategies.calls import methods
from conformance.tiers.check import Case, RunConfiguration
from conformance.tiers.wire.case import WireTestCase
from conformance.tiers.wire.coverage import coverable
from conformance.tiers.wire.driver import WireDriver
from conformance.tiers.wire.judge import TELLS, examine
from conformance.tiers.wire.minimise import minimise
from conformance.tiers.wire.together import examine_together, parted

__all__ = ["Plan", "WireCheck", "drawn", "planned_test_cases"]

TEST_CASE_COST = 12
"""Nominal milliseconds of a test case."""

ATTEMPTS = 40
"""Test cases that may be spent on making a divergence smaller; fewer where the client waits."""

NOTHING_SENT = "it sends nothing that a server could answer"
"""Why a check has nothing to try with a method."""

Plan = Callable[[WireDriver, str, int], Iterable[SearchStrategy[WireTestCase]]]
"""Returns strategies, one for each test case, most telling first, for a driver, a method and a seed."""


@dataclass(frozen=True, slots=True)
class WireCheck:
    """A check of the wire tier.

    Attributes:
        topic: What it is about.
        doc: What it promises.
        plan: Plans test cases.
        share: How many times the profile's time it gets.
        more: Returns how many test cases it gets beside that; it takes what the plan takes.
        whole: Returns how many test cases the whole plan of a method has, for profiles that are to be complete; it
            takes what the plan takes.
        few: Returns how many test cases are enough for the other profiles; it takes what the plan takes.
        group: Test cases that are examined together.
        representative: Whether it is about what clients do in one place for every call, so that the methods that may
            stand for all are enough.
        idle: Why it has nothing to try with a method.
        fewest: Test cases that each method gets, however long the client sleeps in it.
    """

    topic: str
    doc: str
    plan: Plan
    share: int = 1
    more: Callable[[WireDriver, str, int], int] = lambda _driver, _method, _seed: 0
    whole: Callable[[WireDriver, str, int], int] = lambda _driver, _method, _seed: 0
    few: Callable[[WireDriver, str, int], int] = lambda _driver, _method, _seed: 0
    group: int = 1
    representative: bool = False
    idle: str = NOTHING_SENT
    fewest: int = 1

    @property
    def tier(self) -> str:
        """The tier."""
        return "wire"

    def methods(self, reference: Factory) -> Sequence[str]:
        """Return the public methods of the reference: every one, or those that may stand for all."""
        names = methods(reference.client) if reference.client else ()
        return [name for name in names if not self.representative or method_of(name).stands_for_all]

    def explore(self, method: str, driver: WireDriver, configuration: RunConfiguration) -> Exploration:
        """Check a method on the wire (see `conformance.tiers.check.Check`)."""
        if not sleep(method):
            result = self.explored(method, driver, configuration)
        else:
            result = driver.asleep.result(Case(self, method), partial(_explored, driver, configuration))
        if f"{self.tier}.{self.topic}" == TELLS:
            driver.told[method].update(item.difference.aspect for item in result.findings.values())
        elif result.left:
            result.findings |= _untold(method, driver, configuration, result.left)
        return result

    def explored(self, method: str, driver: WireDriver, configuration: RunConfiguration) -> Exploration:
        """Check a method on the wire, now."""
        check = f"{self.tier}.{self.topic}/{method}"
        look = partial(examine, check, driver)
        assert driver.reference.client is not None  # see methods
        result = Exploration(coverage=coverable(driver.reference.client, method))

        def alone(test_case: WireTestCase) -> Examination:
            return look(test_case, configuration.known.keys() | result.findings.keys())

        def seen(group: Sequence[WireTestCase]) -> Sequence[Examination]:
            return examine_together(check, driver, group, alone, result.findings.copy())

        planned = drawn(self, driver, method, configuration.profile, configuration.seed)
        # What sleeps is not worth sharing a client: it sleeps beside others instead.
        groups = overlap.each(seen, parted(planned, 1 if sleep(method) else self.group), method)
        for examination in chain.from_iterable(groups):
            result.count(examination)
            if "timed out" in examination.facts:
                break  # a client that waits for ever costs its deadline each time; the warning says so
            for finding in examination.findings:
                kept = result.findings.get(finding.fingerprint)
                # What was found with a control gives way to nothing that was not.
                seen_so = examination.vetted or finding.fingerprint in configuration.known
                if kept is None or (seen_so and finding.test_case.size < kept.test_case.size):
                    result.findings[finding.fingerprint] = finding
            if result.facts[HUNG] >= TIMEOUTS:
                break
        if not result.examples:
            result.coverage |= left_out(self.topic, self.idle).coverage
        return _confirmed(method, result, look, configuration)


def _confirmed(
    method: str,
    exploration: Exploration,
    look: Callable[[WireTestCase], Examination],
    configuration: RunConfiguration,
) -> Exploration:
    smaller = partial(minimise, attempts=ATTEMPTS * TEST_CASE_COST // (TEST_CASE_COST + sleep(method)))
    confirmations = 1 if sleep(method) else CONFIRMATIONS
    return confirm(exploration, look, smaller, configuration.known.keys(), confirmations)


def _untold(
    method: str, driver: WireDriver, configuration: RunConfiguration, left: Mapping[str, Finding]
) -> Mapping[str, Finding]:
    """Return of what a check leaves to `TELLS` what that did not tell, and is not known to tell.

    That comes before all others of the method: `conformance.tiers.wire.tier.WIRE` names it first.
    """
    check, told = f"{TELLS}/{method}", driver.told[method]
    known = [item for item in map(parts, configuration.known) if item.check == check]
    told |= {(item.kind, item.path) for item in known}
    new = {name: item for name, item in left.items() if item.difference.aspect not in told}
    found = _confirmed(method, Exploration(findings=new), partial(examine, check, driver), configuration)
    told |= {item.difference.aspect for item in found.findings.values()}
    return found.findings


def _explored(driver: WireDriver, configuration: RunConfiguration, case: Case) -> Exploration:
    assert isinstance(case.check, WireCheck)
    return case.check.explored(case.method, driver, configuration)


def planned_test_cases(
    check: WireCheck, driver: WireDriver, method: str, profile: Profile, seed: int
) -> list[WireTestCase]:
    """Return the test cases of a check of a method, in turn."""
    return list(drawn(check, driver, method, profile, seed))


def drawn(
    check: WireCheck, driver: WireDriver, method: str, profile: Profile, seed: int
) -> Iterator[WireTestCase]:
    """Yield the test cases of a check of a method, in turn; a few are drawn at a time."""
    # Each gets its share, however long the client waits in it.
    count = max(check.share, check.fewest, check.share * profile.mocked // (TEST_CASE_COST + sleep(method)))
    count += check.more(driver, method, seed)
    count = max(count, (check.whole if profile.complete else check.few)(driver, method, seed))
    return each(list(islice(check.plan(driver, method, seed), count)), seed)
