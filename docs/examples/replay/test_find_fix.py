"""The commit that mended a fault is found, in a client that is made for it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SHOP = """
class Shop:
    def add(self, name, price=0): ...

class AsyncShop:
    async def add(self, name, price={price}): ...
# {release}
"""
CLIENTS = ("--milvus-reference=shop:Shop", "--milvus-candidate=shop:AsyncShop")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone of a client of six releases, the fourth of which mends a fault."""
    folder = tmp_path / "shop"
    folder.mkdir()
    run(folder, "git", "init", "-q")
    for number in range(1, 7):
        (folder / "shop.py").write_text(SHOP.format(price=int(number < 4), release="v" * number), "utf-8")
        run(folder, "git", "add", "shop.py")
        words = (
            "-c",
            "user.name=somebody",
            "-c",
            "user.email=somebody@example.org",
            "-c",
            "commit.gpgsign=false",
        )
        run(folder, "git", *words, "commit", "-q", "-m", f"release {number}")
        run(folder, "git", "tag", f"v{number}")
    return folder


def run(folder: Path, *words: str, status: int = 0) -> str:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        words, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_the_commit_that_mended_it_is_found(clone: Path) -> None:
    run(clone, "git", "checkout", "-q", "v1")
    words = ("-m", "conformance", "run", "-q", "--milvus-tier=surface", *CLIENTS)
    run(clone, sys.executable, *words, "--milvus-report=../report.json", status=1)
    told = run(clone, "bash", str(HERE / "find_fix.sh"))
    assert "is the first fixed commit" in told.replace("'", "")
    assert run(clone, "git", "log", "-1", "--format=%s", "refs/bisect/fixed").strip() == "release 4"
