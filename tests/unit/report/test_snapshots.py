"""What people read of a report, word for word: Markdown, HTML and the table of the terminal.

After a change that is meant, look at the difference: ``pytest tests/unit/report --snapshot-update``, ``git diff``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from conformance.report.document import document
from conformance.report.event import CaseFinished
from conformance.report.table import lines
from conformance.report.writers import write_report
from tests.unit.report.test_document import AGREE, COVERED, DIVERGE, HEAD, KNOWN, NEW

OWN = re.compile(r"(<style>|<script>|'sha256-)[^<']+", re.ASCII)
"""What a page has of its own beside its texts: style, behaviour, and the hashes that allow them."""


@pytest.fixture
def made() -> dict[str, Any]:
    """A report with some of all there is: new and known, covered, missing, not run, warned of, wrong in the engine."""
    events = [
        replace(AGREE, engine={"query": {"count": 7, "example": "client.query(...): found 3"}}),
        replace(DIVERGE, divergences=[NEW, replace(KNOWN, fingerprint="live.read/get order result")]),
        CaseFinished("wire.request/get", "get", "wire", "agree", 5, coverage=COVERED),
        CaseFinished("wire.request/compact", "compact", "wire", "missing", 0),
    ]
    ids = [*(event.check for event in events), "runtime.loop/get"]
    return document(events, ids, HEAD, ["what all should know"])


@pytest.mark.parametrize("suffix", [".md", ".html"])
def test_a_report_reads_as_it_did(
    made: dict[str, Any], suffix: str, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    path = tmp_path / f"report{suffix}"
    write_report(path, made)
    assert OWN.sub(r"\1...", path.read_text("utf-8")) == snapshot


def test_the_table_reads_as_it_did(made: dict[str, Any], snapshot: SnapshotAssertion) -> None:
    assert "\n".join(lines(made)) == snapshot
