"""What the checks of the runtime tier have in common: test cases of many methods that wait together.

The one rule: what was seen in company is only a suspicion; it counts when it shows again, alone, every time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial

from conformance.catalogue import sleep
from conformance.clients import Factory
from conformance.compare.differences import Difference
from conformance.exploration.explore import Examination, Exploration, left_out
from conformance.exploration.finding import Finding, Shared
from conformance.strategies.calls import methods
from conformance.tiers.check import Case, RunConfiguration
from conformance.tiers.runtime import again, race
from conformance.tiers.runtime.case import Idle, RuntimeTestCase
from conformance.tiers.runtime.coverage import coverable, covered, exercised, settled
from conformance.tiers.runtime.driver import NotYet, Performance, RuntimeDriver
from conformance.tiers.runtime.promises import NEVER, answered, in_common
from conformance.tiers.runtime.scenarios import SCENARIOS, deadline, plain
from conformance.tiers.runtime.scenarios.ending import documented

__all__ = ["Plan", "RuntimeCheck", "judge", "performed"]

NEITHER = "no call of it returned, with neither client"
"""Why a check has proved nothing."""

CHANCE = "ending not compared: a race within the reference"
"""What a test case did not show: its reference ends in one way or another by chance (see `Method.unbounded`)."""

CONNECTIONS = 3
"""Times that a test case is performed alone whose timeout passed before it was due: a busy machine."""

CONFIRMATIONS = 2
"""Times that a divergence must show again, alone."""


Plan = Callable[[RuntimeDriver, str, RunConfiguration], Sequence[RuntimeTestCase] | Idle]
"""Returns the test cases of a method."""


@dataclass(frozen=True, slots=True)
class RuntimeCheck:
    """A check of the runtime tier.

    Attributes:
        topic: What it is about.
        doc: What it promises.
        plan: Plans test cases.
    """

    topic: str
    doc: str
    plan: Plan

    @property
    def tier(self) -> str:
        """The tier."""
        return "runtime"

    def methods(self, reference: Factory) -> Sequence[str]:
        """Return every public method of the reference."""
        return methods(reference.client) if reference.client else ()

    def explore(self, method: str, driver: RuntimeDriver, configuration: RunConfiguration) -> Exploration:
        """Check a method (see `conformance.tiers.check.Check`)."""
        _foresee(driver, self, method, configuration)
        planned = self.planned(driver, method, configuration)
        if isinstance(planned, Idle):
            return left_out(self.topic, planned.reason)
        result = Exploration(coverage=coverable(planned))
        check = f"{self.tier}.{self.topic}/{method}"
        examinations: list[Examination] = []
        for test_case in planned:
            performance = performed(driver, test_case)
            if not any(_for_all(item) for examination in examinations for item in examination.findings):
                performance = race.decided(driver, test_case, performance, check, configuration.known)
            examinations.append(judge(check, test_case, performance))
        examinations = again.looked_for(
            driver,
            check,
            planned,
            examinations,
            configuration.known,
            lambda test_case: judge(check, test_case, driver.perform(test_case)),
        )
        for examination in examinations:
            result.count(examination)
        sifted = _sifted(examinations, configuration.known.keys(), driver).values()
        for told in (*(answered(finding, driver) for finding in sifted), *_in_common(examinations, driver)):
            if isinstance(told, Shared):
                result.shared.setdefault(told.fingerprint, told)
            else:
                result.findings.setdefault(told.fingerprint, told)
        if not (result.findings or result.shared) and any(
            test_case.scenario == plain.NAME for test_case in planned
        ):
            return left_out(self.topic, NEITHER)
        return result

    def planned(
        self, driver: RuntimeDriver, method: str, configuration: RunConfiguration
    ) -> Sequence[RuntimeTestCase] | Idle:
        """Return the plan of a method, always the same one; test cases that may have company are begun.

        Raises:
            NotYet: It needs to know what a test case shows, and nobody is to wait.
        """
        planned = driver.once(
            ("planned", self.topic, method, configuration.profile, configuration.seed),
            lambda: self.plan(driver, method, configuration),
        )
        for test_case in () if isinstance(planned, Idle) else planned:
            if not test_case.alone:
                driver.begin(test_case)
        return planned


def performed(driver: RuntimeDriver, test_case: RuntimeTestCase) -> Performance:
    """Return how a test case went: beside others, or alone where it must, or where it came to nothing beside others."""
    if not test_case.alone:
        (performance,) = driver.recall([test_case])
        if performance.seen is None or (
            exercised(test_case, performance)
            and settled(test_case, performance)
            and not _undecided(test_case, performance)
        ):
            return performance
    for _ in range(CONNECTIONS):
        performance = driver.perform(test_case)
        if not _undecided(test_case, performance):
            break
    return performance


def _undecided(test_case: RuntimeTestCase, performance: Performance) -> bool:
    ask = getattr(SCENARIOS[test_case.scenario], "undecided", None)
    return bool(ask and performance.seen is not None and ask(performance.seen, performance.expected))


def _sifted(
    examinations: Sequence[Examination], known: Collection[str], driver: RuntimeDriver
) -> dict[str, Finding]:
    """Return the findings that are known or confirmed; what one test case does not show again, another still may."""
    kept: dict[str, Finding] = {}
    for examination in examinations:
        left = [item for item in examination.findings if item.fingerprint not in kept]
        suspicions = [item for item in left if item.fingerprint not in known]
        told = [item for item in left if item.fingerprint in known]
        driver.alike.update(item.difference.aspect for item in told)
        for item in (*told, *_confirmed(suspicions, driver)):
            kept.setdefault(item.fingerprint, item)
    return kept


def _confirmed(suspicions: Sequence[Finding], driver: RuntimeDriver) -> Sequence[Finding]:
    """Return what one test case showed and shows again, alone, every time; it is looked for together.

    The rest leaves no trace: what shows in company only is chance, and no two reports would tell of the same.
    """
    # A loop that stood still was put to the same test case alone before it was given up.
    # Nor is chance at work where another method showed alone what is decided in one place for all of them.
    certain = [
        item
        for item in suspicions
        if item.difference.kind == "stopped" or (_for_all(item) and item.difference.aspect in driver.alike)
    ]
    suspicions = [item for item in suspicions if item not in certain]
    for _ in range(CONFIRMATIONS):
        if not suspicions:
            break
        check, test_case = suspicions[0].check, suspicions[0].test_case
        shown = {item.fingerprint for item in judge(check, test_case, driver.perform(test_case)).findings}
        suspicions = [item for item in suspicions if item.fingerprint in shown]
    driver.alike.update(item.difference.aspect for item in suspicions)
    return [*certain, *suspicions]


def _for_all(finding: Finding) -> bool:
    return deadline.whichever(finding.difference.path)


def _in_common(examinations: Sequence[Examination], driver: RuntimeDriver) -> Iterator[Finding | Shared]:
    """Yield what both clients broke and break again, alone; as a finding what then only the candidate does."""
    for examination in examinations:
        names = {item.fingerprint for item in examination.shared}
        if not names:
            continue
        about = examination.shared[0].finding
        ended = all(item.finding.difference.reference != NEVER for item in examination.shared)
        if ended and hasattr(SCENARIOS[about.test_case.scenario], "settled"):
            yield from examination.shared  # where both are late, it was done again alone before it was judged
            continue
        again = judge(about.check, about.test_case, driver.perform(about.test_case))
        yield from (item for item in again.shared if item.fingerprint in names)
        # A reference that is not kept from it by others may keep what the candidate breaks.
        yield from _confirmed([item for item in again.findings if item.fingerprint in names], driver)


def _foresee(
    driver: RuntimeDriver, check: RuntimeCheck, method: str, configuration: RunConfiguration
) -> None:
    """Begin the test cases of every case of the share that a case belongs to, so that they wait together."""
    share = next((share for share in driver.shares if Case(check, method) in share), ())
    driver.once(("foreseen", id(share)), partial(_begin, driver, share, configuration))


def _begin(driver: RuntimeDriver, share: Sequence[Case], configuration: RunConfiguration) -> bool:
    ready = sorted(share, key=lambda case: -sleep(case.method))  # what takes longest begins first
    held: dict[Future[Performance], list[Case]] = {}
    while ready:
        for case in ready:
            if unknown := _unknown(driver, case, configuration):
                held.setdefault(unknown, []).append(case)
        driver.wait(held)
        ready = [case for future in list(held) if future.done() for case in held.pop(future)]
    return True


def _unknown(
    driver: RuntimeDriver, case: Case, configuration: RunConfiguration
) -> Future[Performance] | None:
    """Begin the test cases of a case, or return what has to be known before they can be planned."""
    if driver.candidate.endurance.excuse(case.method):
        return None
    try:
        with driver.hurry():
            if isinstance(case.check, RuntimeCheck) and driver.candidate_offers(case.method):
                case.check.planned(driver, case.method, configuration)
    except NotYet as unknown:
        return unknown.future
    except Exception:
        return None  # the case itself will meet it, and tell; or wait until it can be alone
    return None


def judge(check: str, test_case: RuntimeTestCase, performance: Performance) -> Examination:
    """Return what a performance shows."""
    answers = (*performance.requests, *performance.others)
    shown = {"answers": answers, "followed": performance.followed}

    def named(difference: Difference) -> Finding:
        about = "" if deadline.whichever(difference.path) else test_case.trigger
        return Finding(check, difference, test_case, shown, {}, trigger=about)

    alike = [Shared(named(difference), owed) for difference, owed in in_common(test_case, performance)]
    common = {item.finding.difference.aspect for item in alike}
    found = [named(item) for item in _differences(test_case, performance) if item.aspect not in common]
    facts, reached = _facts(test_case, performance), covered(test_case, performance)
    return Examination(tuple(found), tuple(facts), covered=tuple(reached), shared=tuple(alike))


def _differences(test_case: RuntimeTestCase, performance: Performance) -> Iterator[Difference]:
    if performance.seen is None:
        yield Difference("stopped", "loop", "the loop goes on", "it stood still until it was given up")
        return
    for wrong in SCENARIOS[test_case.scenario].judge(performance.seen, performance.expected):
        difference = Difference(*wrong)
        # Only what chance decides between: any other exception of the candidate's is none of the reference's endings.
        chance = test_case.by_chance and difference.kind in ("ending", "error-message")
        if not chance or (difference.kind == "ending" and not documented(difference.candidate)):
            yield difference


def _facts(test_case: RuntimeTestCase, performance: Performance) -> Iterator[str]:
    if not exercised(test_case, performance):
        yield "not reached"
    if SCENARIOS[test_case.scenario].RELATIVE and performance.expected is None:
        yield "the reference never returned"
    ask = getattr(SCENARIOS[test_case.scenario], "unobserved", None)
    if ask and performance.seen is not None and (undone := ask(performance.seen, performance.expected)):
        yield f"nothing to observe: {undone}"
    if test_case.by_chance:
        yield CHANCE
