"""Explore generated test cases until the budget is spent, and keep the smallest test case of each fingerprint.

The one rule: the number of examples and everything found depend on the seed alone, never on the clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.errors import Flaky
from hypothesis.strategies import SearchStrategy

from conformance.clients.endurance import TIMEOUTS
from conformance.compare import Difference
from conformance.exploration.constants import without_local_constants
from conformance.exploration.features import features_of_test_case
from conformance.exploration.finding import Finding, Shared
from conformance.exploration.sampling import ROUND, covering, draws
from conformance.model import Outcome, TimedOut

__all__ = [
    "HUNG",
    "LEFT_OUT",
    "SHRINK_EXAMPLES",
    "Examination",
    "Exploration",
    "choose",
    "doubts",
    "explore",
    "explore_chosen",
    "left_out",
    "waits",
]

LEFT_OUT = "left out"
"""The topic of coverage that says why a check had nothing to try."""

HUNG = "the candidate alone did not return"
"""The fact of a test case that cost a deadline; a case ends after a few of them."""

SHRINK_EXAMPLES = 60
"""Test cases that may be spent on making one failing test case smaller, on a server where they are cheap."""

SHRUNK = 4
"""Failing test cases of one exploration that are made smaller; others are kept as they were met."""

Features = Callable[[Any], Iterable[Hashable]]
"""Returns what a test case has that a bug could depend on."""

Each = Callable[[Callable[[Any], "Examination"], Iterable[Any]], Iterable["Examination"]]
"""Examines test cases and yields the examinations in turn, as ``map`` does."""


@dataclass(frozen=True, slots=True)
class Examination:
    """What one test case showed.

    Attributes:
        findings: Divergences.
        facts: What to count.
        outcome: What the last call gave both clients, ``None`` where they differ.
        engine: Engine differences (both clients agree, the oracle does not): kind and example.
        covered: What it exercised: topic and name, for example ``("rpcs", "Search")``.
        shared: Promises that both clients break in the same way.
        vetted: Whether a control has seen its findings.
        left: What it leaves to another check, as that one would find it.
    """

    findings: tuple[Finding, ...] = ()
    facts: tuple[str, ...] = ()
    outcome: Outcome | None = None
    engine: tuple[tuple[str, str], ...] = ()
    covered: tuple[tuple[str, str], ...] = ()
    shared: tuple[Shared, ...] = ()
    vetted: bool = True
    left: tuple[Finding, ...] = ()


@dataclass(slots=True)
class Exploration:
    """What all test cases of a check showed.

    Attributes:
        examples: Test cases examined, those that shrinking took left out.
        findings: The smallest finding of each fingerprint.
        engine: Engine differences by kind, each with its ``count`` and the first ``example``.
        facts: Counts that tell how much the run proved.
        coverage: How many test cases exercised what, by topic and name; 0 for what there is and none did. See also
            `LEFT_OUT`.
        cut_off: Why the check could not be tried, or not to its end, although there was something to try; ``""`` where
            it was. Such a case is not run, and its run incomplete.
        shared: Shared defects by fingerprint.
        left: What it leaves to other checks, by fingerprint; to be told all the same where they do not tell it.
    """

    examples: int = 0
    findings: dict[str, Finding] = field(default_factory=dict)
    engine: dict[str, dict[str, Any]] = field(default_factory=dict)
    facts: Counter[str] = field(default_factory=Counter)
    coverage: dict[str, Counter[str]] = field(default_factory=dict)
    cut_off: str = ""
    shared: dict[str, Shared] = field(default_factory=dict)
    left: dict[str, Finding] = field(default_factory=dict)

    def count(self, examination: Examination) -> None:
        """Count what one more test case showed, left and exercised; its findings are for checks to keep."""
        self.examples += 1
        self.facts.update(examination.facts)
        for topic, name in set(examination.covered):
            self.coverage.setdefault(topic, Counter())[name] += 1
        for finding in examination.left:
            self.left.setdefault(finding.fingerprint, finding)
        for kind, example in examination.engine:
            self.engine.setdefault(kind, {"count": 0, "example": example})["count"] += 1


def left_out(topic: str, reason: str) -> Exploration:
    """Return what a check shows that has nothing to try with a method.

    Args:
        topic: The check's topic.
        reason: Why, for example ``it takes no timeout``.
    """
    return Exploration(coverage={LEFT_OUT: Counter({f"{topic}: {reason}": 1})})


def waits(reference: Iterable[Outcome], candidate: Iterable[Outcome]) -> tuple[str, ...]:
    """Return the fact `HUNG` where a call of the candidate did not return and the reference's did."""
    pairs = zip(reference, candidate, strict=False)
    hung = any(isinstance(other, TimedOut) and not isinstance(one, TimedOut) for one, other in pairs)
    return (HUNG,) if hung else ()


def doubts(differences: Iterable[Difference]) -> tuple[str, ...]:
    """Return the facts that tell of differences that come and go: ``unstable``, and what it was, each once."""
    named = dict.fromkeys(f"unstable: {item.kind} {item.path}" for item in differences)
    return ("unstable", *named) if named else ()


