"""The hunt on the surface: what the check says of a class, without a client or a server."""

from __future__ import annotations

from tests.mutants.planting import MISSING

from conformance.checks.profile import profile
from conformance.checks.registry import Effort
from conformance.checks.surface.check import SIGNATURE
from conformance.checks.surface.stage import SurfaceStage
from conformance.clients import Factory, resolve

__all__ = ["surface_findings"]


def surface_findings(client: type, check: str) -> list[str]:
    """Return the fingerprints that a check finds in a client, ``check no method`` for a member it lacks."""
    member = check.partition("/")[2]
    stage = SurfaceStage(resolve("pymilvus:MilvusClient"), Factory("tests:mutant", client))
    if not stage.candidate_offers(member):
        return [f"{check} {MISSING} "]
    return [*SIGNATURE.explore(member, stage, Effort(profile("quick"), 0)).findings]
