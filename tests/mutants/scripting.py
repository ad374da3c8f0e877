"""How a reproduction script is run: from a folder that has nothing else, as whoever gets it would."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

__all__ = ["run_script"]

ROOT = Path(__file__).parents[2]


def run_script(text: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script that knows the planted clients, but does not name this project."""
    assert "conformance" not in text
    path = folder / "repro.py"
    path.write_text(text, encoding="utf-8")
    return subprocess.run(
        [sys.executable, str(path)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
