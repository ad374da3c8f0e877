"""Explore generated trials until the budget is spent, and keep the smallest trial of each fingerprint.

The one rule: the number of examples and everything found depend on the seed alone, never on the clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.errors import Flaky
from hypothesis.strategies import SearchStrategy

from conformance.checks.finding import Finding
from conformance.checks.pool import ROUND
from conformance.operation import Outcome, Trial

__all__ = ["Examination", "Exploration", "explore"]

SHRINK_EXAMPLES = 60
"""Trials that may be spent in one round on making failing ones smaller."""

REPEATED = 3
"""Trials of a round that may have been seen before: each round begins with the simplest one."""

SHRUNK_ROUNDS = 4
"""Rounds of an exploration that may end in shrinking; what later ones find is kept as it was met."""


@dataclass(frozen=True, slots=True)
class Examination:
    """What one trial showed.

    Attributes:
        findings: Divergences.
        facts: What to count.
        outcome: What the last call gave both clients, ``None`` where they differ.
        engine: Engine differences (both clients agree, the oracle does not): kind and example.
    """

    findings: tuple[Finding, ...] = ()
    facts: tuple[str, ...] = ()
    outcome: Outcome | None = None
    engine: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Exploration:
    """What all trials of a check showed.

    Attributes:
        examples: Trials examined before the first new divergence was shrunk.
        findings: The smallest finding of each fingerprint.
        engine: Engine differences, each with its count.
        engine_examples: The first example of each.
        facts: Counts that tell how much the run proved.
    """

    examples: int = 0
    findings: dict[str, Finding] = field(default_factory=dict)
    engine: Counter[str] = field(default_factory=Counter)
    engine_examples: dict[str, str] = field(default_factory=dict)
    facts: Counter[str] = field(default_factory=Counter)


class _Spent(BaseException):
    """Enough examples were spent; not an Exception, so that Hypothesis lets it pass."""


def explore(
    trials: SearchStrategy[Trial],
    examine: Callable[[Trial], Examination],
    *,
    examples: int,
    seed_: int,
    known: Collection[str] = (),
    shrinks: int = SHRINK_EXAMPLES,
) -> Exploration:
    """Examine generated trials and shrink what diverges.

    Hypothesis stops soon after a failure, so what was found counts as known in the rounds that follow: one bug
    does not hide the next. No trial is examined twice, unless to shrink it.

    Args:
        trials: What to generate.
        examine: Runs one trial.
        examples: How many trials to generate; fewer where there are not so many different ones.
        seed_: Seed of the generation.
        known: Fingerprints that are recorded but neither raised nor shrunk.
        shrinks: Trials that a round may spend on shrinking.
    """
    result = Exploration()
    seen: set[str] = set()
    shrunk = 0
    for number in range(examples):
        before = result.examples
        found = frozenset(known) | set(result.findings)
        wanted = min(ROUND, examples - before)
        allowed = shrinks if shrunk < SHRUNK_ROUNDS else 0
        _Round(result, examine, found, seen, allowed).run(trials, wanted, f"{seed_} {number}")
        shrunk += bool(set(result.findings) - found)
        if result.examples in (before, examples):
            break
    return result


class _Round:
    """One generation of trials, up to the failures that it ends with."""

    def __init__(
        self,
        result: Exploration,
        examine: Callable[[Trial], Examination],
        known: frozenset[str],
        seen: set[str],
        shrinks: int,
    ) -> None:
        self.result, self.examine, self.known, self.seen = result, examine, known, seen
        self.failing: dict[str, type[AssertionError]] = {}
        self.wanted, self.shrinks = 0, shrinks

    def run(self, trials: SearchStrategy[Trial], examples: int, seed_: str) -> None:
        """Generate, and shrink what fails."""
        self.wanted = examples

        def attempt(trial: Trial) -> None:
            self.attempt(trial)

        explored = settings(
            max_examples=examples + REPEATED,
            database=None,
            deadline=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
            verbosity=Verbosity.quiet,
            report_multiple_bugs=True,
        )(seed(seed_)(given(trials)(attempt)))
        try:
            explored()
        except _Spent:
            pass
        except Exception as error:
            if not (self.failing and _only_divergences(error, tuple(self.failing.values()))):
                raise

    def attempt(self, trial: Trial) -> None:
        """Examine one trial; raise if it shows something new, so that Hypothesis shrinks it."""
        result = self.result
        generating = not self.failing
        if generating:
            if self.wanted <= 0:
                raise _Spent
            if repr(trial) in self.seen:
                return
            self.seen.add(repr(trial))
            self.wanted -= 1
        elif self.shrinks <= 0:
            raise _Spent
        else:
            self.shrinks -= 1
        examination = self.examine(trial)
        if generating:
            result.examples += 1
            result.facts.update(examination.facts)
            for kind, example in examination.engine:
                result.engine[kind] += 1
                result.engine_examples.setdefault(kind, example)
        new = []
        for finding in examination.findings:
            name = finding.fingerprint
            kept = result.findings.get(name)
            if kept is None or (name not in self.known and finding.trial.size < kept.trial.size):
                result.findings[name] = finding
            if name not in self.known:
                new.append(name)
        if new:
            # One class for each fingerprint, because Hypothesis tells bugs apart by class and line.
            raise self.failing.setdefault(new[0], type("Divergence", (AssertionError,), {}))(new[0])


def _only_divergences(error: BaseException, kinds: tuple[type[BaseException], ...]) -> bool:
    if isinstance(error, (*kinds, Flaky)):
        return True  # what did not show again is judged by the control, not by Hypothesis
    nested = getattr(error, "exceptions", ())
    return bool(nested) and all(_only_divergences(inner, kinds) for inner in nested)
