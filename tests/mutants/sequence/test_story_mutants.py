"""Every planted bug between calls is caught by the stories of the method that shows it, and only because of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.mutants.faithful import FaithfulClient
from tests.mutants.mutants import SEQUENCE
from tests.mutants.planting import Mutant
from tests.mutants.scripting import run_script
from tests.mutants.sequence.harness import StoryGround

from conformance.checks.sequence.reduce import reduce
from conformance.clients import Server
from conformance.operation.codec import decode, encode
from conformance.report.story_script import story_script

SCRIPTS = {
    "QueryKeepsAlias": "a result",
    "SearchSwallowsAfterError": "an outcome",
    "RenameLosesRows": "state.rows",
    "AlterAliasOnlyRemembers": "state.aliases",
    "LoadsOnlyOnce": "state.load",
    "DescribeRemembers": "state.schema",
}
"""Mutants whose scripts differ in kind, and what they show."""


@pytest.fixture(scope="module")
def stories(server: Server) -> Iterator[StoryGround]:
    ground = StoryGround(server, "stories")
    yield ground
    ground.close()


@pytest.mark.parametrize("mutant", SEQUENCE, ids=lambda mutant: mutant.name)
def test_a_planted_bug_is_caught(mutant: Mutant, stories: StoryGround) -> None:
    catch, others = stories.hunt(mutant)

    assert catch, f"{mutant.name} survived: {mutant.description}; found {sorted(set(others)) or 'nothing'}"
    assert not stories.findings(FaithfulClient, mutant.check, catch.finding.trial)


@pytest.mark.parametrize(
    "mutant", [mutant for mutant in SEQUENCE if mutant.name in SCRIPTS], ids=lambda mutant: mutant.name
)
def test_a_story_shrinks_and_its_script_exits_1_while_the_bug_is_there(
    mutant: Mutant, stories: StoryGround, server: Server, tmp_path: Path
) -> None:
    catch, _ = stories.hunt(mutant)
    assert catch is not None

    def again(story):
        found = stories.findings(mutant.client, mutant.check, story)
        return next((item for item in found if item.fingerprint == catch.fingerprint), None)

    shorter = reduce(catch.finding, again)
    assert len(shorter.trial.acts) <= 7
    assert decode(encode(shorter.trial)) == shorter.trial

    def run(candidate: str) -> int:
        text = story_script(shorter, "pymilvus:MilvusClient", candidate)
        done = run_script(text, tmp_path, MILVUS_URI=server.uri)
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode

    assert run(mutant.spec) == 1
    assert run("tests.mutants.faithful:FaithfulClient") == 0
