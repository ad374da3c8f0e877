"""Every script of a run shows its divergence, in a folder that has nothing else."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

RUNNER = Path(__file__).with_name("script_runner.py")
SECONDS = 150.0
"""How long a script may take: one of the runtime tier may try ten times, and waits in each."""


def statuses(scripts: dict[str, str], folder: Path, uri: str) -> dict[str, int]:
    """Return the exit status of each script."""
    for name, text in scripts.items():
        assert "conformance" not in text
        assert "pytest_milvus" not in text
        (folder / name).write_text(text, encoding="utf-8")
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, str(RUNNER), str(SECONDS), *scripts],
        cwd=folder,
        env={**environment, "MILVUS_URI": uri},
        stdout=subprocess.PIPE,
        text=True,
        timeout=1500,
        check=True,
    )
    return {name: int(status) for name, status in map(str.split, done.stdout.splitlines())}


@pytest.mark.exhaustive
@pytest.mark.timeout(2400)
def test_each_script_of_a_run_exits_1(tmp_path: Path, milvus_uri: str, record_property) -> None:
    path = tmp_path / "report.json"
    options = ("-n", "2", "--milvus-seed=1", "--milvus-baseline=none", f"--milvus-report={path}")
    ran = subprocess.run(
        [sys.executable, "-m", "conformance", "run", *options],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert ran.returncode == 1, ran.stdout + ran.stderr
    found = json.loads(path.read_text("utf-8"))["divergences"]
    scripts = {f"{place}.py": item["script"] for place, item in enumerate(found)}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = statuses(scripts, tmp_path, milvus_uri)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    record_property("cpu_seconds", after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)

    tiers = {item["check"].partition(".")[0] for item in found}
    assert tiers >= {"surface", "wire", "runtime", "live", "sequence"}
    wrong = [
        f"{item['fingerprint']}: {ended.get(name)}\n{(tmp_path / f'{name}.txt').read_text('utf-8')}"
        for name, item in zip(scripts, found, strict=True)
        if ended.get(name) != 1
    ]
    assert not wrong, "\n".join(wrong)
