"""Planted bugs that Milvus Lite cannot show are caught on a real Milvus, and their scripts show them there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.tiers.tiers import script_of
from pytest_milvus.engines.container import ContainerEngine
from tests.mutants.faithful import FaithfulClient
from tests.mutants.harness import Ground, ground_on
from tests.mutants.mutants import LIVE
from tests.mutants.planting import Mutant
from tests.mutants.scripting import run_script

pytestmark = pytest.mark.container

OFFERED = ("", "concurrent_writes", "users", "roles", "resource_groups")
"""What Milvus 2.3 has and Milvus Lite has not; `test_milvus_has_what_the_bugs_need` fails where that is another."""

HIDDEN = [mutant for mutant in LIVE if (mutant.unseen or mutant.needs) and mutant.needs in OFFERED]
OTHERWISE = [mutant for mutant in LIVE if mutant.name == "CreateIndexFirstOnly"]
"""Here a second index of a collection is one of a scalar field, with a type of its own."""

SCRIPTED = {"CreateIndexFirstOnly", "CreateUserForgets", "FlushForgets", "UpdatePasswordForgets"}
"""A script for each way of looking that only these have."""


@pytest.fixture(scope="module")
def ground(milvus_image: str) -> Iterator[Ground]:
    with ground_on(ContainerEngine(milvus_image), "planted") as ground:
        yield ground


def test_milvus_has_what_the_bugs_need(ground: Ground) -> None:
    assert {*OFFERED} - {""} <= ground.server.capabilities
    assert not [mutant.name for mutant in HIDDEN if mutant.hidden_on(ground.server)]


@pytest.mark.parametrize("mutant", [*HIDDEN, *OTHERWISE], ids=lambda mutant: mutant.name)
def test_a_planted_bug_is_caught(mutant: Mutant, ground: Ground, tmp_path: Path) -> None:
    catch, others = ground.hunt(mutant)

    assert catch, f"{mutant.name} survived: {mutant.description}; found {sorted(set(others)) or 'nothing'}"
    assert catch.finding
    assert not ground.findings(FaithfulClient, mutant.check, catch.finding.test_case)
    if mutant.name in SCRIPTED:
        for candidate, status in ((mutant.spec, 1), ("tests.mutants.faithful:FaithfulClient", 0)):
            text = script_of(catch.finding, "pymilvus:MilvusClient", candidate)
            done = run_script(text, tmp_path, MILVUS_URI=ground.server.uri)
            assert done.returncode == status, done.stdout + done.stderr
