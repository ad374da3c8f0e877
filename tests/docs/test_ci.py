"""`.ci/run` runs steps side by side, in the order of their needs, and says what became of each."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = (ROOT / ".ci/run").read_text("utf-8")
STEPS = """
step base '' 'what others need'
step one base 'waits for two'
step two base 'waits for one'
step bad '' 'fails'
step after-bad bad 'never begins'
step absent '' 'lacks something here'
step hangs '' 'ends by force'
step only '' 'runs while no other does'
alone=only
waiting='two absent'
run_base() { echo "=== 2 passed, 1 skipped in 0.1s ==="; echo "SKIPPED [1] why"; }
run_one() { touch "$work/one"; until [[ -f $work/two ]]; do sleep 0.1; done; echo "=== 3 passed in 0.1s ==="; }
run_two() { touch "$work/two"; until [[ -f $work/one ]]; do sleep 0.1; done; }
run_bad() { echo because; false; echo "goes on"; }
run_after_bad() { echo "began all the same"; }
run_absent() { echo "there is no such thing"; exit "$NOT_HERE"; }
run_hangs() { sleep 4711; }
run_only() { for name in "$work"/{one,two}; do [[ -f $name ]] || exit 1; done; }
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """The script, with other steps than its own."""
    begin, end = SCRIPT.index("\nstep environment"), SCRIPT.index("\n# From here on")
    script = tmp_path / ".ci/run"
    script.parent.mkdir()
    script.write_text(SCRIPT[:begin] + STEPS + SCRIPT[end:], "utf-8")
    script.chmod(0o755)
    return script


def run(script: Path, *steps: str, limit: int = 60, at_once: int = 3) -> tuple[int, str, str]:
    done = subprocess.run(
        ["bash", script, *steps],
        env={**os.environ, "CI_LIMIT": str(limit), "CI_AT_ONCE": str(at_once)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr


def test_steps_run_side_by_side_after_what_they_need(script: Path) -> None:
    status, told, _ = run(script, "one", "two")
    assert status == 0, told
    first = next(line for line in told.splitlines() if line.startswith("passed"))
    assert first.endswith("base: what others need")
    assert "SKIPPED [1] why" in told
    assert told.splitlines()[-1].startswith("==== 3 steps, 5 passed, 1 skipped in ")


def test_a_step_that_mostly_waits_runs_beside_those_that_compute(script: Path) -> None:
    status, told, _ = run(script, "one", "two", at_once=1)  # they wait for each other
    assert status == 0, told
    script.write_text(script.read_text("utf-8").replace("waiting='two absent'", "waiting=''"), "utf-8")
    status, told, _ = run(script, "one", "two", limit=3, at_once=1)
    assert status == 1, told
    assert "FAILED: one" in told


def test_two_steps_that_use_one_core_run_side_by_side(script: Path) -> None:
    text = script.read_text("utf-8").replace("waiting='two absent'", "waiting=''")
    script.write_text(text.replace("alone=only", "alone=only narrow='one two'"), "utf-8")
    status, told, _ = run(script, "one", "two", at_once=1)  # they wait for each other
    assert status == 0, told
    script.write_text(text.replace("alone=only", "alone=only narrow=one"), "utf-8")
    status, told, _ = run(script, "one", "two", limit=3, at_once=1)
    assert status == 1, told


def test_a_step_that_runs_alone_waits_for_the_others(script: Path) -> None:
    status, told, _ = run(script, "one", "only", "two")
    assert status == 0, told
    assert [line for line in told.splitlines() if line.startswith("passed")][-1].endswith(
        "runs while no other does"
    )


def test_a_step_that_fails_is_named_with_its_log_and_the_others_go_on(script: Path) -> None:
    status, told, _ = run(script, "after-bad", "base")
    assert status == 1
    assert "------ the log of bad, exit status 1\nbecause\n------" in told
    assert "goes on" not in told
    assert "after-bad: it needs bad" in told
    assert "began all the same" not in told
    assert "base: what others need" in told
    assert "FAILED: bad after-bad" in told
    assert told.splitlines()[-1].startswith("==== 2 steps failed, 2 passed, 1 skipped in ")


def test_what_this_machine_lacks_is_told(script: Path) -> None:
    status, told, _ = run(script, "absent")
    assert status == 0
    assert "there is no such thing" in told
    assert "not run: absent" in told


def test_a_step_that_hangs_is_ended(script: Path) -> None:
    status, told, _ = run(script, "hangs", limit=1)
    assert status == 1
    assert "stopped after 1 s" in told
    assert "FAILED: hangs" in told
    assert _sleeping() == []


def test_who_stops_the_script_stops_its_steps(script: Path) -> None:
    running = subprocess.Popen(["bash", script, "hangs"], stdout=subprocess.PIPE, text=True)
    end = time.monotonic() + 20
    while not _sleeping() and time.monotonic() < end:
        time.sleep(0.1)
    running.send_signal(signal.SIGTERM)
    told, _ = running.communicate(timeout=30)
    assert running.returncode == 143
    assert "FAILED: hangs" in told
    assert _sleeping() == []


def _sleeping() -> list[str]:
    return [
        path.name
        for path in Path("/proc").glob("[0-9]*")
        if (path / "cmdline").exists() and (path / "cmdline").read_bytes() == b"sleep\x004711\x00"
    ]


def test_steps_are_listed_and_unknown_ones_refused(script: Path) -> None:
    status, told, _ = run(script, "--list")
    assert status == 0
    assert "one                waits for two (needs base)" in told
    status, _, error = run(script, "lnt")
    assert status == 2
    assert error.startswith("there is no step lnt; there are:")


def _steps() -> dict[str, str]:
    """Return the names of the script's own steps, with what they need."""
    return dict(re.findall(r"^step (\S+) (\S+|'[^']*') '.*'$", SCRIPT, re.MULTILINE))


def test_the_workflow_runs_every_step() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))
    asked = [name for job in workflow["jobs"].values() for name in job["strategy"]["matrix"]["step"]]
    needed = {need for needs in _steps().values() for need in needs.strip("'").split()}
    assert len(asked) == len(set(asked))
    assert set(asked) | needed == set(_steps())


def test_contributing_names_what_there_is() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    commands = "\n".join(re.findall(r"```bash\n(.*?)```", text, re.DOTALL))
    asked = {
        name for line in re.findall(r"^\.ci/run (?!--)(.*)$", commands, re.MULTILINE) for name in line.split()
    }
    assert asked
    assert asked <= set(_steps())
    places = re.findall(r"\b(?:tests|docs|conformance|pytest_milvus)/[\w/.-]*\w", text)
    assert [place for place in places if not (ROOT / place).exists()] == []


def test_the_version_has_a_section_in_the_changelog() -> None:
    (version,) = re.findall(r'^version = "(.*)"$', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    sections = re.findall(r"^## \[(.*?)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert sections[:2] == ["Unreleased", version]