def explore(
    planned_test_cases: SearchStrategy[Any],
    examine: Callable[[Any], Examination],
    *,
    examples: int,
    seed_: int,
    choice: int = 1,
    known: Collection[str] = (),
    shrinks: int = SHRINK_EXAMPLES,
    each: Each = map,
) -> Exploration:
    """Examine generated test cases and shrink those that diverge.

    Args:
        planned_test_cases: What to generate.
        examine: Runs one test case.
        examples: How many test cases to examine; fewer where there are not so many different ones.
        seed_: Seed of the generation.
        choice: Test cases drawn for each one examined; worth it where a test case costs much more than to draw it.
        known: Fingerprints that are recorded but not shrunk.
        shrinks: Test cases that may be spent on making one failing test case smaller.
        each: Examines test cases, maybe several at the same time.
    """
    chosen = choose(planned_test_cases, examples=examples, seed_=seed_, choice=choice)
    return explore_chosen(planned_test_cases, chosen, examine, known=known, shrinks=shrinks, each=each)


def explore_chosen(
    planned_test_cases: SearchStrategy[Any],
    chosen: Sequence[tuple[Any, str]],
    examine: Callable[[Any], Examination],
    *,
    known: Collection[str] = (),
    shrinks: int = SHRINK_EXAMPLES,
    each: Each = map,
) -> Exploration:
    """Do the same with test cases that `choose` has chosen before; the arguments are those of `explore`."""
    result = Exploration()
    left = SHRUNK
    examinations = each(examine, [test_case for test_case, _ in chosen])
    for (test_case, round_), examination in zip(chosen, examinations, strict=False):
        result.count(examination)
        done = frozenset(known) | set(result.findings)
        new = _keep(result, examination, done)
        if result.facts[HUNG] >= TIMEOUTS:
            break
        if new and left and HUNG not in examination.facts:
            left -= 1
            _Shrinking(result, examine, test_case, done, shrinks).run(planned_test_cases, round_)
    return result


def choose(
    planned_test_cases: SearchStrategy[Any],
    *,
    examples: int,
    seed_: int,
    choice: int,
    features: Features = features_of_test_case,
) -> list[tuple[Any, str]]:
    """Return the test cases that `explore` examines, in turn, each with the seed of the round it was drawn in.

    Args:
        planned_test_cases: What to draw.
        examples: How many are wanted.
        seed_: Seed of the drawing.
        choice: Test cases drawn for each one chosen.
        features: What the chosen ones are to have as much as possible of among them.
    """
    drawn = draws(planned_test_cases, examples * choice, seed_)
    chosen = drawn if choice == 1 else covering(drawn, lambda item: features(item[0]))
    return list(islice(chosen, examples))


def _keep(result: Exploration, examination: Examination, done: Collection[str]) -> list[str]:
    """Record findings and return the names of those that are not done with."""
    for finding in examination.findings:
        kept = result.findings.get(finding.fingerprint)
        if kept is None or finding.test_case.size < kept.test_case.size:
            result.findings[finding.fingerprint] = finding
    return [item.fingerprint for item in examination.findings if item.fingerprint not in done]


class _Spent(BaseException):
    """Enough test cases were spent; not an Exception, so that Hypothesis lets it pass."""


class _Shrinking:
    """Hypothesis draws a round again; all it sees of it is the test case that failed, and that it makes smaller."""

    def __init__(
        self,
        result: Exploration,
        examine: Callable[[Any], Examination],
        target: Any,
        done: Collection[str],
        shrinks: int,
    ) -> None:
        self.result, self.examine, self.done = result, examine, done
        self.target, self.met, self.left = repr(target), False, shrinks
        self.failing: dict[str, type[AssertionError]] = {}

    def run(self, planned_test_cases: SearchStrategy[Any], seed_: str) -> None:
        """Leave the smallest findings in the result."""

        def attempt(test_case: Any) -> None:
            self.attempt(test_case)

        shrinking = settings(
            max_examples=ROUND,
            database=None,
            deadline=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
            verbosity=Verbosity.quiet,
            report_multiple_bugs=True,
        )(seed(seed_)(given(planned_test_cases)(attempt)))
        try:
            with without_local_constants():
                shrinking()
        except _Spent:
            pass
        except Exception as error:
            if not (self.failing and _only_divergences(error, tuple(self.failing.values()))):
                raise

    def attempt(self, test_case: Any) -> None:
        """Examine a test case; raise if it fails, so that Hypothesis makes it smaller."""
        self.met = self.met or repr(test_case) == self.target
        if not self.met:
            return
        self.left -= 1
        if self.left < 0:
            raise _Spent
        new = _keep(self.result, self.examine(test_case), self.done)
        if new:
            # One class for each fingerprint, because Hypothesis tells bugs apart by class and line.
            raise self.failing.setdefault(new[0], type("Divergence", (AssertionError,), {}))(new[0])


def _only_divergences(error: BaseException, kinds: tuple[type[BaseException], ...]) -> bool:
    if isinstance(error, (*kinds, Flaky)):
        return True  # what did not show again is judged by the control, not by Hypothesis
    nested = getattr(error, "exceptions", ())
    return bool(nested) and all(_only_divergences(inner, kinds) for inner in nested)
