"""The hunt on the surface: what the check says of a class, without a client or a server."""

from __future__ import annotations

from conformance.clients import Factory, resolve
from conformance.exploration.profile import profile
from conformance.tiers.check import RunConfiguration
from conformance.tiers.surface.check import SIGNATURE
from conformance.tiers.surface.driver import SurfaceDriver
from tests.mutants.harness import Catch
from tests.mutants.planting import MISSING, Mutant

__all__ = ["SurfaceGround", "surface_findings"]


def surface_findings(client: type, check: str) -> list[str]:
    """Return the fingerprints that a check finds in a client, ``check no method`` for a member it lacks."""
    member = check.partition("/")[2]
    driver = SurfaceDriver(resolve("pymilvus:MilvusClient"), Factory("tests:mutant", client))
    if not driver.candidate_offers(member):
        return [f"{check} {MISSING} "]
    return [*SIGNATURE.explore(member, driver, RunConfiguration(profile("quick"), 0)).findings]


class SurfaceGround:
    """Where mutants of the surface are hunted; there is nothing to keep."""

    def hunt(self, mutant: Mutant) -> tuple[Catch | None, list[str]]:
        """Return the catch that a mutant should give, ``None`` if it survived, and all that was found."""
        found = surface_findings(mutant.client, mutant.check)
        caught = next(filter(mutant.shown_by, found), None)
        return (Catch(caught, examples=1) if caught else None), found

    def close(self) -> None:
        """Do nothing."""
