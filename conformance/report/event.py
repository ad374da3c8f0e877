"""Events: what a run tells its reports, as JSON from the start.

The one rule: an event is data that crosses process borders unchanged, so that a run under xdist gives the
same report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

__all__ = ["ENGINE", "EVENT", "CaseFinished", "Divergence", "SharedDefect", "Status"]

EVENT = "conformance-event"
"""Name of the property of a test report that carries a `CaseFinished`."""

ENGINE = "conformance-engine"
"""Name of the property that carries the name and version of the engine."""

Status = Literal["agree", "diverge", "known", "missing", "refused", "unstable", "not-run"]


@dataclass(frozen=True, slots=True)
class Divergence:
    """A divergence as a report shows it; every value is JSON.

    Attributes:
        fingerprint: Its name.
        check: Check id.
        method: Method name.
        kind: Kind of difference.
        path: Where.
        known: Whether it has a known cause.
        cause: The id of its cause, ``""`` where none owns it.
        operations: The calls, printed.
        test_case: The test case as `conformance.model.codec` stores it.
        reference: What the reference gave.
        candidate: What the candidate gave.
        verdict: What the oracle says.
        script: Stand-alone reproduction script.
        trigger: The one thing that the test case was built around, see `conformance.exploration.finding.Finding`.
        differs: What ``reference`` and ``candidate`` have where they differ, and nothing else.
        brief: The same, short enough for an issue; ``""`` where there is none (`conformance.tiers.tier.Tier.brief`).
        script_shows: Whether the script, run by itself, showed the divergence; ``None`` where it was not run.
    """

    fingerprint: str
    check: str
    method: str
    kind: str
    path: str
    known: bool
    cause: str
    operations: list[str]
    test_case: Any
    reference: str
    candidate: str
    verdict: str
    script: str
    trigger: str = ""
    differs: Mapping[str, str] = field(default_factory=dict)
    brief: str = ""
    script_shows: bool | None = None


@dataclass(frozen=True, slots=True)
class SharedDefect:
    """A promise that both clients break in the same way (design section 7.11); it fails no candidate.

    Attributes:
        fingerprint: Its name, made as that of a divergence.
        check: Check id.
        method: Method name.
        kind: Kind of what is wrong.
        path: Where.
        trigger: The one thing that the test case was built around.
        promise: What is owed.
        operations: The calls, printed.
        reference: What the reference did.
        candidate: What the candidate did.
    """

    fingerprint: str
    check: str
    method: str
    kind: str
    path: str
    trigger: str
    promise: str
    operations: list[str]
    reference: str
    candidate: str


@dataclass(frozen=True, slots=True)
class CaseFinished:
    """One check of one method is done.

    Attributes:
        check: Check id.
        method: Method name.
        tier: Tier.
        status: See `Status`.
        examples: Test cases performed.
        divergences: New and known ones.
        facts: Counts that tell how much the case proved.
        engine: Engine differences, where both clients agree and the oracle does not: by the reason that the engine's
            profile gives, ``count`` and one ``example``.
        warnings: Why the case proved little.
        seconds: Wall time.
        coverage: How many examples exercised what, by topic (``parameters``, ``rpcs``, ...) and name.
        thorough: Which known divergences of it would have shown: ``all``; those whose trigger is among the ``faults``
            of ``coverage``; or ``""`` where that is chance.
        shared: What both clients break alike.
        equalities: How many comparisons each declaration of the candidate's author made equal.
    """

    check: str
    method: str
    tier: str
    status: Status
    examples: int
    divergences: list[Divergence] = field(default_factory=list)
    facts: Mapping[str, int] = field(default_factory=dict)
    engine: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    seconds: float = 0.0
    coverage: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    thorough: Literal["all", "faults", ""] = ""
    shared: list[SharedDefect] = field(default_factory=list)
    equalities: Mapping[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the event as a JSON document."""
        return asdict(self)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> CaseFinished:
        """Return the event of a document made by `to_json`."""
        found = [Divergence(**item) for item in document["divergences"]]
        shared = [SharedDefect(**item) for item in document["shared"]]
        return cls(**{**document, "divergences": found, "shared": shared})
