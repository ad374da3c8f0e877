"""Every planted bug of the surface is found, and nothing is found in the faithful client."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.clients import Factory, resolve
from conformance.exploration.profile import profile
from conformance.tiers.check import RunConfiguration
from conformance.tiers.surface.check import SIGNATURE
from conformance.tiers.surface.driver import SurfaceDriver
from conformance.tiers.tiers import cases, script_of
from tests.mutants.faithful import FaithfulClient
from tests.mutants.mutants import SURFACE
from tests.mutants.planting import Mutant
from tests.mutants.scripting import run_script
from tests.mutants.surface.harness import SurfaceGround, surface_findings


@pytest.mark.parametrize("mutant", SURFACE, ids=lambda mutant: mutant.name)
def test_a_planted_bug_is_found(mutant: Mutant) -> None:
    catch, found = SurfaceGround().hunt(mutant)

    assert catch, f"{mutant.name}: {mutant.description}; found {found or 'nothing'}"


def test_nothing_is_found_in_the_faithful_client() -> None:
    alarms = [name for case in cases(["surface"]) for name in surface_findings(FaithfulClient, case.id)]

    assert not alarms


def test_the_script_of_the_context_manager_shows_it_until_it_is_mended(tmp_path: Path) -> None:
    mutant = next(item for item in SURFACE if item.check == "surface.signature/context-manager")
    driver = SurfaceDriver(resolve("pymilvus:MilvusClient"), Factory(mutant.spec, mutant.client))
    found = SIGNATURE.explore("context-manager", driver, RunConfiguration(profile("quick"), 0)).findings
    (finding,) = found.values()

    def run(candidate: str) -> int:
        return run_script(script_of(finding, "pymilvus:MilvusClient", candidate), tmp_path).returncode

    assert (run(mutant.spec), run("tests.mutants.faithful:FaithfulClient")) == (1, 0)
