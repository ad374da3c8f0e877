"""Which script reproduces a divergence.

The one rule: the kind of trial decides, and nothing else does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from conformance.checks.finding import Finding
from conformance.checks.runtime.trial import RuntimeTrial
from conformance.checks.surface.stage import Member
from conformance.operation import Trial
from conformance.operation.realm import RealmTrial
from conformance.operation.story import Story
from conformance.report.realm_script import realm_script
from conformance.report.runtime_script import runtime_script
from conformance.report.script import script
from conformance.report.story_script import story_script
from conformance.report.surface_script import surface_script
from conformance.report.wire_script import wire_script
from conformance.wire.trial import WireTrial

__all__ = ["script_of"]

_WRITERS: Mapping[type, Callable[[Finding, str, str], str]] = {
    Trial: script,
    RealmTrial: realm_script,
    WireTrial: wire_script,
    Member: surface_script,
    RuntimeTrial: runtime_script,
    Story: story_script,
}


def script_of(finding: Finding, reference: str, candidate: str) -> str:
    """Return the stand-alone script of a divergence.

    Args:
        finding: The divergence.
        reference: ``MODULE:FACTORY`` of the reference.
        candidate: ``MODULE:FACTORY`` of the candidate.
    """
    return _WRITERS[type(finding.trial)](finding, reference, candidate)
