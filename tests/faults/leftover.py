"""What a run leaves behind: processes, folders, drafts of reports, secrets in files."""

from __future__ import annotations

import base64
import html
import json
import os
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil

__all__ = ["MARK", "drafts", "end", "folders", "processes", "remaining", "secrets"]

MARK = "FAULT_TABLE_RUN"
"""Environment variable that marks every process of a run, also one that left its parent and its session."""

PATIENCE = 30.0
"""Seconds in which what belongs to a run has to follow it. A run whose supervisor is gone still writes its reports, for
at most 15 (`conformance.plugin.supervised`)."""

EXPECTED = ("pytest-of-", "pymilvus", "milvus-state", "milvus-cache")
"""How names begin that a run may leave in its folder of temporary files: pytest keeps those of three runs."""


def processes(mark: str) -> list[psutil.Process]:
    """Return the processes of a run that live."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.environ().get(MARK) == mark and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def remaining(mark: str) -> list[str]:
    """Return the command lines of what outlives a run; what it started may follow it in a moment."""
    limit = time.monotonic() + PATIENCE
    while (left := processes(mark)) and time.monotonic() < limit:
        time.sleep(0.2)
    return [_shown(process) for process in left]


def _shown(process: psutil.Process) -> str:
    with suppress(psutil.Error):
        return " ".join(process.cmdline())[-70:]
    return "a process that just ended"


def end(mark: str) -> None:
    """Kill what is left of a run, and only that."""
    for process in processes(mark):
        with suppress(psutil.Error):
            process.kill()


def folders(temporary: Path, work: Path, reports: Path) -> Iterator[str]:
    """Yield what a run left on the disk besides its reports and what pytest and Hypothesis keep."""
    for path in sorted(temporary.iterdir()):
        if not path.name.startswith(EXPECTED):
            yield f"{path.name}{'/' if path.is_dir() else ''}"
    for path in sorted(work.iterdir()):
        if path.name not in (".pytest_cache", ".hypothesis", "__pycache__"):
            yield f"work/{path.name}"
    yield from drafts(reports)


def drafts(reports: Path) -> Iterator[str]:
    """Yield drafts of reports."""
    yield from (path.name for path in sorted(reports.iterdir()) if path.name.startswith("."))


def secrets(token: str, *places: Path) -> Iterator[str]:
    """Yield the name of each file that holds a token in some form, and which."""
    password = token.partition(":")[2]
    forms = {
        "token": token,
        "password": password,
        "half": password[: len(password) // 2],
        "repr": repr(password)[1:-1],
        "JSON": json.dumps(password)[1:-1],
        "URL": urllib.parse.quote(password),
        "HTML": html.escape(password),
        "base64": base64.b64encode(token.encode()).decode().rstrip("="),
        "base64 for URLs": base64.urlsafe_b64encode(token.encode()).decode().rstrip("="),
    }
    files = (Path(folder) / name for place in places for folder, _, names in os.walk(place) for name in names)
    for path in files:
        text = path.read_bytes().decode("utf-8", "replace").casefold()
        if found := [name for name, form in forms.items() if form.casefold() in text]:
            yield f"{path.name}: {', '.join(found)}"
