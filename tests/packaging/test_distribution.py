"""What is built is whole: code, types, data files, entry point."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with an sdist of this tree, and a wheel of that sdist."""
    folder = tmp_path_factory.mktemp("dist")
    build = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT],
        capture_output=True,
        text=True,
    )
    assert build.returncode == 0, build.stdout + build.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(next(built.glob("*.whl")))


def _files(folder: Path, into: str) -> set[str]:
    return {
        f"{into}/{path.relative_to(folder).as_posix()}"
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_wheel_has_code_types_and_data(wheel: zipfile.ZipFile) -> None:
    source = ROOT
    expected = {
        *_files(source / "pytest_milvus", "pytest_milvus"),
        *_files(source / "conformance", "conformance"),
        *_files(ROOT / "fixtures", "pytest_milvus/_fixtures"),
    }
    assert {"pytest_milvus/py.typed", "conformance/py.typed"} <= expected
    packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert packed == expected


def test_wheel_says_what_it_is(wheel: zipfile.ZipFile) -> None:
    (info,) = {name.partition("/")[0] for name in wheel.namelist() if ".dist-info/" in name}
    head = Parser().parsestr(wheel.read(f"{info}/METADATA").decode())
    assert (head["Name"], head["Requires-Python"], head["License-Expression"]) == (
        "pytest-milvus",
        ">=3.10",
        "Apache-2.0",
    )
    points = wheel.read(f"{info}/entry_points.txt").decode().replace(" ", "").split()
    assert points == [
        *("[console_scripts]", "conformance=conformance.__main__:console"),
        *("[pytest11]", "pytest_milvus=pytest_milvus.plugin"),
    ]
    assert f"{info}/licenses/LICENSE" in wheel.namelist()


def test_sdist_can_be_tested(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE", "tests/conftest.py", "docs/generate.py"} <= names
    assert _files(ROOT / "fixtures", "fixtures") <= names
