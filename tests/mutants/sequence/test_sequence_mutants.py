"""Every planted bug between calls is caught by the call sequences of the method that shows it, and only because of
it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.clients import Server
from conformance.exploration.finding import Finding
from conformance.model import CallSequence
from conformance.model.codec import decode, encode
from conformance.strategies.sequences import known_methods
from conformance.tiers.sequence.minimise import minimise
from conformance.tiers.sequence.script import sequence_script
from tests.mutants.faithful import FaithfulClient
from tests.mutants.mutants import SEQUENCE
from tests.mutants.planting import Mutant
from tests.mutants.scripting import run_script
from tests.mutants.sequence.harness import StoryGround
from tests.mutants.sequence.remembering import UNSEEN, remembering
from tests.sampling import one_of_each

SCRIPTS = {
    "QueryKeepsAlias": "a result",
    "SearchSwallowsAfterError": "an outcome",
    "RenameLosesRows": "state.rows",
    "AlterAliasOnlyRemembers": "state.aliases",
    "LoadsOnlyOnce": "state.load",
    "DescribeRemembers": "a description",
}
"""Mutants whose scripts differ in kind, and what they show."""


@pytest.fixture(scope="module")
def sequences(server: Server) -> Iterator[StoryGround]:
    ground = StoryGround(server, "sequences")
    yield ground
    ground.close()


@pytest.mark.parametrize(
    "mutant", one_of_each(SEQUENCE, lambda mutant: mutant.kind), ids=lambda mutant: mutant.name
)
def test_a_planted_bug_is_caught(mutant: Mutant, sequences: StoryGround) -> None:
    catch, others = sequences.hunt(mutant)

    assert catch, f"{mutant.name} survived: {mutant.description}; found {sorted(set(others)) or 'nothing'}"
    assert not sequences.findings(FaithfulClient, mutant.check, catch.finding.test_case)


@pytest.mark.parametrize("method", one_of_each(known_methods(), lambda method: method in UNSEEN))
def test_a_call_that_is_not_made_again_is_missed(method: str, sequences: StoryGround) -> None:
    found = sequences.first(remembering(method), f"sequence.calls/{method}")

    assert bool(found) == (method not in UNSEEN), (
        found or f"no call sequence calls {method} twice and shows it"
    )


def shortened(finding: Finding, client: type, sequences: StoryGround) -> Finding:
    """Return a finding as a run reports it."""

    def again(sequence: CallSequence) -> Finding | None:
        found = sequences.findings(client, finding.check, sequence)
        return next((item for item in found if item.fingerprint == finding.fingerprint), None)

    shorter = minimise(finding, again)
    assert decode(encode(shorter.test_case)) == shorter.test_case
    return shorter


def run(finding: Finding, candidate: str, server: Server, folder: Path) -> int:
    text = sequence_script(finding, "pymilvus:MilvusClient", candidate)
    done = run_script(text, folder, MILVUS_URI=server.uri)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode


@pytest.mark.parametrize(
    "mutant",
    one_of_each([mutant for mutant in SEQUENCE if mutant.name in SCRIPTS], lambda mutant: mutant.kind),
    ids=lambda mutant: mutant.name,
)
def test_a_story_shrinks_and_its_script_exits_1_while_the_bug_is_there(
    mutant: Mutant, sequences: StoryGround, server: Server, tmp_path: Path
) -> None:
    catch, _ = sequences.hunt(mutant)
    assert catch is not None
    shorter = shortened(catch.finding, mutant.client, sequences)

    assert len(shorter.test_case.acts) <= 7
    assert run(shorter, mutant.spec, server, tmp_path) == 1
    assert run(shorter, "tests.mutants.faithful:FaithfulClient", server, tmp_path) == 0
