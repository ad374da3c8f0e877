"""Explore trials in realms: one after the other, and each divergence made smaller.

The one rule: what neither client comes back from is tried once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from conformance.clients.endurance import TIMEOUTS
from conformance.exploration.confirm import refine
from conformance.exploration.explore import HUNG, Examination, Exploration
from conformance.exploration.finding import Finding
from conformance.model.namespace import RealmTrial

__all__ = ["explore_realms"]

ATTEMPTS = 20
"""Trials that may be spent on making a divergence smaller."""


def explore_realms(
    trials: Iterable[RealmTrial], look: Callable[[RealmTrial], Examination], known: Collection[str]
) -> Exploration:
    """Examine trials and return what all of them showed.

    Args:
        trials: What to perform.
        look: Performs and judges one trial.
        known: Fingerprints that are not made smaller.
    """
    result = Exploration()
    for trial in trials:
        examination = look(trial)
        result.count(examination)
        for finding in examination.findings:
            result.findings.setdefault(finding.fingerprint, finding)
        if "timed out" in examination.facts:  # neither client came back; another time is no better spent
            break
        if result.facts[HUNG] >= TIMEOUTS:
            break
    return refine(result, look, _smaller, known)


def _smaller(finding: Finding, again: Callable[[RealmTrial], Finding | None]) -> Finding:
    about = finding.trial.trigger.partition(":")[0].split(", ")
    free = [name for name in finding.trial.act.kwargs if name not in about]
    for name in free[:ATTEMPTS]:
        trial = finding.trial
        kept = {key: value for key, value in trial.act.kwargs.items() if key != name}
        acts = list(trial.acts)
        acts[trial.prepared] = replace(trial.act, kwargs=kept)
        finding = again(replace(trial, acts=tuple(acts))) or finding
    return finding
