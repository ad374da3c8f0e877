"""What both clients agree on and the exact answer contradicts: a divergence of kind ``oracle``.

The one rule: only what is known with a reason is no divergence: what an engine gets wrong, by its profile, and what
both clients of pymilvus do, by ``fixtures/causes/shared.toml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from conformance.compare import Difference
from conformance.exploration.explore import Examination
from conformance.exploration.finding import Finding, Shared
from conformance.model import Operation
from conformance.oracle.problem import Problem
from pytest_milvus.data import data_path, load_toml

__all__ = ["ORACLE", "Agreed", "shared_defects", "with_agreed"]

ORACLE = "oracle"
"""Kind of these differences."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """One thing that both clients told, and that is wrong.

    Attributes:
        problem: What is wrong.
        where: Where, for example ``result``.
        reads: Calls after it, of which the last one's result shows it; none where its own does.
    """

    problem: Problem
    where: str = "result"
    reads: tuple[Operation, ...] = ()

    @property
    def aspect(self) -> tuple[str, str]:
        """Where it is and what it breaks: two sides with the same aspect agree."""
        return self.where, self.problem.promise


def with_agreed(
    shown: Examination,
    check: str,
    test_case: Any,
    sides: tuple[Mapping[str, Any], Mapping[str, Any]],
    agreed: Iterable[Agreed],
    known: Mapping[str, str],
) -> Examination:
    """Return an examination with what both clients told and the exact answer contradicts.

    Args:
        shown: What the comparison of the clients showed.
        check: Id of the check.
        test_case: What was performed.
        sides: What each client gave, as a `Finding` has it.
        agreed: What is wrong.
        known: What the engine is known to get wrong: a reason by fingerprint.
    """
    findings, engine, shared = list(shown.findings), list(shown.engine), list(shown.shared)
    for item in _each_once(agreed):
        finding = _finding(check, test_case, sides, item)
        if finding.fingerprint in known:
            engine.append((known[finding.fingerprint], f"{test_case.acts[-1]}: {item.problem}"))
        elif finding.fingerprint in shared_defects():
            shared.append(Shared(finding, str(finding.difference.reference)))
        else:
            findings.append(finding)
    return replace(shown, findings=tuple(findings), engine=tuple(engine), shared=tuple(shared))


@cache
def shared_defects() -> Mapping[str, str]:
    """Return what both clients of pymilvus are known to get wrong: the reason, by what a run shows it as."""
    table = load_toml(data_path("causes", "shared.toml"))
    return {shown: entry["reason"] for entry in table["wrong"] for shown in entry["shows"]}


def _each_once(agreed: Iterable[Agreed]) -> Iterator[Agreed]:
    seen: set[tuple[str, str]] = set()
    for item in agreed:
        if item.aspect not in seen:
            seen.add(item.aspect)
            yield item


def _finding(
    check: str, test_case: Any, sides: tuple[Mapping[str, Any], Mapping[str, Any]], item: Agreed
) -> Finding:
    problem = item.problem
    difference = Difference(
        ORACLE, f"{item.where} ({problem.promise})", f"the exact answer has {problem.due!r}", problem.text
    )
    verdict = f"both clients agree, and are wrong: {problem}"
    reference = {**sides[0], "agreed": item}
    return Finding(check, difference, test_case, reference, sides[1], verdict)
