"""What the checks of the runtime tier have in common: trials of many methods that wait together.

The one rule: what was seen in company is only a suspicion; it counts when it shows again, alone, every time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from conformance.checks.explore import Examination, Exploration
from conformance.checks.finding import Finding
from conformance.checks.refine import refine
from conformance.checks.registry import Effort
from conformance.checks.runtime.drills import DRILLS
from conformance.checks.runtime.stage import Performance, RuntimeStage
from conformance.checks.runtime.trial import Idle, RuntimeTrial
from conformance.clients import Factory
from conformance.compare import Difference
from conformance.strategies.calls import methods

__all__ = ["Plan", "RuntimeCheck"]

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
        """Check a method (see `conformance.checks.registry.Check`)."""
        result = Exploration()
        planned = self.plan(stage, method, effort)
        if isinstance(planned, Idle):
            result.facts["nothing to do"] += 1
            result.facts[f"left out: {planned.reason}"] += 1
            return result
        check = f"{self.tier}.{self.topic}/{method}"
        performed = stage.once(
            (self.topic, stage.neighbours(method)), partial(self._together, method, stage, effort)
        )
        for trial, performance in performed[method]:
            examination = judge(check, trial, performance)
            result.examples += 1
            result.facts.update(examination.facts)
            for finding in examination.findings:
                result.findings.setdefault(finding.fingerprint, finding)

        def alone(trial: RuntimeTrial) -> Examination:
            return judge(check, trial, stage.perform([trial])[0])

        refine(result, alone, lambda found, _again: found, effort.known.keys(), CONFIRMATIONS)
        # What shows in company only is the company's doing.
        if suspected := result.facts.pop("unstable", 0):
            result.facts["suspected in company"] += suspected
        return result

    def _together(
        self, method: str, stage: RuntimeStage, effort: Effort
    ) -> dict[str, list[tuple[RuntimeTrial, Performance]]]:
        """Perform the trials of a method and of those that stand beside it."""
        names = stage.neighbours(method)
        planned = {name: self.plan(stage, name, effort) for name in names}
        trials = [
            (name, trial) for name, some in planned.items() if not isinstance(some, Idle) for trial in some
        ]
        performed: dict[str, list[tuple[RuntimeTrial, Performance]]] = {name: [] for name in names}
        for (name, trial), performance in zip(
            trials, stage.recall([trial for _, trial in trials]), strict=True
        ):
            performed[name].append((trial, performance))
        return performed


def judge(check: str, trial: RuntimeTrial, performance: Performance) -> Examination:
    """Return what a performance shows."""
    found = [
        Finding(check, difference, trial, {"answers": performance.requests}, {})
        for difference in _differences(trial, performance)
    ]
    return Examination(tuple(found), tuple(_facts(trial, performance)))


def _differences(trial: RuntimeTrial, performance: Performance) -> Iterator[Difference]:
    if performance.seen is None:
        yield Difference("stopped", "loop", "the loop goes on", "it stood still until it was given up")
        return
    for wrong in DRILLS[trial.drill].judge(performance.seen, performance.expected):
        yield Difference(*wrong)


def _facts(trial: RuntimeTrial, performance: Performance) -> Iterator[str]:
    yield trial.drill
    seen = performance.seen or {}
    if seen.get("reached") is False:
        yield "not reached"
    if DRILLS[trial.drill].RELATIVE and performance.expected is None:
        yield "the reference never returned"
