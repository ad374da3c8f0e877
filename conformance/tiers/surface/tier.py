"""The surface tier as a run sees it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from conformance.tiers.surface.brief import surface_brief
from conformance.tiers.surface.check import SIGNATURE
from conformance.tiers.surface.driver import SurfaceDriver
from conformance.tiers.surface.script import surface_script
from conformance.tiers.tier import Opening, Tier, in_one

__all__ = ["SURFACE"]


@contextmanager
def _opened(opening: Opening) -> Iterator[SurfaceDriver]:
    yield SurfaceDriver(opening.reference, opening.candidate)


SURFACE = Tier(
    "surface",
    (SIGNATURE,),
    _opened,
    surface_script,
    surface_brief,
    certain={"signature": "always"},
    quiet=("agree",),
    groups=in_one,
)
