"""Where a run has its temporary files and its reports: a small file system, a full one, one that cannot be written."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

__all__ = ["PLACES", "can_mount", "placed"]

PLACES: Mapping[str, tuple[str, str]] = {
    "data folder of 200 KB": ("temporary", "size=200k"),
    "full disk for reports": ("reports", "size=8k"),
    "reports that are read-only": ("reports", "ro"),
}
"""Which folder is a file system of its own, and its options; needs root, on Linux."""


def can_mount() -> bool:
    """Return whether this process may mount a file system."""
    return sys.platform == "linux" and os.geteuid() == 0


@contextmanager
def placed(name: str, folder: Path) -> Iterator[None]:
    """Mount what a fault needs, and take it away again."""
    if not name:
        yield
        return
    which, options = PLACES[name]
    mounted = folder / which
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(mounted)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(mounted)], check=True)
