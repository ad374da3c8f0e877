"""``surface.signature``: the candidate offers what the reference offers, spelled in the same way.

Presence, awaitability, names, kinds, order and defaults of parameters, properties, the context-manager protocol,
and the session objects that a client hands out. What the candidate alone offers is told under ``other-members``, since
code that uses it does not work with the reference. No method is called, and no server is needed; any two classes can
be compared. What introspection cannot tell, as what a plain function hands on that has no annotation, is no
difference here.

Why it matters: code that is moved from one client to the other fails with ``TypeError`` or ``AttributeError`` before
anything is sent or, worse, gives an argument to another parameter.

A failure names the member or the parameter; both sides are what ``inspect.signature`` tells of them, and nothing is
what is not there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conformance.clients import Factory
from conformance.exploration.explore import Exploration, left_out
from conformance.exploration.finding import Finding
from conformance.tiers.check import RunConfiguration
from conformance.tiers.surface.driver import Member, SurfaceDriver
from conformance.tiers.surface.inventory import differences, members

__all__ = ["SIGNATURE", "SurfaceCheck"]


@dataclass(frozen=True, slots=True)
class SurfaceCheck:
    """The check of the surface tier."""

    topic: str
    doc: str

    @property
    def tier(self) -> str:
        """The tier."""
        return "surface"

    def methods(self, reference: Factory) -> Sequence[str]:
        """Return every public member of the reference."""
        return members(reference.client) if reference.client else ()

    def explore(self, method: str, driver: SurfaceDriver, configuration: RunConfiguration) -> Exploration:  # noqa: ARG002
        """Compare one member (see `conformance.tiers.check.Check`)."""
        candidate = driver.candidate_of(method)
        if candidate is None:
            return left_out(self.topic, "only a client could tell, and none can be made")
        result = Exploration(examples=1)
        for difference in differences(method, driver.reference, candidate):
            nothing: dict[str, object] = {}
            finding = Finding(
                f"{self.tier}.{self.topic}/{method}", difference, Member(method), nothing, nothing
            )
            result.findings.setdefault(finding.fingerprint, finding)
        return result


SIGNATURE = SurfaceCheck("signature", __doc__ or "")
