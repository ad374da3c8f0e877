"""Run one case and say what came of it.

The one rule: a case ends with exactly one event, whatever happened in it.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis.strategies import SearchStrategy

from conformance.checks.collections import SceneRefusedError
from conformance.checks.explore import SHRINK_EXAMPLES, Exploration, explore
from conformance.checks.finding import Finding
from conformance.checks.pool import scene_pool
from conformance.checks.reduce import reduce
from conformance.checks.registry import SERVER_WEIGHT, Case
from conformance.checks.stage import Stage
from conformance.errors import RemedyError
from conformance.operation import Scene, Trial
from conformance.operation.codec import encode
from conformance.report.event import CaseFinished, Divergence, Status
from conformance.report.script import script
from conformance.strategies.scenes import scenes
from conformance.suite.settings import Settings

__all__ = ["Runner", "shared_scenes"]

REDUCE_ATTEMPTS = 40
"""Trials that may be spent on making the scene of a divergence smaller."""

CONFIRMATIONS = 3
"""Times that a new divergence must show again before it counts; a false alarm costs more than a missed bug."""

MOSTLY = 0.9
"""Share of examples from which on a fact is the whole story, and worth a warning."""


def shared_scenes(capabilities: frozenset[str]) -> SearchStrategy[Scene]:
    """Return scenes with rows enough for filters, groups and partitions to tell some from others."""
    return scenes(capabilities=capabilities, min_rows=8, max_rows=16)


class Runner:
    """Runs cases on a stage.

    Args:
        settings: What the run was asked for.
        stage: Where trials are performed.

    Attributes:
        refused: Scenes that the server did not accept although its profile promises them, by reason.
    """

    def __init__(self, settings: Settings, stage: Stage) -> None:
        self.settings, self.stage = settings, stage
        self.refused: Counter[str] = Counter()
        self._scenes: list[Scene] | None = None

    def run(self, case: Case, emit: Callable[[CaseFinished], None]) -> None:
        """Run a case; the test passes, xfails (known divergences only), fails or is skipped (missing).

        Args:
            case: What to run.
            emit: Receives the event of the case.
        """
        started = time.perf_counter()
        try:
            if not self.stage.candidate_offers(case.entry.method):
                emit(CaseFinished(case.id, case.entry.method, case.check.tier, "missing", 0))
                pytest.skip(f"{self.settings.candidate.spec} has no method {case.entry.method}")
            exploration = self._explore(case)
        except RemedyError as error:
            pytest.fail(str(error), pytrace=False)
        found = [self._divergence(case, finding) for finding in exploration.findings.values()]
        found.sort(key=lambda item: item.fingerprint)
        event = CaseFinished(
            case.id,
            case.entry.method,
            case.check.tier,
            _status(found, exploration),
            exploration.examples,
            found,
            dict(exploration.facts),
            dict(exploration.engine),
            list(_warnings(exploration)),
            time.perf_counter() - started,
        )
        emit(event)
        new = [item for item in found if not item.known]
        if new:
            pytest.fail("\n\n".join(map(_explain, new)), pytrace=False)
        if found:
            pytest.xfail("; ".join(f"{item.fingerprint}: {item.reason}" for item in found))

    def _explore(self, case: Case) -> Exploration:
        capabilities = self.stage.server.capabilities
        trials = case.check.trials(case.entry, self._pool(), capabilities=capabilities)

        def examine(trial: Trial) -> Any:
            return case.check.examine(case.id, self.stage, trial)

        engine = self.stage.server.engine
        cost = 1 if engine == "embedded" else SERVER_WEIGHT
        exploration = explore(
            trials,
            examine,
            examples=self.settings.profile.examples(case.entry, engine),
            seed_=self.settings.seed,
            choice=case.entry.choice,
            known=self.settings.known.keys(),
            shrinks=SHRINK_EXAMPLES // cost,
        )
        for name in exploration.findings.keys() - self.settings.known.keys():
            again = _again(examine, name)
            small = reduce(exploration.findings[name], again, attempts=REDUCE_ATTEMPTS // cost)
            confirmed = next(
                (item for item in (small, exploration.findings[name]) if _confirmed(item, again)), None
            )
            if confirmed is None:
                exploration.facts["unstable"] += 1
                del exploration.findings[name]
            else:
                exploration.findings[name] = confirmed
        return exploration

    def _pool(self) -> list[Scene]:
        """Return the scenes that all cases share: those of the drawn ones that the server accepts."""
        if self._scenes is None:
            drawn = shared_scenes(self.stage.server.capabilities)
            self._scenes = scene_pool(drawn, self.settings.profile.scenes, self.settings.seed, self._accepts)
        return self._scenes

    def _accepts(self, scene: Scene) -> bool:
        try:
            self.stage.collections.shared(scene)
        except SceneRefusedError as refusal:
            self.refused[refusal.reason] += 1
            return False
        return True

    def _divergence(self, case: Case, finding: Finding) -> Divergence:
        known = self.settings.known.get(finding.fingerprint)
        settings = self.settings
        return Divergence(
            finding.fingerprint,
            case.id,
            case.entry.method,
            finding.difference.kind,
            finding.difference.path,
            known is not None,
            known.reason if known else "",
            known.link if known else "",
            [str(act) for act in finding.trial.acts],
            encode(finding.trial),
            _text(finding.reference),
            _text(finding.candidate),
            finding.verdict,
            script(finding, settings.reference.spec, settings.candidate.spec),
        )


def _again(examine: Callable[[Trial], Any], fingerprint: str) -> Callable[[Trial], Finding | None]:
    def again(trial: Trial) -> Finding | None:
        shown = examine(trial).findings
        return next((finding for finding in shown if finding.fingerprint == fingerprint), None)

    return again


def _confirmed(finding: Finding, again: Callable[[Trial], Finding | None]) -> bool:
    """Return whether a finding shows each time; one that comes and goes is the server's (design 7.6)."""
    return all(again(finding.trial) is not None for _ in range(CONFIRMATIONS))


def _status(found: list[Divergence], exploration: Exploration) -> Status:
    if any(not item.known for item in found):
        return "diverge"
    if found:
        return "known"
    if exploration.facts["unstable"]:
        return "unstable"
    if exploration.examples and exploration.facts["not offered"] >= MOSTLY * exploration.examples:
        return "refused"
    return "agree"


def _warnings(exploration: Exploration) -> Any:
    if not exploration.examples:
        yield "no example ran"
        return
    facts: Mapping[str, int] = exploration.facts
    for fact in ("both refused", "found nothing", "timed out", "unstable"):
        share = facts.get(fact, 0) / exploration.examples
        if share >= MOSTLY and facts.get("not offered", 0) < facts.get(fact, 0):
            yield f"{share:.0%} of the examples: {fact}; the case proved little"


def _text(shown: Mapping[str, Any]) -> str:
    calls = "; ".join(str(outcome) for outcome in shown["calls"])
    return f"{calls}; then {shown['state']}" if "state" in shown else calls


def _explain(item: Divergence) -> str:
    lines = [
        f"new divergence: {item.fingerprint}",
        *(f"  {line}" for line in item.operations),
        f"  reference {_cut(item.reference)}",
        f"  candidate {_cut(item.candidate)}",
    ]
    return "\n".join(lines + ([f"  oracle: {item.verdict}"] if item.verdict else []))


def _cut(text: str, width: int = 600) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
