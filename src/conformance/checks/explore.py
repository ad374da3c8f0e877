"""Explore generated trials until the budget is spent, and keep the smallest trial of each fingerprint.

The one rule: the number of examples and everything found depend on the seed alone, never on the clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.strategies import SearchStrategy

from conformance.checks.finding import Finding
from conformance.operation import Outcome, Trial

__all__ = ["Examination", "Exploration", "explore"]

SHRINK_EXAMPLES = 150
"""Examples that may be spent on making failing trials smaller, for one check."""


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
    """Enough examples were spent on shrinking; not an Exception, so that Hypothesis lets it pass."""


def explore(
    trials: SearchStrategy[Trial],
    examine: Callable[[Trial], Examination],
    *,
    examples: int,
    seed_: int,
    known: Collection[str] = (),
) -> Exploration:
    """Examine generated trials and shrink what diverges.

    Args:
        trials: What to generate.
        examine: Runs one trial.
        examples: How many trials to generate.
        seed_: Seed of the generation.
        known: Fingerprints that are recorded but neither raised nor shrunk.
    """
    result = Exploration()
    failing = {}
    shrinking = 0

    def run(trial: Trial) -> None:
        nonlocal shrinking
        if failing:
            shrinking += 1
            if shrinking > SHRINK_EXAMPLES:
                raise _Spent
        examination = examine(trial)
        if not failing:
            result.examples += 1
            result.facts.update(examination.facts)
            for kind, example in examination.engine:
                result.engine[kind] += 1
                result.engine_examples.setdefault(kind, example)
        fresh = None
        for finding in examination.findings:
            kept = result.findings.get(finding.fingerprint)
            if kept is None or finding.trial.size < kept.trial.size:
                result.findings[finding.fingerprint] = finding
            if finding.fingerprint not in known and fresh is None:
                fresh = finding.fingerprint
        if fresh is not None:
            raise failing.setdefault(fresh, type("Divergence", (AssertionError,), {}))(fresh)

    explored = settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
        report_multiple_bugs=True,
    )(seed(seed_)(given(trials)(run)))
    try:
        explored()
    except _Spent:
        pass
    except Exception as error:
        if not (failing and _only_divergences(error, tuple(failing.values()))):
            raise
    return result


def _only_divergences(error: BaseException, kinds: tuple[type[BaseException], ...]) -> bool:
    if isinstance(error, kinds):
        return True
    if type(error).__name__ in ("Flaky", "FlakyFailure", "FlakyReplay"):
        return True  # a finding that did not show again is judged by the verification that follows
    nested = getattr(error, "exceptions", ())
    return bool(nested) and all(_only_divergences(inner, kinds) for inner in nested)
