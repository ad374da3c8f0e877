"""The commands of the how-to guides, on the client of this folder."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.exploration.causes import read_causes

HERE = Path(__file__).parent
RUN = [
    "-m",
    "conformance",
    "run",
    "--milvus-candidate=shop_client:ShopClient",
    "--milvus-partial",
    "--milvus-method=get",
    "--milvus-method=upsert",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of a user's own, without this project's configuration."""
    for path in HERE.iterdir():
        if path.suffix in (".py", ".toml") and not path.name.startswith("test_"):
            shutil.copy(path, tmp_path)
    return tmp_path


def python(folder: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words], cwd=folder, env={**os.environ, **environ}, capture_output=True, text=True
    )


def test_a_difference_is_reported_with_a_script_that_shows_it(folder: Path, milvus_uri: str) -> None:
    run = python(folder, *RUN, "--milvus-report=report.json")
    assert run.returncode == 1, run.stdout + run.stderr
    report = json.loads((folder / "report.json").read_text("utf-8"))
    statuses = {
        name: {tier: item["status"] for tier, item in tiers.items()}
        for name, tiers in report["methods"].items()
    }
    assert statuses == {
        "get": {"surface": "agree", **dict.fromkeys(("wire", "runtime", "live", "sequence"), "diverge")},
        "upsert": dict.fromkeys(("surface", "wire", "runtime", "live", "sequence"), "missing"),
    }
    scripts = sorted((folder / "conformance-scripts").glob("*.py"))
    assert [path.name.rpartition("-")[0] for path in scripts] == [
        "live.read-get-type-result",
        "runtime.cancellation-get-server-not-told-Query-Query-cancel",
        "sequence.calls-get-type-result",
        "wire.request-get-type-result",
    ]
    accepted = [name for cause in read_causes(folder / "known.toml") for name in cause.fingerprints]
    assert sorted(accepted) == [item["fingerprint"] for item in report["divergences"]]
    for path in scripts:
        shown = python(folder, str(path), MILVUS_URI=milvus_uri, PYTHONPATH=str(folder))
        assert shown.returncode == 1, shown.stdout + shown.stderr
    issue = python(folder, "-m", "conformance", "show", "report.json", "live.read", "--issue").stdout
    assert issue.startswith("# ShopClient: get gives another type in result\n")
    assert scripts[0].read_text("utf-8").rstrip() in issue


def test_what_users_take_for_equal_is_equal_and_counted(folder: Path) -> None:
    run = python(
        folder,
        *("-m", "conformance", "run", "--milvus-candidate=plain_adapter:PlainClient", "--milvus-partial"),
        *("--milvus-method=query", "--milvus-tier=wire", "--milvus-report=report.json"),
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "taken for equal, as the candidate declares: plain containers (" in run.stdout
    report = json.loads((folder / "report.json").read_text("utf-8"))
    assert report["verdict"] == "conformant"
    assert sorted(report["equalities"]) == ["PlainError for MilvusException", "plain containers"]
    assert all(report["equalities"].values())


def test_an_accepted_difference_does_not_fail_the_run(folder: Path) -> None:
    # The test above runs every tier and compares what is accepted; here one tier shows that it is.
    run = python(folder, *RUN, "--milvus-tier=wire", "--milvus-baseline=known.toml")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "verdict: as-known (0 new and 1 known divergence of 1 cause; " in run.stdout
