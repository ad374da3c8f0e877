"""Scripts as files: each new divergence's reproduction in a folder, under a name that sorts and can be read.

The one rule: the same divergence has the same name in every run, and nothing is removed or written over that a person
made or changed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from conformance.model.escaping import as_json, writable

__all__ = ["FOLDER", "REPORT", "digest", "folder_of", "script_name", "write_scripts"]

FOLDER = "conformance-scripts"
"""Name of the folder, where nobody chose one."""

REPORT = "report.json"
"""Name of the report there, where no other one is written."""

_LIST = ".written.json"
"""What a run wrote there, so that the next one removes it where it is still what was written."""

_OTHER = re.compile(r"[^A-Za-z0-9_.]+")
_LONGEST = 60


def digest(fingerprint: str) -> str:
    """Return six hexadecimal digits that stand for a fingerprint."""
    return hashlib.sha256(fingerprint.encode("utf-8", "surrogatepass")).hexdigest()[:6]


def script_name(fingerprint: str) -> str:
    """Return the name of a divergence's script: tier and check, method, what differs, and its digest."""
    return f"{_OTHER.sub('-', fingerprint)[:_LONGEST].strip('-.')}-{digest(fingerprint)}.py"


def folder_of(choice: str, reports: Sequence[Path], here: Path) -> Path | None:
    """Return where scripts go.

    Args:
        choice: ``auto`` (beside the first report, or else in the working folder), ``none``, or a folder.
        reports: The reports of the run.
        here: The working folder.
    """
    if choice == "none":
        return None
    if choice != "auto":
        return here / choice
    return next((path.parent for path in reports), here) / FOLDER


def write_scripts(folder: Path, document: Mapping[str, Any], *, report: bool = False) -> dict[str, Path]:
    """Write the script of each new divergence of a report, and remove those of earlier runs that nobody changed.

    Args:
        folder: Where; made where there is something to write.
        document: The report, free of secrets.
        report: Whether the report, too, is written there, because it is written nowhere else.

    Returns:
        The files by fingerprint.

    Raises:
        OSError: Something cannot be written.
    """
    new = {
        item["fingerprint"]: item for item in document["divergences"] if not item["known"] and item["script"]
    }
    wanted = {script_name(name): _bytes(item["script"]) for name, item in new.items()}
    before = _listed(folder)
    if wanted and report:
        wanted[REPORT] = _bytes(f"{as_json(document)}\n")
    for name, written in before.items():
        if name not in wanted:
            with suppress(OSError):
                if _hash((folder / name).read_bytes()) == written:
                    (folder / name).unlink()
    if not wanted:
        if before:
            (folder / _LIST).unlink(missing_ok=True)
            with suppress(OSError):
                folder.rmdir()
        return {}
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in wanted.items():
        (folder / name).write_bytes(content)
    listed = {name: _hash(content) for name, content in sorted(wanted.items())}
    (folder / _LIST).write_text(json.dumps(listed, indent=1), "utf-8")
    return {name: folder / script_name(name) for name in new}


def _bytes(script: str) -> bytes:
    return writable(script).encode()


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _listed(folder: Path) -> dict[str, str]:
    """Return what an earlier run wrote: by name, the hash of its content."""
    try:
        found = json.loads((folder / _LIST).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: str(content) for name, content in found.items() if Path(name).name == name}
