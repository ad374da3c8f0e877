"""Every bug that both clients share is told by the exact answer, and only because of the bug."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.clients import Server
from conformance.exploration.agreed import ORACLE
from conformance.tiers.tiers import script_of
from tests.mutants.faithful import FaithfulClient
from tests.mutants.harness import Ground
from tests.mutants.scripting import run_script
from tests.mutants.sequence.harness import StoryGround
from tests.mutants.shared.harness import hunt
from tests.mutants.shared.mutants import SHARED
from tests.mutants.shared.planting import SharedMutant
from tests.sampling import one_of_each


@pytest.fixture(scope="module")
def sound(server: Server) -> Iterator[dict[str, Ground]]:
    """Grounds without a bug, by tier."""
    grounds = {"live": Ground(server, "sound"), "sequence": StoryGround(server, "sound_told")}
    yield grounds
    for ground in grounds.values():
        ground.close()


@pytest.mark.parametrize(
    "mutant", one_of_each(SHARED, lambda mutant: mutant.check), ids=lambda mutant: mutant.name
)
def test_a_bug_that_both_clients_share_is_caught(
    mutant: SharedMutant, server: Server, sound: dict[str, Ground]
) -> None:
    if mutant.unseen:
        pytest.skip(mutant.unseen)

    catch = hunt(mutant, server)

    assert catch, f"{mutant.name} survived: {mutant.description}"
    ground = sound[mutant.check.partition(".")[0]]
    found = ground.findings(FaithfulClient, mutant.check, catch.finding.test_case)
    assert not [item for item in found if item.difference.kind == ORACLE]


SCRIPTS = ("query_asks_for_one_more", "insert_rounds_vectors", "a_renamed_collection_has_another_name")
"""Bugs whose scripts differ in kind: a read, what a write left, a call sequence."""


@pytest.mark.parametrize(
    "mutant", [mutant for mutant in SHARED if mutant.name in SCRIPTS], ids=lambda mutant: mutant.name
)
def test_a_script_exits_1_while_the_bug_is_there(
    mutant: SharedMutant, server: Server, tmp_path: Path
) -> None:
    catch = hunt(mutant, server)
    assert catch is not None
    faithful = "tests.mutants.faithful:FaithfulClient"
    text = script_of(catch.finding, "pymilvus:MilvusClient", faithful)
    plant = (
        "from tests.mutants.shared.mutants import SHARED\n"
        "from tests.mutants.shared.planting import planted\n"
        f"planting = planted(next(one for one in SHARED if one.name == {mutant.name!r}))\n"
        "planting.__enter__()\n"
    )
    for source, status in ((plant + text, 1), (text, 0)):
        done = run_script(source, tmp_path, MILVUS_URI=server.uri)
        assert done.returncode == status, f"{done.stdout}{done.stderr}"
