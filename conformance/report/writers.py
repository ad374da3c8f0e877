"""Writers: the report document as a file, in the form that the suffix names; other packages may add forms."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeGuard

from conformance.model.escaping import as_json, every_text, writable
from conformance.report.draft import draft_of, write_whole
from conformance.report.markdown import markdown
from conformance.report.page import loaded, page
from pytest_milvus import extensions
from pytest_milvus.errors import RemedyError

__all__ = ["check_report_path", "write_report"]


def _json(document: Mapping[str, Any]) -> str:
    return as_json(document) + "\n"


Form = Callable[[Mapping[str, Any]], str]
"""Returns the text of a report document (`conformance.report.document`)."""

_FORMS: Mapping[str, Form] = {".json": _json, ".md": markdown, ".html": page}


def _form(path: Path) -> Form:
    """Return the form that a path's suffix names: ours, or another package's, whose entry point is called like it.

    Raises:
        RemedyError: There is none, or two, or an entry point is of another kind.
    """
    if path.suffix in _FORMS:
        return _FORMS[path.suffix]
    group, name = extensions.REPORT_FORMS, path.suffix.removeprefix(".")
    found = extensions.added(group, "a function", _is_function, only=name)
    if len(found) > 1:
        raise extensions.unusable(group, name, "two packages have one", "Uninstall one of them.")
    if not found:
        known = ", ".join((*_FORMS, *(f".{other}" for other in extensions.added_names(group))))
        reason = f"{path.suffix or 'no suffix'!r} names no form"
        raise RemedyError(f"Writing the report {path}", reason, f"use one of {known}")
    return found[0][1]


def _is_function(value: object) -> TypeGuard[Form]:
    return callable(value) and not isinstance(value, type)


def check_report_path(name: str) -> Path:
    """Return the path of a report, before a run is spent on it; what its form needs is there from now on.

    Raises:
        RemedyError: The suffix names no form, or nothing can be written there.
    """
    path = Path(name)
    if _form(path) is page:
        loaded()  # now: a candidate may take the path away from which Python imports
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
        draft_of(path).stat()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:  # a name that is too long, or holds NUL
        return str(getattr(error, "strerror", None) or error), "choose another name"
    return None


def write_report(path: Path, document: Mapping[str, Any], strike: Callable[[str], str] = str) -> None:
    """Write the report; a reader sees the old file or the new one, never half of it, and no draft stays behind.

    Args:
        path: The file; its suffix names the form.
        document: The report.
        strike: Takes secrets out of a text.

    Raises:
        OSError: The file cannot be written.
    """
    form, clean = _form(path), every_text(document, strike)
    text = form(clean)
    if form is not _json:  # which cannot be struck from once more without breaking its own escapes
        text = "".join(map(strike, text.splitlines(keepends=True)))
    write_whole(path, writable(text))
