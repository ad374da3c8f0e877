"""Exhaustive hunts are left out, and said to be, unless ``-m`` names them."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

HUNTS = """
import pytest
from tests.sampling import one_of_each

@pytest.mark.parametrize("number", one_of_each([1, 2, 3, 4], lambda number: number % 2))
def test_hunt(number):
    pass
"""


@pytest.mark.parametrize(
    ("expression", "run", "left_out"),
    [
        ("", {1, 2}, 2),
        ("exhaustive", {3, 4}, 2),
        ("exhaustive or not exhaustive", {1, 2, 3, 4}, 0),
    ],
)
def test_one_of_each_kind_runs_by_default(
    pytester: pytest.Pytester, expression: str, run: set[int], left_out: int
) -> None:
    pytester.makeconftest((Path(__file__).parents[1] / "conftest.py").read_text("utf-8"))
    pytester.makeini("[pytest]\nmarkers = exhaustive\nasyncio_default_fixture_loop_scope = function\n")
    pytester.makepyfile(HUNTS)
    done = pytester.runpytest_inprocess("-pno:cacheprovider", "-v", "-m", expression)
    done.assert_outcomes(passed=len(run), deselected=left_out)
    done.stdout.fnmatch_lines([f"*::test_hunt[[]{number}[]] PASSED*" for number in sorted(run)])
