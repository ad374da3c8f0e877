"""With one seed there is one report: whatever the order of sets, the number of processes, and what else is running."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

METHODS = ("list_aliases", "refresh_load")
"""Methods that differ in each tier, look at work, and have findings about timeouts."""

ONE, TWO, BUSILY = "in one process", "in two processes", "in two processes on a busy machine"
RUNS = {ONE: ("0", "0", False), TWO: ("random", "2", False), BUSILY: ("random", "2", True)}
"""``PYTHONHASHSEED``, the number of processes of pytest-xdist, and whether two other processes are busy: a run that
has everything like no other, and ones that have nothing alike. What is busy slows down every test beside it, so only
the exhaustive test, which has the machine to itself, asks for it."""

BUSY = [sys.executable, "-c", "while True: pass"]


def report(folder: Path, run: str, *arguments: str) -> Any:
    """Return the report of a run without its timing fields."""
    hashes, processes, busy = RUNS[run]
    path = folder / f"{run}.json"
    command = [sys.executable, "-m", "conformance", "run", "-n", processes, "--milvus-seed=5", *arguments]
    with ExitStack() as others:
        for _ in range(2 if busy else 0):
            others.callback(others.enter_context(subprocess.Popen(BUSY)).kill)
        done = subprocess.run(
            [*command, f"--milvus-report={path}"],
            cwd=folder,
            env={**os.environ, "PYTHONHASHSEED": hashes},
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
    assert path.exists(), f"status {done.returncode}\n{done.stdout}{done.stderr}"
    return json.loads(path.read_text(encoding="utf-8"))


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield what stands in a report, by its path; of a text each line."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in ("seconds", "environment"):
                yield from leaves(
                    item, f"{path}/{item.get('fingerprint', key) if isinstance(item, dict) else key}"
                )
    elif isinstance(value, list):
        for place, item in enumerate(value):
            name = item.get("fingerprint", place) if isinstance(item, dict) else place
            yield from leaves(item, f"{path}/{name}")
    elif isinstance(value, str) and "\n" in value:
        for place, line in enumerate(value.splitlines()):
            yield f"{path}:{place}", line
    else:
        yield path, value


def differences(one: Any, other: Any) -> list[str]:
    left, right = dict(leaves(one)), dict(leaves(other))
    return [
        f"{path}: {left.get(path)!r}, then {right.get(path)!r}"
        for path in sorted(left.keys() | right.keys())
        if (path in left, left.get(path)) != (path in right, right.get(path))
    ]


def test_a_difference_of_two_reports_is_seen() -> None:
    one = {"divergences": [{"fingerprint": "f", "script": "a\nb", "seconds": 1}], "methods": {}}
    other = {"divergences": [{"fingerprint": "f", "script": "a\nc", "seconds": 2}], "methods": {"get": 1}}
    assert differences(one, one) == []
    assert differences(one, other) == ["/divergences/f/script:1: 'b', then 'c'", "/methods/get: None, then 1"]


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("methods", "unlike"),
    [(METHODS, TWO), pytest.param((), BUSILY, marks=pytest.mark.exhaustive)],
    ids=["few", "all"],
)
def test_a_run_gives_one_report(methods: tuple[str, ...], unlike: str, tmp_path: Path) -> None:
    chosen = [f"--milvus-method={name}" for name in methods]
    one, other = (report(tmp_path, run, *chosen) for run in (ONE, unlike))
    assert one["divergences"]
    assert differences(one, other) == []


def test_tiers_and_methods_do_not_change_a_name(tmp_path: Path) -> None:
    few = [f"--milvus-method={name}" for name in ("delete", "list_aliases")]
    whole = report(tmp_path, TWO, *few, "--milvus-tier=wire", "--milvus-tier=surface")
    part = report(tmp_path, ONE, few[1], "--milvus-tier=wire")
    wire = [item for item in whole["divergences"] if item["check"].startswith("wire.")]
    assert part["divergences"] == [item for item in wire if item["method"] == "list_aliases"]
    assert part["divergences"]
