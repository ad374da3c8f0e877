"""The script of a divergence shows it without this project, and shows nothing where the bug is gone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.clients import Server
from conformance.tiers.tiers import script_of
from tests.mutants.harness import Ground
from tests.mutants.mutants import LIVE
from tests.mutants.planting import Mutant
from tests.mutants.scripting import run_script
from tests.sampling import one_of_each

KINDS = {
    "CloseIsUndone": "an outcome after closing",
    "CreateIgnoresDynamic": "state.schema",
    "CreateIndexFirstOnly": "state.indexes",
    "LoadDoesNothing": "state.load",
    "InsertDropsPartition": "state.rows by partition",
    "InsertChangesRows": "mutated",
    "SearchAnswersAtOnce": "awaitable",
    "SearchBlocks": "timedout",
    "QueryIteratorLosesTheRest": "batches of an iterator",
    "QueriesForTheLast": "calls made together",
    "RenameCollectionForgets": "the state of a namespace's collections",
    "DropAliasForgets": "the state of each of a namespace's objects",
    "CreateDatabaseForgets": "which names of a namespace are in a list",
    "AlterPropertiesEmpties": "mutated, in a namespace",
    "ListDatabasesNoDefault": "a list of what all namespaces have",
    "UseDatabaseForgets": "a call that shows what another did",
}
"""Mutants whose scripts take more than to compare results, and what they take."""


@pytest.mark.parametrize(
    "mutant",
    one_of_each([mutant for mutant in LIVE if mutant.name in KINDS], lambda mutant: mutant.topic),
    ids=lambda mutant: mutant.name,
)
def test_a_script_exits_1_while_the_bug_is_there(
    mutant: Mutant, ground: Callable[[float], Ground], server: Server, tmp_path: Path
) -> None:
    catch, _ = ground(mutant.deadline).hunt(mutant)
    assert catch is not None
    assert catch.finding is not None

    def run(candidate: str) -> int:
        text = script_of(catch.finding, "pymilvus:MilvusClient", candidate)
        done = run_script(text, tmp_path, MILVUS_URI=server.uri)
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode

    assert run(mutant.spec) == 1
    assert run("tests.mutants.faithful:FaithfulClient") == 0
