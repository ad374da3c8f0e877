"""What the supervisor does about a process, told by one that does nothing; tests/plugin has real ones."""

from __future__ import annotations

import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.plugin.bounds import Bounds
from conformance.plugin.process import Heavy
from conformance.plugin.supervisor import Supervisor
from conformance.report.journal import Progress

MARGIN = 0.5


class Process:
    """A process that ends by itself after some looks at it."""

    def __init__(self, looks: float) -> None:
        self.looks, self.ended = looks, False

    def wait(self, seconds: float) -> int | None:
        self.looks -= 1
        return 0 if self.looks < 0 else None

    def heaviest(self) -> Heavy:
        return Heavy(0, 0, is_root=True)

    def end(self) -> None:
        self.ended = True


@pytest.fixture
def supervisor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Supervisor:
    """A supervisor whose budget is spent."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    options: Any = SimpleNamespace(report=[], seed=0)
    return Supervisor(SimpleNamespace(), options, Bounds(-100.0, MARGIN, math.inf, math.inf))  # type: ignore[arg-type]


def test_a_process_that_only_tells_is_left_to_end_by_itself(supervisor: Supervisor) -> None:
    process: Any = Process(looks=3)
    assert supervisor._watch(process).how == "exit status 0 without a verdict"
    assert not process.ended


def test_a_process_that_goes_on_after_the_budget_is_ended(supervisor: Supervisor) -> None:
    process: Any = Process(looks=math.inf)
    assert supervisor._watch(process).how.startswith("it was ended: it went on for")
    assert process.ended


def test_an_import_during_which_a_process_ended_is_named(
    supervisor: Supervisor, capsys: pytest.CaptureFixture[str]
) -> None:
    supervisor.journal.write("importing", what="mine:Client")
    supervisor._note(Progress.read(supervisor.journal.path), "it was ended")
    assert "during the import of mine:Client: it was ended" in capsys.readouterr().out
