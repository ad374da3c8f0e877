"""A file of known causes is kept true to reports, and what a person wrote stays in it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance.cli.command import main
from conformance.exploration.causes import read_causes
from conformance.report.document import document
from tests.unit.report.test_document import AGREE, CAUSE, DIVERGE, HEAD, KNOWN, NEW

FILE = '''\
# What we know.

# The first; it is intended.
[[cause]]
id = "one"   # a short name
title = 'get is odd'
notice = """
It is odd.
"""
severity = "low"
fault = "intended"
fingerprints = ["live.read/get kind member"] # only this

# The second.
[[cause]]
id = "two"
title = "scan is odd"
notice = "It is odd."
severity = "low"
fault = "candidate"
fingerprints = [
    "surface.signature/scan kind member", # seen by hand
]

# About all of them.

# The third.
[[cause]]
id = "three"
title = "hop is odd"
notice = "It is odd."
severity = "high"
fault = "candidate"
fingerprints = ["surface.signature/hop kind member"]
# The end.
'''
RELEASED = {**HEAD, "environment": {**HEAD["environment"], "candidate": {"version": "3.0.2.dev1"}}}
OTHER = replace(NEW, fingerprint="live.read/get order result", kind="order", path="result")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "known.toml"
    path.write_text(FILE, "utf-8")
    return path


def reported(folder: Path, *found: Any, **changes: Any) -> str:
    made = document([AGREE, replace(DIVERGE, divergences=list(found))], [], RELEASED)
    (folder / "report.json").write_text(json.dumps({**made, **changes}), "utf-8")
    return str(folder / "report.json")


def fixed(*ids: str) -> list[dict[str, Any]]:
    checks = {"one": "live.read/get", "two": "surface.signature/scan", "three": "surface.signature/hop"}
    cause = {**CAUSE, "state": "fixed", "met": []}
    return [{**cause, "id": name, "fingerprints": [f"{checks[name]} kind member"]} for name in ids]


def test_update_adds_what_is_new_and_changes_nothing_else(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["baseline", "update", reported(tmp_path, NEW, OTHER, causes=[]), str(file)]) == 0
    assert capsys.readouterr().out.startswith("added get-gives-another")
    assert file.read_text("utf-8").startswith(FILE)
    *_, added = read_causes(file)
    assert added.fingerprints == (OTHER.fingerprint, NEW.fingerprint)
    assert (added.title, added.notice, added.seen) == ("", "", ("3.0.2",))
    before = file.read_text("utf-8")
    assert main(["baseline", "update", reported(tmp_path, NEW, causes=[]), str(file)]) == 0
    assert capsys.readouterr().out == "nothing to change\n"
    assert file.read_text("utf-8") == before


def test_update_makes_a_file_where_there_is_none_and_takes_over_what_the_run_knew(tmp_path: Path) -> None:
    path = tmp_path / "new.toml"
    assert main(["baseline", "update", reported(tmp_path, KNOWN), str(path)]) == 0
    (cause,) = read_causes(path)
    assert (cause.id, cause.title, cause.upstream) == (
        "always-so",
        "It was always so",
        ("https://example.org/1",),
    )
    assert cause.fingerprints == (NEW.fingerprint,)
    again = reported(tmp_path, KNOWN, replace(KNOWN, fingerprint=OTHER.fingerprint))
    assert main(["baseline", "update", again, str(path)]) == 0
    (cause,) = read_causes(path)
    assert set(cause.fingerprints) == {NEW.fingerprint, OTHER.fingerprint}


@pytest.mark.parametrize(
    ("gone", "left", "comments"),
    [
        (("two",), ["one", "three"], ["What we know", "first", "About all", "third", "end"]),
        (("three",), ["one", "two"], ["What we know", "first", "second", "About all", "end"]),
        (("two", "three"), ["one"], ["What we know", "first", "About all", "end"]),
        ((), ["one", "two", "three"], ["What we know", "first", "second", "About all", "third", "end"]),
    ],
)
def test_prune_takes_out_what_is_fixed_with_its_own_comment(
    file: Path, tmp_path: Path, gone: tuple[str, ...], left: list[str], comments: list[str]
) -> None:
    assert main(["baseline", "prune", reported(tmp_path, causes=fixed(*gone)), str(file)]) == 0
    assert [cause.id for cause in read_causes(file)] == left
    shown = [line for line in file.read_text("utf-8").splitlines() if line.startswith("# ")]
    assert len(shown) == len(comments)
    assert all(word in line for word, line in zip(comments, shown, strict=True))


def test_prune_of_the_first_keeps_the_head_of_the_file(file: Path, tmp_path: Path) -> None:
    assert main(["baseline", "prune", reported(tmp_path, causes=fixed("one")), str(file)]) == 0
    text = file.read_text("utf-8")
    assert text.startswith("# What we know.\n")
    assert "The first" not in text
    assert "# The second.\n[[cause]]" in text
    assert [cause.id for cause in read_causes(file)] == ["two", "three"]


def test_prune_takes_single_fingerprints_out_of_a_cause_that_still_shows(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = "surface.signature/scan kind member", "surface.signature/scan missing member"
    file.write_text(FILE.replace("# seen by hand\n", f'# seen by hand\n    "{second}", # new\n'), "utf-8")
    cause = {**CAUSE, "id": "two", "fingerprints": [first, second]}
    met = {**cause, "state": "met", "met": [first], "gone": [second]}
    assert main(["baseline", "prune", reported(tmp_path, causes=[met]), str(file)]) == 0
    assert capsys.readouterr().out == "removed 1 fingerprint of two\n"
    assert [item.fingerprints for item in read_causes(file) if item.id == "two"] == [(first,)]
    assert f'"{first}", # seen by hand' in file.read_text("utf-8")
    file.write_text(FILE, "utf-8")
    assert main(["baseline", "prune", reported(tmp_path, causes=[met]), str(file)]) == 0
    assert file.read_text("utf-8") == FILE  # which is about another cause of that name


def test_prune_leaves_what_another_file_knew_by_that_name(file: Path, tmp_path: Path) -> None:
    other = [{**CAUSE, "id": "one", "state": "fixed", "met": []}]
    assert main(["baseline", "prune", reported(tmp_path, causes=other), str(file)]) == 0
    assert file.read_text("utf-8") == FILE


@pytest.mark.parametrize("act", ["update", "prune"])
def test_what_is_damaged_is_one_error_and_stays_as_it_is(
    act: str, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("[[cause]]\n", "utf-8")
    assert main(["baseline", act, reported(tmp_path, NEW), str(file)]) == 2
    assert "lacks id" in capsys.readouterr().err
    assert file.read_text("utf-8") == "[[cause]]\n"
    assert main(["baseline", act, str(tmp_path / "no.json"), str(file)]) == 2
    assert "No such file" in capsys.readouterr().err
