"""The files that the end of a run points to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conformance.report.document import SCHEMA
from conformance.report.explanation import Files
from conformance.report.files import written_files, written_report
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


def test_scripts_that_cannot_be_written_are_told_and_cost_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    made = report()
    files = written_files(tmp_path / "file" / "scripts", made, [Path("r.json")])
    assert files == Files(
        "r.json", trouble=f"the scripts in {tmp_path}/file/scripts could not be written: Not a directory"
    )

    def broken(*_: object, **__: object) -> str:
        raise KeyError("a client put another one in its place")

    monkeypatch.setattr(json, "dumps", broken)
    assert "could not be written: KeyError" in written_files(tmp_path, made, [Path("r.json")]).trouble


def test_a_report_says_whether_it_is_there(tmp_path: Path) -> None:
    assert written_report(tmp_path / "r.json", report(), str) == (True, f"report: {tmp_path / 'r.json'}")
    absent = tmp_path / "nowhere" / "r.json"
    assert written_report(absent, report(), str) == (
        False,
        f"the report {absent} could not be written: No such file or directory",
    )
    damaged = {name: value for name, value in report().items() if name != "verdict"}
    done, said = written_report(tmp_path / "r.md", damaged, str)
    assert not done
    assert "could not be written: KeyError" in said
