"""Who may call what, on a container that asks for a token: planted bugs are caught, and the faithful client passes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.tiers.tiers import script_of
from pytest_milvus.engines.container import ContainerEngine
from pytest_milvus.errors import RemedyError
from tests.mutants.faithful import FaithfulClient
from tests.mutants.harness import Ground, ground_on
from tests.mutants.mutants import IDLE, LIVE
from tests.mutants.planting import Mutant
from tests.mutants.scripting import run_script

pytestmark = pytest.mark.container

WRITTEN = [mutant for mutant in LIVE if mutant.check.startswith("live.access/")]
MADE = [
    mutant for mutant in IDLE if mutant.name in ("AnonymousInsert", "AnonymousSearch", "AnonymousListRoles")
]
"""One of each kind of those that are made; `tests.mutants.kill_table` hunts all."""


@pytest.fixture(scope="module")
def ground(milvus_image: str) -> Iterator[Ground]:
    with ground_on(ContainerEngine(milvus_image, "root:Milvus"), "access") as ground:
        yield ground


def test_a_container_that_is_given_a_token_asks_for_it(ground: Ground) -> None:
    assert "authentication" in ground.server.capabilities


@pytest.mark.parametrize("mutant", [*WRITTEN, *MADE], ids=lambda mutant: mutant.name)
def test_a_planted_bug_is_caught(mutant: Mutant, ground: Ground) -> None:
    catch, others = ground.hunt(mutant)

    assert catch, f"{mutant.name} survived: {mutant.description}; found {sorted(set(others)) or 'nothing'}"
    assert catch.finding
    assert not ground.findings(FaithfulClient, mutant.check, catch.finding.test_case)


# What KnowsUsersByName does wrong depends on clients of earlier test cases.
@pytest.mark.parametrize(
    "mutant", [it for it in WRITTEN if it.name != "KnowsUsersByName"], ids=lambda it: it.name
)
def test_a_script_exits_1_while_the_bug_is_there(mutant: Mutant, ground: Ground, tmp_path: Path) -> None:
    catch, _ = ground.hunt(mutant)
    assert catch
    assert catch.finding

    for candidate, status in ((mutant.spec, 1), ("tests.mutants.faithful:FaithfulClient", 0)):
        text = script_of(catch.finding, "pymilvus:MilvusClient", candidate)
        done = run_script(text, tmp_path, MILVUS_URI=ground.server.uri, MILVUS_TOKEN=ground.server.token)
        assert done.returncode == status, done.stdout + done.stderr


def test_a_token_that_a_new_server_does_not_know(milvus_image: str) -> None:
    engine = ContainerEngine(milvus_image, "root:hunter22")
    with pytest.raises(RemedyError, match="it refused the token") as caught:
        engine.start()
    assert "--milvus-token=root:Milvus" in str(caught.value)
    assert "hunter22" not in str(caught.value)
