"""Every planted bug on the wire is caught by the check that is meant to catch it, and only because of the bug."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from pymilvus import MilvusClient

from conformance.catalogue import sleep
from conformance.exploration.finding import Finding
from conformance.strategies.calls import methods
from conformance.tiers.check import Case
from conformance.tiers.tiers import cases, script_of
from conformance.tiers.wire.case import WireTestCase
from conformance.tiers.wire.minimise import minimise
from tests.mutants.faithful import FaithfulClient
from tests.mutants.mutants import WIRE
from tests.mutants.planting import Mutant
from tests.mutants.scripting import run_script
from tests.mutants.wire.connecting import USERS, KnowingClient
from tests.mutants.wire.dropping import Dropping, dropping
from tests.mutants.wire.harness import WireGround
from tests.mutants.wire.survivors import caught, reasons
from tests.sampling import one_of_each

# What a client warns of is not an error because this pytest makes errors of warnings.
pytestmark = pytest.mark.filterwarnings("ignore")

LONGEST = 500
"""Characters of a call that is made smaller."""

SLOW = 100
"""Milliseconds of sleep inside a method from which on its mutants are left to the script."""

SAMPLE = (
    "describe_collection",
    "drop_index",
    "get_load_state",
    "insert",
    "list_users",
    "rename_collection",
    "search",
)
"""Methods that the faithful client performs here; all of them in ``tests/benchmarks/false_alarms.py``."""


@pytest.mark.parametrize(
    "mutant", one_of_each(WIRE, lambda mutant: mutant.topic), ids=lambda mutant: mutant.name
)
def test_a_planted_bug_is_caught(mutant: Mutant, wire_ground: WireGround) -> None:
    catch, others = wire_ground.hunt(mutant)

    assert catch, f"{mutant.name} survived: {mutant.description}; found {sorted(set(others)) or 'nothing'}"
    assert catch.finding is not None
    # The same test case without the bug shows nothing.
    assert not wire_ground.findings(FaithfulClient, mutant.check, catch.finding.test_case)


def test_every_check_has_a_mutant() -> None:
    planted = {mutant.check.partition("/")[0] for mutant in WIRE}

    assert planted == {case.id.partition("/")[0] for case in cases(["wire"])}


def test_a_client_that_knows_what_it_is_connected_to_passes(wire_ground: WireGround) -> None:
    for test_case in wire_ground.planned_test_cases(USERS, "quick"):
        assert not wire_ground.findings(KnowingClient, USERS, test_case)


def _one_each() -> Iterator[Dropping]:
    told = reasons()
    for place, method in enumerate(methods(MilvusClient)):
        mutants = [mutant for mutant in dropping(method) if mutant.name not in told]
        if mutants and sleep(method) < SLOW:
            yield mutants[place % len(mutants)]


@pytest.mark.parametrize("mutant", one_of_each(_one_each(), type), ids=lambda mutant: mutant.name)
def test_a_dropped_parameter_is_noticed(mutant: Dropping, wire_ground: WireGround) -> None:
    assert caught(mutant, wire_ground)


@pytest.mark.parametrize(
    "case", [case for case in cases(["wire"]) if case.method in SAMPLE], ids=lambda case: case.id
)
def test_nothing_is_found_in_the_faithful_client(case: Case, wire_ground: WireGround) -> None:
    for test_case in wire_ground.planned_test_cases(case.id, "quick"):
        assert not wire_ground.findings(FaithfulClient, case.id, test_case)


def shown(name: str, ground: WireGround) -> tuple[Mutant, Finding]:
    """Return a planted bug by its name, and the finding that it gives."""
    mutant = next(mutant for mutant in WIRE if mutant.name == name)
    catch, _ = ground.hunt(mutant)
    assert catch is not None
    assert catch.finding is not None
    return mutant, catch.finding


def run(finding: Finding, candidate: str, folder: Path) -> int:
    """Return the exit status of a finding's script for a candidate."""
    return run_script(script_of(finding, "pymilvus:MilvusClient", candidate), folder).returncode


@pytest.mark.parametrize(
    "name",
    [
        *("TurnsIds", "LosesOldCode", "LosesReason", "HidesCause", "KnowsItsServerLate", "ForgetsItsServer"),
        "WaitsForNobodyElse",
    ],
)
def test_the_script_of_what_is_read_shows_it_until_it_is_mended(
    name: str, wire_ground: WireGround, tmp_path: Path
) -> None:
    mutant, finding = shown(name, wire_ground)
    statuses = [
        run(finding, spec, tmp_path) for spec in (mutant.spec, "tests.mutants.wire.connecting:KnowingClient")
    ]
    assert statuses == [1, 0]


@pytest.mark.parametrize(
    "name", ["CutsLongInserts", "LosesTails", "HandsOutGenerator", "HandsOutOneObject", "LosesStructFields"]
)
def test_the_script_of_a_size_or_shape_is_short_and_shows_it(
    name: str, wire_ground: WireGround, tmp_path: Path
) -> None:
    mutant, found = shown(name, wire_ground)
    finding = minimise(found, partial(_again, mutant, found.fingerprint, wire_ground))
    assert len(finding.test_case.act.code()) < LONGEST
    statuses = [
        run(finding, spec, tmp_path) for spec in (mutant.spec, "tests.mutants.faithful:FaithfulClient")
    ]
    assert statuses == [1, 0]


def _again(mutant: Mutant, fingerprint: str, ground: WireGround, test_case: WireTestCase) -> Finding | None:
    """Return the finding of a fingerprint on a test case, ``None`` where it does not show."""
    found = ground.findings(mutant.client, mutant.check, test_case)
    return next((item for item in found if item.fingerprint == fingerprint), None)
