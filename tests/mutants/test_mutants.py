"""Every planted bug is caught by the check that is meant to catch it, and only because of the bug."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from conformance.catalogue import methods
from conformance.clients import resolve
from conformance.tiers.tiers import cases
from tests.mutants.faithful import FaithfulClient
from tests.mutants.harness import Ground
from tests.mutants.mutants import IDLE, LIVE
from tests.mutants.planting import Mutant
from tests.sampling import one_of_each


@pytest.mark.parametrize(
    "mutant",
    [
        *one_of_each(LIVE, lambda mutant: (mutant.topic, mutant.client.__module__)),
        *one_of_each(IDLE, lambda mutant: mutant.topic),
    ],
    ids=lambda mutant: mutant.name,
)
def test_a_planted_bug_is_caught(mutant: Mutant, ground: Callable[[float], Ground]) -> None:
    hunted = ground(mutant.deadline)
    hidden = mutant.hidden_on(hunted.server)
    if hidden:
        pytest.skip(hidden)

    catch, others = hunted.hunt(mutant)

    assert catch, f"{mutant.name} survived: {mutant.description}; found {sorted(set(others)) or 'nothing'}"
    if catch.finding:  # the same test case without the bug shows nothing
        assert not hunted.findings(FaithfulClient, mutant.check, catch.finding.test_case)


def test_every_catalogued_method_has_a_mutant_that_somebody_thought_of() -> None:
    assert {mutant.method for mutant in LIVE} >= {record.name for record in methods() if record.scene}


def test_every_case_has_a_mutant() -> None:
    assert {mutant.check for mutant in (*LIVE, *IDLE)} == {case.id for case in cases(["live"])}


def test_a_mutant_can_be_named_on_the_command_line() -> None:
    assert all(resolve(mutant.spec).make is mutant.client for mutant in LIVE)
    assert len({mutant.name for mutant in LIVE}) == len(LIVE)
