"""A folder that nobody holds is removed at the next start, and nothing else is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pytest_milvus.engines import folder
from pytest_milvus.engines.folder import WorkingFolder, hold, remove_abandoned

MAKER = """
import os, sys
from pathlib import Path
from pytest_milvus.engines.folder import WorkingFolder, hold
made = WorkingFolder(Path(sys.argv[1]))
if "server" in sys.argv:
    lock = hold(made.path)
(made.path / "data").mkdir()
print(made.path, flush=True)
sys.stdin.read()
"""


def make_and_be_killed(place: Path) -> Path:
    process = subprocess.Popen(
        [sys.executable, "-c", MAKER, str(place), "server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    path = Path(process.stdout.readline().strip())
    assert path.is_dir()
    assert remove_abandoned([place]) == ()  # it lives
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()
    return path


def test_what_a_killed_process_left(tmp_path: Path) -> None:
    path = make_and_be_killed(tmp_path)
    assert path.is_dir()
    assert remove_abandoned([tmp_path]) == (path,)
    assert list(tmp_path.iterdir()) == []


def test_either_holder_keeps_a_folder(tmp_path: Path) -> None:
    made = WorkingFolder(tmp_path)
    server = hold(made.path)
    assert remove_abandoned([tmp_path]) == ()
    made.leave()
    assert remove_abandoned([tmp_path]) == ()
    server.release()
    assert remove_abandoned([tmp_path]) == (made.path,)


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    named_alike = tmp_path / "pytest-milvus-theirs"
    named_alike.mkdir()
    (named_alike / "thesis.txt").touch()
    (tmp_path / "else").mkdir()
    (tmp_path / "else" / "maker.lock").touch()
    (tmp_path / "pytest-milvus-link").symlink_to(tmp_path / "else")
    (tmp_path / "pytest-milvus-file").touch()
    for path in tmp_path.iterdir():
        os.utime(path, (0, 0), follow_symlinks=False)
    before = sorted(tmp_path.rglob("*"))

    assert remove_abandoned([tmp_path]) == ()
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_that_never_got_a_lock_goes_when_it_is_old(tmp_path: Path) -> None:
    unfinished = tmp_path / "pytest-milvus-x"
    unfinished.mkdir()
    assert remove_abandoned([tmp_path]) == ()  # its maker may be about to lock it
    os.utime(unfinished, (0, 0))
    assert remove_abandoned([tmp_path]) == (unfinished,)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="folders have no owner")
def test_what_another_user_made_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = WorkingFolder(tmp_path)
    made.leave()
    monkeypatch.setattr("os.getuid", lambda: made.path.stat().st_uid + 1)
    assert remove_abandoned([tmp_path]) == ()


def test_a_maker_whose_folder_was_swept_makes_another_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swept: list[Path] = []
    make_lock = folder._lock

    def sweeping(path: Path) -> object:
        lock = make_lock(path)
        if not swept:
            swept.append(path.parent)

            class Swept:
                def acquire(self) -> None:
                    path.parent.rmdir()

                def release(self) -> None:
                    pass

            return Swept()
        return lock

    monkeypatch.setattr(folder, "_lock", sweeping)
    made = WorkingFolder(tmp_path)
    assert made.path.is_dir()
    assert made.path not in swept
    made.remove()
    assert list(tmp_path.iterdir()) == []
