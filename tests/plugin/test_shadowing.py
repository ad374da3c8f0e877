"""A project with packages named as ours: its tests work, and a conformance run says what stands in its way."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.sampling import one_of_each

pytest_plugins = ["pytester"]

TESTS = """
def test_fixtures_{name}(milvus_wire_server, milvus_client, milvus_collection, milvus_dataset):
    name = milvus_collection(rows=[{{"id": 1, "vector": [1.0, 0.0]}}])
    assert milvus_client.has_collection(name)
    assert milvus_dataset.size == 1000
"""
INI = """
[pytest]
addopts = --import-mode={mode}
filterwarnings = error
asyncio_default_fixture_loop_scope = function
"""


@pytest.mark.parametrize(
    ("places", "mode", "conftest"),
    one_of_each(
        [
            (("conformance", "fixtures"), "prepend", True),
            (("tests/conformance",), "importlib", True),
            (("conformance", "fixtures"), "importlib", False),
            (("tests/conformance",), "prepend", False),
        ],
        lambda case: case[1],
    ),
)
def test_a_projects_own_packages_break_no_fixture(
    pytester: pytest.Pytester, milvus_uri: str, places: tuple[str, ...], mode: str, conftest: bool
) -> None:
    for place in places:
        folder = pytester.path / place
        folder.mkdir(parents=True)
        (folder / "__init__.py").touch()
        name = place.replace("/", "_")
        (folder / f"test_{name}.py").write_text(TESTS.format(name=name))
        if conftest:
            (folder / "conftest.py").touch()
    (pytester.path / "pytest.ini").write_text(INI.format(mode=mode))
    result = pytester.runpytest_subprocess(f"--milvus-uri={milvus_uri}", "-pno:hypothesispytest")
    result.assert_outcomes(passed=len(places))


def test_a_run_names_what_hides_the_suite(pytester: pytest.Pytester) -> None:
    (pytester.mkdir("conformance") / "__init__.py").touch()
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "--pyargs", "conformance"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert run.returncode == pytest.ExitCode.USAGE_ERROR
    assert str(pytester.path / "conformance") in run.stderr
    assert "rename that package" in run.stderr
    assert "Traceback" not in run.stderr
