"""Every planted bug of the surface is found, and nothing is found in the faithful client."""

from __future__ import annotations

import pytest

from conformance.tiers.tiers import cases
from tests.mutants.faithful import FaithfulClient
from tests.mutants.mutants import SURFACE
from tests.mutants.planting import Mutant
from tests.mutants.surface.harness import SurfaceGround, surface_findings


@pytest.mark.parametrize("mutant", SURFACE, ids=lambda mutant: mutant.name)
def test_a_planted_bug_is_found(mutant: Mutant) -> None:
    catch, found = SurfaceGround().hunt(mutant)

    assert catch, f"{mutant.name}: {mutant.description}; found {found or 'nothing'}"


def test_nothing_is_found_in_the_faithful_client() -> None:
    alarms = [name for case in cases(["surface"]) for name in surface_findings(FaithfulClient, case.id)]

    assert not alarms
