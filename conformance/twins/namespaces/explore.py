"""Explore test cases in namespaces: one after the other, and each divergence made smaller.

The one rule: what neither client comes back from is tried once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from conformance.clients.endurance import TIMEOUTS
from conformance.exploration.confirm import confirm
from conformance.exploration.explore import HUNG, Examination, Exploration
from conformance.exploration.finding import Finding
from conformance.model.namespace import NamespaceTestCase

__all__ = ["explore_namespaces"]

ATTEMPTS = 20
"""Test cases that may be spent on making a divergence smaller."""


def explore_namespaces(
    planned_test_cases: Iterable[NamespaceTestCase],
    look: Callable[[NamespaceTestCase], Examination],
    known: Collection[str],
) -> Exploration:
    """Examine test cases and return what all of them showed.

    Args:
        planned_test_cases: What to perform.
        look: Performs and judges one test case.
        known: Fingerprints that are not made smaller.
    """
    result = Exploration()
    for test_case in planned_test_cases:
        examination = look(test_case)
        result.count(examination)
        for finding in examination.findings:
            result.findings.setdefault(finding.fingerprint, finding)
        if "timed out" in examination.facts:  # neither client came back; another time is no better spent
            break
        if result.facts[HUNG] >= TIMEOUTS:
            break
    return confirm(result, look, _smaller, known)


def _smaller(finding: Finding, again: Callable[[NamespaceTestCase], Finding | None]) -> Finding:
    about = finding.test_case.trigger.partition(":")[0].split(", ")
    free = [name for name in finding.test_case.act.kwargs if name not in about]
    for name in free[:ATTEMPTS]:
        test_case = finding.test_case
        kept = {key: value for key, value in test_case.act.kwargs.items() if key != name}
        acts = list(test_case.acts)
        acts[test_case.prepared] = replace(test_case.act, kwargs=kept)
        finding = again(replace(test_case, acts=tuple(acts))) or finding
    return finding
