"""A check of the surface tier: what one client annotates, the other one does, too."""

import sys
from collections.abc import Sequence
from inspect import signature

from conformance.clients import Factory
from conformance.compare import Difference
from conformance.exploration.explore import Exploration
from conformance.exploration.finding import Finding
from conformance.repro import verdict
from conformance.repro.assembly import EXITS, assemble, import_of
from conformance.repro.calls import SIDES, factory
from conformance.tiers.check import RunConfiguration
from conformance.tiers.surface.driver import Member, SurfaceDriver


def annotated(client: object, method: str) -> list[str]:
    """Return the parameters that have an annotation."""
    parameters = signature(getattr(client, method)).parameters.values()
    return [item.name for item in parameters if item.annotation is not item.empty]


class Annotations:
    """``surface.annotations``."""

    tier = "surface"
    topic = "annotations"
    doc = "surface.annotations: every parameter that the reference annotates is annotated."

    def methods(self, reference: Factory) -> Sequence[str]:
        return [name for name in dir(reference.client) if not name.startswith("_")]

    def explore(self, method: str, driver: SurfaceDriver, configuration: RunConfiguration) -> Exploration:
        result = Exploration(examples=1)
        ours, theirs = (annotated(client, method) for client in (driver.reference, driver.candidate))
        for name in ours:
            if name not in theirs:
                difference = Difference("annotation", name, ours, theirs)
                finding = Finding(f"surface.annotations/{method}", difference, Member(method), {}, {})
                result.findings[finding.fingerprint] = finding
        return result

    def script(self, finding: Finding, reference: str, candidate: str) -> str:
        """Return a script of this check's own; without this method, findings become the scripts of their tier.

        It is put together from real modules: of this one, it holds what its last line names.
        """
        sides = (f"annotated({factory(spec)}, {finding.test_case.name!r})" for spec in (reference, candidate))
        return assemble(
            finding.fingerprint,
            "Prints the parameters that have an annotation." + EXITS,
            (sys.modules[__name__], verdict),
            (import_of(reference), import_of(candidate)),
            f"conclude(lambda: {SIDES.format(*sides)})",
        )


ANNOTATIONS = Annotations()
