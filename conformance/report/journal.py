"""The journal of a run: what is known of it at any moment, one JSON object a line.

The one rule: a line is written at once, by a file that is opened for it, so that it stays whatever happens to the
process next, and even where a candidate closed every file descriptor.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.report.event import CaseFinished

__all__ = ["SCHEMA", "Journal", "Progress", "case_id", "is_journal"]

SCHEMA = "pytest-milvus/journal/1"

# Taken before any candidate is imported, which may put others in their place.
_encode = json.JSONEncoder(default=str).encode
_decode = json.JSONDecoder().decode

_TAIL = 4096
"""Bytes at the end of a journal in which its last line, a verdict, begins."""


class Journal:
    """Writes to a journal, which other processes may do as well.

    Args:
        path: The file; made by the first line.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, kind: str, **values: Any) -> None:
        """Add a line.

        Args:
            kind: ``begin``, ``importing``, ``selected``, ``started``, ``finished``, ``report``, ``ended``, ``engine``,
                ``warning``, ``crash``, ``usage`` or ``verdict``.
            values: What there is to say; JSON.

        Raises:
            OSError: The file cannot be written.
        """
        # The line before may have been cut off where its process was killed: this one begins on a line of its own.
        rest = b"\n" * (kind == "crash") + _encode({"kind": kind, **values}).encode() + b"\n"
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            while rest:
                rest = rest[os.write(descriptor, rest) :]
        finally:
            os.close(descriptor)

    def size(self) -> int:
        """Return how many bytes are written, 0 where there is no file."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    def status(self) -> int | None:
        """Return the exit status that the last line tells, ``None`` where it tells another thing; reads no more."""
        try:
            with self.path.open("rb") as file:
                file.seek(max(0, self.size() - _TAIL))
                *_, last = file.read().rstrip(b"\n").split(b"\n")
        except OSError:
            return None
        if not last.startswith((b'{"kind": "verdict"', b'{"kind": "usage"')):
            return None
        status: int = _decode(last.decode())["status"]
        return status

    def warnings(self) -> list[str]:
        """Return what there is to tell of the run as a whole; no other line is taken apart."""
        with self.path.open(encoding="utf-8", errors="replace") as file:
            return [_decode(line.strip())["text"] for line in file if line.startswith('{"kind": "warning"')]


@dataclass(slots=True)
class Progress:
    """What a journal tells of a run.

    Attributes:
        head: As `conformance.report.document.document` takes it.
        complete: Whether the profile promises to exercise everything.
        selected: Node ids of the tests that have to finish.
        events: Cases that finished, by check id.
        reports: Test reports, as pytest serialises them, of the tests that ended.
        running: Tests that started and did not end, with their location, by node id.
        crashes: How processes of the run ended without a verdict.
        warnings: What else the run as a whole should tell.
        importing: What is being imported, ``""`` for nothing.
        status: The exit status of the run, ``None`` where it has none yet.
    """

    head: dict[str, Any] = field(default_factory=dict)
    complete: bool = False
    selected: list[str] = field(default_factory=list)
    events: dict[str, CaseFinished] = field(default_factory=dict)
    reports: list[dict[str, Any]] = field(default_factory=list)
    running: dict[str, Any] = field(default_factory=dict)
    crashes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    importing: str = ""
    status: int | None = None

    @classmethod
    def read(cls, path: Path) -> Progress:
        """Return what a journal tells; a line that was cut off tells nothing.

        Raises:
            OSError: The file cannot be read.
        """
        progress = cls()
        for line in _lines(path):
            progress._take(line)
        return progress

    @property
    def done(self) -> set[str]:
        """Node ids of the tests that are not to run again."""
        reported = {str(report["nodeid"]) for report in self.reports}
        return reported | {nodeid for nodeid in self.selected if case_id(nodeid) in self.events}

    @property
    def left(self) -> list[str]:
        """Node ids of the tests that are still to run."""
        done = self.done
        return [nodeid for nodeid in self.selected if nodeid not in done]

    def _take(self, line: Mapping[str, Any]) -> None:
        match line["kind"]:
            case "begin":
                self.head, self.complete = {**self.head, **line["head"]}, line["complete"]
                self.running, self.importing = {}, ""
            case "importing":
                self.importing = line["what"]
            case "selected":
                self.selected = line["nodeids"]
            case "started":
                self.running[line["nodeid"]] = line["location"]
            case "finished":
                event = CaseFinished.from_json(line["event"])
                self.events[event.check] = event
            case "report":
                self.reports.append(line["report"])
            case "ended":
                self.running.pop(line["nodeid"], None)
            case "engine":
                self.head["engine"] = line["engine"]
            case "warning":
                self.warnings.append(line["text"])
            case "crash":
                self.crashes.append(line["how"])
                self.warnings += [] if line["cases"] else [line["how"]]  # a case tells it itself
                self.running = {}
            case "usage" | "verdict":
                self.status = line["status"]


def is_journal(path: Path) -> bool:
    """Return whether a file is a journal, and not a report."""
    return next(_lines(path), {}).get("schema") == SCHEMA


def case_id(nodeid: str) -> str:
    """Return the id of the case that a test is of."""
    return nodeid.partition("[")[2].rstrip("]")


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8", errors="replace") as file:
        for text in file:
            try:
                line = _decode(text.strip())
            except ValueError:
                continue
            if isinstance(line, dict) and "kind" in line:
                yield line
