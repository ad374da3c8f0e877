"""One seed draws the same, whatever modules a process has imported."""

from __future__ import annotations

import importlib
import random
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.internal.conjecture import providers

from conformance.exploration import constants, sampling

WIDE = st.lists(st.integers(0, 10**12), min_size=50, max_size=50)


@pytest.fixture
def numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Name of a module of the project under test, full of numbers that are drawn nowhere else."""
    monkeypatch.syspath_prepend(tmp_path)
    name = f"numbers_{random.randrange(10**9)}"
    (tmp_path / f"{name}.py").write_text(f"ALL = {[7 * 10**9 + place for place in range(500)]}\n", "utf-8")
    return name


def drawn() -> list[list[int]]:
    return sampling.pool(WIDE, 20, 0)


def test_what_is_imported_changes_no_draw(numbers: str) -> None:
    before = drawn()
    importlib.import_module(numbers)
    assert drawn() == before


@pytest.mark.skipif(
    not constants._EXCHANGE.ours, reason="this release of Hypothesis draws no local constants"
)
def test_without_the_exchange_it_does(numbers: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants._EXCHANGE, "ours", {})
    importlib.import_module(numbers)
    assert any(7 * 10**9 <= value < 8 * 10**9 for values in drawn() for value in values)


def test_a_projects_own_tests_keep_their_constants() -> None:
    before = {name: getattr(providers, name) for name in constants._EXCHANGE.ours}
    with constants.without_local_constants(), constants.without_local_constants():
        assert all(getattr(providers, name) is not value for name, value in before.items())
    assert {name: getattr(providers, name) for name in before} == before
