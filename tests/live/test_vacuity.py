"""What the live tier generates shows something: no method stays below one of its floors."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    "methods", [("query", "upsert"), pytest.param((), id="all", marks=pytest.mark.exhaustive)]
)
def test_no_method_of_the_live_tier_proves_little(methods: tuple[str, ...], tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    options = ["--milvus-tier=live", f"--milvus-report={report}", *map("--milvus-method={}".format, methods)]
    done = subprocess.run(
        [sys.executable, "-m", "conformance", "run", *options],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    made = json.loads(report.read_text(encoding="utf-8"))
    assert [text for text in made["warnings"] if "wanted" in text or "proved little" in text] == []
    assert made["methods"]["query"]["live"]["facts"]["told rows apart"] > 0
