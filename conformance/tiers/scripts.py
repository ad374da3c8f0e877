"""Which script reproduces a divergence.

The one rule: the kind of trial decides, and nothing else does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from conformance.exploration.finding import Finding
from conformance.model import Trial
from conformance.model.call_sequence import Story
from conformance.model.namespace import RealmTrial
from conformance.tiers.live.namespace_script import realm_script
from conformance.tiers.live.script import script
from conformance.tiers.runtime.case import RuntimeTrial
from conformance.tiers.runtime.script import runtime_script
from conformance.tiers.sequence.script import story_script
from conformance.tiers.surface.driver import Member
from conformance.tiers.surface.script import surface_script
from conformance.tiers.wire.case import WireTrial
from conformance.tiers.wire.script import wire_script

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
