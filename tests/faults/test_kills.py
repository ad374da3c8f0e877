"""Runs that are killed at random moments leave nothing; what a killed run leaves is seen."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from tests.faults import kills
from tests.faults.faults import named


@pytest.mark.faults
@pytest.mark.timeout(300)
@pytest.mark.parametrize("workers", [0, 2])
def test_nothing_is_left_of_a_run_that_is_killed_at_a_random_moment(workers, capsys) -> None:
    assert kills.main(["3", "-n", str(workers), "--jobs", "1"]) == 0, capsys.readouterr().out


@pytest.mark.faults
def test_a_run_that_had_ended_shows_nothing() -> None:
    fault = replace(named(["SIGKILL"])[0], arguments=("--milvus-method=serch",))
    (told,) = kills.killed(fault, 20.0)
    assert told == "nothing was killed: it had ended with status 2"


@pytest.mark.faults
@pytest.mark.timeout(120)
def test_what_outlives_a_killed_run_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    sleep, left = [sys.executable, "-c", "import time; time.sleep(60)"], []

    def leave(run: psutil.Popen) -> None:
        environ = run.environ()
        left.append(psutil.Popen(sleep, env=environ, start_new_session=True))
        Path(environ["TMPDIR"], "abandoned").touch()
        run.kill()

    monkeypatch.setattr(kills, "ACTS", {"SIGKILL": leave})
    found = kills.killed(named(["SIGKILL"])[0], 5.0)
    assert any(item.endswith("time.sleep(60)") for item in found), found
    assert "abandoned" in found
    assert left[0].wait(10) < 0  # and is ended
