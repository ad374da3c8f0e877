"""A script exits 1 while the divergence is there, without this project, and 0 where it is gone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pytest
from pymilvus import AsyncMilvusClient

from conformance.exploration.causes import by_fingerprint, known_causes
from conformance.exploration.finding import Finding
from conformance.repro.stub_code import LONGEST
from conformance.tiers.runtime.brief import runtime_brief
from conformance.tiers.runtime.script import runtime_script
from tests.mutants.planting import Mutant
from tests.mutants.runtime import entering, living, planted, process, reaching, waiting
from tests.mutants.runtime.harness import explore, shown
from tests.mutants.scripting import run_script
from tests.sampling import one_of_each

# What planted bugs make Python complain of is for the checks to say.
pytestmark = pytest.mark.filterwarnings("ignore")

KNOWN = [
    name for name in by_fingerprint(known_causes("auto", "3.0.2", ())) if name.startswith("runtime.retry/")
]
"""Divergences of a kind that a quick run does not show; `tests/live/test_scripts.py` runs the scripts of one that it
does."""

SEEDS = 12
"""Calls that are drawn until one shows a divergence: search, for one, asks for the schema only if it is given bytes."""


@cache
def known(check: str, seed: int) -> Mapping[str, Finding]:
    """Return what a check finds in the async client; many tests ask for one of its findings each."""
    return explore(AsyncMilvusClient, check, "standard", seed).findings


def run(finding: Finding, candidate: str, folder: Path) -> int:
    done = run_script(runtime_script(finding, "pymilvus:MilvusClient", candidate), folder)
    assert done.returncode in (0, 1), done.stderr
    assert "DIVERGENCE" in done.stdout or not done.returncode, done.stderr
    return done.returncode


def of_some(*clients: type) -> pytest.MarkDecorator:
    bugs = [client.__dict__["mutant"] for client in clients]
    return pytest.mark.parametrize("bug", one_of_each(bugs, lambda bug: bug.topic), ids=lambda bug: bug.name)


@of_some(
    *(planted.Sleeps, planted.CountsOneTimeoutForAll, planted.LeavesATask, planted.MixesUpAnswers),
    *(planted.NeverRetries, planted.NeverReconnects, planted.LivesOn, planted.LeavesAThread),
    *(planted.CancelsCallsWhenClosed, planted.ReturnsEarly, planted.PollsWithoutPause),
    *(planted.ForgetsToAwait, planted.LeavesATaskToTheLoop, planted.IgnoresTimeout),
    *(planted.ConnectsWithoutTimeout, planted.NeverConnectsAgain, planted.MixesUpMethods),
    *(
        planted.AlwaysRaises,
        planted.CutsTimeoutsOff,
        entering.StaysOpen,
        reaching.WaitsForItsServer,
        reaching.GivesUpInSilence,
    ),
    *(reaching.IsInAHurryToConnect, reaching.ForgetsItsTimeout, reaching.RemembersWhereNoServerWas),
    *(process.SeedsRandomNumbers, process.Prints, process.RemembersEachCall),
    *(waiting.ServesOneAfterTheOther, waiting.SpinsWhileItWaits, waiting.SendsAgainWhenCancelled),
    *(waiting.TurnsTheLoop, waiting.BlocksWhenCancelled, waiting.SleepsLongBetweenTries),
    *(living.FailsTogether, living.BelongsToOneThread),
    living.IsKeptUntilItIsClosed,
)
@pytest.mark.usefixtures("silent_pymilvus")
def test_a_script_exits_1_while_the_bug_is_there(bug: Mutant, tmp_path: Path) -> None:
    finding = shown(bug)

    assert run(finding, bug.spec, tmp_path) == 1
    assert run(finding, "tests.mutants.runtime.aio:AioClient", tmp_path) == 0


@of_some(
    *(planted.IgnoresTimeout, planted.WrapsTimeouts, planted.GivesUpWithoutTimeout),
    *(planted.CountsOneTimeoutForAll, planted.SwallowsCancellation),
)
@pytest.mark.usefixtures("silent_pymilvus")
def test_a_short_script_exits_1_while_the_bug_is_there(bug: Mutant, tmp_path: Path) -> None:
    finding = shown(bug)
    for candidate, status in ((bug.spec, 1), ("tests.mutants.runtime.aio:AioClient", 0)):
        script = runtime_brief(finding, "pymilvus:MilvusClient", candidate)
        assert script
        code = [line for line in script.splitlines() if line and not line.startswith(("import ", "from "))]
        assert len(code) <= LONGEST
        done = run_script(script, tmp_path)
        assert (done.returncode, done.stderr.splitlines()[-1:] == ["DIVERGENCE"]) == (status, bool(status)), (
            script
        )


@pytest.mark.usefixtures("silent_pymilvus")
def test_what_takes_a_scenario_to_see_has_no_short_script() -> None:
    bug: Mutant = planted.LeavesATask.__dict__["mutant"]
    assert runtime_brief(shown(bug), "pymilvus:MilvusClient", bug.spec) is None


@pytest.mark.skipif(version("pymilvus") != "3.0.2", reason="what is known is of pymilvus 3.0.2")
@pytest.mark.parametrize("fingerprint", one_of_each(KNOWN, lambda name: name.partition("/")[0]))
@pytest.mark.usefixtures("silent_pymilvus")
def test_a_script_of_a_known_divergence_exits_1(fingerprint: str, tmp_path: Path) -> None:
    check = fingerprint.partition(" ")[0]
    explored = (known(check, seed) for seed in range(SEEDS))
    finding = next(found[fingerprint] for found in explored if fingerprint in found)

    assert run(finding, "pymilvus:AsyncMilvusClient", tmp_path) == 1
