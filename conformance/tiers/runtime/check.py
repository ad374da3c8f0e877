"""What the checks of the runtime tier have in common: trials of many methods that wait together.

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
from conformance.exploration.finding import Finding
from conformance.strategies.calls import methods
from conformance.tiers.check import Case, Effort
from conformance.tiers.runtime.case import Idle, RuntimeTrial
from conformance.tiers.runtime.coverage import coverable, covered, exercised, settled
from conformance.tiers.runtime.driver import NotYet, Performance, RuntimeStage
from conformance.tiers.runtime.scenarios import DRILLS, plain

__all__ = ["Plan", "RuntimeCheck"]

NEITHER = "no call of it returned, with neither client"
"""Why a check has proved nothing."""

CONFIRMATIONS = 2
"""Times that a divergence must show again, alone."""


Plan = Callable[[RuntimeStage, str, Effort], Sequence[RuntimeTrial] | Idle]
"""Returns the trials of a method."""


@dataclass(frozen=True, slots=True)
class RuntimeCheck:
    """A check of the runtime tier.

    Attributes:
        topic: What it is about.
        doc: What it promises.
        plan: Plans trials.
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

    def explore(self, method: str, stage: RuntimeStage, effort: Effort) -> Exploration:
        """Check a method (see `conformance.tiers.check.Check`)."""
        _foresee(stage, self, method, effort)
        planned = self.planned(stage, method, effort)
        if isinstance(planned, Idle):
            return left_out(self.topic, planned.reason)
        result = Exploration(coverage=coverable(planned))
        check = f"{self.tier}.{self.topic}/{method}"
        examinations = [judge(check, trial, _performed(stage, trial)) for trial in planned]
        for examination in examinations:
            result.count(examination)
        result.findings = _sifted(examinations, effort.known.keys(), stage)
        if not result.findings and any(trial.drill == plain.NAME for trial in planned):
            return left_out(self.topic, NEITHER)
        return result

    def planned(self, stage: RuntimeStage, method: str, effort: Effort) -> Sequence[RuntimeTrial] | Idle:
        """Return the plan of a method, always the same one; trials that may have company are begun.

        Raises:
            NotYet: It needs to know what a trial shows, and nobody is to wait.
        """
        planned = stage.once(
            ("planned", self.topic, method, effort.profile, effort.seed),
            lambda: self.plan(stage, method, effort),
        )
        for trial in () if isinstance(planned, Idle) else planned:
            if not trial.alone:
                stage.begin(trial)
        return planned


def _performed(stage: RuntimeStage, trial: RuntimeTrial) -> Performance:
    """Return how a trial went: beside others, or alone where it must, or where it came to nothing beside others."""
    if not trial.alone:
        (performance,) = stage.recall([trial])
        if performance.seen is None or (exercised(trial, performance) and settled(trial, performance)):
            return performance
    return stage.perform(trial)


def _sifted(
    examinations: Sequence[Examination], known: Collection[str], stage: RuntimeStage
) -> dict[str, Finding]:
    """Return the findings that are known or confirmed; what one trial does not show again, another still may."""
    kept: dict[str, Finding] = {}
    for examination in examinations:
        left = [item for item in examination.findings if item.fingerprint not in kept]
        suspicions = [item for item in left if item.fingerprint not in known]
        told = [item for item in left if item.fingerprint in known]
        for item in (*told, *_confirmed(suspicions, stage)):
            kept.setdefault(item.fingerprint, item)
    return kept


def _confirmed(suspicions: Sequence[Finding], stage: RuntimeStage) -> Sequence[Finding]:
    """Return what one trial showed and shows again, alone, every time; it is looked for together.

    The rest leaves no trace: what shows in company only is chance, and no two reports would tell of the same.
    """
    # A loop that stood still was put to the same trial alone before it was given up.
    stopped = [item for item in suspicions if item.difference.kind == "stopped"]
    suspicions = [item for item in suspicions if item not in stopped]
    for _ in range(CONFIRMATIONS):
        if not suspicions:
            break
        check, trial = suspicions[0].check, suspicions[0].trial
        shown = {item.fingerprint for item in judge(check, trial, stage.perform(trial)).findings}
        suspicions = [item for item in suspicions if item.fingerprint in shown]
    return [*stopped, *suspicions]


def _foresee(stage: RuntimeStage, check: RuntimeCheck, method: str, effort: Effort) -> None:
    """Begin the trials of every case of the share that a case belongs to, so that they wait together."""
    share = next((share for share in stage.shares if Case(check, method) in share), ())
    stage.once(("foreseen", id(share)), partial(_begin, stage, share, effort))


def _begin(stage: RuntimeStage, share: Sequence[Case], effort: Effort) -> bool:
    ready = sorted(share, key=lambda case: -sleep(case.method))  # what takes longest begins first
    held: dict[Future[Performance], list[Case]] = {}
    while ready:
        for case in ready:
            if unknown := _unknown(stage, case, effort):
                held.setdefault(unknown, []).append(case)
        stage.wait(held)
        ready = [case for future in list(held) if future.done() for case in held.pop(future)]
    return True


def _unknown(stage: RuntimeStage, case: Case, effort: Effort) -> Future[Performance] | None:
    """Begin the trials of a case, or return what has to be known before they can be planned."""
    if stage.candidate.endurance.excuse(case.method):
        return None
    try:
        with stage.hurry():
            if isinstance(case.check, RuntimeCheck) and stage.candidate_offers(case.method):
                case.check.planned(stage, case.method, effort)
    except NotYet as unknown:
        return unknown.future
    except Exception:
        return None  # the case itself will meet it, and tell; or wait until it can be alone
    return None


def judge(check: str, trial: RuntimeTrial, performance: Performance) -> Examination:
    """Return what a performance shows."""
    answers = (*performance.requests, *performance.others)
    found = [
        Finding(check, difference, trial, {"answers": answers}, {}, trigger=trial.trigger)
        for difference in _differences(trial, performance)
    ]
    facts, reached = _facts(trial, performance), covered(trial, performance)
    return Examination(tuple(found), tuple(facts), covered=tuple(reached))


def _differences(trial: RuntimeTrial, performance: Performance) -> Iterator[Difference]:
    if performance.seen is None:
        yield Difference("stopped", "loop", "the loop goes on", "it stood still until it was given up")
        return
    for wrong in DRILLS[trial.drill].judge(performance.seen, performance.expected):
        yield Difference(*wrong)


def _facts(trial: RuntimeTrial, performance: Performance) -> Iterator[str]:
    if not exercised(trial, performance):
        yield "not reached"
    if DRILLS[trial.drill].RELATIVE and performance.expected is None:
        yield "the reference never returned"
