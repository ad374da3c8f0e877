"""The files that a run ends with: its reports, and the scripts of what is new.

The one rule: a file that cannot be written, whatever the reason, costs neither another one nor the verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from conformance.report.explanation import Files, shown
from conformance.report.scripts import REPORT, write_scripts
from conformance.report.writers import write_report

__all__ = ["written_files", "written_report"]


def written_report(path: Path, document: Mapping[str, Any], strike: Callable[[str], str]) -> tuple[bool, str]:
    """Write a report, and return whether it is there, and what there is to say of it.

    Args:
        path: The file; its suffix names the form.
        document: The report.
        strike: Takes secrets out of a text.
    """
    try:
        write_report(path, document, strike)
    except Exception as error:
        return False, f"the report {path} could not be written: {_why(error)}"
    return True, f"report: {path}"


def written_files(folder: Path | None, document: Mapping[str, Any], reports: Sequence[Path]) -> Files:
    """Write the scripts of a report, and the report beside them where it is written nowhere else.

    Args:
        folder: Where scripts go; ``None`` for nowhere.
        document: The report, free of secrets.
        reports: The reports that are written anyway.
    """
    report = next((shown(path) for path in reports if path.suffix == ".json"), "")
    if folder is None:
        return Files(report)
    try:
        scripts = write_scripts(folder, document, report=not report)
    except Exception as error:
        return Files(report, trouble=f"the scripts in {folder} could not be written: {_why(error)}")
    return Files(report or (shown(folder / REPORT) if scripts else ""), scripts)


def _why(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or f"{type(error).__name__}: {error}"
