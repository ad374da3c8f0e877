"""Every planted bug is caught by the check meant for it; correct clients pass."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.mutants.planting import Mutant
from tests.mutants.runtime import planted
from tests.mutants.runtime.aio import AioClient
from tests.mutants.runtime.threaded import ThreadedClient

from conformance.checks.explore import Exploration
from conformance.checks.profile import profile
from conformance.checks.registry import Effort, cases
from conformance.checks.runtime.stage import RuntimeStage
from conformance.clients import Factory, resolve
from conformance.report.runtime_script import runtime_script

# What planted bugs make Python complain of is for the checks to say.
pytestmark = pytest.mark.filterwarnings("ignore")

MUTANTS = [
    value.__dict__["mutant"]
    for value in vars(planted).values()
    if isinstance(value, type) and "mutant" in value.__dict__
]
ROOT = Path(__file__).parents[3]
OFFERED = ("describe_alias", "list_collections", "list_users", "load_collection")


@pytest.fixture(scope="module")
def silent_pymilvus() -> Iterator[None]:
    """Failures are provoked here; nobody needs to read of them."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


TRIES = 3
"""A busy machine can hide what is measured in seconds; it cannot show what is not there (see the correct client)."""


def explore(client: type, check: str) -> Exploration:
    method = check.partition("/")[2]
    stage = RuntimeStage(resolve("pymilvus:MilvusClient"), Factory("tests:mutant", client), [method])
    case = next(case for case in cases(["runtime"]) if case.id == check)
    try:
        return case.check.explore(method, stage, Effort(profile("quick"), 0))
    finally:
        stage.close()


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
@pytest.mark.usefixtures("silent_pymilvus")
def test_a_planted_bug_is_caught(mutant: Mutant) -> None:
    found: set[str] = set()
    for _ in range(TRIES):
        found |= explore(mutant.client, mutant.check).findings.keys()
        if any(mutant.shown_by(name) for name in found):
            return
    pytest.fail(f"{mutant.description}; found {sorted(found) or 'nothing'}")


@pytest.mark.parametrize("method", OFFERED)
@pytest.mark.parametrize("topic", sorted({case.check.topic for case in cases(["runtime"])}))
@pytest.mark.usefixtures("silent_pymilvus")
def test_a_correct_client_passes(topic: str, method: str) -> None:
    exploration = explore(AioClient, f"runtime.{topic}/{method}")

    assert not exploration.findings
    assert exploration.examples or any(fact.startswith("left out: ") for fact in exploration.facts)


@pytest.mark.parametrize(
    "topic", sorted({case.check.topic for case in cases(["runtime"])} - {"cancellation"})
)
@pytest.mark.usefixtures("silent_pymilvus")
def test_a_client_behind_threads_keeps_what_threads_can(topic: str) -> None:
    assert not explore(ThreadedClient, f"runtime.{topic}/list_users").findings


@pytest.mark.parametrize(
    "mutant",
    [
        *(planted.Sleeps, planted.IgnoresTimeout, planted.LeavesATask, planted.LivesOn),
        *(
            planted.MixesUpAnswers,
            planted.NeverRetries,
            planted.NeverReconnects,
            planted.CancelsCallsInFlight,
        ),
        *(planted.LeavesATaskAfterClose, planted.ReturnsEarly, planted.PollsWithoutPause),
        *(planted.ForgetsToAwait, planted.LeavesATaskToTheLoop),
    ],
    ids=lambda client: client.__name__,
)
@pytest.mark.usefixtures("silent_pymilvus")
def test_a_script_exits_1_while_the_bug_is_there(mutant: type, tmp_path: Path) -> None:
    bug: Mutant = mutant.__dict__["mutant"]
    finding = next(item for name, item in explore(mutant, bug.check).findings.items() if bug.shown_by(name))

    def run(candidate: str) -> int:
        text = runtime_script(finding, "pymilvus:MilvusClient", candidate)
        path = tmp_path / "repro.py"
        path.write_text(text, encoding="utf-8")
        assert "conformance" not in text
        done = subprocess.run(
            [sys.executable, str(path)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode

    assert run(bug.spec) == 1
    assert run("tests.mutants.runtime.aio:AioClient") == 0
