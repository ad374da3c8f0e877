"""Short scripts of what is known of pymilvus 3.0.2 can be put into an issue: they are short, clean, and show it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

from conformance.clients import resolve
from conformance.exploration.finding import Finding
from conformance.model import Operation
from conformance.repro.stub_code import LONGEST
from conformance.tiers.surface.check import SIGNATURE
from conformance.tiers.surface.driver import SurfaceDriver
from conformance.tiers.tiers import brief_of
from conformance.tiers.wire.case import WireTestCase
from conformance.tiers.wire.driver import WireDriver
from conformance.tiers.wire.judge import examine
from pytest_milvus.mock_server.script import Abort, Refusal, Rule, Script
from tests.mutants.scripting import run_script

REFERENCE, CANDIDATE = "pymilvus:MilvusClient", "pymilvus:AsyncMilvusClient"
pytestmark = [
    pytest.mark.skipif(version("pymilvus") != "3.0.2", reason="what is known is of pymilvus 3.0.2"),
    pytest.mark.filterwarnings("ignore"),
]

SENT = {
    "compact rpc-extra DescribeCollection": Operation("compact", ("books",)),
    "compact field ManualCompaction.collectionID": Operation("compact", ("books",)),
    "list_aliases field ListAliases.db_name": Operation("list_aliases", ("books",), {"db_name": "library"}),
    "list_aliases type result": Operation("list_aliases", ("books",)),
    "get_server_type outcome result (returned, raised)": Operation("get_server_type"),
    "delete error-type result": Operation(
        "delete", ("books",), {"filter": "id > 0", "consistency_level": True}
    ),
}
"""Calls on a server on which all is well, by what they show."""

REFUSED = "delete outcome result (raised, returned)"
MEMBERS = {
    "search": "parameter-missing parameters.highlighter",
    "get_load_state": "parameter-name parameters.partition_name",
    "query_iterator": "missing member",
}


@pytest.fixture(scope="module")
def driver() -> Iterator[WireDriver]:
    made = WireDriver(resolve(REFERENCE), resolve(CANDIDATE))
    yield made
    made.close()


def shown(driver: WireDriver, name: str, test_case: WireTestCase) -> Finding:
    """Return the finding that a test case shows, named without the tier and topic of its check."""
    method = test_case.act.method
    found = {item.fingerprint: item for item in examine(f"wire.request/{method}", driver, test_case).findings}
    return found[f"wire.request/{name}"]


def holds(finding: Finding, folder: Path) -> str:
    """Return the short script of a finding, seen to be short and clean, and to show it until it is mended."""
    script = brief_of(finding, REFERENCE, CANDIDATE)
    code = [line for line in script.splitlines() if line and not line.startswith(("import ", "from "))]
    assert 0 < len(code) <= LONGEST, script
    linted = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--isolated", "--line-length=110", "--select=E,F,W,I", "-"],
        input=script,
        capture_output=True,
        text=True,
        check=False,
    )
    assert linted.returncode == 0, linted.stdout
    done = run_script(script, folder)
    assert (done.returncode, done.stderr.splitlines()[-1:]) == (1, ["DIVERGENCE"]), done.stdout + done.stderr
    mended = run_script(brief_of(finding, REFERENCE, REFERENCE), folder)
    assert (mended.returncode, mended.stdout != "") == (0, True), mended.stdout + mended.stderr
    return script


@pytest.mark.parametrize("name", SENT)
def test_what_a_call_sends_and_gives_is_shown_in_few_lines(
    name: str, driver: WireDriver, tmp_path: Path
) -> None:
    script = holds(shown(driver, name, WireTestCase(SENT[name])), tmp_path)
    assert f"make(uri{', db_name=' if 'db_name' in name else ')'}" in script


def test_a_refusal_has_nothing_but_its_status(driver: WireDriver, tmp_path: Path) -> None:
    refusal = Script((Rule("Delete", Refusal(800, "no")),))
    test_case = WireTestCase(Operation("delete", ("books",), {"filter": "id > 0"}), script=refusal)
    script = holds(shown(driver, REFUSED, test_case), tmp_path)
    assert "MutationResult(status=common_pb2.Status(error_code=1, reason='no', code=800))" in " ".join(
        script.split()
    ).replace("( ", "(").replace(", )", ")")


def test_an_rpc_that_fails_is_aborted(driver: WireDriver, tmp_path: Path) -> None:
    failing = Script((Rule("Delete", Abort("INTERNAL", "no")),))
    once = Operation("delete", ("books",), {"filter": "id > 0", "retry_times": 1})
    test_case = WireTestCase(once, script=failing)
    script = holds(shown(driver, "delete error-type result", test_case), tmp_path)
    assert "context.abort(grpc.StatusCode.INTERNAL, 'no')" in script


def test_what_needs_several_answers_has_no_short_script(driver: WireDriver) -> None:
    test_case = WireTestCase(
        SENT["list_aliases type result"], prelude=(Operation("list_aliases", ("books",)),)
    )
    finding = shown(driver, "list_aliases type result", test_case)
    assert brief_of(finding, REFERENCE, CANDIDATE) == ""


@pytest.mark.parametrize("member", MEMBERS)
def test_signatures_are_shown_side_by_side(member: str, tmp_path: Path) -> None:
    driver = SurfaceDriver(resolve(REFERENCE), resolve(CANDIDATE))
    found = SIGNATURE.explore(member, driver, None).findings  # type: ignore[arg-type]
    script = holds(found[f"surface.signature/{member} {MEMBERS[member]}"], tmp_path)
    assert "Stub" not in script
