"""The files that the end of a run points to."""

from __future__ import annotations

import json
from pathlib import Path

from conformance.report.document import SCHEMA
from conformance.report.explanation import Files
from conformance.report.files import written_files
from tests.unit.cli.reports import COMPACT, DELETE, report


def test_without_a_json_report_one_lies_beside_the_scripts(tmp_path: Path) -> None:
    files = written_files(tmp_path, report(), [Path("r.html")])
    assert files.report == str(tmp_path / "report.json")
    assert json.loads(Path(files.report).read_text("utf-8"))["schema"] == SCHEMA
    assert set(files.scripts) == {DELETE.fingerprint, COMPACT.fingerprint}


def test_a_json_report_is_written_once(tmp_path: Path) -> None:
    files = written_files(tmp_path, report(), [Path("r.html"), Path("there/r.json")])
    assert files.report == str(Path("there/r.json"))
    assert not (tmp_path / "report.json").exists()


def test_nothing_is_written_where_nobody_wants_it(tmp_path: Path) -> None:
    assert written_files(None, report(), [Path("r.json")]) == Files("r.json")
    assert written_files(tmp_path, report([]), []) == Files()
    assert list(tmp_path.iterdir()) == []
