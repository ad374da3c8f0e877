"""Every script of a run shows its divergence, in a folder that has nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.mutants.scripting import run_script

SIDE_BY_SIDE = 2


def failures(divergences: Sequence[dict[str, Any]], folder: Path, uri: str) -> list[str]:
    """Run the script of each divergence, and return what those told that did not exit with 1."""

    def failure(place: int) -> str:
        own = folder / str(place)
        own.mkdir()
        done = run_script(divergences[place]["script"], own, MILVUS_URI=uri)
        told = f"{divergences[place]['fingerprint']}: {done.returncode}\n{done.stdout}{done.stderr}"
        return told if done.returncode != 1 else ""

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        return [told for told in pool.map(failure, range(len(divergences))) if told]


@pytest.mark.exhaustive
@pytest.mark.timeout(2400)
def test_each_script_of_a_run_exits_1(tmp_path: Path, milvus_uri: str) -> None:
    path = tmp_path / "report.json"
    options = ("-n", "2", "--milvus-seed=1", "--milvus-baseline=none", f"--milvus-report={path}")
    ran = subprocess.run(
        [sys.executable, "-m", "conformance", "run", *options],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=1500,  # more than the run's budget
        check=False,
    )
    assert path.exists(), ran.stdout + ran.stderr
    report = json.loads(path.read_text("utf-8"))
    assert report["verdict"] == "divergent", ran.stdout + ran.stderr
    found = report["divergences"]
    tiers = {item["check"].partition(".")[0] for item in found}
    assert tiers == {"surface", "wire", "runtime", "live", "sequence"}
    wrong = failures(found, tmp_path, milvus_uri)
    assert not wrong, "\n".join(wrong)
