"""What a run prints, word for word, but for times and versions.

After a change that is meant, look at the difference: ``pytest tests/plugin/test_terminal.py --snapshot-update``.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.plugin.test_surface_of_any_classes import SHOP

SURFACE = (
    "run",
    "--milvus-tier=surface",
    "--milvus-reference=shop:Shop",
    "--milvus-candidate=shop:AsyncShop",
)


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ((*SURFACE, "-n0"), 1),
        ((*SURFACE, "-n0", "--milvus-method=search"), 0),
        ((*SURFACE, "-n0", "--milvus-method=serch"), 2),
        ((*SURFACE, "-n0", "--color=yes"), 1),
        ((*SURFACE, "-n0", "-v"), 1),
    ],
    ids=["divergent", "conformant", "wrong usage", "in colour", "all of it"],
)
def test_a_command_prints_what_it_did(
    arguments: tuple[str, ...], status: int, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    # Under CI pytest's short summary repeats whole messages.
    outside = {name for name in os.environ if name.startswith("PYTEST_")} | {"CI", "BUILD_NUMBER"}
    environment = {name: value for name, value in os.environ.items() if name not in outside}
    environment["COLUMNS"] = "80"
    (tmp_path / "shop.py").write_text(SHOP, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "conformance", *arguments],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == status, done.stdout + done.stderr
    assert steady(done.stdout, tmp_path) == snapshot
    assert steady(done.stderr, tmp_path) == snapshot


def steady(text: str, folder: Path) -> str:
    """Return what was printed without what differs from one run and machine to another."""
    text = text.replace(str(folder), "FOLDER")
    text = re.sub(r"^(platform|plugins:|asyncio:|cachedir:|configfile:).*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"\b\d+\.\d+ ?s\b", "N s", text)
    text = re.sub(r"\d+\.\d+\.\d+[\w.]*", "VERSION", text)
    return re.sub(r"={3,}", "===", text)
