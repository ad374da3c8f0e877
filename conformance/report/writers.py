"""Writers: the report document as a file, in the form that the suffix names."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from conformance.model.escaping import as_json, every_text, writable
from conformance.report.markdown import markdown
from conformance.report.page import page
from pytest_milvus.errors import RemedyError

__all__ = ["check_report_path", "write_report"]


def _json(document: Mapping[str, Any]) -> str:
    return as_json(document) + "\n"


_WRITERS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {".json": _json, ".md": markdown, ".html": page}


def check_report_path(name: str) -> Path:
    """Return the path of a report, before a run is spent on it.

    Raises:
        RemedyError: The suffix names no form, or nothing can be written there.
    """
    path = Path(name)
    if path.suffix not in _WRITERS:
        raise RemedyError(
            f"Writing the report {name}",
            f"{path.suffix or 'no suffix'!r} names no form",
            f"use one of {', '.join(_WRITERS)}",
        )
    if trouble := _trouble(path):
        raise RemedyError(f"Writing the report {name}", *trouble)
    return path


def _trouble(path: Path) -> tuple[str, str] | None:
    """Return why a file cannot be written and what to do, as far as can be told without writing."""
    folder = path.absolute().parent
    try:
        if not folder.is_dir():
            return "its folder does not exist", "create the folder first"
        if path.is_dir():
            return "it is a folder", "name a file in it"
        if not os.access(folder, os.W_OK | os.X_OK):
            return "its folder is not writable", "choose another folder, or change its permissions"
        _draft(path).stat()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:  # a name that is too long, or holds NUL
        return str(getattr(error, "strerror", None) or error), "choose another name"
    return None


def _draft(path: Path) -> Path:
    return path.with_name(f".{path.name}.draft")


def write_report(path: Path, document: Mapping[str, Any], strike: Callable[[str], str] = str) -> None:
    """Write the report; a reader sees the old file or the new one, never half of it, and no draft stays behind.

    Args:
        path: The file; its suffix names the form.
        document: The report.
        strike: Takes secrets out of a text.

    Raises:
        OSError: The file cannot be written.
    """
    form, clean = _WRITERS[path.suffix], every_text(document, strike)
    text = form(clean)
    if form is not _json:  # which cannot be struck from once more without breaking its own escapes
        text = "".join(map(strike, text.splitlines(keepends=True)))
    draft = _draft(path)
    try:
        draft.write_text(writable(text), encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
