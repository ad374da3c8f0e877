"""Runs on older releases: what counts as a failure of the run itself, and what the page says of them."""

from __future__ import annotations

import subprocess

import pytest

from conformance.report.document import document
from conformance.report.event import CaseFinished, Status
from tests.benchmarks import releases
from tests.benchmarks.releases import PAGE, PINS, RELEASES, Run


def run(*cases: tuple[str, Status], expected: tuple[str, ...] = (), status: int = 0) -> Run:
    events = [
        CaseFinished(name, name.partition("/")[2], name.partition(".")[0], told, 3) for name, told in cases
    ]
    ids = [*(event.check for event in events), *expected]
    return Run("2.6.17", status, "", document(events, ids, {}))


COMPARED = ("wire.request/get", "agree")
MISSING = ("wire.request/flush_all", "missing")


def test_a_run_that_compared_something_is_well() -> None:
    assert list(run(COMPARED, MISSING).problems()) == []
    assert list(run(("wire.request/get", "diverge"), status=1).problems()) == []


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        (Run("2.6.17", 3, "", None), "exit status 3"),
        (Run("2.6.17", 1, "", None), "no report"),
        (run(COMPARED, expected=("wire.fault/get",), status=3), "the verdict is incomplete"),
        (run(COMPARED, expected=("wire.fault/get",)), "not run: wire.fault/get"),
        (run(MISSING), "no method was compared on the wire"),
    ],
)
def test_a_run_that_did_not_do_its_work_is_told(bad: Run, problem: str) -> None:
    assert problem in list(bad.problems())


def test_the_table_counts_methods_by_what_came_of_them() -> None:
    cases = (COMPARED, ("wire.fault/get", "diverge"), ("wire.request/search", "agree"), MISSING)
    property_ = ("surface.signature/is_self_hosted", "agree")
    assert run(*cases, property_).row() == ["2.6.17", "3", "1", "1", "1", "0", "15"]


def test_the_page_tells_the_pins_and_the_releases_of_ci() -> None:
    text = PAGE.read_text("utf-8")
    assert [pin for pin in PINS if f"'{pin}'" not in text] == []
    assert [release for release in RELEASES if f"| {release} |" not in text] == []


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (subprocess.TimeoutExpired("python", releases.LIMIT), f"not finished after {releases.LIMIT} s"),
        (subprocess.CalledProcessError(2, ["uv", "venv"]), "no environment: uv venv"),
    ],
)
def test_a_run_that_cannot_be_made_is_a_problem_and_no_traceback(monkeypatch, tmp_path, error, told) -> None:
    def fail(*_words: str) -> None:
        raise error

    monkeypatch.setattr(releases, "_uv", fail)
    made = releases.run("2.6.17", tmp_path)
    assert "no report" in list(made.problems())
    assert told in made.output
