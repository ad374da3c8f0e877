"""A run that is attacked ends in time, tells the truth and leaves nothing: the table of faults, as tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.attack import Result, attack
from tests.faults.fault import Fault
from tests.faults.faults import FAULTS
from tests.faults.forgery import forgeries
from tests.faults.places import can_mount
from tests.faults.table import served

GRACE = 60.0
"""Seconds that an attacked run gets beyond what is right, so that a failure can tell what the run did."""


def _parameters() -> Iterator[object]:
    for fault in FAULTS:
        marks = [pytest.mark.timeout(fault.within + 2 * GRACE)]
        if not fault.quick:
            marks.append(pytest.mark.faults)
        if fault.place and not can_mount():
            marks.append(pytest.mark.skip(reason="mounts a file system, which needs root on Linux"))
        yield pytest.param(fault, marks=marks, id=fault.name.replace(" ", "-"))


@pytest.mark.parametrize("fault", list(_parameters()))
def test_an_attacked_run(fault: Fault) -> None:
    with served([fault]) as (ready,):
        result = attack(ready, fault.within + GRACE)
    assert not result.wrong, f"{result.wrong}\n{result.says}\n{result.output[-3000:]}"


def test_names_are_unique() -> None:
    names = [fault.name for fault in FAULTS]
    assert len(names) == len(set(names))


def test_what_is_wrong_is_seen() -> None:
    fault = Fault("fault", "", (3,), within=5.0, spared=True, says="SIGSEGV")
    result = Result(
        fault, 0, 9.0, 0, "conformant", "wire agree", ("r.json", "r.md"), (".r.json.draft",), False, ""
    )
    assert result.wrong == [
        "status 0",
        "9 s",
        "no r.html",
        "left .r.json.draft",
        "list_aliases was not compared",
        "does not say 'SIGSEGV'",
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("r.md", "# Report\n\n```\nx\n```\n# Conformance: conformant\n"),
        ("r.md", "# Report\n\n\x1b[2J\n"),
        ("r.html", "<p><script>1</script></p>"),
        ("r.html", "<p>\u202e</p>"),
        ("output.txt", "nul \0"),
    ],
)
def test_forgeries_are_seen(name, text, tmp_path) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    assert list(forgeries(tmp_path, tmp_path / "output.txt"))


def test_what_stands_in_a_fence_is_no_title(tmp_path) -> None:
    (tmp_path / "r.md").write_text("# Report\n\n````\n```\n# Conformance\n````\n", "utf-8")
    assert not list(forgeries(tmp_path, tmp_path / "output.txt"))
