"""The files that the end of a run points to: the JSON report, and the scripts of what is new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from conformance.report.explanation import Files, shown
from conformance.report.scripts import REPORT, write_scripts

__all__ = ["written_files"]


def written_files(folder: Path | None, document: Mapping[str, Any], reports: Sequence[Path]) -> Files:
    """Write the scripts of a report, and the report beside them where it is written nowhere else.

    Args:
        folder: Where scripts go; ``None`` for nowhere.
        document: The report, free of secrets.
        reports: The reports that are written anyway.

    Raises:
        OSError: Something cannot be written.
    """
    report = next((shown(path) for path in reports if path.suffix == ".json"), "")
    if folder is None:
        return Files(report)
    scripts = write_scripts(folder, document, report=not report)
    return Files(report or (shown(folder / REPORT) if scripts else ""), scripts)
