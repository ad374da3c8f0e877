"""``replay``: what became of the divergences of a report, and an exit status for ``git bisect run``."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.cli import replay
from conformance.cli.command import main
from conformance.report.event import Divergence
from conformance.repro.replay import needs_server, surroundings
from conformance.repro.replay import replay as replayed
from tests.unit.cli.reports import ALIASES, COMPACT, DELETE, written

STILL, FIXED = DELETE, COMPACT
ERROR = replace(ALIASES, script="print('no such module')\nraise SystemExit(125)\n", known=False, cause="")
CRASH = replace(ERROR, script="import os\nos.abort()\n")


@pytest.mark.parametrize(
    ("found", "status", "words"),
    [
        ([FIXED], 0, ["FIXED"]),
        ([STILL], 1, ["STILL"]),
        ([STILL, FIXED], 1, ["FIXED", "STILL"]),
        ([FIXED, ERROR], 125, ["ERROR", "FIXED"]),
        ([STILL, FIXED, CRASH], 1, ["ERROR", "FIXED", "STILL"]),
    ],
    ids=lambda value: str(value) if isinstance(value, int) else None,
)
def test_the_exit_status_is_what_git_bisect_understands(
    found: list[Divergence], status: int, words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(written(tmp_path, found))
    assert main(["replay", path]) == status
    lines = capsys.readouterr().out.splitlines()
    assert sorted(line.split()[0] for line in lines[:-1] if not line.startswith(" ")) == words
    assert main(["replay", path, "--json"]) == status
    told = json.loads(capsys.readouterr().out)
    assert told["status"] == status
    assert sorted(item["state"].upper() for item in told["replayed"]) == words


def test_only_those_that_were_named_are_replayed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(written(tmp_path))
    assert main(["replay", path, "compact"]) == 0
    assert "1 fixed\n" in capsys.readouterr().out
    assert main(["replay", path, "compact", "ratelimit"]) == 1
    assert main(["replay", path, "no such thing"]) == 2


def test_a_script_that_hangs_is_ended_with_what_it_started(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mark = tmp_path / "mark"
    child = f"import time; time.sleep(4); open({str(mark)!r}, 'w')"
    script = f"import subprocess, sys, time\nsubprocess.Popen([sys.executable, '-c', {child!r}])\ntime.sleep(600)\n"
    path = str(written(tmp_path, [replace(STILL, script=script)]))
    assert main(["replay", path, "--deadline", "1"]) == 125
    assert "had not ended after 1 s" in capsys.readouterr().out
    time.sleep(4)
    assert not mark.exists()


def test_a_script_that_says_without_end_is_kept_short() -> None:
    (outcome,) = replayed(["print('x' * 10**7, flush=True)\nraise SystemExit(1)"], surroundings())
    assert outcome.state == "still"
    assert len(outcome.said) <= 2000


def test_whoever_stops_waiting_leaves_no_script_behind() -> None:
    outcomes = replayed(["", "import time\ntime.sleep(600)"], surroundings())
    assert next(outcomes).state == "fixed"
    started = time.monotonic()
    outcomes.close()  # type: ignore[attr-defined]
    assert time.monotonic() - started < 60


def test_a_server_is_asked_for_where_the_script_looks_for_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script = "import os\nraise SystemExit(os.environ['MILVUS_URI'] != 'http://here')\n"
    assert needs_server(script)
    assert not needs_server(STILL.script)
    monkeypatch.setenv("MILVUS_URI", "http://here")
    assert main(["replay", str(written(tmp_path, [replace(STILL, script=script)]))]) == 0
    assert "FIXED" in capsys.readouterr().out


def test_none_is_still_there_only_if_all_could_be_told() -> None:
    assert replay.status([]) == 0
    assert replay.status(["fixed", "error"]) == 125
    assert replay.status(["error", "still"]) == 1
    assert [replay.status(states, find_fix=True) for states in (["fixed"], ["still"], ["error"])] == [
        1,
        0,
        125,
    ]


def test_a_client_of_the_working_folder_is_found(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("STATUS = 1\n", "utf-8")
    path = written(tmp_path, [replace(STILL, script="import mine\nraise SystemExit(mine.STATUS)\n")])
    done = subprocess.run(
        [sys.executable, "-m", "conformance", "replay", str(path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith(f"STILL {STILL.fingerprint}\n")
