"""Scripts as files: names that last, and nothing of a person's is touched."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from conformance.report.scripts import FOLDER, folder_of, script_name, write_scripts
from tests.unit.cli.reports import COMPACT, DELETE, report


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.startswith(".")}


def test_each_new_divergence_is_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "made/here"
    found = write_scripts(folder, report())
    assert set(found) == {DELETE.fingerprint, COMPACT.fingerprint}  # and not the known one
    assert names(folder) == {path.name for path in found.values()}
    assert found[DELETE.fingerprint].read_text("utf-8") == DELETE.script


def test_names_sort_can_be_read_and_differ() -> None:
    assert script_name("wire.fault/delete outcome result (raised, returned) [Delete RateLimit]").startswith(
        "wire.fault-delete-outcome-result-raised-returned-Delete-RateLi"[:50]
    )
    several = ["a.b/c x É", "a.b/c x é", "a.b/c x", "a.b/C x", "a.b/c " + "x" * 500, "a.b/c " + "x" * 501]
    assert len({script_name(name).lower() for name in several}) == len(several)
    assert all(script_name(name).isascii() and len(script_name(name)) < 80 for name in several)


def test_a_run_removes_what_an_earlier_one_wrote_and_nothing_else(tmp_path: Path) -> None:
    found = write_scripts(tmp_path, report(), report=True)
    mine = tmp_path / "mine.py"
    mine.write_text("mine", "utf-8")
    changed = found[COMPACT.fingerprint]
    changed.write_text("# I changed this", "utf-8")
    write_scripts(tmp_path, report([replace(DELETE, script="new")]))
    assert names(tmp_path) == {mine.name, changed.name, found[DELETE.fingerprint].name}
    assert found[DELETE.fingerprint].read_text("utf-8") == "new"
    write_scripts(tmp_path, report([]))
    assert names(tmp_path) == {mine.name, changed.name}


def test_a_folder_that_is_not_needed_is_not_made_and_goes(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    assert write_scripts(folder, report([])) == {}
    assert not folder.exists()
    write_scripts(folder, report(), report=True)
    write_scripts(folder, report([]), report=True)
    assert not folder.exists()


def test_a_list_that_somebody_damaged_removes_nothing(tmp_path: Path) -> None:
    victim = tmp_path / "victim.py"
    victim.write_text("", "utf-8")
    folder = tmp_path / FOLDER
    write_scripts(folder, report())
    listed = folder / ".written.json"
    for content in (
        "[]",
        "{",
        '{"../victim.py": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}',
    ):
        listed.write_text(content, "utf-8")
        write_scripts(folder, report())
        assert victim.exists()


@pytest.mark.parametrize(
    ("choice", "reports", "wanted"),
    [
        ("auto", [], "here/conformance-scripts"),
        ("auto", ["there/r.json", "r.md"], "there/conformance-scripts"),
        ("found", ["there/r.json"], "here/found"),
        ("none", ["r.json"], None),
    ],
)
def test_where_scripts_go(choice: str, reports: list[str], wanted: str | None) -> None:
    assert folder_of(choice, [Path(name) for name in reports], Path("here")) == (wanted and Path(wanted))
